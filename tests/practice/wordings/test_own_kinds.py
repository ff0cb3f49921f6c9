"""A clinic words programmes and articles anew: nobody else reads it, and no couple loses its way."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pytest

from tests.practice import cast, door
from tests.practice.giving import give
from tests.practice.wordings import story
from troth.library import load_library
from troth.practice.boundaries.kinds import TOPIC
from troth.practice.common.errors import Absent, Refused
from troth.practice.formulation.kinds import CAUSE
from troth.practice.instruments.kinds import INSTRUMENT
from troth.practice.programme import course_actions, stalled
from troth.practice.programme.kinds import ARTICLE, EXERCISE, PROGRAMME
from troth.practice.programme.models import Course
from troth.practice.safety.kinds import CRISIS
from troth.practice.wordings import actions as own_actions
from troth.practice.wordings import queries as own
from troth.practice.wordings.models import OwnWording
from troth.practice.wordings.registry import kinds

WAY, READ = "own-ground", "the-same-fight-again"
SLUGS = {
    EXERCISE: "time-out",
    PROGRAMME: WAY,
    ARTICLE: READ,
    INSTRUMENT: "trust-pulse",
    TOPIC: "money",
    CAUSE: "betrayal",
    CRISIS: "DE",
}
HEAD = {
    EXERCISE: "partner.en.md",
    PROGRAMME: "partner.en.md",
    ARTICLE: "body.en.md",
    INSTRUMENT: "items.en.yaml",
}
MAIN = {kind: "words.en.yaml" if kind.fixed else f"{kind}.yaml" for kind in kinds().values()}
MAIN |= {INSTRUMENT: HEAD[INSTRUMENT], CRISIS: "DE.yaml"}
FIELD = {CAUSE: "label", CRISIS: "country_name"}
OURS = "Words of our own house"
LAST = "  - id: agree\n    exercises: [phones-and-us, ask-for-comfort]\n    gate:\n      - {kind: asked, id: no-watching}\n"

each_kind = pytest.mark.parametrize("kind", kinds().values(), ids=str)


def title_of(kind):
    return kind.items(load_library())[SLUGS[kind]].title


def texts(dana, kind, name=None, old=None, new=None):
    files, name = own.files_of(dana.viewer, kind, SLUGS[kind]), name or HEAD.get(kind, MAIN[kind])
    field = FIELD.get(kind, "title")
    old = old or next(line for line in files[name].splitlines() if line.startswith(f"{field}: "))
    new = new if new is not None else f"{field}: {OURS}"
    assert old in files[name]
    return {**files, name: files[name].replace(old, new, 1)}


def save(dana, kind, files=None, begun_from=0):
    return own_actions.save_wording(
        actor=dana.viewer,
        kind=kind,
        slug=SLUGS[kind],
        files=files or texts(dana, kind),
        note="Nearer to how we speak",
        begun_from=begun_from,
    )


def page(actor, address):
    answer = actor.client.get(address)
    assert (address, answer.status_code) == (address, 200)
    return answer.content.decode()


def give_it(dana, couple):
    asked = own.library_for(couple.practice_id).programme(WAY).asked
    return course_actions.give_programme(actor=dana.viewer, couple=couple, slug=WAY, thought_of=asked)


def test_words_of_one_practice_are_read_by_its_couples_and_clinicians_and_by_nobody_of_another(
    dana, alice, erin, frank
):
    theirs = cast.partners(erin, "Gus", "Hana")[1]
    for kind in (PROGRAMME, ARTICLE):
        save(dana, kind)
    for actor, (mine, others) in (
        (dana, (OURS, title_of(ARTICLE))),
        (alice, (OURS, title_of(ARTICLE))),
        (frank, (OURS, title_of(ARTICLE))),
        (erin, (title_of(ARTICLE), OURS)),
        (theirs, (title_of(ARTICLE), OURS)),
    ):
        for address in ("/reading/", f"/reading/{READ}/"):
            text = page(actor, address)
            assert (address, mine in text, others in text) == (address, True, False)
    for actor, mine, others in ((dana, OURS, title_of(PROGRAMME)), (erin, title_of(PROGRAMME), OURS)):
        for address in ("/exercises/", f"/programmes/{WAY}/"):
            text = page(actor, address)
            assert (address, mine in text, others in text) == (address, True, False)


def test_a_couple_of_one_practice_is_given_no_programme_in_the_words_of_another(dana, erin, couple):
    save(dana, PROGRAMME)
    theirs = cast.partners(erin, "Gus", "Hana")[0]
    assert (give_it(dana, couple).content.title, give_it(erin, theirs).content.title) == (
        OURS,
        title_of(PROGRAMME),
    )
    assert OURS in page(dana, f"/couples/{couple.pk}/programmes/")
    assert OURS not in page(erin, f"/couples/{theirs.pk}/programmes/")


def test_who_is_a_partner_here_and_a_clinician_there_reads_what_their_couple_reads(dana, alice, erin):
    save(dana, ARTICLE)
    save(erin, ARTICLE, texts(erin, ARTICLE, new="title: Of the other house"))
    both = dataclasses.replace(alice.viewer, practice_id=erin.viewer.practice_id)
    assert own.library_of(both).article(READ).title == OURS
    assert own.library_of(erin.viewer).article(READ).title == "Of the other house"


def test_the_stages_of_a_course_under_way_stay_whatever_is_worded_later(dana, alice, bob, couple):
    door.open_the_door(dana, couple, (alice, bob))
    before = give_it(dana, couple)
    course_actions.open_stage(actor=dana.viewer, course=before, stage_id="for-myself", thought_of=[])
    shorter = texts(dana, PROGRAMME, "programme.yaml", LAST, "")
    words = shorter["partner.en.md"]
    shorter["partner.en.md"] = words[: words.index("## ", words.index("{#let-you-see"))].replace(
        title_of(PROGRAMME), OURS, 1
    )
    save(dana, PROGRAMME, shorter)
    after = Course.objects.get(pk=before.pk)
    assert [stage.id for stage in after.content.stages] == ["for-myself", "let-you-see", "agree"]
    together = page(alice, "/together/")
    assert (title_of(PROGRAMME) in together, OURS in together) == (True, False)
    Course.objects.update(state="ended")
    given = give_it(dana, couple)
    own_actions.use_wording(actor=dana.viewer, kind=PROGRAMME, slug=WAY, number=0)
    assert [stage.id for stage in Course.objects.get(pk=given.pk).content.stages] == [
        "for-myself",
        "let-you-see",
    ]


@pytest.mark.parametrize("gate", ["door", "seen_alone"])
def test_no_wording_takes_away_the_gates_before_what_is_for_both(dana, gate):
    files = texts(dana, PROGRAMME, "programme.yaml", f"      - {{kind: {gate}}}\n", "")
    with pytest.raises(Refused, match=f"is for both, but no gate so far asks for {gate}"):
        save(dana, PROGRAMME, files)
    assert not OwnWording.objects.exists()


def test_what_a_clinician_is_asked_can_be_worded_anew_as_in_exercises_and_a_course_keeps_its_own(
    dana, couple
):
    before = give_it(dana, couple)
    asked = before.content.asked
    save(dana, PROGRAMME, texts(dana, PROGRAMME, "therapist.en.md", f"    - {asked[0]}\n", ""))
    assert own.library_for(couple.practice_id).programme(WAY).asked == asked[1:]
    assert Course.objects.get().content.asked == asked
    (told,) = own.wordings_of(dana.viewer, PROGRAMME, WAY)
    assert told.changes == [f"-    - {asked[0]}"]


@pytest.mark.parametrize(
    ("kind", "name", "old", "new", "message"),
    [
        (PROGRAMME, "programme.yaml", "id: own-ground", "id: ours", 'The id is "ours"'),
        (PROGRAMME, "programme.yaml", "own-calm,", "our-calm,", 'There is no exercise "our-calm"'),
        (PROGRAMME, "partner.en.md", "title: ", "titel: ", '"titel" is not a field that belongs here'),
        (ARTICLE, "article.yaml", "[time-out,", "[time-off,", 'There is no exercise "time-off"'),
        (ARTICLE, "article.yaml", "status: active", "status: retired", "links here"),
        (ARTICLE, "body.en.md", "title: ", "title: <b>", "There is HTML in the text"),
        (
            ARTICLE,
            "body.en.md",
            "## Two kinds",
            "[here](https://example.org)\n\n## Two kinds",
            "There is a link",
        ),
    ],
)
def test_what_is_broken_is_never_kept_and_is_named_with_its_file(dana, kind, name, old, new, message):
    broken = texts(dana, kind, name, old, new)
    item, problems = own.read(dana.viewer.practice_id, kind, SLUGS[kind], broken)
    place = f"content/{kind.folder}/{SLUGS[kind]}/{name}"
    assert item is None
    assert any(message in one.message and one.remedy and one.file == place for one in problems)
    answer = dana.client.post(
        f"/{kind.folder}/{SLUGS[kind]}/word/", {**broken, "note": "x", "begun_from": 0, "keep": "1"}
    )
    assert (answer.status_code, OwnWording.objects.exists()) == (409, False)


@each_kind
def test_the_whole_way_on_pages(dana, kind):
    there, slug = f"/{kind.folder}/{SLUGS[kind]}", SLUGS[kind]
    read = kind.page(kind.shipped(slug)) or f"{there}/wordings/"
    assert f'href="{there}/wordings/"' in page(dana, kind.page(kind.shipped(slug)) or "/practice/wordings/")
    assert "No wording of your own yet" in page(dana, f"{there}/wordings/")
    sent = {**texts(dana, kind), "note": "Nearer", "begun_from": 0}
    looked = dana.client.post(f"{there}/word/", {**sent, "check": "1"}).content.decode()
    assert ("In order." in looked, OwnWording.objects.exists()) == (True, False)
    assert dana.client.post(f"{there}/word/", {**sent, "keep": "1"}).url == f"{there}/wordings/"
    for address in (read, "/exercises/", "/practice/wordings/"):
        assert OURS in page(dana, address)
    told = dana.client.post(f"{there}/word/", {**sent, MAIN[kind]: "id: [", "check": "1"}).content.decode()
    assert ("to mend" in told, f'href="#id_{MAIN[kind]}"' in told) == (True, True)
    label = kind.titles(slug)[MAIN[kind]]
    assert re.search(rf'href="#id_{MAIN[kind]}">{label}, line \d+<', told)
    assert "<h1>Word it anew: " in told
    assert "<code>id: [</code>" in told
    assert dana.client.post(f"{there}/wordings/0/use/").url == f"{there}/wordings/"
    assert OURS not in page(dana, kind.page(kind.shipped(slug)) or "/practice/wordings/")


def test_the_preview_of_an_article_leads_to_other_articles_and_names_its_exercises(dana):
    sent = {**texts(dana, ARTICLE), "note": "Nearer", "begun_from": 0, "check": "1"}
    looked = dana.client.post(f"/articles/{READ}/word/", sent).content.decode()
    title = load_library().exercise("time-out").title
    assert ("Two kinds of trouble" in looked, 'href="../' in looked) == (True, False)
    assert f'<span id="exercise-time-out">{title}</span>' in looked


@each_kind
def test_a_wording_that_a_newer_troth_cannot_read_gives_way(dana, alice, kind, unreadable):
    made = save(dana, kind)
    unreadable(made.edition_id)
    assert kind.items(own.library_for(dana.viewer.practice_id))[SLUGS[kind]].title == title_of(kind)
    assert "This wording cannot be read" in page(dana, f"/{kind.folder}/{SLUGS[kind]}/wordings/")
    assert page(alice, "/reading/")
    assert page(dana, "/exercises/")


@each_kind
@pytest.mark.parametrize("who", ["alice", "charlie", "frank"])
def test_only_who_gives_care_words_anything(request, dana, kind, who):
    actor, files, there = request.getfixturevalue(who), texts(dana, kind), f"/{kind.folder}/{SLUGS[kind]}"
    with pytest.raises(Absent):
        own_actions.save_wording(
            actor=actor.viewer, kind=kind, slug=SLUGS[kind], files=files, note="Mine", begun_from=0
        )
    pages = [f"{there}/wordings/", f"{there}/word/"]
    assert [actor.client.get(one).status_code for one in pages] == [404, 404]
    assert actor.client.post(f"{there}/wordings/0/use/").status_code == 404


def test_a_wording_that_names_what_is_there_no_longer_is_not_used_again(dana):
    made = save(dana, PROGRAMME)
    own_actions.use_wording(actor=dana.viewer, kind=PROGRAMME, slug=WAY, number=0)
    made.files["programme.yaml"] = made.files["programme.yaml"].replace("own-calm", "gone-by-now")
    OwnWording.objects.update(files=made.files)
    answer = dana.client.post(f"/programmes/{WAY}/wordings/1/use/", follow=True).content.decode()
    assert "This wording no longer fits." in answer
    assert "There is no exercise" in answer
    assert not OwnWording.objects.filter(in_use=True).exists()


def test_what_has_waited_long_is_named_as_the_couple_was_given_it(dana, couple):
    save(dana, EXERCISE)
    run = give(dana, couple, SLUGS[EXERCISE])
    own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=SLUGS[EXERCISE], number=0)
    run.assigned_at -= dt.timedelta(days=20)
    run.save(update_fields=["assigned_at"])
    assert stalled.stalled([couple.pk], [couple.pk])[couple.pk].title == OURS


def test_no_way_back_to_troths_own_breaks_what_rests_on_an_own_wording(dana):
    way, later, first = "closer-again", "being-you-for-a-day", "a-day-in-your-shoes"
    own_words = story.word(dana, EXERCISE, later, {f"prerequisites: [{first}]": "prerequisites: []"})
    turned = {f"{first}, {later}": f"{later}, {first}"}
    story.word(dana, PROGRAMME, way, turned)
    with pytest.raises(Refused) as told:
        own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=later, number=0)
    assert told.value.reason == (
        f'In the programme "{way}" this would be wrong: "{later}" comes after "{first}", which does not stand before it.'
        f" Leave it as it was, or word that programme anew first. Put {first} before it."
    )
    said = dana.client.post(f"/exercises/{later}/wordings/0/use/", follow=True).content.decode()
    assert "Troth’s own does not fit your other wordings." in said
    assert OwnWording.objects.get(pk=own_words.pk).in_use
    own_actions.use_wording(actor=dana.viewer, kind=PROGRAMME, slug=way, number=0)
    own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=later, number=0)
    assert own.wordings_in_use(dana.viewer) == []
