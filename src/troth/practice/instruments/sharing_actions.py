"""Everything that can happen to answers on their way from one partner to both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments import answering, editions, queries, rules
from troth.practice.instruments.models import Announcement, Release, Response
from troth.practice.instruments.states import STANDING, ReleaseState
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.viewer import Viewer


@transaction.atomic
def announce_release(*, actor: Viewer, response_id: UUID, reason: str, words: str = "") -> Release:
    """Tell the author that a clinician wants to bring a response to both; nothing opens yet.

    ``reason`` is a note for clinicians, ``words`` are for the author.
    """
    response = _locked(response_id)
    rules.check_can_announce(actor, response)
    if not reason.strip():
        raise Refused("Write in a sentence why you bring these answers to both. Only clinicians read it.")
    release = Release.objects.create(
        couple_id=response.couple_id,
        response=response,
        by_id=actor.person_id,
        reason=reason.strip(),
        data_key=response.couple.record_key,
        state=ReleaseState.ANNOUNCED,
        moved_at=clock.now(),
    )
    Announcement.objects.create(release=release, words=words.strip() or None, data_key=response.data_key)
    _record(actor, response, "release.announced")
    return release


@transaction.atomic
def take_back_announcement(*, actor: Viewer, response_id: UUID) -> None:
    """Take an announcement back; the answers stay where they are."""
    response = _locked(response_id)
    rules.check_cares(actor, response.couple_id)
    release = _standing(response)
    rules.check_can_move_release(release, ReleaseState.WITHDRAWN)
    _move(actor, release, ReleaseState.WITHDRAWN, "release.taken-back")


@transaction.atomic
def reply_to_announcement(*, actor: Viewer, response_id: UUID, reply: str) -> None:
    """Agree, or ask to talk first; the same answer twice is one answer."""
    response = _locked(response_id)
    rules.check_is_author(actor, response)
    release = _standing(response)
    if release.state != reply:
        rules.check_can_reply(release, reply)
        _move(actor, release, ReleaseState(reply), f"release.{reply}")


@transaction.atomic
def release_response(*, actor: Viewer, response_id: UUID) -> Response:
    """Bring an announced response to both partners; once."""
    response = _locked(response_id)
    rules.check_cares(actor, response.couple_id)
    if response.released_at is None:
        release = _standing(response)
        rules.check_can_release(actor, release)
        response.released_at = clock.now()
        response.save(update_fields=["released_at"])
        _move(actor, release, ReleaseState.RELEASED, "answers.released")
    return response


@transaction.atomic
def share_own_answers(*, actor: Viewer, response_id: UUID) -> None:
    """Open own answers to the partner: all that only the author and the therapist could read, but the protected.

    The author widens what was promised to them, so this holds under every agreement about secrets.
    """
    response = _locked(response_id)
    items = queries.items_of(response, editions.instrument_of(response.assignment.round))
    rules.check_can_share(actor, response, items)
    for name, (audience, protected) in response.terms.items():
        if audience == Audience.THERAPIST and not protected:
            response.terms[name] = [Audience.COUPLE, False]
    if response.audience == Audience.THERAPIST:
        response.audience = Audience.COUPLE
    response.save(update_fields=["terms", "audience"])
    _widen_scores(response)
    _record(actor, response, "answers.shared")
    standing = response.releases.filter(state__in=STANDING).first()
    if standing is not None:
        _move(actor, standing, ReleaseState.SHARED, "release.shared")


def _widen_scores(response: Response) -> None:
    instrument = editions.instrument_of(response.assignment.round)
    scales = {scale.id: scale for scale in instrument.scales}
    for score in response.scores.filter(audience=Audience.THERAPIST, protected=False):
        if score.scale in scales:
            audiences = {Audience(response.terms[name][0]) for name in scales[score.scale].items}
            score.audience = answering.narrowest(audiences)
            score.save(update_fields=["audience"])


def _locked(response_id: UUID) -> Response:
    """Return the response as it is now, locked, so that two acts at the same moment happen one after the other."""
    response = (
        Response.objects.select_for_update(of=("self",))
        .select_related("data_key", "couple__record_key", "assignment__round")
        .filter(pk=response_id)
        .first()
    )
    if response is None:
        raise Absent
    return response


def _standing(response: Response) -> Release:
    release = response.releases.filter(state__in=STANDING).first()
    if release is None:
        raise Refused("Nothing is announced here: it was not yet, or not any more. Look at it again.")
    release.response = response
    return release


def _move(actor: Viewer, release: Release, state: ReleaseState, event: str) -> None:
    release.state, release.moved_at = state, clock.now()
    release.save(update_fields=["state", "moved_at"])
    _record(actor, release.response, event)


def _record(actor: Viewer, response: Response, event: str) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=actor.practice_of(response.couple_id),
        subject=response,
        couple_id=response.couple_id,
    )
