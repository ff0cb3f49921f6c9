# What every R side does around its work. Base R only.
given <- commandArgs(trailingOnly = TRUE)
folder <- given[1]
repeats <- as.integer(given[2])
numbers <- function(name, columns) {
  path <- file.path(folder, name)
  values <- readBin(path, "double", file.size(path) / 8)
  values[is.nan(values)] <- NA
  matrix(values, ncol = columns, byrow = TRUE)
}

# What is repeated is done four times before the clock starts, as on the other sides.
timed <- function(work) {
  seconds <- character()
  for (i in seq_len(if (repeats > 1) 4 else 0)) found <- work()
  for (i in seq_len(repeats)) {
    t <- proc.time()
    found <- work()
    t <- proc.time() - t
    seconds <- c(seconds, sprintf("[%.4f, %.4f]", t[["user.self"]] + t[["sys.self"]], t[["elapsed"]]))
  }
  list(found = found, seconds = seconds)
}

# Numbers as JSON: an object where they have names, a list where they do not.
plain <- function(values) {
  shown <- ifelse(is.na(values), "NaN", sprintf("%.15g", values))
  if (is.null(names(values))) return(sprintf("[%s]", paste(shown, collapse = ", ")))
  sprintf("{%s}", paste(sprintf('"%s": %s', names(values), shown), collapse = ", "))
}

# found: already as JSON, by name.
tell <- function(seconds, package, found, share = 1) {
  version <- paste0("R ", R.version$major, ".", R.version$minor)
  if (nzchar(package)) version <- paste0(version, ", ", package, " ", as.character(packageVersion(package)))
  cat(sprintf(
    '{"seconds": [%s], "version": "%s", "share": %.10g, "found": {%s}}\n', paste(seconds, collapse = ", "),
    version, share, paste(sprintf('"%s": %s', names(found), found), collapse = ", ")
  ))
}
