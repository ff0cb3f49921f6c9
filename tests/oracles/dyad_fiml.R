# Actor-partner models of the Acitelli couples with values taken away, fitted with lavaan: the numbers in dyad_fiml.json.
# Run in this folder: Rscript dyad_fiml.R > dyad_fiml.json (Debian packages r-base-core and r-cran-lavaan).
# It also writes dyad_fiml.csv, the couples it fitted.
suppressPackageStartupMessages(library(lavaan))

long <- read.csv("../science/data/dyadr_acipair.csv")
husbands <- long[long$Gender_A == "Husband", ]
wives <- long[long$Gender_A == "Wife", ]
wives <- wives[match(husbands$CoupleID, wives$CoupleID), ]
couples <- data.frame(couple = husbands$CoupleID, years = husbands$Yearsmar,
                      xh = husbands$OtherPos_A, xw = wives$OtherPos_A, yh = husbands$Satisfaction_A, yw = wives$Satisfaction_A,
                      th = husbands$Tension_A, tw = wives$Tension_A)

# The rule: a value is taken by a count over rows and columns, and the wife's satisfaction also where the husband sees her
# least well, which is missing at random and not completely so. One couple keeps nothing.
variables <- names(couples)[-1]
i <- seq_len(nrow(couples))
poor <- couples$xh < 3.9
for (j in seq_along(variables)) couples[(13 * i + 31 * j + i * j) %% 20 < 3, variables[j]] <- NA
couples$yw[poor & !is.na(couples$xh)] <- NA
couples[100, variables] <- NA
write.csv(couples, "dyad_fiml.csv", row.names = FALSE, na = "")

free_x <- "xh ~~ xw
xh ~ 1
xw ~ 1
"
models <- list(
  distinguishable = paste0(free_x, "yh ~ ih*1 + ah*xh + ph*xw
yw ~ iw*1 + aw*xw + pw*xh
yh ~~ yw"),
  equal_actor = paste0(free_x, "yh ~ ih*1 + a*xh + ph*xw
yw ~ iw*1 + a*xw + pw*xh
yh ~~ yw"),
  equal_effects = paste0(free_x, "yh ~ i*1 + a*xh + p*xw
yw ~ i*1 + a*xw + p*xh
yh ~~ yw
yh ~~ v*yh
yw ~~ v*yw"),
  indistinguishable = "xh ~~ xw
xh ~ m*1
xw ~ m*1
xh ~~ s*xh
xw ~~ s*xw
yh ~ i*1 + a*xh + p*xw
yw ~ i*1 + a*xw + p*xh
yh ~~ yw
yh ~~ v*yh
yw ~~ v*yw",
  years = "xh ~~ xw + years
xw ~~ years
xh ~ 1
xw ~ 1
years ~ 1
yh ~ ih*1 + ah*xh + ph*xw + ch*years
yw ~ iw*1 + aw*xw + pw*xh + cw*years
yh ~~ yw",
  two_predictors = "xh ~~ xw + th + tw
xw ~~ th + tw
th ~~ tw
xh ~ 1
xw ~ 1
th ~ 1
tw ~ 1
yh ~ ih*1 + ah*xh + ph*xw + bh*th + qh*tw
yw ~ iw*1 + aw*xw + pw*xh + bw*tw + qw*th
yh ~~ yw",
  own_tension = "xh ~~ xw + th + tw
xw ~~ th + tw
th ~~ tw
xh ~ 1
xw ~ 1
th ~ 1
tw ~ 1
yh ~ ih*1 + ah*xh + ph*xw + bh*th
yw ~ iw*1 + aw*xw + pw*xh + bw*tw
yh ~~ yw",
  own_tension_alike = "xh ~~ xw + u1*th + u2*tw
xw ~~ u2*th + u1*tw
th ~~ tw
xh ~ m*1
xw ~ m*1
th ~ k*1
tw ~ k*1
xh ~~ s*xh
xw ~~ s*xw
th ~~ z*th
tw ~~ z*tw
yh ~ i*1 + a*xh + p*xw + b*th
yw ~ i*1 + a*xw + p*xh + b*tw
yh ~~ yw
yh ~~ v*yh
yw ~~ v*yw"
)

numbers <- function(x) paste0("[", paste(format(as.vector(x), digits = 12, trim = TRUE), collapse = ", "), "]")
# Tight tolerances make the optimiser say that it found nothing; a second start from the first end does as well.
fitted <- function(name, ...) suppressWarnings( # of the couple without values
  sem(models[[name]], data = couples, missing = "fiml", fixed.x = FALSE, meanstructure = TRUE, information = "observed", ...))
told <- function(name) {
  first <- fitted(name)
  second <- fitted(name, start = first)
  f <- if (lavInspect(second, "converged") && logLik(second) > logLik(first)) second else first
  stopifnot(lavInspect(f, "converged"))
  found <- subset(parameterEstimates(f, remove.nonfree = FALSE), lhs %in% c("yh", "yw") & op %in% c("~1", "~") & label != "")
  found <- found[!duplicated(found$label), ]
  names <- paste0('"', found$label, '"', collapse = ", ")
  left <- lavInspect(f, "est")$psi[c("yh", "yw"), c("yh", "yw")]
  sprintf('  "%s": {\n    "n": %d,\n    "parameters": %d,\n    "loglik": %s,\n    "names": [%s],\n    "estimates": %s,\n    "se": %s,\n    "residual": %s\n  }',
          name, lavInspect(f, "nobs"), as.integer(attr(logLik(f), "df")),
          format(as.numeric(logLik(f)), digits = 13), names, numbers(found$est), numbers(found$se), numbers(left))
}
cat("{\n")
cat(paste(sapply(names(models), told), collapse = ",\n"))
cat("\n}\n")
