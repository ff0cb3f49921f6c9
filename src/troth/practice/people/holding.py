"""One act on a couple after the other."""

from __future__ import annotations

from troth.practice.people.models import Couple


def held(couple: Couple) -> Couple:
    """Return the couple as it is now, held until the transaction ends: of two acts at one moment the second waits."""
    return Couple.objects.select_for_update(of=("self",)).select_related("practice").get(pk=couple.pk)
