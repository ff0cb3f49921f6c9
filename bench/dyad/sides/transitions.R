# Transitions counted in R as its users would: FOLDER REPEATS COUPLES OF EVENTS CODES. Base R only; the first COUPLES of OF.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "told.R"))
sizes <- as.integer(given[3:6])
events <- sizes[3]
K <- sizes[4]
path <- file.path(folder, "codes.bin")
codes <- matrix(readBin(path, "integer", sizes[1] * events, size = 1), ncol = events, byrow = TRUE) + 1L

one_couple <- function(stream) {
  f <- matrix(0, K, K)
  for (i in seq_len(events - 1)) f[stream[i], stream[i + 1]] <- f[stream[i], stream[i + 1]] + 1
  n <- sum(f)
  expected <- z <- q <- odds <- kappa <- matrix(NA_real_, K, K)
  for (a in seq_len(K)) for (b in seq_len(K)) {
    r <- sum(f[a, ])
    c <- sum(f[, b])
    cell <- f[a, b]
    d <- n - r - c + cell
    expected[a, b] <- e <- r * c / n
    z[a, b] <- (cell - e) / sqrt(e * (1 - r / n) * (1 - c / n))
    q[a, b] <- (cell * d - (r - cell) * (c - cell)) / (cell * d + (r - cell) * (c - cell))
    odds[a, b] <- log((cell + .5) * (d + .5) / ((r - cell + .5) * (c - cell + .5)))
    kappa[a, b] <- if (cell >= e) (cell - e) / (min(r, c) - e) else (cell - e) / e
  }
  seen <- f > 0
  list(z = z, q = q, odds = odds, kappa = kappa, chi = 2 * sum(f[seen] * log(f[seen] / expected[seen])))
}

done <- timed(function() lapply(seq_len(sizes[1]), function(i) one_couple(codes[i, ])))
rows <- function(what) as.vector(sapply(done$found, function(one) t(one[[what]])))
found <- sprintf(
  '{"z": %s, "q": %s, "log_odds": %s, "kappa": %s, "chi_square": %s}',
  plain(rows("z")), plain(rows("q")), plain(rows("odds")), plain(rows("kappa")), plain(sapply(done$found, `[[`, "chi"))
)
tell(done$seconds, "", c(estimates = found), share = sizes[1] / sizes[2])
