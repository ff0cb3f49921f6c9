"""Words of a published measure: taken in, asked, answered, scored, taken in again, withdrawn."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.library.importing.conftest import as_csv, as_json, dictionary, own_yaml, questionnaire
from tests.practice import door
from tests.practice.planting_words import take_in
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import actions, measure_actions, measure_queries, queries
from troth.practice.instruments.models import Assignment, PracticeInstrument, Score
from troth.practice.instruments.personal_data import HOLDINGS
from troth.practice.safety import queries as safety

RAS = dict(zip("1234567", "5451453", strict=True))
KEYED = "scales:\n  - {{id: total, items: '{items}', reverse: {reverse}, method: sum}}\n"


def mqors(items: str, reverse: str) -> str:
    return own_yaml(5, 0, 10, KEYED.format(items=items, reverse=reverse))


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("ras.json", as_json(questionnaire(7, 1, 5))),
        ("ras.csv", as_csv(dictionary(7, 1, 5))),
        ("ras.yaml", own_yaml(7, 1, 5).encode()),
    ],
)
def test_words_of_every_format_are_taken_in_asked_answered_and_scored(
    file, data, dana, ask, copy_of, alice, bob, couple
):
    given = {"file": SimpleUploadedFile(file, data), "ground": "A letter of May", "attests": "on"}
    taken = dana.client.post("/practice/measures/ras/words/", given, follow=True).content.decode()
    assert "Taken in as version 1." in taken
    asked = ask("ras-en")
    for actor in (alice, bob):
        url = f"/answer/{copy_of(asked, actor).pk}/"
        assert "Placeholder sentence 4" in actor.client.get(url).content.decode()
        assert actor.client.post(url, RAS | {"_send": "1"}).url == f"/answers/{asked.pk}/"
    words = PracticeInstrument.objects.get()
    # by hand: items 4 and 7 count backwards, 5+4+5+(6-1)+4+5+(6-3) = 31
    assert (
        list(Score.objects.filter(scale="total").values_list("value", "version", "content_hash"))
        == [(31, 1, words.content_hash)] * 2
    )
    page = dana.client.get(f"/couples/{couple.pk}/answers/{asked.pk}/").content.decode()
    assert page.count("<strong>31</strong>") == 2
    assert page.count("<strong>4.43</strong>") == 2


def test_the_attestation_is_kept_with_the_file_and_the_definition(dana):
    words = take_in(dana, "ras", own_yaml(7, 1, 5))
    measure = measure_queries.measure_called("ras")
    assert (words.attested_by_id, words.ground, words.language) == (dana.person.pk, "A letter of May", "en")
    assert (words.definition_version, words.definition_hash) == (measure.version, measure.content_hash)
    assert len(words.file_hash) == 64
    event = AuditEvent.objects.get(event="words.imported")
    assert (event.subject_id, event.facts) == (words.pk, {"measure": "ras", "language": "en", "version": 1})


@pytest.mark.parametrize(
    ("ground", "attests", "told"),
    [
        ("A letter", False, "Attest that your practice may use these words"),
        ("  ", True, "Say on what ground"),
        ("x" * 301, True, "at most 300 characters"),
        ("=1+1", True, "spreadsheet formula"),
    ],
)
def test_nobody_takes_words_in_without_attesting(dana, ground, attests, told):
    with pytest.raises(Refused, match=told):
        measure_actions.import_instrument(
            actor=dana.viewer,
            measure="ras",
            file="ras.yaml",
            data=own_yaml(7, 1, 5).encode(),
            ground=ground,
            attests=attests,
        )
    assert PracticeInstrument.objects.count() == 0


def test_an_administrator_who_gives_no_care_and_a_partner_take_nothing_in(frank, alice):
    for actor in (frank, alice):
        with pytest.raises(Absent):
            take_in(actor, "ras", own_yaml(7, 1, 5))


@pytest.mark.parametrize(
    ("file", "data", "told"),
    [
        ("ras.yaml", own_yaml(6, 1, 5), "The file holds 6 items, but ras has 7."),
        ("ras.yaml", own_yaml(7, 1, 4), "ras.yaml"),
        ("ras.yaml", "title: [", "line"),
        ("ras.txt", own_yaml(7, 1, 5), "The ending does not tell what it is."),
        ("ras.yaml", "x" * 500_001, "Keep it below 500 kB."),
        ("ras.json", "{", "ras.json"),
        ("ras.yaml", own_yaml(7, 1, 5).replace("Placeholder sentence 3", '"=HYPERLINK(1)"'), "formula"),
    ],
)
def test_a_bad_file_is_one_sentence_on_the_page_and_stores_nothing(dana, file, data, told):
    given = {"file": SimpleUploadedFile(file, data.encode()), "ground": "A letter of May", "attests": "on"}
    answer = dana.client.post("/practice/measures/ras/words/", given)
    page = answer.content.decode()
    assert (answer.status_code, PracticeInstrument.objects.count()) == (422, 0)
    assert told in page
    assert page.count('class="errorlist"') == 1
    assert "A letter of May" in page
    assert AuditEvent.objects.filter(event="words.imported").count() == 0


def test_what_must_not_be_taken_in_has_no_page_and_is_refused(dana):
    assert dana.client.get("/practice/measures/ors/words/").status_code == 404
    with pytest.raises(Refused, match="forbids electronic"):
        take_in(dana, "ors", own_yaml(4, 0, 10))


def test_the_same_words_are_not_taken_in_twice(dana):
    take_in(dana, "ras", own_yaml(7, 1, 5))
    with pytest.raises(Refused, match="in use already, as version 1"):
        take_in(dana, "ras", own_yaml(7, 1, 5))
    assert PracticeInstrument.objects.count() == 1


def test_words_edited_after_use_leave_older_scores_as_they_were(dana, ask, send, alice, couple):
    first = take_in(dana, "mqors", mqors("1-5", "[1]"))
    before = ask("mqors-en")
    response = send(before, alice, dict.fromkeys("12345", "7"))
    second = take_in(dana, "mqors", mqors("1-4", "[]"))
    states = PracticeInstrument.objects.order_by("version").values_list("version", "state")
    assert list(states) == [(1, "replaced"), (2, "active")]

    actions.withdraw_round(actor=dana.viewer, couple=couple, round_id=before.pk)
    after = ask("mqors-en")
    send(after, alice, dict.fromkeys("12345", "7"))
    found = Score.objects.order_by("version").values_list("version", "content_hash", "value")
    assert list(found) == [(1, first.content_hash, 31), (2, second.content_hash, 28)]  # 3+7+7+7+7, 7+7+7+7
    for asked, total in ((before, "31"), (after, "28")):
        sides = queries.visible_answers(dana.viewer, asked.pk)
        [line] = measure_queries.readings_of(dana.viewer, asked, sides)["a"].lines
        assert line.value == total
    response.refresh_from_db()
    assert (response.version, response.content_hash) == (1, first.content_hash)


def test_a_round_is_answered_with_the_words_it_was_asked_with(dana, ask, copy_of, alice):
    take_in(dana, "ras", own_yaml(7, 1, 5))
    asked = ask("ras-en")
    take_in(dana, "ras", own_yaml(7, 1, 5).replace("Placeholder sentence 3", "Changed words"))
    page = alice.client.get(f"/answer/{copy_of(asked, alice).pk}/").content.decode()
    assert ("Placeholder sentence 3" in page, "Changed words" in page) == (True, False)


def test_a_number_kept_under_an_older_definition_is_shown_as_it_was_counted(dana, ask, send, alice):
    take_in(dana, "phq-9", own_yaml(9, 0, 3))
    asked = ask("phq-9-en")
    send(asked, alice, dict.fromkeys("123456789", "1"))
    PracticeInstrument.objects.update(definition_hash="of an older definition")
    Score.objects.update(value=10)
    sides = queries.visible_answers(dana.viewer, asked.pk)
    reading = measure_queries.readings_of(dana.viewer, asked, sides)["a"]
    assert [(line.value, line.band) for line in reading.lines] == [("10", "moderate")]
    assert reading.notes[-1].startswith("The definition has changed since.")


def test_long_measures_are_asked_page_by_page(dana, ask, copy_of, alice):
    take_in(dana, "ecr-r", own_yaml(36, 1, 7))
    url = f"/answer/{copy_of(ask('ecr-r-en'), alice).pk}/"
    page = alice.client.get(url).content.decode()
    assert ("Placeholder sentence 12" in page, "Placeholder sentence 13" in page) == (True, False)
    given = {str(number): "4" for number in range(1, 13)}
    following = alice.client.post(f"{url}?page=1", given | {"_next": "1"}, follow=True).content.decode()
    assert ("Placeholder sentence 12" in following, "Placeholder sentence 13" in following) == (False, True)


def test_withdrawn_words_are_asked_no_more_and_answers_stay_readable(dana, ask, send, alice, couple):
    words = take_in(dana, "ras", own_yaml(7, 1, 5))
    asked = ask("ras-en")
    send(asked, alice, RAS)
    url = f"/practice/measures/ras/words/{words.pk}/withdraw/"
    assert dana.client.post(url).url == "/practice/measures/ras/"
    states = Assignment.objects.filter(round=asked).order_by("seat__side").values_list("state", flat=True)
    assert list(states) == ["answered", "withdrawn"]
    with pytest.raises(Refused, match="no such questionnaire"):
        ask("ras-en")
    assert (
        "<strong>31</strong>" in dana.client.get(f"/couples/{couple.pk}/answers/{asked.pk}/").content.decode()
    )
    assert dana.client.post(url).status_code == 409


def test_item_nine_leads_to_the_crisis_page_and_to_the_alert_whatever_the_total(
    dana, ask, copy_of, alice, bob, couple
):
    take_in(dana, "phq-9", own_yaml(9, 0, 3))
    asked = ask("phq-9-en")
    assert safety.joint_work_is_open(couple.pk) is False
    low = dict.fromkeys("12345678", "0")
    alice_sent = alice.client.post(f"/answer/{copy_of(asked, alice).pk}/", low | {"9": "1", "_send": "1"})
    bob_sent = bob.client.post(f"/answer/{copy_of(asked, bob).pk}/", low | {"9": "0", "_send": "1"})
    assert alice_sent.url.startswith("/crisis/")
    assert bob_sent.url == f"/answers/{asked.pk}/"
    [alert] = safety.open_alerts_of(dana.viewer, couple.pk)
    assert {kind for kind, raised in alert.concerns.items() if raised} == {"danger_to_self"}
    assert alert.seat.called == "Alice"


def test_asking_a_violence_screen_closes_the_door_and_never_stands_for_the_private_check(
    dana, ask, send, alice, bob, couple
):
    door.open_the_door(dana, couple, (alice, bob), reason="Seen both")
    assert safety.joint_work_is_open(couple.pk)
    take_in(dana, "hits", own_yaml(4, 1, 5))
    asked = ask("hits-en")
    assert not safety.joint_work_is_open(couple.pk)
    assert queries.screening_of(dana.viewer, couple.pk).waits
    answered = queries.screening_of(dana.viewer, couple.pk).answered_by
    for actor in (alice, bob):
        send(asked, actor, dict.fromkeys("1234", "1"))
    screening = queries.screening_of(dana.viewer, couple.pk)
    assert (screening.waits, screening.unread, screening.answered_by) == (False, True, answered)


def test_a_screen_alone_is_no_private_check(dana, ask, send, alice, couple):
    take_in(dana, "hits", own_yaml(4, 1, 5))
    send(ask("hits-en"), alice, {"1": "1"})
    assert queries.screening_of(dana.viewer, couple.pk).answered_by == frozenset()


def test_people_take_out_their_answers_to_imported_questions(dana, ask, send, alice):
    take_in(dana, "ras", own_yaml(7, 1, 5))
    send(ask("ras-en"), alice, RAS)
    export = next(each.export for each in HOLDINGS if each.model == "instruments.Response")
    [sheet] = export(alice.person.pk)
    assert (sheet["instrument"], sheet["version"], len(sheet["answers"])) == ("ras-en", 1, 7)


def test_lists_take_the_same_number_of_queries_however_many_rounds_there_are(
    dana, ask, alice, django_assert_num_queries
):
    for measure, count, low, high in (("ras", 7, 1, 5), ("kmss", 3, 1, 7), ("gad-7", 7, 0, 3)):
        take_in(dana, measure, own_yaml(count, low, high))
    viewer = alice.viewer
    for count, slug in enumerate(("ras-en", "kmss-en", "gad-7-en"), start=1):
        ask(slug)
        with django_assert_num_queries(2):
            assert len(queries.open_assignments(viewer)) == count
