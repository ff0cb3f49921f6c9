"""The few numbers of all coded conversations that the couple's page tells. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.conversation.following import DEMAND, WITHDRAW, directions
from troth.practice.conversation.swaying import swaying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.practice.conversation.swaying import Swaying
    from troth.practice.conversation.talks import Talk


def summed(coded: Sequence[Talk], scored: Sequence[Talk]) -> dict[str, Any]:
    """Return ``withdrew``, who withdraws after the other's demand, and ``sways``, one for turns and one for moments; as JSON."""
    return {
        "withdrew": _withdrew([talk for talk in coded if talk.demand and talk.withdraw]),
        "sways": _sways(scored),
    }


def _withdrew(talks: Sequence[Talk]) -> dict[str, Any] | None:
    """Return for each side the log odds of withdrawing next with their interval; None where no way is known."""
    spans = {
        one.then[0]: one.span
        for one in directions(talks)
        if (one.first[1], one.then[1]) == (DEMAND, WITHDRAW)
    }
    return {**_when(talks), **spans} if any(spans.values()) else None


def _sways(talks: Sequence[Talk]) -> list[dict[str, Any]]:
    return [
        {**_when([talk for talk in talks if (talk.step is None) == (one.by == "turns")]), **_sway(one)}
        for one in swaying(talks)
        if any(side.spans["influence_negative_on"] for side in one.sides.values())
    ]


def _sway(one: Swaying) -> dict[str, Any]:
    """Return how each side answered bad moments of the other, and the one point of rest, if there is one and no other."""
    rest = one.rests[0] if len(one.rests) == 1 and one.rests[0].kind == "stable" else None
    ends = rest.ends if rest else None
    return {
        "by": one.by,
        **{name: side.spans["influence_negative_on"] for name, side in one.sides.items()},
        "rest": [[score, *end] for score, end in zip(rest.scores, ends, strict=True)]
        if rest and ends
        else None,
    }


def _when(talks: Sequence[Talk]) -> dict[str, Any]:
    days = sorted(talk.held_on.toordinal() for talk in talks)
    return {"talks": len(days), "since": days[0], "until": days[-1]}
