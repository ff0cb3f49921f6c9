# The side of R's psych: FOLDER REPEATS FUNCTION, where FUNCTION is scoreItems or scoreFast. Base R and psych only.
suppressMessages(library(psych))
given <- commandArgs(trailingOnly = TRUE)
folder <- given[1]
scorer <- get(given[3])
task <- scan(file.path(folder, "task.txt"), quiet = TRUE)
names(task) <- c("rows", "items", "low", "high", "least", "rci", "cutoff")
turned <- scan(file.path(folder, "reversed.txt"), quiet = TRUE) + 1
read_doubles <- function(name, n) readBin(file.path(folder, name), "double", n)
answers <- matrix(read_doubles("answers.bin", task["rows"] * task["items"]), ncol = task["items"], byrow = TRUE)
answers[is.nan(answers)] <- NA
before <- read_doubles("before.bin", task["rows"])
colnames(answers) <- paste0("i", seq_len(task["items"]))
signed <- colnames(answers)
signed[turned] <- paste0("-", signed[turned])

# psych has no rule for too few answers; the score itself is compared on the rows that have enough.
work <- function() {
  mean_score <- suppressWarnings(scorer(
    list(all = signed), answers, totals = FALSE, impute = "none", min = task["low"], max = task["high"]
  ))
  if (is.list(mean_score)) mean_score <- mean_score$scores
  after <- as.vector(mean_score) * task["items"]
  gain <- after - before
  classes <- ifelse(gain >= task["rci"], 2, ifelse(gain <= -task["rci"], 0, 1))
  recovered <- classes == 2 & before < task["cutoff"] & after >= task["cutoff"]
  classes[which(recovered)] <- 3
  list(after = after, classes = classes)
}

seconds <- character()
for (i in seq_len(as.integer(given[2]))) {
  t <- proc.time()
  found <- work()
  t <- proc.time() - t
  seconds <- c(seconds, sprintf("[%.4f, %.4f]", t[["user.self"]] + t[["sys.self"]], t[["elapsed"]]))
}
writeBin(as.double(found$after), file.path(folder, paste0(given[3], ".scores")))
found$classes[is.na(found$classes)] <- -1
writeBin(as.double(found$classes), file.path(folder, paste0(given[3], ".classes")))
cat(sprintf(
  '{"seconds": [%s], "version": "R %s.%s, psych %s"}\n', paste(seconds, collapse = ", "),
  R.version$major, R.version$minor, as.character(packageVersion("psych"))
))
