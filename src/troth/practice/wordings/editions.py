"""Content as it was given, kept once for each wording and read again by its hash."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from troth.library import ContentError, load_library
from troth.practice.wordings.models import Edition
from troth.practice.wordings.registry import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.library import Library
    from troth.practice.wordings.kind import Item, Kind


def as_given(kind: Kind[Item], slug: str, content_hash: str) -> Item | None:
    """Return an item as it was given; None where it is not kept, or the rules on content no longer allow it."""
    newest = kind.shipped(slug)
    if newest is not None and newest.content_hash == content_hash:
        return newest
    try:
        return as_kept(kind, content_hash)
    except Edition.DoesNotExist:
        return None


def as_kept(kind: Kind[Item], content_hash: str) -> Item | None:
    """Return the item of an edition, or None where the rules on content no longer allow it.

    Raises `Edition.DoesNotExist`.
    """
    return cast("Item | None", read_edition(kind.name, content_hash))


def as_used(kind: Kind[Item], slug: str, content_hash: str) -> Item | None:
    """Return an own wording as it is used today: with what is always Troth's, as the newest Troth has it.

    None where it no longer fits that. Raises `Edition.DoesNotExist`.
    """
    shipped = kind.shipped(slug)
    if not kind.fixed or shipped is None:
        return as_kept(kind, content_hash)
    return cast("Item | None", read_used(kind.name, content_hash, shipped.content_hash))


@lru_cache(maxsize=256)  # an edition never changes
def read_edition(kind: str, content_hash: str) -> object:
    """Read an edition for `as_kept`."""
    kept = Edition.objects.get(pk=content_hash, kind=kind)
    return _read(kind, kept.slug, kept.files)


@lru_cache(maxsize=256)  # nor does what came with this Troth
def read_used(kind: str, content_hash: str, _shipped: str) -> object:
    """Read an edition for `as_used`."""
    kept = Edition.objects.get(pk=content_hash, kind=kind)
    return _read(kind, kept.slug, kinds()[kind].whole(kept.slug, kept.files), among=load_library())


def _read(kind: str, slug: str, files: Mapping[str, str], among: Library | None = None) -> object:
    try:
        return kinds()[kind].read(slug, files, among=among)
    except ContentError:
        return None
