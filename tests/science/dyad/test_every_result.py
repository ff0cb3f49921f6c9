"""Every public function that finds something gives a frozen result that people and programs can read."""

import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from importlib import import_module
from inspect import isfunction
from typing import Any

import numpy as np
import pytest

import troth.science.dyad
from troth.science.dyad.agreement import agreement
from troth.science.dyad.apim import apim, apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.bootstrap import apim_bootstrap
from troth.science.dyad.common_fate import common_fate
from troth.science.dyad.distinguishing import distinguishing
from troth.science.dyad.dynamics import dynamics
from troth.science.dyad.dynamics_steady import chances
from troth.science.dyad.dynamics_two_step import dynamics_two_step
from troth.science.dyad.growth import growth
from troth.science.dyad.growth_bands import growth_bands
from troth.science.dyad.growth_calibration import AlertRule, growth_calibration
from troth.science.dyad.growth_compare import compare_growth
from troth.science.dyad.growth_response import growth_response
from troth.science.dyad.influence import influence
from troth.science.dyad.influence_one import influence_of_one
from troth.science.dyad.kappa import kappa
from troth.science.dyad.mutual_influence import mutual_influence
from troth.science.dyad.oscillators import oscillators
from troth.science.dyad.partner_ratio import fieller, partner_ratio
from troth.science.dyad.profiles import profiles
from troth.science.dyad.response_surface import response_surface
from troth.science.dyad.sequence import count_transitions
from troth.science.dyad.sequence_cells import cells
from troth.science.dyad.sequence_chance import chance
from troth.science.dyad.sequence_demand import demand_withdraw
from troth.science.dyad.sequence_pooled import pooled
from troth.science.dyad.sequence_table import sequential
from troth.science.dyad.sequence_times import rates

WORKING_PARTS = {
    "AgreementSums",
    "ApimSums",
    "ApimTable",
    "Counts",
    "DiarySums",
    "DynamicsSums",
    "Equation",
    "Fitted",
    "FimlSums",
    "Form",
    "Found",
    "GrowthRows",
    "GrowthSums",
    "Moments",
    "OscillatorSums",
    "Patterns",
    "SurfaceSums",
    "Task",
    "Units",
}
"""What goes from one function into the next: rows, sums that merge, what is to be fitted. No one reads these."""


@dataclass(frozen=True)
class Data:
    """Made-up couples for every kind of analysis, some with gaps."""

    rng: np.random.Generator
    x: np.ndarray
    y: np.ndarray
    rows: np.ndarray
    talks: np.ndarray
    couple: np.ndarray
    time: np.ndarray
    scores: np.ndarray

    @staticmethod
    def made() -> "Data":
        rng = np.random.Generator(np.random.PCG64(3))
        x, noise = rng.normal(size=(2, 60, 2))
        y = np.linalg.solve([[1, -0.4], [-0.2, 1]], (2 * x + noise).T).T
        talks = np.zeros((40, 80, 2))
        for t in range(1, 80):
            talks[:, t] = (
                0.4 * talks[:, t - 1] + 0.3 * talks[:, t - 1, ::-1] + rng.normal(size=(40, 2))
            ).round()
        talks[0, 5:] = np.nan
        rows = rng.integers(0, 4, (15, 40))
        rows[0] = 2
        couple, time = np.repeat(np.arange(60), 5), np.tile(np.arange(5.0), 60)
        curve = rng.normal([5, 0.5, 6, 0.2], [1, 0.5, 1, 0.5], (60, 4))[couple].reshape(-1, 2, 2)
        scores = curve[:, :, 0] + curve[:, :, 1] * time[:, None] + rng.normal(0, 0.5, (300, 2))
        return Data(rng, x, y, rows, talks, couple, time, scores)

    def apim(self, **asked: Any) -> Any:
        return apim(self.y, self.x, **asked)

    def table(self) -> Any:
        return apim_table(self.y, self.x)

    def counts(self) -> Any:
        return count_transitions(self.rows, 4)

    def dynamics(self) -> Any:
        return dynamics(self.talks)

    def growth(self, **asked: Any) -> Any:
        return growth(self.couple, self.time, self.scores, reml=True, **asked)

    def so_far(self) -> Any:
        return [0, 1], [[5, 6], [4, np.nan]]

    def calibrated(self) -> Any:
        return growth_calibration(self.growth(), self.couple, self.time, self.scores, AlertRule(1.0))


FOUND: dict[str, Callable[[Data], Any]] = {
    "Agreement": lambda of: agreement(of.y),
    "Apim": lambda of: of.apim(),
    "Bootstrap": lambda of: apim_bootstrap(of.table(), of.rng, draws=60),
    "Calibration": Data.calibrated,
    "Cells": lambda of: cells(of.counts()),
    "Chance": lambda of: chance(of.rows, 4, rng=of.rng, draws=19),
    "Chances": lambda of: chances(of.dynamics().shrunk(), of.rng, draws=50),
    "CommonFate": lambda of: common_fate(
        of.y + of.y.mean(1, keepdims=True), of.x + of.y.mean(1, keepdims=True)
    ),
    "Comparison": lambda of: distinguishing(apim_partial(of.table())),
    "DemandWithdraw": lambda of: demand_withdraw(of.counts(), demand=(0, 2), withdraw=(1, 3)),
    "Dynamics": Data.dynamics,
    "FiellerSet": lambda _of: fieller(0.1, 0.1, np.eye(2) / 100).fieller,
    "Growth": lambda of: of.growth(),
    "GrowthBands": lambda of: growth_bands(of.growth(), 7, [5, 6]),
    "GrowthComparison": lambda of: compare_growth(of.growth(), of.growth(alike=("b",))),
    "Influence": lambda of: influence(of.talks[1:]),
    "Kappa": lambda _of: kappa([[[20, 5], [10, 15]], [[9, 0], [0, 0]]]),
    "MutualInfluence": lambda of: mutual_influence(of.y, of.x),
    "Oscillators": lambda of: oscillators(of.talks[1:]),
    "OwnInfluence": lambda of: influence_of_one(of.talks[1]),
    "PartnerRatio": lambda of: partner_ratio(of.apim()),
    "Pooled": lambda _of: pooled([1.0, 2.0], [0.5, 0.5]),
    "Population": lambda of: of.dynamics().population,
    "Posterior": lambda of: of.dynamics().shrunk(),
    "Profiles": lambda _of: profiles([[1, 2, 3], [3, 1, 2], [2, 3, 1]], [[2, 3, 4], [3, 2, 1], [1, 3, 2]]),
    "Rates": lambda of: rates(of.counts(), np.full(15, 600.0)),
    "Ratio": lambda _of: fieller(0.1, 0.5, np.eye(2) / 100),
    "Response": lambda of: growth_response(of.growth(), [3.0, 4.0], of.so_far()),
    "ResponseSurface": lambda of: response_surface(of.y, of.x, midpoint=0),
    "Sequential": lambda of: sequential(of.counts()),
    "SteadyStates": lambda of: of.dynamics().steady_states(),
    "TableTest": lambda of: cells(of.counts()).test,
    "TwoStep": lambda of: dynamics_two_step(of.talks, minimum_cell=5),
}
"""One of each; the parts of results that are read by themselves stand here too."""
PARTS_OF_RESULTS = {"FiellerSet", "TableTest"}


def returned() -> set[str]:
    """Return the names of the public dataclasses that public functions of the package return."""
    modules = [
        import_module(one.name)
        for one in pkgutil.iter_modules(troth.science.dyad.__path__, "troth.science.dyad.")
    ]
    public = [getattr(module, name) for module in modules for name in getattr(module, "__all__", ())]
    given = {str(one.__annotations__["return"]) for one in public if isfunction(one)}
    return given & {one.__name__ for one in public if isinstance(one, type) and is_dataclass(one)}


def test_every_dataclass_that_a_public_function_returns_is_a_result_or_a_working_part():
    assert returned() - WORKING_PARTS == set(FOUND) - PARTS_OF_RESULTS


@pytest.fixture(scope="module")
def data() -> Data:
    return Data.made()


@pytest.mark.parametrize("kind", FOUND)
def test_a_result_is_a_table_for_people_and_json_for_programs(kind: str, data: Data):
    found = FOUND[kind](data)
    assert type(found).__name__ == kind
    assert type(found).__dataclass_params__.frozen
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))
    told = found.summary()
    assert told == str(told).strip("\n")
    assert "nan" not in told


def test_what_a_table_of_transitions_does_not_tell_is_null_with_the_reason_in_words():
    told: Any = cells(count_transitions([[0, 1, 0, 1, 0], [1, 1, 1, 1, 1]], 2)).to_dict()
    assert (told["z"][1], told["reason"][1]) == (
        [[None, None], [None, None]],
        [["empty_row", "empty_row"], ["empty_column", "only_row"]],
    )
    assert (told["test"]["df"], told["test"]["p"][1]) == ([1, 0], None)


def test_of_many_couples_the_first_are_shown_and_the_others_counted():
    told = cells(count_transitions([[0, 1, 0, 0, 1, 1]] * 30, 2)).test.summary().splitlines()
    assert (len(told), told[-1]) == (15, "and 18 couples more")
