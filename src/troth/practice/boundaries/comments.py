"""Reads about comments beside an agreement, through `privacy.visibility` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.boundaries.models import Comment
from troth.practice.boundaries.shown import CommentLine
from troth.practice.common.errors import Absent
from troth.practice.privacy.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from troth.practice.boundaries.models import Agreement
    from troth.practice.people.viewer import Viewer


def comments_of(
    viewer: Viewer, agreement: Agreement, called: Mapping[UUID, str], *, cares: bool, is_open: bool
) -> list[CommentLine]:
    """Return what the viewer may read, the oldest first; behind a closed door only their own words."""
    said = Comment.objects.filter(agreement=agreement).select_related("data_key", "author")
    readable = visible(said.order_by("submitted_at", "pk"), viewer, cares=cares)
    return [
        CommentLine(
            id=one.pk,
            by=called.get(one.author_id, one.author.chosen_name),
            at=one.submitted_at,
            about=one.about,
            text=one.text,
            audience=one.audience,
            is_mine=one.author_id == viewer.person_id,
        )
        for one in readable
        if is_open or one.author_id == viewer.person_id
    ]


def own_comment(viewer: Viewer, agreement: Agreement, comment_id: UUID) -> Comment:
    """Return one of the viewer's own comments beside an agreement that they may open. Raises `Absent`."""
    own = Comment.objects.filter(pk=comment_id, agreement=agreement, author_id=viewer.person_id)
    found = own.select_related("agreement__couple").first()
    if found is None:
        raise Absent
    return found
