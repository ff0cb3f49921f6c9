"""What a practice reads about published measures, what it decides, and what it enters from elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from tests.library.importing.conftest import own_yaml
from tests.practice.planting_words import take_in
from troth.library import load_library
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import measure_actions, measure_queries, queries
from troth.practice.instruments.models import ExternalScore, PracticeDefault
from troth.practice.people.queries import seats_of
from troth.practice.privacy import actions as privacy


@pytest.fixture
def set_figure(dana):
    def _set(measure, scale, figure, use, value=None):
        measure_actions.set_default(
            actor=dana.viewer, measure=measure, scale=scale, figure=figure, use=use, value=value
        )

    return _set


@pytest.fixture
def reading(dana):
    """What Dana reads of one side of a round."""

    def _read(asked, side="a"):
        sides = queries.visible_answers(dana.viewer, asked.pk)
        return measure_queries.readings_of(dana.viewer, asked, sides)[side]

    return _read


def test_the_list_tells_of_every_measure_and_of_those_never_taken_in(dana):
    take_in(dana, "ras", own_yaml(7, 1, 5))
    page = dana.client.get("/practice/measures/").content.decode()
    library = load_library()
    assert page.count("/practice/measures/") >= len(library.measures)
    assert all(f'href="/practice/measures/{name}/"' in page for name in library.measures)
    assert "Outcome Rating Scale" in page
    assert page.count("en, version 1") == 1
    assert page.count("choose a cut-off") == sum(
        line.must_choose for line in measure_queries.measure_lines(dana.viewer)
    )


@pytest.mark.parametrize("name", sorted(load_library().measures))
def test_every_measure_has_a_page_with_its_marks(dana, name):
    page = dana.client.get(f"/practice/measures/{name}/").content.decode()
    measure = load_library().measures[name]
    assert page.count("to verify") >= sum(scale.key.to_verify for scale in measure.scales)
    assert all(scale.label in page for scale in measure.scales)


def test_a_default_to_verify_is_shown_with_its_source_and_can_be_changed(
    dana, ask, send, alice, set_figure, reading
):
    take_in(dana, "csi-4", _csi_4())
    asked = ask("csi-4-en")
    send(asked, alice, {"1": "3", "2": "3", "3": "3", "4": "3"})
    [line] = reading(asked).lines
    assert (line.value, line.span) == ("12", "0 to 21")
    assert line.told == "13.5; source: none confirmed; TV, to verify"
    before = line.band

    set_figure("csi-4", "total", "distressed", "changed", 11)
    [line] = reading(asked).lines
    assert line.band != before
    assert line.told.startswith("11; source: the practice’s own value instead of 13.5 (no source confirmed)")
    assert line.told.endswith("TV, to verify")

    set_figure("csi-4", "total", "distressed", "off")
    [line] = reading(asked).lines
    assert (line.value, line.band, line.told) == ("12", "", "")
    set_figure("csi-4", "total", "distressed", "published")
    assert reading(asked).lines[0].band == before


def _csi_4() -> str:
    labels = "".join(f"      {code}: code {code}\n" for code in range(7))
    shorter = "".join(f"  {code}: code {code}\n" for code in range(6))
    others = "".join(f"  {number}: Placeholder sentence {number}\n" for number in (2, 3, 4))
    return (
        f"title: Some sheet\nlanguage: en\noptions:\n{shorter}items:\n"
        f"  1:\n    text: Placeholder sentence 1\n    options:\n{labels}{others}"
    )


def test_a_change_is_logged_with_what_stood_before(set_figure):
    set_figure("csi-4", "total", "distressed", "changed", 11)
    set_figure("csi-4", "total", "distressed", "off")
    facts = [event.facts for event in AuditEvent.objects.filter(event="default.set").order_by("sequence")]
    assert [(fact["before"], fact["before_value"], fact["use"], fact["value"]) for fact in facts] == [
        ("published", None, "changed", 11),
        ("changed", 11, "off", None),
    ]
    assert PracticeDefault.objects.count() == 1


def test_another_practice_keeps_what_is_published(set_figure, erin):
    set_figure("csi-4", "total", "distressed", "off")
    figures = measure_queries.figures_of(erin.viewer.own_practice_id, load_library().measures["csi-4"])
    assert {figure.use.value for figure in figures} == {"published"}


@pytest.mark.parametrize(
    ("measure", "figure", "use", "value", "told"),
    [
        ("hits", "original", "changed", 9, "What its source states itself is not changed"),
        ("hits", "original", "off", None, "What its source states itself is not changed"),
        ("csi-4", "distressed", "changed", None, "as a number"),
        ("csi-4", "distressed", "changed", float("nan"), "as a number"),
        ("csi-4", "distressed", "changed", 22, "between 0 and 21"),
        ("csi-4", "rci", "changed", 0, "between 0 and 21"),
        ("csi-4", "rci", "chosen", None, "cannot be set so"),
        ("phq-9", "bands", "changed", 5, "cannot be set so"),
    ],
)
def test_what_cannot_be_decided_is_refused(set_figure, measure, figure, use, value, told):
    with pytest.raises(Refused, match=told):
        set_figure(measure, "total", figure, use, value)
    assert PracticeDefault.objects.count() == 0


def test_where_sources_disagree_the_practice_must_choose(dana, ask, send, alice, couple, set_figure):
    take_in(dana, "hits", own_yaml(4, 1, 5))
    send(ask("hits-en"), alice, dict.fromkeys("1234", "2"))
    assert "Choose a cut-off" in dana.client.get("/practice/measures/hits/").content.decode()
    [reading] = measure_queries.guarded_readings(dana.viewer, couple.pk)["a"]
    assert (reading.lines[0].value, reading.lines[0].band) == ("8", "")
    assert any("Choose one" in note for note in reading.notes)

    set_figure("hits", "total", "women-veterans", "chosen")
    [reading] = measure_queries.guarded_readings(dana.viewer, couple.pk)["a"]
    assert (reading.lines[0].value, reading.lines[0].band) == ("8", "screen positive")
    assert "Choose a cut-off" not in dana.client.get("/practice/measures/hits/").content.decode()
    set_figure("hits", "total", "original", "chosen")
    [reading] = measure_queries.guarded_readings(dana.viewer, couple.pk)["a"]
    assert reading.lines[0].band == "screen negative"
    assert any(note.startswith("A low score clears nobody") for note in reading.notes)


def test_the_page_sets_a_figure(dana):
    given = {"scale": "total", "figure": "distressed", "use": "changed", "value": "12"}
    page = dana.client.post("/practice/measures/csi-4/figures/", given, follow=True).content.decode()
    assert "changed by the practice: 12<" in page
    assert dana.client.post("/practice/measures/csi-4/figures/", given | {"use": "x"}).status_code == 409
    assert dana.client.post("/practice/measures/csi-4/figures/", given | {"figure": "x"}).status_code == 404


def test_a_missing_answer_is_told_and_nothing_is_scored(dana, ask, send, alice, couple):
    take_in(dana, "phq-9", own_yaml(9, 0, 3))
    asked = ask("phq-9-en")
    send(asked, alice, dict.fromkeys("12345678", "1"))
    page = dana.client.get(f"/couples/{couple.pk}/answers/{asked.pk}/").content.decode()
    assert "not scored: 1 of 9 items not answered (9), and all are needed" in page
    assert "minimal" not in page


def test_bands_are_shown_with_source_and_mark(dana, ask, send, alice, reading):
    take_in(dana, "phq-9", own_yaml(9, 0, 3))
    asked = ask("phq-9-en")
    send(asked, alice, dict.fromkeys("123456789", "1"))
    [line] = reading(asked).lines
    assert (line.value, line.span, line.band) == ("9", "0 to 27", "mild")
    assert line.told.endswith("TV, to verify")


def test_a_reading_is_for_the_care_team_alone(dana, erin, alice, ask, send):
    take_in(dana, "ras", own_yaml(7, 1, 5))
    asked = ask("ras-en")
    send(asked, alice, dict.fromkeys("1234567", "3"))
    sides = queries.visible_answers(dana.viewer, asked.pk)
    for actor in (erin, alice):
        with pytest.raises(Absent):
            measure_queries.readings_of(actor.viewer, asked, sides)
        with pytest.raises(Absent):
            measure_queries.guarded_readings(actor.viewer, asked.couple_id)


def elsewhere(couple, **more):
    seat = seats_of(couple.pk)[0]
    given = {"seat_id": str(seat.pk), "measure": "das", "measured_on": "2026-01-05", "value": "97.5"}
    return given | {"source": "Licensed paper form, scored by Dana"} | more


def test_a_total_from_elsewhere_is_kept_for_clinicians_and_encrypted(dana, alice, couple):
    url = f"/couples/{couple.pk}/elsewhere/"
    page = dana.client.post(url, elsewhere(couple), follow=True).content.decode()
    assert "Alice: Dyadic Adjustment Scale, 97.5" in page
    assert "Licensed paper form" in page
    assert alice.client.get(url).status_code == 404
    assert "Licensed paper form" not in privacy.export_own_data(actor=alice.viewer).decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM instruments_externalscore")
        row = str(cursor.fetchall())
    assert ("97.5" in row, "Licensed" in row) == (False, False)
    event = AuditEvent.objects.get(event="external-score.entered")
    assert (event.couple_id, event.facts) == (couple.pk, {})


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"measure": "ras"}, "Select a valid choice"),
        ({"value": "nan"}, "Enter a number"),
        ({"measured_on": (dt.date.today() + dt.timedelta(days=3)).isoformat()}, "The day lies ahead"),  # noqa: DTZ011
        ({"source": " "}, "This field is required"),
    ],
)
def test_a_total_that_cannot_be_is_refused_and_what_was_typed_stays(dana, couple, more, told):
    answer = dana.client.post(f"/couples/{couple.pk}/elsewhere/", elsewhere(couple, **more))
    assert (answer.status_code, ExternalScore.objects.count()) == (422, 0)
    assert told in answer.content.decode()
    assert "2026-01-05" in answer.content.decode() or "measured_on" in more


def test_a_total_entered_by_mistake_is_taken_out_and_goes_with_the_person(dana, erin, alice, couple):
    url = f"/couples/{couple.pk}/elsewhere/"
    for _ in range(2):
        dana.client.post(url, elsewhere(couple))
    first = ExternalScore.objects.order_by("created_at").first()
    assert erin.client.post(f"{url}{first.pk}/remove/").status_code == 404
    assert dana.client.post(f"{url}{first.pk}/remove/").url == url
    assert ExternalScore.objects.count() == 1
    privacy.erase_person(actor=alice.viewer)
    assert ExternalScore.objects.count() == 0


def test_a_seat_of_another_couple_is_not_there(dana, charlie, couple):
    given = {"measure": "das", "measured_on": dt.date(2026, 1, 5), "value": 97, "source": "Form"}
    with pytest.raises(Absent):
        measure_actions.enter_external_score(
            actor=dana.viewer, couple=couple, seat_id=charlie.viewer.seat_id, **given
        )
