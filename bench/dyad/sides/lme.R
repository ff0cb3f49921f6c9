# The side of nlme's lme: FOLDER REPEATS. A long table of answers, made beforehand.
suppressMessages(library(nlme))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "told.R"))
wide <- numbers("occasions.bin", 4)
long <- data.frame(
  couple = rep(wide[, 1], each = 2), time = rep(wide[, 2], each = 2), place = rep(1:2, nrow(wide)),
  y = as.vector(t(wide[, 3:4]))
)
long <- long[!is.na(long$y), ]
long$role <- factor(c("h", "w")[long$place])
for (role in c("h", "w")) {
  long[[paste0("intercept_", role)]] <- as.numeric(long$role == role)
  long[[paste0("slope_", role)]] <- (long$role == role) * long$time
}
# Its own optimiser and tolerances reach the optimum; "optim" stops before it.
control <- lmeControl(maxIter = 200, msMaxIter = 500)
done <- timed(function() lme(
  y ~ 0 + intercept_h + slope_h + intercept_w + slope_w, data = long, method = "ML", control = control,
  random = ~ 0 + intercept_h + slope_h + intercept_w + slope_w | couple,
  correlation = corSymm(form = ~ place | couple / time), weights = varIdent(form = ~ 1 | role)
))
found <- c(
  estimates = plain(fixef(done$found)), se = plain(sqrt(diag(done$found$varFix))),
  loglik = sprintf("%.15g", as.numeric(logLik(done$found)))
)
tell(done$seconds, "nlme", found)
