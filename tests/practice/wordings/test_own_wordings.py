"""A clinic words an exercise anew, sees what is wrong with it, and goes back; couples keep what they were given."""

from __future__ import annotations

import dataclasses
import re
from types import MappingProxyType
from uuid import uuid4

import pytest

from tests.practice.giving import give
from troth.library import load_library
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.programme.kinds import EXERCISE
from troth.practice.programme.models import Run
from troth.practice.wordings import actions as own_actions
from troth.practice.wordings import queries as own
from troth.practice.wordings.models import OwnWording

SLUG = "time-out"
TITLE, OWN_TITLE = load_library().exercise(SLUG).title, "A break with a way back"


def texts(dana, *, old=f"title: {TITLE}", new=f"title: {OWN_TITLE}", name="partner.en.md"):
    files = own.files_of(dana.viewer, EXERCISE, SLUG)
    assert old in files[name]
    return {**files, name: files[name].replace(old, new, 1)}


def save(dana, files=None, note="A warmer title", begun_from=0):
    return own_actions.save_wording(
        actor=dana.viewer,
        kind=EXERCISE,
        slug=SLUG,
        files=files or texts(dana),
        note=note,
        begun_from=begun_from,
    )


def title_for(actor):
    return own.library_for(actor.viewer.practice_id).exercise(SLUG).title


def in_use(actor):
    return [(one.slug, one.number) for one in own.wordings_in_use(actor.viewer)]


def test_a_wording_is_used_by_its_practice_and_by_no_other(dana, erin):
    save(dana)
    assert (title_for(dana), title_for(erin)) == (OWN_TITLE, TITLE)
    for actor, title in ((dana, OWN_TITLE), (erin, TITLE)):
        assert title in actor.client.get("/exercises/").content.decode()
        assert title in actor.client.get(f"/exercises/{SLUG}/a/").content.decode()


def test_what_couples_have_keeps_its_words_whatever_is_worded_later(dana, couple):
    before = give(dana, couple, SLUG)
    save(dana)
    assert Run.objects.get(pk=before.pk).title == TITLE
    Run.objects.update(state="stopped")
    after = give(dana, couple, SLUG)
    own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=SLUG, number=0)
    assert (Run.objects.get(pk=after.pk).title, title_for(dana)) == (OWN_TITLE, TITLE)


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("partner.en.md", f"title: {TITLE}", "titel: X", '"titel" is not a field that belongs here'),
        ("exercise.yaml", "opens: my-offer, barrier: true", "opens: my-offer", "would reveal before both"),
        ("exercise.yaml", "opens: my-offer, barrier", "opens: my-signs, barrier", "which is not sealed"),
        ("exercise.yaml", "id: time-out", "id: time-in", 'The id is "time-in" but the folder is "time-out"'),
        ("exercise.yaml", "prerequisites: []", "prerequisites: [nothing]", "does not exist"),
        (
            "exercise.yaml",
            "prerequisites: []",
            "prerequisites: [time-out]",
            "goes round in a ring: time-out → time-out.",
        ),
        ("exercise.yaml", "version: 2", "version: 99999999999", "is 99999999999"),
        ("partner.en.md", f"title: {TITLE}", "title: <b>X</b>", "There is HTML in the text"),
    ],
)
def test_what_is_broken_or_would_leak_is_never_kept(dana, name, old, new, message):
    broken = texts(dana, old=old, new=new, name=name)
    exercise, problems = own.read(dana.viewer.practice_id, EXERCISE, SLUG, broken)
    assert exercise is None
    assert any(message in problem.message and problem.remedy for problem in problems)
    assert {problem.file.rpartition("/")[0] for problem in problems} <= {f"content/exercises/{SLUG}", ""}
    with pytest.raises(Refused):
        save(dana, broken)
    assert not OwnWording.objects.exists()


@pytest.mark.parametrize(
    ("name", "old"), [("exercise.yaml", "prerequisites: []"), ("partner.en.md", "title: ")]
)
def test_what_is_nested_without_end_is_named_and_harms_nobody(dana, name, old):
    endless = texts(dana, name=name, old=old, new=old.replace("[]", "") + "[" * 50_000)
    page = dana.client.post(
        f"/exercises/{SLUG}/word/", {**endless, "note": "Deep", "begun_from": 0, "keep": "1"}
    )
    assert (page.status_code, OwnWording.objects.exists()) == (409, False)
    assert "lie inside one another" in page.content.decode()


@pytest.mark.parametrize("name", ["step", "page", "seen", "skip", "field", "csrfmiddlewaretoken"])
def test_no_answer_takes_a_name_that_the_page_needs_itself(dana, name):
    files = own.files_of(dana.viewer, EXERCISE, SLUG)
    files["exercise.yaml"] = files["exercise.yaml"].replace("id: my-signs", f"id: {name}")
    files["partner.en.md"] = files["partner.en.md"].replace("{#my-signs}", f"{{#{name}}}")
    exercise, (problem,) = own.read(dana.viewer.practice_id, EXERCISE, SLUG, files)
    assert (exercise, problem.message) == (None, f'"{name}" is a name that the page needs itself.')


def test_what_is_asked_over_two_lines_can_be_ticked(dana, couple):
    old = "    - Acute danger to self, psychosis, mania or intoxication.\n"
    save(
        dana,
        texts(dana, name="therapist.en.md", old=old, new="    - |\n      Acute danger\n      to self.\n"),
    )
    page = f"/couples/{couple.pk}/exercises/give/{SLUG}/"
    ticks = re.findall(r'name="thought_of" value="([^"]*)"', dana.client.get(page).content.decode())
    sent = [words.replace("\n", "\r\n") for words in ticks]  # as browsers send line ends
    assert "Acute danger to self." in ticks
    assert dana.client.post(page, {"thought_of": sent}).status_code == 302


def test_what_should_come_first_may_be_there_no_longer(dana, couple, monkeypatch):
    slug, first = "thought-record", "own-calm"
    files = own.files_of(dana.viewer, EXERCISE, slug)
    files["exercise.yaml"] = files["exercise.yaml"].replace("prerequisites: []", f"prerequisites: [{first}]")
    own_actions.save_wording(
        actor=dana.viewer, kind=EXERCISE, slug=slug, files=files, note="Order", begun_from=0
    )
    page, library = f"/couples/{couple.pk}/exercises/give/{slug}/", load_library()
    assert "Something comes first" in dana.client.get(page).content.decode()
    exercises = {name: one for name, one in library.exercises.items() if name != first}
    newer = dataclasses.replace(library, exercises=MappingProxyType(exercises))
    monkeypatch.setattr("troth.library.load._shipped", lambda _language: newer)
    answered = dana.client.get(page)
    assert (answered.status_code, "Something comes first" in answered.content.decode()) == (200, False)


def test_what_has_not_changed_is_not_kept(dana):
    with pytest.raises(Refused, match="Nothing has changed yet"):
        save(dana, own.files_of(dana.viewer, EXERCISE, SLUG))
    assert not OwnWording.objects.exists()


def test_going_back_and_forth_keeps_every_wording(dana):
    save(dana)
    save(dana, texts(dana, old=OWN_TITLE, new="A third title"), "Once more", begun_from=1)
    assert title_for(dana) == "A third title"
    own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=SLUG, number=1)
    assert (title_for(dana), in_use(dana)) == (OWN_TITLE, [(SLUG, 1)])
    own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=SLUG, number=0)
    assert (title_for(dana), in_use(dana)) == (TITLE, [])
    assert [one.own.number for one in own.wordings_of(dana.viewer, EXERCISE, SLUG)] == [2, 1]


def test_each_wording_says_what_it_changed(dana):
    save(dana)
    (first,) = own.wordings_of(dana.viewer, EXERCISE, SLUG)
    assert first.changes == [f"-title: {TITLE}", f"+title: {OWN_TITLE}"]


def test_a_colleagues_wording_is_not_passed_over(dana):
    save(dana)
    with pytest.raises(Refused, match="A colleague saved another wording meanwhile"):
        save(dana, texts(dana, old=OWN_TITLE, new="Mine"), "Mine")
    assert OwnWording.objects.count() == 1


def test_whoever_is_passed_over_sees_what_a_colleague_changed_and_can_keep_their_own(dana):
    page = f"/exercises/{SLUG}/word/"
    mine = {**texts(dana), "note": "Mine", "begun_from": "0"}
    save(dana, texts(dana, new="title: What a colleague wrote"), "Theirs")
    told = dana.client.post(page, {**mine, "keep": "1"})
    shown = told.content.decode()
    assert (told.status_code, title_for(dana)) == (409, "What a colleague wrote")
    assert ("+title: What a colleague wrote" in shown, f"title: {OWN_TITLE}" in shown) == (True, True)
    (begun_from,) = re.findall(r'name="begun_from" value="(\d+)"', shown)
    dana.client.post(page, {**mine, "begun_from": begun_from, "keep": "1"})
    assert title_for(dana) == OWN_TITLE
    assert [one.own.note for one in own.wordings_of(dana.viewer, EXERCISE, SLUG)] == ["Mine", "Theirs"]


def test_of_two_who_keep_a_wording_at_the_same_moment_the_second_is_refused(dana):
    first = save(dana)
    second = OwnWording.objects.get(pk=first.pk)
    second.pk, second.note = uuid4(), "The same number, a moment later"
    with pytest.raises(Refused, match="A colleague saved another wording meanwhile"):
        own_actions.put_in_use(second)
    assert [(one.pk, one.in_use) for one in OwnWording.objects.all()] == [(first.pk, True)]


def test_what_comes_first_never_goes_round_in_a_practices_own_wordings(dana):
    first, then = "impact-letter", "answer-to-a-letter"
    assert first in load_library().exercise(then).prerequisites
    files = own.files_of(dana.viewer, EXERCISE, first)
    files["exercise.yaml"] = files["exercise.yaml"].replace("prerequisites: []", f"prerequisites: [{then}]")
    exercise, problems = own.read(dana.viewer.practice_id, EXERCISE, first, files)
    assert exercise is None
    told = [(problem.message, problem.line) for problem in problems if "ring" in problem.message]
    line = files["exercise.yaml"].splitlines().index(f"prerequisites: [{then}]") + 1
    assert told == [(f"What comes first goes round in a ring: {first} → {then} → {first}.", line)]


def test_no_way_back_to_an_older_wording_leads_round_either(dana):
    first, then = "impact-letter", "answer-to-a-letter"
    files = own.files_of(dana.viewer, EXERCISE, first)
    files["evidence.md"] += "\nOnce more.\n"
    kept = own_actions.save_wording(
        actor=dana.viewer, kind=EXERCISE, slug=first, files=files, note="Once more", begun_from=0
    )
    own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=first, number=0)
    files["exercise.yaml"] = files["exercise.yaml"].replace("prerequisites: []", f"prerequisites: [{then}]")
    OwnWording.objects.filter(pk=kept.pk).update(files=files)
    with pytest.raises(Refused, match=f"goes round in a ring: {first} → {then}"):
        own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=first, number=1)
    assert in_use(dana) == []


def test_no_wording_leads_around_the_door(dana):
    files = own.files_of(dana.viewer, EXERCISE, SLUG)
    alone = files["exercise.yaml"].replace("joint: true", "joint: false")
    alone = alone.replace("who: together, kind: reveal", "who: each, kind: reveal")
    alone = re.sub(
        r"who: together, kind: talk(, opens: my-offer)?(, first: \w)?", "who: each, kind: read", alone
    )
    assert ("kind: reveal" in alone, "together" in alone) == (True, False)
    files["exercise.yaml"] = alone
    files["therapist.en.md"] = (
        files["therapist.en.md"].replace("  asked:\n", "").replace("  door:", "  asked:")
    )
    exercise, problems = own.read(dana.viewer.practice_id, EXERCISE, SLUG, files)
    told = "There are steps for both together, or words that both read, but the exercise is not joint."
    assert (exercise, [problem.message for problem in problems]) == (None, [told])


@pytest.mark.parametrize("hidden", [r"\0", r"\x1b", r"\x7f", r"\u2028", r"\ufffe"])
def test_what_nobody_can_see_or_read_again_is_never_kept(dana, hidden):
    (source,) = re.findall(
        r"^source: .*$", own.files_of(dana.viewer, EXERCISE, SLUG)["exercise.yaml"], re.MULTILINE
    )
    files = texts(dana, name="exercise.yaml", old=source, new=f'source: "Written{hidden}here"')
    exercise, (problem,) = own.read(dana.viewer.practice_id, EXERCISE, SLUG, files)
    assert (exercise, problem.line) == (None, 9)
    assert problem.message == "There is a character that cannot be seen."


def test_a_wording_that_stricter_rules_no_longer_allow_gives_way_and_is_named(
    dana, couple, alice, unreadable
):
    save(dana)
    run = give(dana, couple, SLUG)
    listed, given = f"/exercises/{SLUG}/wordings/", f"/couples/{couple.pk}/exercises/{run.pk}/"
    before = [dana.client.get(page).content.decode() for page in (listed, given)]
    unreadable(run.content_hash)
    after = [dana.client.get(page).content.decode() for page in (listed, given)]
    told = ("This wording cannot be read", "can no longer be read")
    assert [words in page for words, page in zip(told, before, strict=True)] == [False, False]
    assert [words in page for words, page in zip(told, after, strict=True)] == [True, True]
    assert (title_for(dana), Run.objects.get().title) == (TITLE, TITLE)
    assert TITLE in dana.client.get("/exercises/").content.decode()
    assert alice.client.get("/together/").status_code == 200
    assert alice.client.get(f"/exercise/{run.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["alice", "frank"])
def test_only_who_gives_care_words_an_exercise(request, dana, who):
    actor = request.getfixturevalue(who)
    files = texts(dana)
    with pytest.raises(Absent):
        own_actions.save_wording(
            actor=actor.viewer, kind=EXERCISE, slug=SLUG, files=files, note="Mine", begun_from=0
        )
    pages = [f"/exercises/{SLUG}/wordings/", f"/exercises/{SLUG}/word/"]
    assert [actor.client.get(page).status_code for page in pages] == [404, 404]


def test_the_whole_way_on_pages(dana, erin):
    page, listed = f"/exercises/{SLUG}/word/", f"/exercises/{SLUG}/wordings/"
    sent = {**texts(dana), "note": "A warmer title", "begun_from": 0}
    broken = {**sent, "exercise.yaml": sent["exercise.yaml"].replace("kind: reveal", "kind: reveals")}
    told = dana.client.post(page, {**broken, "check": "1"}).content.decode()
    assert ("to mend" in told, "line" in told, "A warmer title" in told) == (True, True, True)
    looked = dana.client.post(page, {**sent, "check": "1"}).content.decode()
    assert ("In order." in looked, OwnWording.objects.exists()) == (True, False)
    refused = dana.client.post(page, {**broken, "keep": "1"})
    assert (refused.status_code, OwnWording.objects.exists()) == (409, False)
    assert dana.client.post(page, {**sent, "keep": "1"}).url == listed
    shown = dana.client.get(listed).content.decode()
    assert ("in use" in shown, f"+title: {OWN_TITLE}" in shown) == (True, True)
    assert OWN_TITLE not in erin.client.get(listed).content.decode()
    assert dana.client.post(f"{listed}0/use/").url == listed
    assert title_for(dana) == TITLE
    assert [dana.client.post(f"{listed}{number}/use/").status_code for number in ("7", "x", "9" * 5000)] == [
        404
    ] * 3


def test_each_change_is_in_the_log(dana):
    save(dana)
    own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=SLUG, number=0)
    told = AuditEvent.objects.filter(event__startswith="exercise-wording").order_by("sequence")
    assert [(event.event, event.facts) for event in told] == [
        ("exercise-wording.saved", {"slug": SLUG, "number": 1}),
        ("exercise-wording.used", {"slug": SLUG, "number": 0}),
    ]
