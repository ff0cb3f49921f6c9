# Diaries of made-up couples in which stress varies from day to day, fitted with nlme: writes dyad_growth_varying.csv
# and dyad_growth_varying.json. The shape is that of the well-known diary data of Bolger & Laurenceau (2013, chapter 8):
# random intercepts, linear time, own and partner's stress within and between persons. Some answers are missing.
# Run in this folder: Rscript dyad_growth_varying.R (Debian packages r-base-core and r-cran-nlme)
suppressPackageStartupMessages(library(nlme))

set.seed(7, "Mersenne-Twister", "Inversion", "Rejection")
n <- 40
days <- 12
wide <- expand.grid(day = 0:(days - 1), couple = 1:n)[c("couple", "day")]
person <- matrix(rnorm(2 * n, 3, 0.6), n)
for (role in 1:2) wide[[c("stress_f", "stress_m")[role]]] <- round(person[wide$couple, role] + rnorm(n * days), 2)
level <- matrix(rnorm(2 * n), n) %*% chol(matrix(c(1, 0.4, 0.4, 1.1), 2))
slope <- matrix(rnorm(2 * n), n) %*% chol(matrix(c(0.01, 0.003, 0.003, 0.012), 2))
noise <- matrix(rnorm(2 * n * days), n * days) %*% chol(matrix(c(1, 0.2, 0.2, 0.8), 2))
wide$f <- round(4 + level[wide$couple, 1] + (0.02 + slope[wide$couple, 1]) * wide$day + 0.2 * wide$stress_f + 0.05 * wide$stress_m + noise[, 1], 2)
wide$m <- round(5 + level[wide$couple, 2] + (0.01 + slope[wide$couple, 2]) * wide$day + 0.1 * wide$stress_m - 0.04 * wide$stress_f + noise[, 2], 2)
wide$f[runif(n * days) < 0.1] <- NA
wide$m[runif(n * days) < 0.1] <- NA
wide$stress_m[c(5, 77, 300)] <- NA
wide <- wide[!(is.na(wide$f) & is.na(wide$m)), ]
write.csv(wide, "dyad_growth_varying.csv", row.names = FALSE, na = "", quote = FALSE)

for (role in c("f", "m")) {
  own <- wide[[paste0("stress_", role)]]
  means <- tapply(own, wide$couple, mean, na.rm = TRUE)
  wide[[paste0("w_", role)]] <- own - means[as.character(wide$couple)]
  wide[[paste0("b_", role)]] <- means[as.character(wide$couple)] - mean(means)
}
side <- function(role, other) data.frame(
  couple = wide$couple, day = wide$day, role = role, y = wide[[role]],
  actor_w = wide[[paste0("w_", role)]], partner_w = wide[[paste0("w_", other)]],
  actor_b = wide[[paste0("b_", role)]], partner_b = wide[[paste0("b_", other)]])
long <- na.omit(rbind(side("f", "m"), side("m", "f")))
long <- long[order(long$couple, long$day, long$role), ]
long$f <- as.numeric(long$role == "f")
long$m <- 1 - long$f
long$place <- 2L - as.integer(long$f)
long$level <- 1
long$apart <- long$f - long$m
long$slant <- long$day
long$apart_slant <- long$apart * long$day

best <- function(...) {
  fits <- lapply(c("optim", "nlminb"), function(opt) tryCatch(
    lme(..., data = long, control = lmeControl(maxIter = 500, msMaxIter = 2000, niterEM = 200, tolerance = 1e-10,
                                               msTol = 1e-14, opt = opt)), error = function(e) NULL))
  fits <- Filter(Negate(is.null), fits)
  fits[[which.max(sapply(fits, logLik))]]
}
effects <- "day + actor_w + partner_w + actor_b + partner_b"
roles <- as.formula(paste("y ~ 0 + f + f:(", effects, ") + m + m:(", effects, ")"))
by_role <- function(random, method) best(roles, random = random, method = method,
  correlation = corSymm(form = ~ place | couple / day), weights = varIdent(form = ~ 1 | role))
alike <- function(random, method) best(as.formula(paste("y ~", effects)), random = list(couple = random),
  method = method, correlation = corCompSymm(form = ~ 1 | couple / day))

numbers <- function(x) paste0("[", paste(format(as.vector(t(x)), digits = 12, trim = TRUE), collapse = ", "), "]")
told <- function(name, f) {
  fixed <- fixef(f)
  order <- if ("f" %in% names(fixed)) c(grep("^f(:|$)|:f$", names(fixed)), grep("^m(:|$)|:m$", names(fixed))) else seq_along(fixed)
  sprintf('  "%s": {\n    "loglik": %s,\n    "fixed": %s,\n    "fixed_se": %s,\n    "between": %s,\n    "sigma": %s\n  }',
          name, format(as.numeric(logLik(f)), digits = 13), numbers(fixed[order]), numbers(sqrt(diag(f$varFix))[order]),
          numbers(as.matrix(getVarCov(f))), format(f$sigma, digits = 12))
}
levels <- ~ 0 + f + m | couple
curves <- ~ 0 + f + f:day + m + m:day | couple
common <- pdBlocked(list(pdSymm(~ 0 + level + slant), pdSymm(~ 0 + apart + apart_slant)))
common_levels <- pdBlocked(list(pdSymm(~ 0 + level), pdSymm(~ 0 + apart)))
all <- c(told("levels_ml", by_role(levels, "ML")), told("levels_reml", by_role(levels, "REML")),
         told("curves_ml", by_role(curves, "ML")), told("curves_reml", by_role(curves, "REML")),
         told("exchangeable_levels_ml", alike(common_levels, "ML")), told("exchangeable_levels_reml", alike(common_levels, "REML")),
         told("exchangeable_curves_ml", alike(common, "ML")), told("exchangeable_curves_reml", alike(common, "REML")))
cat("{\n", paste(all, collapse = ",\n"), "\n}\n", sep = "", file = "dyad_growth_varying.json")
