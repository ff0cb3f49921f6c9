"""Everything that can happen on the way back into therapy: a partner asks, the care team offers and opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.growth import after_rules, rules
from troth.practice.growth.models import ReturnOffer, ReturnWish
from troth.practice.people import queries as people
from troth.practice.people.actions import move_stage
from troth.practice.people.noting import note_of_couple
from troth.practice.people.states import Stage
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def ask_to_return(*, actor: Viewer, text: str) -> ReturnWish:
    """Ask the care team for a return, with words or without; asking anew replaces the words."""
    couple = people.own_couple(actor)
    after_rules.check_can_ask_to_return(actor, couple)
    now = clock.now()
    wish, _ = ReturnWish.objects.update_or_create(
        couple=couple,
        author_id=actor.person_id,
        answered_at=None,
        defaults={
            "data_key": people.person(actor.person_id).data_key,
            "audience": Audience.THERAPIST,
            "protected": True,
            "promise": promise_for(couple.pk),
            "submitted_at": now,
            "text": after_rules.check_length(text) or None,
        },
    )
    note_of_couple(actor, couple, "return.asked", subject=wish)
    return wish


@transaction.atomic
def take_wish_back(*, actor: Viewer) -> None:
    """Take an open wish back; nothing of it is kept."""
    couple = people.own_couple(actor)
    wish = ReturnWish.objects.filter(couple=couple, author_id=actor.person_id, answered_at=None).first()
    if wish is not None:
        note_of_couple(actor, couple, "return.wish-taken-back", subject=wish)
        wish.delete()


@transaction.atomic
def offer_return(*, actor: Viewer, couple: Couple) -> ReturnOffer:
    """Offer both to come back; offering twice is offering once."""
    rules.check_cares(actor, couple)
    after_rules.check_can_offer_return(couple)
    offer, fresh = ReturnOffer.objects.get_or_create(
        couple=couple, defaults={"by": actor.person_id, "offered_on": clock.today()}
    )
    if fresh:
        note_of_couple(actor, couple, "return.offered", subject=offer)
    return offer


@transaction.atomic
def take_offer_back(*, actor: Viewer, couple: Couple) -> None:
    """Take the offer back; neither of the two is told."""
    rules.check_cares(actor, couple)
    if ReturnOffer.objects.filter(couple=couple).delete()[0]:
        note_of_couple(actor, couple, "return.offer-taken-back")


@transaction.atomic
def open_return(*, actor: Viewer, couple: Couple) -> None:
    """Begin therapy again with a couple; what was asked and offered is answered by it."""
    move_stage(actor=actor, couple=couple, stage=Stage.WORKING)
    ReturnOffer.objects.filter(couple=couple).delete()
    ReturnWish.objects.filter(couple=couple, answered_at=None).update(answered_at=clock.now())
