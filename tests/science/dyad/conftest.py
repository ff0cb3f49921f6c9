"""Couples that several tests look at."""

import csv
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).parents[1] / "data" / "dyadr_acipair.csv"


@pytest.fixture(scope="session")
def acitelli():
    """Return satisfaction, positivity of the view of the partner, and tension of 148 couples, husbands first."""
    with FILE.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    sides = [{row["CoupleID"]: row for row in rows if row["Gender_A"] == who} for who in ("Husband", "Wife")]
    return [
        np.array([[float(side[couple][column]) for side in sides] for couple in sides[0]])
        for column in ("Satisfaction_A", "OtherPos_A", "Tension_A")
    ]
