"""The side of linearmodels, seemingly unrelated regressions: FOLDER REPEATS."""

from __future__ import annotations

import linearmodels
import numpy as np
import pandas as pd
from linearmodels.system import SUR
from timed import given, tell, timed

TERMS = {
    "h": {"one": "intercept", "x_h": "actor", "x_w": "partner"},
    "w": {"one": "intercept", "x_w": "actor", "x_h": "partner"},
}

folder, repeats, _ = given()
frame = pd.DataFrame(np.fromfile(folder / "couples.bin").reshape(-1, 4), columns=["x_h", "x_w", "y_h", "y_w"])
frame["one"] = 1.0


def work() -> tuple[pd.Series, pd.Series]:
    equations = {
        role: {"dependent": frame[f"y_{role}"], "exog": frame[list(terms)]} for role, terms in TERMS.items()
    }
    found = SUR(equations).fit(method="gls", cov_type="unadjusted")
    return found.params, found.std_errors


(params, errors), seconds = timed(work, repeats)
names = {
    f"{role}_{column}": f"{term}_{role}" for role, terms in TERMS.items() for column, term in terms.items()
}
tell(
    seconds,
    f"linearmodels {linearmodels.__version__}",
    estimates={name: float(params[key]) for key, name in names.items()},
    se={name: float(errors[key]) for key, name in names.items()},
)
