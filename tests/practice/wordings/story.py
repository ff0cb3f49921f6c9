"""A clinic words Troth's own words anew; what these tests say again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.wordings import actions, queries

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.wordings.kind import Kind


def texts(dana: Actor, kind: Kind[Any], slug: str, changes: dict[str, str]) -> dict[str, str]:
    """Return the files of an item with some words in the place of others, in whichever file they stand."""
    files = queries.files_of(dana.viewer, kind, slug)
    for old, new in changes.items():
        (name,) = [name for name in files if old in files[name]]
        files[name] = files[name].replace(old, new, 1)
    return files


def word(dana: Actor, kind: Kind[Any], slug: str, changes: dict[str, str], begun_from: int = 0) -> Any:
    """Keep words in the place of others, and use them."""
    files = texts(dana, kind, slug, changes)
    return actions.save_wording(
        actor=dana.viewer, kind=kind, slug=slug, files=files, note="Our words", begun_from=begun_from
    )


def page(actor: Actor, address: str) -> str:
    answer = actor.client.get(address)
    assert (address, answer.status_code) == (address, 200)
    return str(answer.content.decode())
