"""A practice words an item of content anew, uses one of its wordings, or goes back to Troth's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.wordings import queries
from troth.practice.wordings.models import Edition, OwnWording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from uuid import UUID

    from troth.practice.people.viewer import Viewer
    from troth.practice.wordings.kind import Item, Kind


PASSED_OVER = "A colleague saved another wording meanwhile. What it changed stands above; keep yours again to use it instead."


def keep(kind: Kind[Item], item: Item) -> Edition:
    """Keep the files of an item under its content hash, once. The caller has asked the rules."""
    edition, _ = Edition.objects.get_or_create(
        content_hash=item.content_hash,
        defaults={"kind": kind.name, "slug": item.id, "files": dict(item.files)},
    )
    return edition


@transaction.atomic
def save_wording(
    *, actor: Viewer, kind: Kind[Any], slug: str, files: Mapping[str, str], note: str, begun_from: int
) -> OwnWording:
    """Keep a new wording and use it from now on; what couples were given before stays as it was.

    ``begun_from`` is the number of the latest wording when the actor began to write: a colleague's is not passed over.
    """
    practice_id = _check_may_word(actor, kind, slug)
    item = _fitting(practice_id, kind, slug, files)
    before = kind.items(queries.library_for(practice_id)).get(slug)
    if before is not None and before.content_hash == item.content_hash:
        raise Refused("Nothing has changed yet, so there is nothing to keep.")
    if not note.strip():
        raise Refused("Say in a few words what you changed, so that colleagues find it again.")
    last = queries.last_number(practice_id, kind, slug)
    if last != begun_from:
        raise Refused(PASSED_OVER)
    made = OwnWording(
        practice_id=practice_id,
        kind=kind.name,
        slug=slug,
        number=last + 1,
        edition=keep(kind, item),
        files=dict(files),
        note=note.strip()[:200],
        made_by=actor.person_id,
        made_at=clock.now(),
        in_use=True,
    )
    put_in_use(made)
    _note(actor, "saved", made.kind, slug, made.number)
    return made


@transaction.atomic
def use_wording(*, actor: Viewer, kind: Kind[Any], slug: str, number: int) -> None:
    """Use one of the practice's wordings from now on, or with 0 Troth's own, if it fits the practice's others."""
    practice_id = _check_may_word(actor, kind, slug)
    _fitting(practice_id, kind, slug, queries.files_of(actor, kind, slug, number=number))
    wordings = OwnWording.objects.filter(practice_id=practice_id, kind=kind.name, slug=slug)
    list(wordings.select_for_update())  # whoever uses another one at the same moment waits
    wordings.filter(in_use=True).update(in_use=False)
    wordings.filter(number=number).update(in_use=True)
    _note(actor, "used", kind.name, slug, number)


def put_in_use(made: OwnWording) -> None:
    """Keep a wording in the place of the one in use; of two at the same moment the second is refused."""
    try:
        with transaction.atomic():
            before = OwnWording.objects.filter(practice_id=made.practice_id, kind=made.kind, slug=made.slug)
            before.filter(in_use=True).update(in_use=False)
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(PASSED_OVER) from error


def _check_may_word(actor: Viewer, kind: Kind[Any], slug: str) -> UUID:
    """Clinicians who give care word their practice's content."""
    if not actor.is_clinician or kind.shipped(slug) is None:
        raise Absent
    return actor.own_practice_id


def _fitting(practice_id: UUID, kind: Kind[Item], slug: str, files: Mapping[str, str]) -> Item:
    """Return what can be used as it is worded. Raises `Refused` with the first thing to mend."""
    item, problems = queries.read(practice_id, kind, slug, files)
    if item is None:
        raise Refused(f"{problems[0].message} {problems[0].remedy}")
    return item


def _note(actor: Viewer, event: str, kind: str, slug: str, number: int) -> None:
    audit.record(
        f"{kind}-wording.{event}",
        actor_id=actor.person_id,
        practice_id=actor.own_practice_id,
        slug=slug,
        number=number,
    )
