"""The one function that decides what a viewer sees.

Lists, counts, pages, exports and live messages all ask it. It knows nothing of the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from troth.practice.privacy.states import Audience, PolicyKind, Standing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from troth.practice.people.viewer import Viewer

Kept = TypeVar("Kept", bound="Item")


class Item(Protocol):
    """What visibility must know of an item, and only read; `PrivateItem` has it all."""

    @property
    def couple_id(self) -> UUID: ...
    @property
    def author_id(self) -> UUID: ...
    @property
    def audience(self) -> str: ...
    @property
    def promise(self) -> str: ...
    @property
    def protected(self) -> bool: ...
    @property
    def submitted_at(self) -> dt.datetime | None: ...
    @property
    def opened_at(self) -> dt.datetime | None: ...
    @property
    def released_at(self) -> dt.datetime | None: ...


def may_see(item: Item, standing: Standing) -> bool:
    """Tell whether somebody of this standing may read the item."""
    if standing is Standing.AUTHOR:
        return True
    if standing is Standing.OUTSIDE or item.submitted_at is None:
        return False
    match Audience(item.audience):
        case Audience.ME:
            return False
        case Audience.NOTE:
            return standing is Standing.CARE
        case Audience.COUPLE:
            return True
        case Audience.SEALED:
            return standing is Standing.CARE or item.opened_at is not None
        case Audience.THERAPIST:
            return standing is Standing.CARE or is_released(item)


def is_released(item: Item) -> bool:
    """Tell whether a therapist's release counts: only under the promise of no secrets, never if protected."""
    return item.released_at is not None and is_releasable(item)


def is_releasable(item: Item) -> bool:
    """Tell whether the therapist could bring this item to both."""
    return is_shareable(item) and item.promise == PolicyKind.NO_SECRETS


def is_shareable(item: Item) -> bool:
    """Tell whether the author could open this item to the partner, whatever was agreed about secrets."""
    return item.audience == Audience.THERAPIST and item.submitted_at is not None and not item.protected


def standing_of(viewer: Viewer, item: Item, *, cares: bool) -> Standing:
    """Return what the viewer is to the item; ``cares`` says whether they are on its couple's care team."""
    if item.author_id == viewer.person_id:
        return Standing.AUTHOR
    if cares:
        return Standing.CARE
    if viewer.couple_id is not None and viewer.couple_id == item.couple_id:
        return Standing.PARTNER
    return Standing.OUTSIDE


def visible(items: Iterable[Kept], viewer: Viewer, *, cares: bool) -> list[Kept]:
    """Keep the items that the viewer may read, in their order."""
    return [item for item in items if may_see(item, standing_of(viewer, item, cares=cares))]
