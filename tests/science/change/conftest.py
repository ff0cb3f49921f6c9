from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(scope="session")
def patients() -> tuple[np.ndarray, np.ndarray]:
    """Dyadic Adjustment Scale before and after, 30 patients (Jacobson & Truax 1991, Table 2)."""
    table = np.loadtxt(DATA / "rciplot_sample_data.csv", delimiter=",", skiprows=1)
    return table[:, 1], table[:, 2]
