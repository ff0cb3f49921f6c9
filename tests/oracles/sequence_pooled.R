# Log odds of couples drawn together: the numbers in sequence_pooled.json, by metafor and by a few lines of base R that
# must agree. The values are made up; the third set has less spread than its noise, so that its variance is 0.
# Run in this folder: Rscript sequence_pooled.R > sequence_pooled.json
# (Debian packages r-base-core and r-cran-metafor)
suppressPackageStartupMessages(library(metafor))

sets <- list(
  few = list(y = c(0.8, -0.2, 1.4, 0.3, 2.1, 0.9), v = c(0.20, 0.35, 0.15, 0.50, 0.40, 0.10)),
  many = list(y = c(0.41, 1.32, -0.65, 0.98, 2.27, 0.13, 0.77, -1.20, 1.85, 0.52, 0.09, 1.11, 3.02, -0.34),
              v = c(0.12, 0.31, 0.22, 0.08, 0.55, 0.17, 0.29, 0.40, 0.33, 0.05, 0.21, 0.14, 0.60, 0.26)),
  alike = list(y = c(0.50, 0.61, 0.42, 0.55, 0.47), v = c(0.30, 0.20, 0.25, 0.40, 0.15)))

by_hand <- function(y, v, method) {
  w <- 1 / v
  q <- sum(w * (y - sum(w * y) / sum(w))^2)
  tau2 <- max(0, (q - (length(y) - 1)) / (sum(w) - sum(w^2) / sum(w)))
  if (method == "REML") {
    minus <- function(t) {
      w <- 1 / (t + v)
      0.5 * (sum(log(t + v)) + log(sum(w)) + sum(w * (y - sum(w * y) / sum(w))^2))
    }
    tau2 <- optimize(minus, c(0, 10), tol = 1e-12)$minimum
    if (minus(0) <= minus(tau2)) tau2 <- 0
  }
  w <- 1 / (tau2 + v)
  mean <- sum(w * y) / sum(w)
  se <- 1 / sqrt(sum(w))
  half <- qt(0.975, length(y) - 2) * sqrt(tau2 + se^2)
  c(mean, se, tau2, q, mean - half, mean + half)
}
by_metafor <- function(y, v, method) {
  f <- rma(y, v, method = method, control = list(threshold = 1e-12, maxiter = 1000))
  half <- qt(0.975, f$k - 2) * sqrt(f$tau2 + f$se^2)
  c(as.numeric(f$beta), f$se, f$tau2, f$QE, as.numeric(f$beta) - half, as.numeric(f$beta) + half)
}

told <- unlist(lapply(names(sets), function(name) lapply(c("DL", "REML"), function(method) {
  given <- sets[[name]]
  one <- by_metafor(given$y, given$v, method)
  stopifnot(isTRUE(all.equal(one, by_hand(given$y, given$v, method), tolerance = 1e-6)))
  numbers <- function(x) paste0("[", paste(format(x, digits = 10, trim = TRUE), collapse = ", "), "]")
  sprintf('  "%s %s": {\n    "values": %s,\n    "variances": %s,\n    "found": %s\n  }',
          name, method, numbers(given$y), numbers(given$v), numbers(one))
})))
cat("{\n", paste(told, collapse = ",\n"), "\n}\n", sep = "")
