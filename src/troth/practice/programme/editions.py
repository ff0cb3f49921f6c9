"""Content is kept as it was given, once for each wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.programme.models import Edition

if TYPE_CHECKING:
    from troth.practice.programme.kinds import Item, Kind


def keep(kind: Kind[Item], item: Item) -> Edition:
    """Keep the files of an item under its content hash. The caller has asked the rules."""
    edition, _ = Edition.objects.get_or_create(
        content_hash=item.content_hash,
        defaults={"kind": kind.name, "slug": item.id, "files": dict(item.files)},
    )
    return edition
