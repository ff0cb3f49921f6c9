# Mutual influence in the satisfaction of the Acitelli couples, fitted with lavaan: the numbers in mutual_influence.json.
# Run in this folder: Rscript mutual_influence.R > mutual_influence.json (Debian packages r-base-core and r-cran-lavaan)
suppressPackageStartupMessages(library(lavaan))

rows <- read.csv("../science/data/dyadr_acipair.csv")
side <- function(who, role) setNames(rows[rows$Gender_A == who, c("CoupleID", "Satisfaction_A", "OtherPos_A")],
                                     c("couple", paste0(c("y", "x"), role)))
wide <- merge(side("Husband", "h"), side("Wife", "w"))

model <- "yh ~ intercept_h*1 + actor_h*xh + influence_on_h*yw
  yw ~ intercept_w*1 + actor_w*xw + influence_on_w*yh
  yh ~~ vh*yh; yw ~~ vw*yw; yh ~~ both*yw"
fit <- lavaan(model, data = wide, optim.method = "BFGS", control = list(reltol = 1e-15, gtol = 1e-9, maxit = 10000))
found <- subset(parameterEstimates(fit), label != "")
values <- function(column) paste0('"', found$label, '": ', format(found[[column]], digits = 12), collapse = ", ")
cat(sprintf('{\n  "estimates": {%s},\n  "se": {%s},\n  "loglik": %s\n}\n',
            values("est"), values("se"), format(fitMeasures(fit, "logl")[[1]], digits = 13)))
