import json

import pytest
from django.apps import apps
from django.db import connection, models

from tests.practice import cast, planting
from troth.practice.common.errors import Refused
from troth.practice.common.models import DataKey
from troth.practice.people.models import Person
from troth.practice.privacy import actions, queries
from troth.practice.privacy.registry import holdings
from troth.practice.privacy.states import PolicyKind

pytestmark = pytest.mark.django_db


def leads_to_a_person(model: type[models.Model]) -> bool:
    targets = {
        field.related_model for field in model._meta.get_fields() if field.many_to_one or field.one_to_one
    }
    own = {field.related_model for field in model._meta.fields if field.is_relation}
    names = {target._meta.label for target in targets & own if not isinstance(target, str)}
    return bool(names & {"people.Person", "people.Seat"})


def test_every_model_that_leads_to_a_person_is_declared() -> None:
    personal = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("troth.practice.") and leads_to_a_person(model)
    }
    declared = {holding.model for holding in holdings()}
    assert "people.Seat" in personal
    assert personal - declared == set()


def test_whatever_is_not_handed_out_or_not_erased_says_why() -> None:
    silent = [one.model for one in holdings() if not (one.export and one.erase) and not one.reason]
    assert silent == []


def test_erasing_leaves_no_word_and_no_key(couple, alice, bob, dana) -> None:
    planting.plant(couple, alice, bob, dana, PolicyKind.LIMITED_SECRETS)
    keys = [alice.person.data_key_id, alice.person.safety_key_id]
    actions.erase_person(actor=alice.viewer)
    assert [bytes(key.wrapped) for key in DataKey.objects.filter(pk__in=keys)] == [b"", b""]
    person = Person.objects.get(pk=alice.person.pk)
    assert (person.chosen_name, person.is_active, person.has_usable_password()) == (
        "Somebody who left",
        False,
        False,
    )
    everything = " ".join(
        json.dumps(one.export(alice.person.pk), default=str) for one in holdings() if one.export
    )
    assert "MARK" not in everything
    assert "alice@example.org" not in everything


def test_erasing_one_leaves_the_other_whole(couple, alice, bob, dana) -> None:
    planting.plant(couple, alice, bob, dana, PolicyKind.LIMITED_SECRETS)
    planting.answer(bob, "private-intake", still_value="MARK-bob")
    actions.erase_person(actor=alice.viewer)
    assert "MARK-bob" in actions.export_own_data(actor=bob.viewer).decode()
    assert bob.client.get("/today/").status_code == 200
    assert dana.client.get(f"/couples/{couple.pk}/").status_code == 200


def test_a_clinician_cannot_erase_what_care_records_name(dana) -> None:
    with pytest.raises(Refused, match="closed by the practice"):
        actions.erase_person(actor=dana.viewer)


def test_words_are_not_in_the_database(couple, alice, bob, dana) -> None:
    planting.plant(couple, alice, bob, dana, PolicyKind.LIMITED_SECRETS)
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            found += [table for row in cursor.fetchall() if b"MARK" in b" ".join(map(as_bytes, row))]
    assert found == []


def as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_a_policy_holds_once_both_have_signed(couple, alice, bob, dana) -> None:
    policy = actions.propose_policy(actor=dana.viewer, couple=couple, kind=PolicyKind.NO_SECRETS)
    actions.sign_policy(actor=alice.viewer, policy_id=policy.pk, signed_name="Alice")
    assert queries.promise_for(couple.pk) is PolicyKind.LIMITED_SECRETS
    actions.sign_policy(actor=bob.viewer, policy_id=policy.pk, signed_name="Bob")
    assert queries.promise_for(couple.pk) is PolicyKind.NO_SECRETS


def test_a_new_policy_replaces_the_old_one(couple, alice, bob, dana) -> None:
    for kind in (PolicyKind.NO_SECRETS, PolicyKind.LIMITED_SECRETS):
        cast.agree_on(dana, couple, (alice, bob), kind)
    assert queries.promise_for(couple.pk) is PolicyKind.LIMITED_SECRETS


def test_taking_out_and_erasing_ask_who_you_are_again(alice) -> None:
    for method, path in (("get", "/my-data/download/"), ("post", "/my-data/erase/")):
        found = getattr(alice.client, method)(path)
        assert (found.status_code, found.url.split("?")[0]) == (302, "/accounts/reauthenticate/")


def test_after_the_question_the_page_is_there_again_and_offers_the_file(alice) -> None:
    question = alice.client.get("/my-data/download/").url
    assert "press the button there once more" in alice.client.get(question).content.decode()
    answered = alice.client.post(question, {"password": cast.PASSWORD})
    assert (answered.status_code, answered.url) == (302, "/my-data/")
    assert alice.client.get("/my-data/download/")["Content-Type"] == "application/json"
