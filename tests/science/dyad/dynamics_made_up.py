"""Made-up conversations for the tests of dynamics."""

import numpy as np

TRUTH = np.array([[0.1, 0.4, 0.2, 0.3], [-0.1, 0.3, 0.1, 0.25]])


def talks(seed, n, length, *, form="synchronous", truth=TRUTH, noise=1.0):
    """Return made-up conversations; `truth` has shape (2, 4) or (n, 2, 4)."""
    rng = np.random.default_rng(seed)
    truth = np.broadcast_to(truth, (n, 2, 4))
    y = np.zeros((n, length, 2))
    for t in range(1, length):
        for side in (0, 1):
            v = y[:, t, 0] if form == "sequential" and side else y[:, t - 1, 1 - side]
            a, r, up, down = truth[:, side].T
            mean = a + r * y[:, t - 1, side] + up * np.maximum(v, 0) + down * np.minimum(v, 0)
            y[:, t, side] = mean + rng.normal(0, noise, n)
    return y


def with_gaps(y, seed=5):
    y = y.copy()
    y[np.random.default_rng(seed).random(y.shape) < 0.05] = np.nan
    y[0, -20:] = np.nan
    return y
