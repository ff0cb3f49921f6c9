# Numbers for tests/science/change/test_methods.py: each statistic as the literature writes it,
# on the 30 patients of Jacobson & Truax. Base R. Run from the root of the repository.
options(digits = 12)
d <- read.csv("tests/science/data/rciplot_sample_data.csv")
pre <- d$pre_data; post <- d$post_data
s <- sd(pre); s2 <- sd(post); M <- mean(pre); M2 <- mean(post)
r <- .88; r2 <- .90; r12 <- cor(pre, post)
cat("sample", M, s, M2, s2, r12, "\n")
rdd <- local({
  rp <- 1 - s^2 * (1 - r) / s2^2
  (s^2 * r + s2^2 * rp - 2 * s * s2 * r12) / (s^2 + s2^2 - 2 * s * s2 * r12)
})
statistic <- list(
  JT = (post - pre) / (sqrt(2) * s * sqrt(1 - r)),
  GLN = ((post - M) - r * (pre - M)) / (s * sqrt(1 - r^2)),
  HLL = ((post - M2) - r * (pre - M)) / (s * sqrt(1 - r^2)),
  EN = (post - (r * (pre - M) + M)) / (s * sqrt(1 - r)),
  NK = (post - (r * (pre - M) + M)) / sqrt(r^2 * s^2 * (1 - r) + s2^2 * (1 - r2)),
  HA = ((post - pre) * rdd + (M2 - M) * (1 - rdd)) / (sqrt(rdd) * sqrt(2 * s^2 * (1 - r)))
)
for (name in names(statistic)) {
  x <- statistic[[name]]
  critical <- if (name == "HA") 1.65 else 1.96
  cat(name, "first", x[1], "sum", sum(x), "gains", sum(x >= critical), "losses", sum(x <= -critical), "\n")
}
