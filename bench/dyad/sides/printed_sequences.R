# Transitions the way a package for one stream of codes tells of them: FOLDER REPEATS COUPLES OF EVENTS CODES.
# One couple after another, loops over the codes, and every table printed (to nowhere). Own code, base R only; what is
# computed and printed is what the manual of LagSequential 0.1.1 names for its function `sequential`.
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "told.R"))
sizes <- as.integer(given[3:6])
K <- sizes[4]
path <- file.path(folder, "codes.bin")
codes <- matrix(readBin(path, "integer", sizes[1] * sizes[3], size = 1), ncol = sizes[3], byrow = TRUE) + 1L
labels <- paste("Code", seq_len(K))

empty <- function() matrix(NA_real_, K, K, dimnames = list(labels, labels))
both_tails <- function(z) 2 * (1 - pnorm(abs(z)))
shown <- function(title, table) {
  cat("\n\n", title, "\n\n", sep = "")
  print(round(table, 3))
}

counted <- function(stream) {
  found <- empty()
  found[] <- 0
  for (i in seq_len(length(stream) - 1)) {
    found[stream[i], stream[i + 1]] <- found[stream[i], stream[i + 1]] + 1
  }
  found
}

one_couple <- function(stream) {
  cat("\n\nLag-sequential analysis\n\nHow often each code was given:\n\n")
  given <- table(factor(stream, seq_len(K)))
  print(given)
  f <- counted(stream)
  n <- sum(f)
  given <- as.numeric(given)
  events <- sum(given)
  expected <- probability <- z <- q <- kappa <- kappa_z <- empty()
  chi <- 0
  for (a in seq_len(K)) {
    for (b in seq_len(K)) {
      cell <- f[a, b]
      r <- sum(f[a, ])
      c <- sum(f[, b])
      expected[a, b] <- e <- r * c / n
      probability[a, b] <- cell / r
      if (cell > 0) chi <- chi + 2 * cell * log(cell / e)
      z[a, b] <- (cell - e) / sqrt(e * (1 - r / n) * (1 - c / n))
      d <- n - r - c + cell
      q[a, b] <- (cell * d - (r - cell) * (c - cell)) / (cell * d + (r - cell) * (c - cell))
      by_codes <- given[a] * given[b] / events
      step <- cell - by_codes
      kappa[a, b] <- if (step >= 0) step / (min(given[a], given[b]) - by_codes) else step / by_codes
      spread <- by_codes * (1 - given[a] / events) * (1 - given[b] / events) * events / (events - 1)
      kappa_z[a, b] <- step / sqrt(spread)
    }
  }
  df <- (K - 1)^2
  shown("Transitions", rbind(cbind(f, Total = rowSums(f)), Total = c(colSums(f), n)))
  shown("Expected transitions", expected)
  shown("Transitional probabilities", probability)
  cat("\n\nLikelihood ratio chi-square", chi, "df", df, "p", 1 - pchisq(chi, df), "\n")
  shown("Adjusted residuals", z)
  shown("Their significance", both_tails(z))
  shown("Yule's Q", q)
  shown("Transformed kappas", kappa)
  shown("Their z", kappa_z)
  shown("Their significance", both_tails(kappa_z))
  list(expected = expected, z = z, q = q, kappa = kappa, kappa_z = kappa_z, chi = chi)
}

done <- timed(function() {
  sink("/dev/null")
  on.exit(sink())
  lapply(seq_len(sizes[1]), function(i) one_couple(codes[i, ]))
})
rows <- function(what) plain(as.vector(sapply(done$found, function(one) t(one[[what]]))))
found <- sprintf(
  paste0(
    '{"expected": %s, "z": %s, "q": %s, "kappa_by_frequencies": %s, "kappa_by_frequencies_z": %s, ',
    '"chi_square": %s}'
  ),
  rows("expected"), rows("z"), rows("q"), rows("kappa"), rows("kappa_z"), plain(sapply(done$found, `[[`, "chi"))
)
tell(done$seconds, "", c(estimates = found), share = sizes[1] / sizes[2])
