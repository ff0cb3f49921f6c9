"""Couples drawn from the growth model itself, and its likelihood as the textbook writes it."""

import numpy as np

BETWEEN = np.array(
    [[2.0, -0.1, 0.9, 0.05], [-0.1, 0.12, 0.05, 0.04], [0.9, 0.05, 1.5, -0.1], [0.05, 0.04, -0.1, 0.1]]
)
WITHIN = np.array([[0.9, 0.35], [0.35, 0.6]])
MEAN = np.array([20.0, 0.4, 18.0, 0.6])


def occasions(
    seed: int, n: int, most: int = 8, missing: float = 0.15, between=BETWEEN, within=WITHIN, mean=MEAN
):
    """Return couple (m,), time (m,), scores (m, 2); balanced where nothing is missing."""
    rng = np.random.default_rng(seed)
    size = rng.integers(4, most + 1, n) if missing else np.full(n, most)
    couple = np.repeat(np.arange(n), size)
    place = np.concatenate([np.arange(each) for each in size]).astype(float)
    time = place + (rng.integers(0, 4, place.size) / 8 if missing else 0.0)
    curve = rng.multivariate_normal(mean, between, n).reshape(n, 2, 2)[couple]
    noise = rng.multivariate_normal([0.0, 0.0], within, place.size)
    scores = curve[:, :, 0] + curve[:, :, 1] * time[:, None] + noise
    scores[rng.random(scores.shape) < missing] = np.nan
    return couple, time, scores


def dense_likelihood(couple, time, scores, model, *, reml: bool, x=None) -> float:
    """Return the log-likelihood with V written out; `model` is (free means (r, k), pooled, between, within)."""
    mean, pooled, between, within = model
    x = np.ones((couple.max() + 1, 1)) if x is None else x
    total, information, n = 0.0, np.zeros((mean.size, mean.size)), 0
    for each in np.unique(couple):
        mine = couple == each
        f = np.stack([np.ones(mine.sum()), time[mine]], axis=1)
        z = np.concatenate([np.kron(row, f) for row in np.eye(2)])
        design = z @ np.kron(pooled, x[each])
        v = z @ between @ z.T + np.kron(within, np.eye(mine.sum()))
        y = scores[mine].T.ravel()
        seen = ~np.isnan(y)
        design, v, r = design[seen], v[np.ix_(seen, seen)], y[seen] - design[seen] @ mean.ravel()
        total += np.linalg.slogdet(v)[1] + r @ np.linalg.solve(v, r)
        information += design.T @ np.linalg.solve(v, design)
        n += y[seen].size
    if reml:
        total += np.linalg.slogdet(information)[1]
        n -= mean.size
    return -0.5 * (total + n * np.log(2 * np.pi))
