# Common fate models of the Acitelli couples fitted with lavaan: the numbers in common_fate.json.
# Run in this folder: Rscript common_fate.R > common_fate.json (Debian packages r-base-core and r-cran-lavaan)
suppressPackageStartupMessages(library(lavaan))

rows <- read.csv("../science/data/dyadr_acipair.csv")
side <- function(who, role) setNames(rows[rows$Gender_A == who, c("CoupleID", "Satisfaction_A", "Tension_A")],
                                     c("couple", paste0(c("y", "x"), role)))
wide <- merge(side("Husband", "h"), side("Wife", "w"))

levels <- "X =~ 1*xh + 1*xw; Y =~ 1*yh + 1*yw; Y ~ effect*X; X ~~ common_predictor*X; Y ~~ common_residual*Y;"
by_role <- "yh ~~ own_outcome_h*yh; yw ~~ own_outcome_w*yw; xh ~~ own_predictor_h*xh; xw ~~ own_predictor_w*xw;
  yh ~~ own_covariance_h*xh; yw ~~ own_covariance_w*xw;"
alike <- "yh ~~ own_outcome*yh; yw ~~ own_outcome*yw; xh ~~ own_predictor*xh; xw ~~ own_predictor*xw;
  yh ~~ own_covariance*xh; yw ~~ own_covariance*xw;"
means <- "yh ~ 1; yw ~ 1; xh ~ 1; xw ~ 1;"
one_mean <- "yh ~ my*1; yw ~ my*1; xh ~ mx*1; xw ~ mx*1;"
models <- list(equal_loadings = c(levels, by_role, means), exchangeable = c(levels, alike, means),
               equal_means = c(levels, alike, one_mean))

told <- function(name) {
  fit <- lavaan(paste(models[[name]], collapse = "\n"), data = wide, optim.method = "BFGS",
                control = list(reltol = 1e-15, gtol = 1e-9, maxit = 10000))
  found <- subset(parameterEstimates(fit), !duplicated(label) & label != "" & !(label %in% c("my", "mx")))
  values <- function(column) paste0('"', found$label, '": ', format(found[[column]], digits = 12), collapse = ", ")
  size <- fitMeasures(fit, c("logl", "chisq", "df"))
  sprintf('  "%s": {\n    "estimates": {%s},\n    "se": {%s},\n    "loglik": %s,\n    "chi_square": %s,\n    "df": %d\n  }',
          name, values("est"), values("se"), format(size[[1]], digits = 13), format(size[[2]], digits = 10), size[[3]])
}
cat("{\n", paste(sapply(names(models), told), collapse = ",\n"), "\n}\n", sep = "")
