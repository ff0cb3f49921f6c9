"""Whether what is scored either way leans one way, with nothing assumed but that either way is as likely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SURE = 1e-9


def leaning(scores: NDArray[np.int64]) -> NDArray[np.float64]:
    r"""Return the one-sided mid-p that the sum of whole scores, shape (n, m), is above 0; 1/2 where all are 0.

    Under the hypothesis each score is as likely to have had the other sign. The distribution of the sum is exact: the
    inverse Fourier transform of :math:`\prod_j \cos(\theta s_j)`. Half of the chance of the sum itself counts (mid-p): with
    few scores the whole of it would be far more careful than is said.

    Reference: Fisher, R. A. (1935). The design of experiments, section 21; Lancaster, H. O. (1961). Significance tests in
    discrete distributions. Journal of the American Statistical Association, 56, 223-234.

    Example:
        >>> leaning(np.array([[1, 1, 1, 1, 1, 1]])).round(7).tolist()
        [0.0078125]
    """
    most = int(np.abs(scores).sum(axis=1).max(initial=0))
    size = 2 * most + 1
    angle = 2 * np.pi * np.arange(size) / size
    turned = np.cos(scores[:, :, None] * angle).prod(axis=1)
    chance = np.fft.fft(turned, axis=1).real / size  # of the sums 0, 1 .. most, -most .. -1
    sums = np.concatenate([np.arange(most + 1), np.arange(-most, 0)])
    seen = scores.sum(axis=1, keepdims=True)
    weight = np.where(sums > seen + SURE, 1.0, np.where(sums == seen, 0.5, 0.0))
    return np.asarray(np.clip((chance * weight).sum(axis=1), 0.0, 1.0))
