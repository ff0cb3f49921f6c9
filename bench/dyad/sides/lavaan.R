# The side of lavaan: FOLDER REPEATS MODEL [DRAWS], where MODEL is roles, alike, gaps or draws.
suppressMessages(library(lavaan))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "told.R"))
frame <- as.data.frame(numbers("couples.bin", 4))
names(frame) <- c("x_h", "x_w", "y_h", "y_w")

roles <- "
  y_h ~ intercept_h * 1 + actor_h * x_h + partner_h * x_w
  y_w ~ intercept_w * 1 + actor_w * x_w + partner_w * x_h
  y_h ~~ y_w"
alike <- "
  y_h ~ intercept * 1 + actor * x_h + partner * x_w
  y_w ~ intercept * 1 + actor * x_w + partner * x_h
  y_h ~~ variance * y_h
  y_w ~~ variance * y_w
  y_h ~~ y_w"
model <- if (given[3] == "alike") alike else roles
share <- 1
work <- switch(given[3],
  roles = , alike = function() sem(model, data = frame),
  gaps = function() sem(model, data = frame, missing = "fiml", fixed.x = FALSE),
  draws = function() sem(model, data = frame, se = "bootstrap", bootstrap = as.integer(given[4]))
)
if (given[3] == "draws") {
  share <- as.integer(given[4]) / as.integer(given[5])
  set.seed(1)
}
done <- timed(function() suppressWarnings(work()))
of <- parameterEstimates(done$found, ci = FALSE)
of <- of[of$label != "" & of$label != "variance" & !duplicated(of$label), ]
found <- c(
  estimates = plain(setNames(of$est, of$label)),
  se = plain(setNames(of$se, of$label)),
  loglik = sprintf("%.15g", as.numeric(logLik(done$found)))
)
tell(done$seconds, "lavaan", found, share)
