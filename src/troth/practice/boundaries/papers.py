"""An agreement on paper: the wording in force, or the one that waits for names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import formats, timezone

from troth.practice.boundaries import queries, rules
from troth.practice.boundaries.terms import NEVER
from troth.practice.common.errors import Absent
from troth.practice.common.paper import printed
from troth.practice.people.noting import note_of_couple

if TYPE_CHECKING:
    import datetime as dt

    from troth.practice.boundaries.models import Agreement
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def agreement_paper(viewer: Viewer, agreement: Agreement) -> bytes:
    """Return an agreement as a PDF; never behind a closed door. Raises `Absent` where nothing was put forward."""
    rules.check_together(viewer, agreement.couple)
    page = queries.agreement_page(viewer, agreement)
    shown = page.in_force or page.latest
    if shown is None:
        raise Absent
    note_of_couple(viewer, agreement.couple, "agreement.printed", subject=agreement)
    is_signed = shown is page.in_force
    proposal = shown.proposal
    begins = agreement.started_on if is_signed else proposal.start_on
    review_on = agreement.review_on if is_signed else proposal.review_on
    data = {
        "title": page.title,
        "kind": page.line.kind,
        "state": page.line.state,
        "number": proposal.number,
        "terms": [{"whose": one.whose, "about": one.about, "words": one.words} for one in shown.terms],
        "days": [
            ["Begins on", _day(begins)],
            ["Looked at again on", _day(review_on)],
            ["Ends on", _day(proposal.end_on)],
        ],
        "signed": [[name, _day(timezone.localdate(at))] for name, at in shown.signers],
        "never": NEVER,
    }
    return printed("boundaries/papers/agreement.typ", data)


def _day(day: dt.date | None) -> str:
    return formats.date_format(day, "j F Y") if day else "no day set"
