"""What import-linter cannot see: a forgotten contract, a relation by string, an area without its page."""

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture.tree import PRACTICE, areas, contracts, storeys

PREFIX = "troth.practice."


def area_of(model: type[Model]) -> str | None:
    module = model.__module__
    return module.removeprefix(PREFIX).split(".")[0] if module.startswith(PREFIX) else None


def relations() -> list[tuple[str, str, str]]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        here = area_of(model)
        for field in model._meta.get_fields() if here else []:
            target = field.related_model if field.is_relation and not field.auto_created else None
            there = area_of(target) if isinstance(target, type) else None
            if there:
                found.append((f"{model.__name__}.{field.name}", here, there))
    return found


def test_every_area_keeps_private_rooms():
    named = {contract["name"].removeprefix("Private rooms of ") for contract in contracts()}
    assert set(areas()) - {"common", "config"} - named == set()


def test_every_area_has_a_storey():
    assert set(areas()) - set(storeys()) == set()


def test_there_are_relations_to_judge():
    assert ("Seat.couple", "people", "people") in relations()


def test_relations_follow_the_storeys():
    storey = storeys()
    upward = [
        f"{name}: {here} -> {there}"
        for name, here, there in relations()
        if here != there and storey[there] <= storey[here]
    ]
    assert upward == []


@pytest.mark.parametrize("area", areas())
def test_the_area_tells_its_purpose(area: str):
    page = PRACTICE / area / "README.md"
    assert page.is_file(), f"{area} has no README.md"
    assert len(page.read_text("utf-8").splitlines()) in range(3, 81)
