from __future__ import annotations

from troth.practice.common.personal_data import Holding

HOLDINGS = [
    Holding(
        "research.Figures",
        None,
        None,
        "Figures over ten couples or more hold no answer of anybody; who is erased is left out of all later ones.",
    ),
]
