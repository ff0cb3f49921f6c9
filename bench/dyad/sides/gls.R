# The side of nlme's gls: FOLDER REPEATS MODEL, where MODEL is roles or alike. A long table of persons, made beforehand.
suppressMessages(library(nlme))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "told.R"))
wide <- numbers("couples.bin", 4)
n <- nrow(wide)
long <- data.frame(
  couple = rep(seq_len(n), each = 2), place = rep(1:2, n), role = factor(rep(c("h", "w"), n)),
  actor = as.vector(t(wide[, 1:2])), partner = as.vector(t(wide[, 2:1])), y = as.vector(t(wide[, 3:4]))
)
fit <- if (given[3] == "roles") {
  function() gls(y ~ 0 + role + role:actor + role:partner, data = long, method = "ML",
                 correlation = corSymm(form = ~ place | couple), weights = varIdent(form = ~ 1 | role))
} else {
  function() gls(y ~ actor + partner, data = long, method = "ML",
                 correlation = corSymm(form = ~ place | couple))
}
done <- timed(fit)
names_of <- function(values) {
  parts <- strsplit(names(values), ":", fixed = TRUE)
  sapply(parts, function(part) {
    role <- sub("^role", "_", grep("^role", part, value = TRUE))
    what <- grep("^role", part, value = TRUE, invert = TRUE)
    what <- if (length(what)) sub("(Intercept)", "intercept", what, fixed = TRUE) else "intercept"
    paste0(what, if (length(role)) role else "")
  })
}
# Plain errors, inverse information: nlme prints them larger by the root of N / (N - q).
habit <- sqrt((2 * n - length(coef(done$found))) / (2 * n))
found <- c(
  estimates = plain(setNames(coef(done$found), names_of(coef(done$found)))),
  se = plain(setNames(sqrt(diag(done$found$varBeta)) * habit, names_of(coef(done$found)))),
  loglik = sprintf("%.15g", as.numeric(logLik(done$found)))
)
tell(done$seconds, "nlme", found)
