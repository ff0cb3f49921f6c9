"""A programme: stages that open when their gates hold, and a partner who never learns what stood in the way."""

from __future__ import annotations

import re

import pytest

from tests.practice import door
from tests.practice.giving import give
from troth.library import load_library
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.people.models import Couple
from troth.practice.people.states import Stage
from troth.practice.programme import course_actions, course_rules, courses
from troth.practice.programme.kinds import EXERCISE
from troth.practice.programme.models import Course, Run, StageOpening
from troth.practice.programme.states import COURSE_MOVES, CourseState, RunState
from troth.practice.safety import actions as safety
from troth.practice.safety.models import SeenAlone
from troth.practice.wordings import actions as own_actions
from troth.practice.wordings import queries as own

TOKEN = re.compile(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')
AFFAIR = "affair-recovery"
PROGRAMME = load_library().programme(AFFAIR)
IMPACT = [gate.words for gate in PROGRAMME.stage("impact").gates if gate.kind == "asked"]
WHY = "They begin with what steadies."


def given(dana, couple, slug=AFFAIR, **others):
    programme = load_library().programme(slug)
    part_a = {"part_a": "b"} if programme.parts else {}
    return course_actions.give_programme(
        actor=dana.viewer, couple=couple, slug=slug, thought_of=programme.asked, **part_a, **others
    )


def opens(dana, course, stage="impact", thought_of=(), despite=""):
    course_actions.open_stage(
        actor=dana.viewer, course=course, stage_id=stage, thought_of=thought_of, despite=despite
    )


def looks(actor):
    pages = [actor.client.get(address).content.decode() for address in ("/today/", "/together/", "/mine/")]
    return [TOKEN.sub("", page) for page in pages]


@pytest.fixture
def course(dana, couple):
    return given(dana, couple)


@pytest.fixture
def ready(dana, alice, bob, couple, course):
    """The door is open, after each was seen alone."""
    door.open_the_door(dana, couple, (alice, bob))
    return course


def test_every_programme_can_be_given_and_read(dana, couple):
    assert len(load_library().programmes) >= 10
    for slug in load_library().programmes:
        course = given(dana, couple, slug)
        page = dana.client.get(f"/couples/{couple.pk}/programmes/{course.pk}/")
        read = dana.client.get(f"/programmes/{slug}/")
        assert (slug, page.status_code, read.status_code) == (slug, 200, 200)


def test_nothing_is_given_before_each_point_was_thought_of(dana, couple):
    with pytest.raises(Refused, match="Tick each point"):
        course_actions.give_programme(
            actor=dana.viewer, couple=couple, slug=AFFAIR, thought_of=PROGRAMME.asked[1:], part_a="a"
        )
    with pytest.raises(Refused, match="Say who takes which part"):
        course_actions.give_programme(
            actor=dana.viewer, couple=couple, slug=AFFAIR, thought_of=PROGRAMME.asked
        )
    assert not Course.objects.exists()


def test_a_programme_is_given_once_at_a_time(dana, couple, course):
    with pytest.raises(Refused, match="in this programme already"):
        given(dana, couple)


def test_no_stage_opens_behind_a_closed_door_whatever_the_reason(dana, alice, bob, couple, course):
    with pytest.raises(Refused, match=r"The door of joint work is open\. No reason goes past it"):
        opens(dana, course, thought_of=IMPACT, despite=WHY)
    door.open_the_door(dana, couple, (alice, bob))
    SeenAlone.objects.all().delete()
    with pytest.raises(Refused, match=r"Each of the two was seen alone\. No reason goes past it"):
        opens(dana, course, thought_of=IMPACT, despite=WHY)
    assert not StageOpening.objects.exists()


@pytest.mark.parametrize("slug", sorted(load_library().programmes))
def test_no_later_stage_leads_around_the_door(dana, couple, slug):
    course, stages = given(dana, couple, slug), load_library().programme(slug).stages
    first = next((place for place, stage in enumerate(stages) if _is_kept(stage)), len(stages))
    for place, stage in enumerate(stages):
        asked = [gate.words for gate in stage.gates if gate.kind == "asked"]
        if place < first:
            opens(dana, course, stage.id, thought_of=asked, despite=WHY)
        else:
            with pytest.raises(Refused, match="No reason goes past it"):
                opens(dana, course, stage.id, thought_of=asked, despite=WHY)
    assert course_rules.opened_stages(course) == {stage.id for stage in stages[:first]}


def _is_kept(stage):
    shelf = load_library().exercises
    return any(shelf[slug].joint for slug in stage.exercises)


def test_a_door_that_was_closed_meanwhile_keeps_the_next_stage(dana, alice, ready):
    opens(dana, ready, thought_of=IMPACT)
    safety.close_for_myself(actor=alice.viewer)
    asked = [gate.words for gate in PROGRAMME.stage("meaning").gates if gate.kind == "asked"]
    with pytest.raises(Refused, match=r"The door of joint work is open\. No reason goes past it"):
        opens(dana, ready, "meaning", thought_of=asked, despite=WHY)
    assert course_rules.opened_stages(ready) == {"impact"}


def test_a_stage_opens_when_all_holds(dana, ready):
    opens(dana, ready, thought_of=IMPACT)
    assert course_rules.opened_stages(ready) == {"impact"}
    with pytest.raises(Refused, match="open already"):
        opens(dana, ready, thought_of=IMPACT)


def test_what_is_not_settled_needs_a_reason_that_is_kept(dana, ready):
    with pytest.raises(Refused, match="This does not hold yet: I know the state of contact"):
        opens(dana, ready, thought_of=IMPACT[1:])
    opens(dana, ready, thought_of=IMPACT[1:], despite=WHY)
    kept = StageOpening.objects.get()
    assert (kept.despite, kept.thought_of) == (WHY, "\n".join(IMPACT[1:]))


def test_the_order_is_left_only_with_a_reason(dana, ready):
    asked = [gate.words for gate in PROGRAMME.stage("meaning").gates if gate.kind == "asked"]
    with pytest.raises(Refused, match="Done before"):
        opens(dana, ready, "meaning", thought_of=asked)
    opens(dana, ready, "meaning", thought_of=asked, despite=WHY)
    assert course_rules.opened_stages(ready) == {"meaning"}


def test_what_comes_first_is_counted_when_it_is_done(dana, couple, ready):
    opens(dana, ready, thought_of=IMPACT)
    (gate,) = [gate for gate in PROGRAMME.stage("meaning").gates if gate.kind == "done"]
    for slug in gate.exercises:
        parts = {"part_a": "a"} if load_library().exercise(slug).parts else {}
        give(dana, couple, slug, **parts)
    standings = course_rules.standings_of(ready, PROGRAMME.stage("meaning"))
    assert [one.is_met for one in standings if one.gate.kind == "done"] == [False]
    Run.objects.update(state=RunState.DONE)
    standings = course_rules.standings_of(ready, PROGRAMME.stage("meaning"))
    assert [one.is_met for one in standings if one.gate.kind == "done"] == [True]


def test_an_exercise_of_a_closed_stage_is_not_given_by_the_way(dana, couple, ready):
    with pytest.raises(Refused, match="belongs to the stage"):
        give(dana, couple, "shared-story")
    assert give(dana, couple, "appreciation").exercise == "appreciation"
    opens(dana, ready, thought_of=IMPACT)
    assert give(dana, couple, "care-for-myself", part_a="a").exercise == "care-for-myself"
    page = dana.client.get(f"/couples/{couple.pk}/exercises/give/shared-story/").content.decode()
    assert "It belongs to a stage that is not open" in page


def test_an_exercise_of_an_open_stage_is_given_whatever_another_programme_holds_back(dana, couple, ready):
    given(dana, couple, "out-of-the-cycle")
    with pytest.raises(Refused, match="belongs to the stage"):
        give(dana, couple, "time-out")
    opens(dana, ready, thought_of=IMPACT)
    assert give(dana, couple, "time-out").exercise == "time-out"


def test_what_comes_first_is_named_before_a_programme_is_given(dana, couple):
    (gate,) = [gate for gate in PROGRAMME.stage("moving-on").gates if gate.kind == "done"]
    (slug,) = gate.exercises
    for address in (f"/programmes/{AFFAIR}/", f"/couples/{couple.pk}/programmes/give/{AFFAIR}/"):
        page = dana.client.get(address).content.decode()
        assert f"Done before: “{load_library().exercise(slug).title}”." in page


def test_a_programme_names_its_exercises_in_the_words_of_the_practice(dana, couple, ready):
    shipped, anew = _worded_anew(dana, "time-out")
    pages = [
        dana.client.get(address).content.decode()
        for address in (
            f"/programmes/{AFFAIR}/",
            f"/couples/{couple.pk}/programmes/give/{AFFAIR}/",
            f"/couples/{couple.pk}/programmes/{ready.pk}/",
        )
    ]
    assert [(anew in page, shipped in page) for page in pages] == [(True, False)] * 3


def _worded_anew(dana, slug):
    title, anew = load_library().exercise(slug).title, "A pause of our own"
    files = own.files_of(dana.viewer, EXERCISE, slug)
    files["partner.en.md"] = files["partner.en.md"].replace(f"title: {title}", f"title: {anew}")
    own_actions.save_wording(
        actor=dana.viewer, kind=EXERCISE, slug=slug, files=files, note="A title", begun_from=0
    )
    return title, anew


def test_each_partner_reads_the_words_of_their_own_part(dana, alice, bob, ready):
    opens(dana, ready, thought_of=IMPACT)
    hurt, involved = "You have been hurt.", "You did something that hurt."
    alices, bobs = (who.client.get("/together/").content.decode() for who in (alice, bob))
    assert [(hurt in page, involved in page) for page in (alices, bobs)] == [(False, True), (True, False)]


def test_a_partner_reads_the_same_whatever_keeps_a_stage_closed(dana, alice, bob, couple, ready):
    before = [looks(who) for who in (alice, bob)]
    with pytest.raises(Refused):
        opens(dana, ready, thought_of=IMPACT[1:])
    give(dana, couple, "care-for-myself", despite=WHY, part_a="a")
    Run.objects.all().update(state=RunState.WITHDRAWN)
    assert [looks(who) for who in (alice, bob)] == before
    opens(dana, ready, thought_of=IMPACT)
    assert [looks(who) for who in (alice, bob)] != before


def test_a_partner_reads_the_same_whether_a_gate_held_or_was_gone_past(dana, alice, bob, ready):
    pages, told = [], []
    for thought_of, despite in ((IMPACT, ""), (IMPACT[1:], WHY)):
        opens(dana, ready, thought_of=thought_of, despite=despite)
        pages.append([looks(who) for who in (alice, bob)])
        told.append(
            WHY in dana.client.get(f"/couples/{ready.couple_id}/programmes/{ready.pk}/").content.decode()
        )
        StageOpening.objects.all().delete()
    assert (told, pages[0] == pages[1]) == ([False, True], True)


def test_a_partner_never_reads_a_reason_or_a_gate(dana, alice, bob, ready):
    opens(dana, ready, thought_of=IMPACT[1:], despite=WHY)
    for who in (alice, bob):
        read = " ".join(looks(who))
        assert [words for words in (WHY, *IMPACT, *PROGRAMME.asked) if words in read] == []


def test_the_same_way_behind_a_closed_door_as_without_a_programme(dana, alice, couple):
    before = looks(alice)
    given(dana, couple)
    assert looks(alice) == before


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin", "frank"])
def test_for_others_a_programme_is_not_there(request, course, couple, who):
    actor = request.getfixturevalue(who)
    pages = [f"/couples/{couple.pk}/programmes/", f"/couples/{couple.pk}/programmes/{course.pk}/"]
    assert [actor.client.get(page).status_code for page in pages] == [404, 404]
    with pytest.raises(Absent):
        opens(actor, course, thought_of=IMPACT, despite=WHY)


def test_a_programme_ends_once_and_opens_nothing_more(dana, ready):
    course_actions.end_course(actor=dana.viewer, course=ready, state=CourseState.DONE)
    ready.refresh_from_db()
    with pytest.raises(Refused, match="has ended"):
        opens(dana, ready, thought_of=IMPACT)
    with pytest.raises(Refused, match="ended already"):
        course_actions.end_course(actor=dana.viewer, course=ready, state=CourseState.ENDED)


def test_every_state_of_a_programme_has_moves():
    assert set(COURSE_MOVES) == set(CourseState)
    assert [state for state in CourseState if not COURSE_MOVES[state]] == [
        CourseState.DONE,
        CourseState.ENDED,
    ]


def test_the_therapist_goes_the_way_on_pages(dana, alice, bob, couple):
    give_it = f"/couples/{couple.pk}/programmes/give/{AFFAIR}/"
    assert dana.client.post(give_it, {"part_a": "a"}).status_code == 409
    answered = dana.client.post(give_it, {"part_a": "a", "thought_of": list(PROGRAMME.asked)})
    page, course = answered.url, Course.objects.get()
    closed = dana.client.get(page).content.decode()
    assert [closed.count(words) for words in IMPACT] == [1] * len(IMPACT)
    assert "No reason goes past these." in closed
    refused = dana.client.post(f"{page}open/impact/", {"thought_of": IMPACT})
    assert (refused.status_code, "This must hold first" in refused.content.decode()) == (409, True)
    door.open_the_door(dana, couple, (alice, bob))
    missing = dana.client.post(f"{page}open/impact/", {"thought_of": IMPACT[:1]})
    assert (missing.status_code, "This does not hold yet" in missing.content.decode()) == (409, True)
    assert dana.client.post(f"{page}open/impact/", {"thought_of": IMPACT}).status_code == 302
    assert course_rules.opened_stages(course) == {"impact"}
    assert dana.client.post(f"{page}open/nothing/", {}).status_code == 404
    assert dana.client.post(f"{page}end/ended/").status_code == 302
    course.refresh_from_db()
    assert course.state == CourseState.ENDED


def test_a_reason_that_is_too_long_opens_nothing(dana, couple, ready):
    course = given(dana, couple, "out-of-the-cycle")
    answered = dana.client.post(
        f"/couples/{couple.pk}/programmes/{course.pk}/open/see-it/", {"despite": "x" * 1001}
    )
    assert (answered.status_code, "at most 1000 characters" in answered.content.decode()) == (409, True)
    assert not StageOpening.objects.exists()


@pytest.mark.parametrize("despite", [WHY, WHY * 40])
@pytest.mark.parametrize("meanwhile", ["opened", "closed", "done"])
def test_a_reason_comes_back_whatever_a_colleague_did_meanwhile(dana, alice, ready, meanwhile, despite):
    if meanwhile == "opened":
        opens(dana, ready, thought_of=IMPACT)
    elif meanwhile == "closed":
        safety.close_for_myself(actor=alice.viewer)
    else:
        course_actions.end_course(actor=dana.viewer, course=ready, state=CourseState.DONE)
    page = f"/couples/{ready.couple_id}/programmes/{ready.pk}/open/impact/"
    answered = dana.client.post(page, {"thought_of": IMPACT, "despite": despite})
    assert (answered.status_code, despite in answered.content.decode()) == (409, True)


def test_no_programme_goes_on_where_the_work_has_ended(dana, couple, ready):
    Couple.objects.update(stage=Stage.ENDED)
    ended = Couple.objects.get(pk=couple.pk)
    with pytest.raises(Refused, match="has ended, so nothing new is given"):
        given(dana, ended, "out-of-the-cycle")
    with pytest.raises(Refused, match="has ended, so nothing new is given"):
        opens(dana, Course.objects.get(), thought_of=IMPACT)
    assert (Course.objects.count(), StageOpening.objects.exists()) == (1, False)


def test_a_programme_ends_in_no_state_that_is_not_there(dana, course):
    for state in ("nothing", "going"):
        page = f"/couples/{course.couple_id}/programmes/{course.pk}/end/{state}/"
        assert (state, dana.client.post(page).status_code) == (state, 404)
    course.refresh_from_db()
    assert course.state == CourseState.GOING


def test_closing_the_door_closes_what_a_partner_reads(dana, alice, couple, ready):
    opens(dana, ready, thought_of=IMPACT)
    assert PROGRAMME.title in alice.client.get("/together/").content.decode()
    safety.close_for_myself(actor=alice.viewer)
    assert PROGRAMME.title not in alice.client.get("/together/").content.decode()


def test_what_happens_stands_in_the_log_without_words(dana, ready):
    opens(dana, ready, thought_of=IMPACT[1:], despite=WHY)
    dana.client.get(f"/couples/{ready.couple_id}/programmes/{ready.pk}/")
    told = AuditEvent.objects.filter(event__startswith="programme.").order_by("sequence")
    assert [event.event for event in told] == ["programme.given", "programme.stage-opened", "programme.read"]
    assert WHY not in str([event.facts for event in told])


def test_only_those_who_may_see_a_course_read_it(erin, alice, course):
    for who in (erin, alice):
        with pytest.raises(Absent):
            courses.course_page(who.viewer, course)
