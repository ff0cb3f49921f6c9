# Two correlated growth curves per couple, fitted with nlme: the numbers in growth.json.
# Run in this folder: Rscript growth.R > growth.json
suppressPackageStartupMessages(library(nlme))

wide <- read.csv("growth_couples.csv")
control <- lmeControl(maxIter = 500, msMaxIter = 2000, niterEM = 200, tolerance = 1e-10, msTol = 1e-14, opt = "optim")

fit <- function(a, b) {
  long <- rbind(data.frame(wide[c("couple", "day")], seat = "a", y = wide[[a]]),
                data.frame(wide[c("couple", "day")], seat = "b", y = wide[[b]]))
  long <- long[!is.na(long$y), ]
  long <- long[order(long$couple, long$day, long$seat), ]
  long$tau <- log1p(long$day / 7)
  for (seat in c("a", "b")) {
    long[[paste0(seat, 0)]] <- as.numeric(long$seat == seat)
    long[[paste0(seat, 1)]] <- (long$seat == seat) * long$tau
  }
  long$place <- ifelse(long$seat == "a", 1L, 2L)
  lme(y ~ 0 + a0 + a1 + b0 + b1, data = long, random = ~ 0 + a0 + a1 + b0 + b1 | couple,
      correlation = corSymm(form = ~ place | couple / day), weights = varIdent(form = ~ 1 | seat),
      method = "REML", control = control)
}

numbers <- function(x) paste0("[", paste(format(as.vector(t(x)), digits = 12, trim = TRUE), collapse = ", "), "]")

told <- function(name, f) {
  ratio <- coef(f$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
  sd <- f$sigma * c(ratio[["a"]], ratio[["b"]])
  rho <- coef(f$modelStruct$corStruct, unconstrained = FALSE)[[1]]
  within <- outer(sd, sd) * matrix(c(1, rho, rho, 1), 2)
  blup <- coef(f)[order(as.integer(rownames(coef(f)))), c("a0", "a1", "b0", "b1")]
  cat(sprintf('  "%s": {\n    "log_likelihood": %s,\n    "mean": %s,\n    "mean_covariance": %s,\n    "between": %s,\n    "within": %s,\n    "blup": %s\n  }',
              name, format(as.numeric(logLik(f)), digits = 12), numbers(fixef(f)), numbers(f$varFix),
              numbers(as.matrix(getVarCov(f))), numbers(within), numbers(as.matrix(blup[c(1, 2, 40), ]))))
}

cat("{\n")
told("complete", fit("a", "b"))
cat(",\n")
told("gaps", fit("a_gaps", "b_gaps"))
cat("\n}\n")
