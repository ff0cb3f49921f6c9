"""The historical two steps: each is what it says, and what lacks neutral moments has no numbers."""

import numpy as np
import pytest

from tests.science.dyad.dynamics_made_up import TRUTH, talks
from troth.science.dyad.dynamics import dynamics
from troth.science.dyad.dynamics_result import REASONS
from troth.science.dyad.dynamics_two_step import dynamics_two_step
from troth.science.dyad.errors import TooFewCouples


@pytest.mark.parametrize("form", ["synchronous", "sequential"])
def test_each_couple_is_fitted_on_neutral_moments_and_then_on_what_is_left(form):
    y = talks(1, 8, 150, form=form).round()
    y[3, 40] = np.nan
    found = dynamics_two_step(y, form=form)
    for i, rows in enumerate(y):
        keep = ~np.isnan(rows[1:] + rows[:-1]).any(axis=1)
        for side in (0, 1):
            v = (rows[1:, 0] if form == "sequential" and side else rows[:-1, 1 - side])[keep]
            own, after = rows[:-1, side][keep], rows[1:, side][keep]
            r, a = np.polyfit(own[v == 0], after[v == 0], 1)
            left = after - a - r * own
            slopes = [left[part] @ v[part] / (v[part] @ v[part]) for part in (v > 0, v < 0)]
            np.testing.assert_allclose(found.parameters[i, side], [a, r, *slopes], rtol=1e-8, atol=1e-10)
            assert found.neutral[i, side] == (v == 0).sum()


def test_both_ways_agree_in_the_mean_and_the_joint_fit_is_surer():
    y = talks(2, 600, 200)
    joint, steps = dynamics(y), dynamics_two_step(y, neutral=0.3)
    np.testing.assert_allclose(list(steps.estimates.values()), TRUTH.ravel(), atol=0.06)
    assert all(steps.se[name] > joint.se[name] for name in joint.se)


def test_what_is_not_known_has_a_reason():
    y = talks(3, 4, 150).round()
    y[0, :, 1] = np.abs(y[0, :, 1])
    y[1, :, 1] += 0.5
    y[2, :, 0] = 1.0
    found = dynamics_two_step(y, roles=("w", "h"))
    told = [[REASONS[code] for code in side] for side in found.reason[:3, 0]]
    assert told == [["known", "known", "known", "few_negative"], ["few_neutral"] * 4, ["constant_series"] * 4]
    assert (np.isnan(found.parameters) == (found.reason > 0)).all()
    assert dict(found.dropped) == {"few_negative": 1, "few_neutral": 2}
    assert found.to_dict()["unknown"]["inertia_w"] == {"constant_series": 1, "few_neutral": 1}


def test_scores_that_are_never_neutral_are_refused():
    with pytest.raises(TooFewCouples, match="neutral"):
        dynamics_two_step(talks(4, 3, 60) + 0.123456789)
