"""How an area declares what it holds about a person.

Each area lists its :class:`Holding` objects as ``HOLDINGS`` in ``personal_data.py``. ``privacy`` gathers them for
export and erasure, and a test fails when a model that leads to a person is in none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID


@dataclass(frozen=True)
class Holding:
    """One model's share of what is known about a person.

    ``export(person_id)`` returns this person's own rows as plain values. ``erase(person_id)`` removes or empties them
    and is called inside the transaction that destroys the person's keys. A holding that is not exported or not erased
    says why in ``reason``.
    """

    model: str
    export: Callable[[UUID], list[dict[str, Any]]] | None
    erase: Callable[[UUID], None] | None
    reason: str = ""
