# Numbers for tests/science/test_reliability.py, from psych. Run from the root of the repository.
suppressMessages(library(psych))
options(digits = 12)
cat(R.version.string, "psych", as.character(packageVersion("psych")), "\n")
days <- as.matrix(read.csv("tests/science/data/closeness_five_days.csv")[, -1])

found <- suppressWarnings(alpha(days))
cat("alpha", found$total$raw_alpha, unlist(alpha.ci(found$total$raw_alpha, nrow(days), ncol(days))[c("lower.ci", "upper.ci")]), "\n")

with_gaps <- days
with_gaps[c(3, 70), 2] <- NA
whole <- days[-c(3, 70), ]
cat("alpha of complete rows", suppressWarnings(alpha(whole))$total$raw_alpha, "\n")

one <- ICC(days, lmer = FALSE)$results
cat("ICC2", unlist(one[2, c("ICC", "lower bound", "upper bound")]), "\n")
cat("ICC3", unlist(one[3, c("ICC", "lower bound", "upper bound")]), "\n")

shifted <- sweep(days[, 1:2], 2, c(0, 0.5), "+")
two <- ICC(shifted, lmer = FALSE)$results
cat("shifted ICC2", unlist(two[2, c("ICC", "lower bound", "upper bound")]), "\n")
cat("shifted ICC3", unlist(two[3, c("ICC", "lower bound", "upper bound")]), "\n")
