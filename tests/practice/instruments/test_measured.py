"""What changed on published measures, on our own and on licensed forms: judged where something is published."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.library.importing.conftest import own_yaml
from tests.practice.answering import answer
from tests.practice.instruments.measuring import measure, summing_to
from tests.practice.instruments.test_expectation import week
from tests.practice.planting_words import take_in
from troth.library import load_library
from troth.library.change_terms import published_terms
from troth.library.judged_change import NO_INDEX, OWN
from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import actions, measure_actions, measure_chart, measure_course
from troth.practice.instruments.measured import LICENSED, OFF, MeasuredScale, Point, measured
from troth.practice.instruments.measured_change import Described, described, judged_of, scale_change
from troth.practice.instruments.models import Score
from troth.practice.instruments.worked import worked
from troth.practice.people.queries import seats_of
from troth.science.change import CLASSES

NAMES = {"a": "Alice", "b": "Bob"}
TOKEN = re.compile(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')


def total(slug, a, b=(), chosen=None):
    """The total scale of a measure, with one point every four weeks."""

    def points(values):
        return [Point(dt.date(2026, 3, 2) + dt.timedelta(weeks=4 * at), v) for at, v in enumerate(values)]

    scale = load_library().measure(slug).scale("total")
    sides = {side: points(values) for side, values in (("a", a), ("b", b)) if values}
    terms = published_terms(scale, chosen)
    return MeasuredScale("total", scale.label, sides, scale.range, scale, chosen, terms, NO_INDEX)


def test_change_is_told_with_days_figure_class_and_the_class_of_the_couple():
    # PCL-5: 10 points count, the cut-offs are 31 and 33, less is better. 45 to 30 falls by 15 from above both to
    # below both; 40 to 32 falls by 8.
    found = scale_change(total("pcl-5", (45, 30), (40, 32)), NAMES)
    alice, bob = found.rows
    assert (alice.first, alice.latest) == ("45 (2 Mar 2026)", "30 (30 Mar 2026, 28 days later)")
    assert (alice.change, alice.place, alice.told) == (
        "-15",
        "above the cut-off, then below the cut-off",
        "recovered",
    )
    assert (bob.change, bob.place, bob.told) == (
        "-8",
        "above the cut-off, then between the published cut-offs",
        "unchanged",
    )
    assert (found.together, found.why, found.to_verify) == ("one gained", None, False)
    assert found.figures[0].startswith("A change counts from 10 points (source: US Department of Veterans")
    assert found.figures[1].startswith("Cut-off 31–33 (source: US Department")
    # the mean falls from 42.5 to 31, the difference from 5 to 2; its error is 10 / 1.96 * sqrt(2) = 7.2
    assert found.level == [
        "Level of the two, on 2 Mar 2026 and then on 30 Mar 2026: 42.5 to 31, more than chance.",
        "Difference of the two: 5 to 2, within chance.",
    ]


def test_whoever_answered_once_has_no_change_and_the_couple_no_class():
    found = scale_change(total("pcl-5", (45, 30), (40,)), NAMES)
    assert [row.told for row in found.rows] == ["recovered", "answered once"]
    assert (found.rows[1].first, found.rows[1].latest, found.together) == ("40 (2 Mar 2026)", "", "")
    assert [row.name for row in scale_change(total("pcl-5", (45, 30)), NAMES).rows] == ["Alice"]


def test_figures_to_verify_are_said_to_be_so():
    # CSI-4: 2.72 points count, computed from an SD and an alpha that are to verify.
    found = scale_change(total("csi-4", (10, 13), (12, 12)), NAMES)
    assert [row.told for row in found.rows] == ["improved", "unchanged"]
    assert found.to_verify
    assert "A change counts from 2.72 points (source: none confirmed; C, to verify)" in found.figures[0]
    assert "of a single day (alpha)" in found.figures[0]


def test_closer_by_a_fall_is_no_gain():
    found = scale_change(total("csi-4", (18, 12), (8, 8)), NAMES)
    assert (found.rows[0].told, found.together) == ("deteriorated", "a loss without a gain")
    assert found.level[-1] == "They came closer because the one who was better off fell; that is no gain."


def test_level_and_difference_are_told_only_of_answers_of_the_same_time():
    scale = total("pcl-5", (45, 30), (40, 32))
    later = [Point(point.on + dt.timedelta(days=8), point.value) for point in scale.points["b"]]
    apart = MeasuredScale(**{**vars(scale), "points": {"a": scale.points["a"], "b": later}})
    assert scale_change(scale, NAMES).level != []
    assert scale_change(apart, NAMES).level == []
    assert scale_change(scale, NAMES).together == "one gained"
    assert scale_change(apart, NAMES).together == "not told, as their answers lie more than a week apart"


def test_a_scale_without_an_index_is_described_with_its_band_and_says_why():
    found = scale_change(total("rse", (12, 20)), NAMES)
    assert (found.rows[0].change, found.rows[0].told, found.why) == ("+8", "described", NO_INDEX)
    assert found.figures == ["Cut-off 15 (source: Printings of the Rosenberg scale; TV, to verify)."]


def test_what_is_described_stands_in_one_table_with_each_reason_once():
    scales = [
        scale_change(total(slug, a, b), NAMES) for slug, a, b in (("rse", (12, 20), (9,)), ("qmi", (), (30,)))
    ]
    found = described(scales, NAMES)
    assert [row[1:] for row in found.rows] == [
        ["12 (2 Mar 2026) to 20 (30 Mar 2026, 28 days later), +8: low, then not low", "9 (2 Mar 2026): low"],
        ["–", "30 (2 Mar 2026)"],
    ]
    assert found.notes[0] == NO_INDEX
    assert len(found.notes) == 2


def test_where_none_of_several_cutoffs_is_chosen_no_band_is_told():
    assert scale_change(total("hits", (12, 9)), NAMES).figures == [
        "Several cut-offs are published, and your practice has chosen none."
    ]
    assert scale_change(total("hits", (12, 9), chosen="original"), NAMES).rows[0].place != ""


def test_the_meaning_is_worked_out_in_words():
    told = worked(total("pcl-5", (45, 30), (40, 32)), NAMES)
    assert told == [
        (
            "Alice: The latest score, 30, means: below the cut-off. Sources give 31 and 33; in between no side is "
            "claimed. From 45 to 30 is 15, which reaches 10, so it is reliable, and it crosses the cut-off to the "
            "healthy side: recovered."
        ),
        (
            "Bob: The latest score, 32, means: between the published cut-offs. Sources give 31 and 33; in between no "
            "side is claimed. From 40 to 32 is 8, which stays under 10, so it may be chance: unchanged."
        ),
    ]
    assert worked(total("rse", (15,)), NAMES)[0].endswith("A score of exactly 15 counts as above.")


def test_lines_stand_where_a_band_begins():
    assert measure_chart.lines_of(total("pcl-5", (45,))) == [(31, ""), (33, "cut-off 31–33")]
    assert measure_chart.lines_of(total("gad-7", (4,)))[0] == (5, "mild from 5")
    assert measure_chart.lines_of(total("dyadic-trust", (40,))) == []
    rows = measure_chart.table_rows(total("pcl-5", (45, 30), (40,)))
    assert rows == [
        ["30 March 2026", "30, below the cut-off", "–"],
        ["2 March 2026", "45, above the cut-off", "40, above the cut-off"],
    ]


@given(st.integers(0, 80), st.lists(st.integers(0, 80), min_size=2, max_size=6))
def test_who_ends_better_is_never_in_a_worse_class(first, latest):
    """On PCL-5 less is better."""
    classes = [
        CLASSES.index(judged_of(total("pcl-5", (first, each)), "a").judged.change_class)
        for each in sorted(latest, reverse=True)
    ]
    assert classes == sorted(classes)


@given(st.permutations([40, 32, 51, 20]))
def test_only_the_first_and_the_latest_score_count(between):
    found = judged_of(total("pcl-5", (45, *between, 30)), "a")
    assert (found.pre, found.post) == (45, 30)


@pytest.fixture
def pcl(dana, couple, alice, bob):
    """Both have answered twice, with 45 to 30 and 40 to 32."""
    take_in(dana, "pcl-5", own_yaml(20, 0, 4))
    for ago, one, other in ((8, 45, 40), (4, 60, 60), (0, 30, 32)):
        values = ((alice, summing_to(one, 20)), (bob, summing_to(other, 20)))
        measure(dana, couple, "pcl-5-en", values, ago=ago)
    return couple


def page_of(actor, couple, slug=None):
    url = f"/couples/{couple.pk}/" + (f"measures/{slug}/" if slug else "")
    return actor.client.get(url)


def test_the_couples_page_tells_the_change_of_an_imported_measure(pcl, dana):
    page = page_of(dana, pcl).content.decode()
    part = page[page.index('id="measures"') :]
    assert part.count(">recovered") == 1
    assert part.count(">unchanged") == 1
    assert "The two together: one gained." in part
    assert "4 more scales, described" in part
    assert f'href="/couples/{pcl.pk}/measures/pcl-5-en/"' in part


def test_a_measure_has_a_page_with_all_scores_lines_clusters_and_cautions(pcl, dana):
    page = page_of(dana, pcl, "pcl-5-en").content.decode()
    assert page.count('"score": ') == 5 * 6
    assert page.count('"line": 3') == 2
    assert all(label in page for label in ("Intrusion (B)", "Avoidance (C)", "Arousal (E)"))
    assert "A betrayal is not the kind of event" in page
    assert "so it is reliable" in page
    assert AuditEvent.objects.filter(event="measure.read", couple_id=pcl.pk).count() == 1


def test_partners_see_no_byte_of_it_and_no_other_practice_does(pcl, dana, alice, bob, erin, frank):
    def partners_see():
        pages = ("/today/", "/together/", "/mine/", "/how-it-goes/", "/my-data/", "/plan/")
        return [
            TOKEN.sub("", actor.client.get(page).content.decode()) for actor in (alice, bob) for page in pages
        ]

    before = partners_see()
    enter(dana, pcl, "das", dt.date(2026, 1, 5), 97)
    measure_actions.set_default(actor=dana.viewer, measure="gad-7", scale="total", figure="rci", use="off")
    assert "97" in page_of(dana, pcl).content.decode()  # there is something to leak
    assert partners_see() == before
    assert not any("recovered" in page or "Other measures" in page for page in before)
    nothing = alice.client.get("/there/is/nothing/").content
    for actor in (alice, bob, erin, frank):
        for url in (None, "pcl-5-en", "das", "not-there"):
            found = page_of(actor, pcl, url)
            assert (url, found.status_code, found.content) == (url, 404, nothing)
        with pytest.raises(Absent):
            measured(actor.viewer, pcl.pk)


def enter(dana, couple, name, on, value, side=0):
    seat = seats_of(couple.pk)[side]
    measure_actions.enter_external_score(
        actor=dana.viewer,
        couple=couple,
        seat_id=seat.pk,
        measure=name,
        measured_on=on,
        value=value,
        source="Form",
    )


def test_a_licensed_total_is_described_by_the_day_of_the_form_and_says_why(dana, couple):
    for on, value in ((dt.date(2026, 5, 4), 104), (dt.date(2026, 1, 5), 97)):
        enter(dana, couple, "das", on, value)
    (found,) = measure_course.couple_measures(dana.viewer, couple.pk, NAMES).changes
    assert (found.title, found.judged) == ("Dyadic Adjustment Scale", [])
    assert found.described == Described(
        head=["Scale", "Alice", "Bob"],
        rows=[["Total", "97 (5 Jan 2026) to 104 (4 May 2026, 119 days later), +7", "–"]],
        notes=[LICENSED],
    )
    assert page_of(dana, couple, "das").status_code == 200


def test_scales_that_add_other_scales_are_added_where_all_of_them_were_scored(dana, couple, alice, bob):
    take_in(dana, "ies-r", own_yaml(22, 0, 4))
    measure(dana, couple, "ies-r-en", ((alice, [1] * 22), (bob, [2] * 22)), ago=0)
    (found,) = measured(dana.viewer, couple.pk)
    added = next(scale for scale in found.scales if scale.id == "sum_of_means")
    assert {side: [point.value for point in points] for side, points in added.points.items()} == {
        "a": [3],
        "b": [6],
    }


def test_a_figure_that_is_switched_off_judges_nothing_and_a_changed_one_differently(dana, couple, alice, bob):
    take_in(dana, "gad-7", own_yaml(7, 0, 3))
    for ago, value in ((4, 14), (0, 9)):
        measure(dana, couple, "gad-7-en", ((alice, summing_to(value, 7)), (bob, [0] * 7)), ago=ago)

    def told():
        (found,) = measure_course.couple_measures(dana.viewer, couple.pk, NAMES).changes
        if not found.judged:
            return found.described.rows[0][1][-4:], found.described.notes
        row = found.judged[0].rows[0]
        return row.told, row.place

    def use(figure, use, value=None):
        measure_actions.set_default(
            actor=dana.viewer, measure="gad-7", scale="total", figure=figure, use=use, value=value
        )

    assert told() == ("improved", "moderate, then mild")
    use("rci", "changed", 6)
    assert told() == ("unchanged", "moderate, then mild")
    use("bands", "off")  # which side is healthy is still known
    assert told() == ("unchanged", "")
    use("rci", "off")
    assert told() == (", -5", [OFF])


def test_our_own_measures_are_described_on_a_page_of_their_own_and_trust_pulse_is_not_told_twice(
    dana, couple, alice, bob
):
    for ago in (4, 0):
        with clock.telling_of(clock.now() - dt.timedelta(weeks=ago)):
            actions.assign_instrument(actor=dana.viewer, couple=couple, slug="how-we-are")
            for actor in (alice, bob):
                answer(actor, "how-we-are")
    week(dana, couple, ((alice, 6), (bob, 6)), ago=0)
    found = measure_course.couple_measures(dana.viewer, couple.pk, NAMES)
    assert (found.changes, [slug for slug, _ in found.own]) == ([], ["how-we-are"])
    page = page_of(dana, couple, "how-we-are").content.decode()
    assert OWN in page
    assert ">described<" in page
    assert page_of(dana, couple, "trust-pulse").status_code == 404


def test_a_violence_screen_is_never_among_the_measures(dana, couple, alice):
    take_in(dana, "hits", own_yaml(4, 1, 5))
    measure(dana, couple, "hits-en", ((alice, [2, 1, 4, 4]),), ago=0)
    assert measured(dana.viewer, couple.pk) == []
    assert page_of(dana, couple, "hits-en").status_code == 404


def test_a_measure_of_many_scales_is_one_table(dana, couple, alice, bob):
    actions.assign_instrument(actor=dana.viewer, couple=couple, slug="where-we-stand")
    answer(alice, "where-we-stand")
    page = page_of(dana, couple, "where-we-stand").content.decode()
    assert (page.count("<table"), page.count(OWN)) == (1, 1)
    assert "Trust, all in all" in page


def test_a_measure_whose_answers_a_partner_keeps_is_not_there(dana, couple, alice):
    take_in(dana, "gad-7", own_yaml(7, 0, 3))
    measure(dana, couple, "gad-7-en", [(alice, summing_to(12, 7))], ago=1)
    url = f"/couples/{couple.pk}/measures/gad-7-en/"
    assert dana.client.get(url).status_code == 200
    Score.objects.update(audience="me")
    assert dana.client.get(url).status_code == 404
