"""Rating, choosing, listing, timed lines, matches and going past a step, on two phones."""

from __future__ import annotations

import itertools

import pytest

from tests.practice.paper_text import text_of
from tests.practice.programme.story import goes_on, writes
from tests.practice.programme.test_views import page, post, whole
from troth.practice.common.errors import Refused
from troth.practice.programme import actions, queries, sheets
from troth.practice.programme.models import Entry, Progress
from troth.practice.programme.personal_data import HOLDINGS

WORDS = {
    "walk": "A walk by the river",
    "cook": "Cooking side by side",
    "dance": "Dancing at home",
    "read": "Reading to each other",
}


def to_the_wishes(*actors, run) -> None:
    for actor in actors:
        goes_on(actor, run, "settle", "picture")
        writes(actor, run, "closeness", "5")
        goes_on(actor, run, "closeness")
    for actor in actors:
        goes_on(actor, run, "seen")
        writes(actor, run, "mood", "calm")
        goes_on(actor, run, "mood")
        writes(actor, run, "thanks", "The tea")
        goes_on(actor, run, "thanks")


def wishes(actor, run, *keys) -> None:
    writes(actor, run, "wishes", "\n".join(keys))
    goes_on(actor, run, "wishes")


def what_is_got(actor, run) -> list[tuple]:
    addresses = [f"/exercise/{run.pk}/", "/today/", "/together/", "/mine/"]
    return [whole(actor.client.get(address)) for address in addresses]


def what_the_therapist_gets(dana, run) -> list[tuple]:
    couple = f"/couples/{run.couple_id}/"
    return [whole(dana.client.get(f"{couple}{path}")) for path in ("", "exercises/", f"exercises/{run.pk}/")]


def test_timed_lines_stand_there_with_their_times(alice, evening):
    text = page(alice, evening)
    assert "Breathe out." in text
    assert "(6 seconds)" in text
    assert "3 times:" in text
    assert "30 seconds in all." in text


def test_a_page_with_timed_lines_is_not_fetched_anew_under_the_reader(alice, evening):
    assert "hx-trigger" not in page(alice, evening)
    actions.pause_run(actor=alice.viewer, run=evening)
    assert "hx-trigger" in page(alice, evening)


def test_ratings_are_sealed_until_both_have_given_one(alice, bob, evening):
    goes_on(alice, evening, "settle", "picture")
    post(alice, evening, "next", step="closeness", closeness="6")
    goes_on(bob, evening, "settle", "picture")
    assert "far apart" in page(bob, evening)
    assert "6 (1: far apart" not in page(bob, evening)
    post(bob, evening, "next", step="closeness", closeness="3")
    for actor in (alice, bob):
        assert "6 (1: far apart; 7: very close)" in page(actor, evening)
        assert "3 (1: far apart; 7: very close)" in page(actor, evening)


def test_a_rating_is_asked_with_its_ends_and_saved_at_once(alice, evening):
    goes_on(alice, evening, "settle", "picture")
    assert post(alice, evening, "save", field="closeness", closeness="4").status_code == 204
    assert 'value="4" id="id_closeness_3" required checked' in page(alice, evening)
    assert post(alice, evening, "save", field="closeness", closeness="9").status_code == 409
    assert Entry.objects.get().text == "4"


def test_a_rating_for_others_cannot_be_left_open(alice, evening):
    goes_on(alice, evening, "settle", "picture")
    answer = post(alice, evening, "next", step="closeness")
    assert answer.status_code == 409
    assert "Choose first what fits best." in answer.content.decode()


def test_an_answer_lies_encrypted(alice, evening):
    goes_on(alice, evening, "settle", "picture")
    writes(alice, evening, "closeness", "4")
    (row,) = Entry.objects.values("text")
    assert row["text"].sealed != b"4"


def test_choices_come_from_a_form_and_all_can_be_taken_back(alice, bob, evening):
    to_the_wishes(alice, bob, run=evening)
    post(alice, evening, "save", field="wishes", wishes=["", "walk", "read"])
    entry = Entry.objects.get(step="wishes")
    assert entry.text == "walk\nread"
    assert page(alice, evening).count("checked") == 2
    post(alice, evening, "save", field="wishes", wishes=[""])
    entry.refresh_from_db()
    assert entry.text == ""


def test_both_and_the_therapist_read_a_list(dana, alice, bob, evening):
    to_the_wishes(alice, bob, run=evening)
    for actor in (alice, bob, dana):
        texts = [entry.text for entry in queries.entries_for(actor.viewer, evening) if entry.step == "thanks"]
        assert texts == ["The tea", "The tea"]


def test_only_what_both_marked_is_shown_to_the_two_and_nothing_to_the_therapist(dana, alice, bob, evening):
    to_the_wishes(alice, bob, run=evening)
    wishes(alice, evening, "walk", "read")
    assert not [words for words in WORDS.values() if words in page(alice, evening)]
    wishes(bob, evening, "walk", "dance")
    for actor in (alice, bob):
        assert [key for key, words in WORDS.items() if words in page(actor, evening)] == ["walk"]
    therapists = dana.client.get(f"/couples/{evening.couple_id}/exercises/{evening.pk}/").content.decode()
    assert "The tea" in therapists
    assert not [words for words in WORDS.values() if words in therapists]


def test_nothing_that_the_other_gets_depends_on_what_only_one_marked(dana, alice, bob, evening):
    """Bob marked a walk and dancing: whatever else Alice marked, all that Bob and Dana get stays the same."""
    to_the_wishes(alice, bob, run=evening)
    wishes(alice, evening, "walk")
    wishes(bob, evening, "walk", "dance")
    hers = Entry.objects.get(step="wishes", author=alice.person)
    therapists = what_the_therapist_gets(dana, evening)
    seen: dict[frozenset, list] = {}
    for chosen in itertools.chain.from_iterable(itertools.combinations(WORDS, size) for size in (1, 2)):
        hers.text = "\n".join(chosen)
        hers.save(update_fields=["text"])
        got = what_is_got(bob, evening)
        assert what_the_therapist_gets(dana, evening) == therapists
        assert seen.setdefault(frozenset(chosen) & {"walk", "dance"}, got) == got
    assert len(seen) == 4
    assert len({repr(got) for got in seen.values()}) == 4


def test_going_past_the_wishes_looks_like_no_match(alice, bob, evening):
    to_the_wishes(alice, bob, run=evening)
    wishes(bob, evening, "walk")
    wishes(alice, evening, "read")
    no_match = what_is_got(bob, evening)
    Entry.objects.filter(step="wishes", author=alice.person).update(submitted_at=None)
    left_as_a_draft = what_is_got(bob, evening)
    Entry.objects.filter(step="wishes", author=alice.person).delete()
    assert no_match == left_as_a_draft == what_is_got(bob, evening)
    assert "Nothing that you both marked this time." in page(bob, evening)


def test_marks_cannot_be_tried_out_one_after_the_other(alice, bob, evening):
    to_the_wishes(alice, bob, run=evening)
    wishes(alice, evening, "walk")
    with pytest.raises(Refused):
        writes(alice, evening, "wishes", "cook")


def test_a_step_is_gone_past_where_the_content_allows_it_and_the_text_stays_a_draft(alice, bob, evening):
    assert "Go past this" in page(alice, evening)
    post(alice, evening, "next", step="settle", skip="1")
    assert "Go past this" not in page(alice, evening)
    before = list(Progress.objects.values_list("position", flat=True))
    refused = post(alice, evening, "next", step="picture", skip="1")
    assert refused.status_code == 409
    assert "You can pause or stop at any time." in refused.content.decode()
    assert list(Progress.objects.values_list("position", flat=True)) == before
    goes_on(alice, evening, "picture")
    post(alice, evening, "next", step="closeness", closeness="4")
    goes_on(bob, evening, "settle", "picture")
    post(bob, evening, "next", step="closeness", closeness="4")
    for actor in (alice, bob):
        goes_on(actor, evening, "seen")
    post(alice, evening, "next", step="mood", mood="tired", skip="1")
    kept = Entry.objects.get(step="mood")
    assert (kept.text, kept.submitted_at) == ("tired", None)


def test_the_other_gets_the_same_whether_a_step_was_done_or_gone_past(alice, bob, evening):
    goes_on(alice, evening, "settle")
    done = what_is_got(bob, evening)
    Progress.objects.filter(seat_id=alice.viewer.seat_id).update(position=0)
    assert what_is_got(bob, evening) == done
    actions.skip_step(actor=alice.viewer, run=evening, step_id="settle")
    assert what_is_got(bob, evening) == done


def test_words_for_both_are_left_out_without_a_reason_and_the_other_learns_nothing(alice, bob, evening):
    for actor in (alice, bob):
        goes_on(actor, evening, "settle", "picture")
        writes(actor, evening, "closeness", "4")
        goes_on(actor, evening, "closeness")
    goes_on(alice, evening, "seen", "mood")
    assert "Go past this" in page(alice, evening)
    before = what_is_got(bob, evening)
    post(alice, evening, "next", step="thanks", thanks="MARK-half-a-thought", skip="1")
    assert queries.player(alice.viewer, evening).step.id == "wishes"
    assert what_is_got(bob, evening) == before
    assert [entry.step for entry in queries.entries_for(bob.viewer, evening) if entry.step == "thanks"] == []
    assert "MARK-half-a-thought" not in text_of(sheets.own_sheet(bob.viewer, evening, "shared"))


def test_two_go_through_every_kind_and_take_their_answers_with_them_in_words(alice, bob, evening):
    to_the_wishes(alice, bob, run=evening)
    for actor in (alice, bob):
        wishes(actor, evening, "cook")
    for actor in (alice, bob):
        goes_on(actor, evening, "shared")
    for actor in (alice, bob):
        goes_on(actor, evening, "still")
    evening.refresh_from_db()
    assert evening.state == "done"
    (export,) = [holding.export for holding in HOLDINGS if holding.model == "programme.Entry"]
    assert [row["text"] for row in export(alice.person.pk)] == [
        "5 (1: far apart; 7: very close)",
        "Calm",
        "The tea",
        "Cooking side by side",
    ]
