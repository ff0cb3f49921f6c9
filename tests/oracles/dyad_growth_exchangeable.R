# Growth of couples whose partners have no roles, fitted with nlme: the numbers in dyad_growth_exchangeable.json, from
# the made-up couples in dyad_growth.csv. Both partners' curves are a common curve plus and minus half a difference;
# common and difference are independent, so swapping the partners changes nothing, and occasions of one partner count.
# Run in this folder: Rscript dyad_growth_exchangeable.R > dyad_growth_exchangeable.json
# (Debian packages r-base-core and r-cran-nlme)
suppressPackageStartupMessages(library(nlme))

wide <- read.csv("dyad_growth.csv")
long <- rbind(data.frame(wide[c("couple", "time", "severity")], sign = 1, y = wide$h),
              data.frame(wide[c("couple", "time", "severity")], sign = -1, y = wide$w))
long <- long[!is.na(long$y), ]
long <- long[order(long$couple, long$time, -long$sign), ]
long$level <- 1
long$slant <- long$time
long$apart <- long$sign
long$apart_slant <- long$sign * long$time

# The best of two optimisers: one may stop early.
best <- function(fixed, method) {
  fits <- lapply(c("optim", "nlminb"), function(opt) tryCatch(
    lme(fixed, data = long, method = method,
        random = list(couple = pdBlocked(list(pdSymm(~ 0 + level + slant), pdSymm(~ 0 + apart + apart_slant)))),
        correlation = corCompSymm(form = ~ 1 | couple / time),
        control = lmeControl(maxIter = 500, msMaxIter = 2000, niterEM = 200, tolerance = 1e-10, msTol = 1e-14, opt = opt)),
    error = function(e) NULL))
  fits <- Filter(Negate(is.null), fits)
  fits[[which.max(sapply(fits, logLik))]]
}

numbers <- function(x) paste0("[", paste(format(as.vector(x), digits = 12, trim = TRUE), collapse = ", "), "]")
told <- function(name, f) {
  g <- as.matrix(getVarCov(f))
  common <- g[1:2, 1:2]
  apart <- g[3:4, 3:4]
  own <- common + apart
  partner <- common - apart
  rho <- coef(f$modelStruct$corStruct, unconstrained = FALSE)[[1]]
  spreads <- c(own[1, 1], own[1, 2], own[2, 2], partner[1, 1], partner[1, 2], partner[2, 2], f$sigma^2, rho * f$sigma^2)
  b <- as.matrix(ranef(f))[c("1", "8", "60"), ]
  curves <- cbind(b[, 1] + b[, 3], b[, 2] + b[, 4], b[, 1] - b[, 3], b[, 2] - b[, 4])
  sprintf('  "%s": {\n    "loglik": %s,\n    "fixed": %s,\n    "fixed_se": %s,\n    "spreads": %s,\n    "blup": %s\n  }',
          name, format(as.numeric(logLik(f)), digits = 13), numbers(fixef(f)), numbers(sqrt(diag(f$varFix))),
          numbers(spreads), numbers(t(curves)))
}

plain <- y ~ time
severity <- y ~ severity + time + time:severity
cat("{\n")
cat(paste(c(told("ml", best(plain, "ML")), told("reml", best(plain, "REML")),
            told("severity_ml", best(severity, "ML")), told("severity_reml", best(severity, "REML"))), collapse = ",\n"))
cat("\n}\n")
