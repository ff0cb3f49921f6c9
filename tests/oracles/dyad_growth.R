# Dyadic growth fitted with nlme: the numbers in dyad_growth.json, from the made-up couples in dyad_growth.csv.
# Run in this folder: Rscript dyad_growth.R > dyad_growth.json (Debian packages r-base-core and r-cran-nlme)
suppressPackageStartupMessages(library(nlme))

wide <- read.csv("dyad_growth.csv")
optimisers <- lapply(c("optim", "nlminb"), function(opt)
  lmeControl(maxIter = 500, msMaxIter = 2000, niterEM = 200, tolerance = 1e-10, msTol = 1e-14, opt = opt))

long <- rbind(data.frame(wide[c("couple", "time", "severity")], role = "h", y = wide$h),
              data.frame(wide[c("couple", "time", "severity")], role = "w", y = wide$w))
long <- long[!is.na(long$y), ]
long <- long[order(long$couple, long$time, long$role), ]
for (role in c("h", "w")) {
  long[[paste0(role, 0)]] <- as.numeric(long$role == role)
  long[[paste0(role, 1)]] <- (long$role == role) * long$time
}
long$place <- ifelse(long$role == "h", 1L, 2L)

# The best of two optimisers: one may stop early.
best <- function(call) {
  fits <- Filter(Negate(is.null), lapply(optimisers, function(control) tryCatch(call(control), error = function(e) NULL)))
  fits[[which.max(sapply(fits, logLik))]]
}
both_roles <- function(fixed, method) best(function(control)
  lme(fixed, data = long, random = ~ 0 + h0 + h1 + w0 + w1 | couple, method = method, control = control,
      correlation = corSymm(form = ~ place | couple / time), weights = varIdent(form = ~ 1 | role)))

numbers <- function(x) paste0("[", paste(format(as.vector(t(x)), digits = 12, trim = TRUE), collapse = ", "), "]")
told <- function(name, f) {
  ratio <- coef(f$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
  sd <- f$sigma * c(ratio[["h"]], ratio[["w"]])
  rho <- coef(f$modelStruct$corStruct, unconstrained = FALSE)[[1]]
  within <- outer(sd, sd) * matrix(c(1, rho, rho, 1), 2)
  blup <- as.matrix(ranef(f))[c("1", "8", "60"), c("h0", "h1", "w0", "w1")]
  sprintf('  "%s": {\n    "loglik": %s,\n    "fixed": %s,\n    "fixed_se": %s,\n    "between": %s,\n    "within": %s,\n    "blup": %s\n  }',
          name, format(as.numeric(logLik(f)), digits = 13), numbers(fixef(f)), numbers(sqrt(diag(f$varFix))),
          numbers(as.matrix(getVarCov(f))), numbers(within), numbers(blup))
}

plain <- y ~ 0 + h0 + h1 + w0 + w1
severity <- y ~ 0 + h0 + h0:severity + h1 + h1:severity + w0 + w0:severity + w1 + w1:severity
cat("{\n")
cat(paste(c(told("ml", both_roles(plain, "ML")), told("reml", both_roles(plain, "REML")),
            told("severity_ml", both_roles(severity, "ML")), told("severity_reml", both_roles(severity, "REML"))), collapse = ",\n"))
cat("\n}\n")
