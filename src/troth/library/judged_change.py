"""One person's change on one scale: judged by what is published, or described with the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.science.change import ChangeMethod, change

if TYPE_CHECKING:
    from troth.library.change_terms import ChangeTerms
    from troth.science.change import Change

OWN = "This is our own measure: no reliability is known, so the change is described, not judged."
NO_INDEX = "No reliable change index is published for this scale, so the change is described, not judged."
NO_SIDE = "Nothing says which side of this scale is healthy, so the change is described, not judged."
NO_SCORE = "One of the two scores is missing, so there is no change."


@dataclass(frozen=True, slots=True)
class JudgedChange:
    """Two scores in units of the scale; without `judged` there is a sentence that says why."""

    pre: float | None
    post: float | None
    judged: Change | None
    why: str | None


def judge_change(
    pre: float | None,
    post: float | None,
    terms: ChangeTerms,
    *,
    method: ChangeMethod = ChangeMethod.JACOBSON_TRUAX,
    why_no_index: str = NO_INDEX,
) -> JudgedChange:
    """Judge a change as far as anything is known to judge it by.

    Args:
        pre: The first score, in units of the scale; None where it is missing.
        post: The second score.
        terms: The numbers to judge by, from :func:`~troth.library.change_terms.published_terms`.
        method: How to judge.
        why_no_index: What to say where no index is known.

    Raises:
        ValueError: The method needs numbers that the terms do not hold.
    """
    rule = terms.rule(method)
    if pre is None or post is None:
        return JudgedChange(pre, post, None, NO_SCORE)
    if rule is None:
        return JudgedChange(pre, post, None, why_no_index)
    if terms.healthy is None:
        return JudgedChange(pre, post, None, NO_SIDE)
    return JudgedChange(pre, post, change(pre, post, rule, terms.healthy, terms.cutoff), None)
