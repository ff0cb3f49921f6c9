"""What can happen to comments beside an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.boundaries import rules
from troth.practice.boundaries.actions import private_of
from troth.practice.boundaries.models import Comment
from troth.practice.boundaries.reading import held_agreement, proposal_of
from troth.practice.common import clock
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from troth.practice.boundaries.models import Agreement
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def comment(*, actor: Viewer, agreement: Agreement, text: str, audience: Audience, about: int = 0) -> Comment:
    """Say something beside an agreement, or ``about`` the wording of that number, for whom the author chooses.

    A therapist's words are for both, and belong to the couple.
    """
    agreement = held_agreement(agreement)
    rules.check_can_comment(actor, agreement, audience)
    if about:
        proposal_of(agreement, about)
    given = private_of(actor, agreement.couple, audience)
    if actor.couple_id != agreement.couple_id:
        given["data_key"] = agreement.couple.data_key
    said = Comment.objects.create(
        **given,
        agreement=agreement,
        about=about,
        text=rules.check_comment(text),
        protected=True,
        submitted_at=clock.now(),
    )
    note_of_couple(actor, agreement.couple, "agreement.commented", subject=said, audience=str(audience))
    return said


@transaction.atomic
def take_comment_back(*, actor: Viewer, comment: Comment) -> None:
    """Take one's own comment back; nothing of it is kept."""
    rules.check_is_author(actor, comment)
    note_of_couple(actor, comment.agreement.couple, "agreement.comment-taken-back", subject=comment)
    comment.delete()
