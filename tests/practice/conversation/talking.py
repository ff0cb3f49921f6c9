"""Made-up conversations: as files, and with their speakers known."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.practice.conversation import actions
from troth.practice.conversation.talks import Talk, talk_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.practice.cast import Actor
    from troth.practice.conversation.models import CodedConversation
    from troth.practice.people.models import Couple

DAY = dt.date(2026, 1, 5)
NAMES = {"a": "Alice", "b": "Bob"}
ACTS = {"demand": ["D"], "withdraw": ["W"]}


def talk(rows: Sequence[Sequence[Any]], **names: Any) -> Talk:
    """Return a conversation in which `A` and `B` are the partners; times may be left out."""
    return talk_of(DAY, [(*row, None)[:3] for row in rows], {"a": "A", "b": "B", **names})


def coded(words: str, **names: Any) -> Talk:
    """Return a conversation from words such as `A:D B:W`."""
    return talk([word.split(":") for word in words.split()], **names)


def chase(turns: int, seed: int = 3) -> list[tuple[str, str]]:
    """Return turns in which B mostly withdraws after A's demand, and hardly ever otherwise."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(turns):
        pressed = rng.random() < 0.5
        rows.append(("A", "D" if pressed else "O"))
        rows.append(("B", "W" if rng.random() < (0.8 if pressed else 0.1) else "O"))
    return rows


def sway(turns: int, seed: int = 5) -> list[tuple[str, float]]:
    """Return scores by turn: half is carried over, and B goes down with A's bad turns."""
    rng = np.random.default_rng(seed)
    a = b = 0.0
    rows = []
    for _ in range(turns):
        a = 0.2 + 0.5 * a + rng.normal()
        b = 0.1 + 0.3 * b + 0.6 * min(a, 0.0) + rng.normal()
        rows += [("A", round(a, 3)), ("B", round(b, 3))]
    return rows


def csv(rows: Sequence[Sequence[Any]], what: str = "code") -> bytes:
    return "\n".join([f"speaker,{what}", *(",".join(map(str, row)) for row in rows)]).encode()


def brought(
    dana: Actor, couple: Couple, rows: Sequence[Sequence[Any]], *, rated: str = "codes", **names: Any
) -> CodedConversation:
    """Bring a conversation of A and B and say who is who."""
    data = csv(rows, "code" if rated == "codes" else "score")
    row = actions.bring_conversation(actor=dana.viewer, couple=couple, held_on=DAY, rated=rated, data=data)
    actions.name_speakers(actor=dana.viewer, conversation=row, **{"a": "A", "b": "B", **names})
    return row
