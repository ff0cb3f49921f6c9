"""What can happen on one side of a couple, for tests that look at what the other side notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.library.importing.conftest import own_yaml
from tests.practice import cast, door
from tests.practice.answering import answer
from tests.practice.boundaries import story
from tests.practice.giving import give
from tests.practice.growth.story import comes_to, lays_out, looks_back, slips
from tests.practice.laid_down import laid_down
from tests.practice.patterns.drawing import draw
from tests.practice.patterns.finding import note_bids_met
from tests.practice.patterns.telling import tell
from tests.practice.planting_words import take_in
from troth.practice.boundaries.actions import propose, save_position
from troth.practice.common import clock
from troth.practice.growth import actions as growth
from troth.practice.growth import after_actions, boosters, clock_actions, return_actions, shelf_actions
from troth.practice.growth.models import CheckUp
from troth.practice.growth.states import CheckUpState
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import queries as asked
from troth.practice.instruments import sharing_actions as sharing
from troth.practice.patterns import actions as diary
from troth.practice.patterns import cycle_actions
from troth.practice.patterns import reminder_actions as letters
from troth.practice.patterns.states import Kind, Stance
from troth.practice.patterns.told import Choice, Numbers
from troth.practice.people import actions as people
from troth.practice.people.states import Stage as Road
from troth.practice.privacy.states import Audience, PolicyKind
from troth.practice.programme import actions as programme
from troth.practice.programme import presence_actions, reminder_actions
from troth.practice.programme.states import PartOfDay
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple
    from troth.practice.programme.models import Run

GRAVE = {"afraid": "often", "hurt": "past_year", "dark_thoughts": "might_act"}


@dataclass(frozen=True)
class Stage:
    """A couple in the middle of everything: under no secrets, in an exercise, with questions open to both."""

    couple: Couple
    alice: Actor
    bob: Actor
    dana: Actor
    run: Run
    response: Any
    agreement: Any
    refresher: Run


@laid_down
def stage(couple: Couple, alice: Actor, bob: Actor, dana: Actor) -> Stage:
    """Both have answered the intake and are in the first step; the pulse and the private check wait for both."""
    cast.agree_on(dana, couple, (alice, bob), PolicyKind.NO_SECRETS)
    for actor in (alice, bob):
        people.choose_safe_contact(
            actor=actor.viewer, may_mail=True, address=f"{actor.viewer.display_name}@example.org"
        )
    door.open_the_door(dana, couple, (alice, bob))
    take_in(dana, "hits", own_yaml(4, 1, 5))
    take_in(dana, "phq-9", own_yaml(9, 0, 3))
    for slug in ("private-intake", "trust-pulse", "private-check", "hits-en", "phq-9-en"):
        door.ask(dana, couple, slug)
    response = answer(alice, "private-intake", anything_else="Only Dana knows")
    answer(bob, "private-intake")
    door.hold_open(couple)
    run = give(dana, couple, "what-trust-means-to-me", reason="")
    programme.start(actor=alice.viewer, run=run)
    programme.finish_step(actor=alice.viewer, run=run, step_id="why")
    for actor in (alice, bob):
        story.hand_in(actor)
    agreement = story.both_sign(story.begin(alice), alice, bob)
    propose(actor=bob.viewer, agreement=agreement, seen=1, wording=story.wording())
    comes_to(dana, couple, Road.WORKING)
    growth.begin_ending(actor=dana.viewer, couple=couple)
    comes_to(dana, couple, Road.MAINTAINING)
    return Stage(couple, alice, bob, dana, run, response, agreement, _after_therapy(couple, bob, dana))


def _after_therapy(couple: Couple, bob: Actor, dana: Actor) -> Run:
    """A check-up waits for the words of both; the refresher after it was begun, by Bob."""
    CheckUp.objects.create(
        couple=couple,
        since=clock.today(),
        months=1,
        due_on=clock.today(),
        state=CheckUpState.ASKED,
        asked_at=clock.now(),
        refresher=boosters.ALWAYS[0],
    )
    lays_out(dana, couple)
    clock_actions.turn_clock()
    run = shelf_actions.begin_from_shelf(actor=bob.viewer, slug=boosters.ALWAYS[0])
    programme.start(actor=bob.viewer, run=run)
    return run


def grave_answer(at: Stage) -> None:
    answer(at.alice, "private-check", **GRAVE)


def calm_answer(at: Stage) -> None:
    answer(at.alice, "private-check")


def high_violence_screen(at: Stage) -> None:
    answer(at.alice, "hits-en", **dict.fromkeys("1234", 5))


def low_violence_screen(at: Stage) -> None:
    answer(at.alice, "hits-en", **dict.fromkeys("1234", 1))


def grave_item_nine(at: Stage) -> None:
    answer(at.alice, "phq-9-en", **dict.fromkeys("123456789", 3))


def announcement(at: Stage) -> None:
    sharing.announce_release(
        actor=at.dana.viewer, response_id=at.response.pk, reason="It helps", words="You can say it yourself"
    )


def wish_to_talk(at: Stage) -> None:
    announcement(at)
    sharing.reply_to_announcement(actor=at.alice.viewer, response_id=at.response.pk, reply="talk-first")


def announcement_taken_back(at: Stage) -> None:
    announcement(at)
    sharing.take_back_announcement(actor=at.dana.viewer, response_id=at.response.pk)


def release(at: Stage) -> None:
    announcement(at)
    sharing.reply_to_announcement(actor=at.alice.viewer, response_id=at.response.pk, reply="agreed")
    sharing.release_response(actor=at.dana.viewer, response_id=at.response.pk)


def closing_for_myself(at: Stage) -> None:
    safety.close_for_myself(actor=at.alice.viewer)


def draft_of_answers(at: Stage) -> None:
    waiting = next(one for one in asked.open_assignments(at.alice.viewer) if one.slug == "trust-pulse")
    assignment = asked.assignment_for(at.alice.viewer, waiting.id)
    instruments.save_answer(actor=at.alice.viewer, assignment=assignment, given={"overall": 1})


def draft_in_exercise(at: Stage) -> None:
    programme.save_entry(actor=at.alice.viewer, run=at.run, step_id="draft", text="Only mine")


def reminders_chosen(at: Stage) -> None:
    """Alice, who has something to do at any hour, wants to be reminded every morning."""
    reminder_actions.choose_reminders(actor=at.alice.viewer, days=range(7), part=PartOfDay.MORNING)


def reminders_stopped(at: Stage) -> None:
    reminders_chosen(at)
    reminder_actions.stop_reminders(actor=at.alice.viewer)


def presence_switched_off(at: Stage) -> None:
    presence_actions.choose_presence(actor=at.alice.viewer, shown=False)


def agreed_to_research(at: Stage) -> None:
    people.agree_to_research(actor=at.alice.viewer, signed_name="Alice")


def research_taken_back(at: Stage) -> None:
    agreed_to_research(at)
    people.take_back_research(actor=at.alice.viewer)


def low_sealed_answers(at: Stage) -> None:
    answer(at.alice, "trust-pulse", overall=0)


def high_sealed_answers(at: Stage) -> None:
    answer(at.alice, "trust-pulse", overall=10)


def side_begun(at: Stage) -> None:
    save_position(actor=at.alice.viewer, topic=story.TOPIC, said=story.side(need="Only mine"))


def side_handed_in(at: Stage) -> None:
    story.hand_in(at.alice)


def side_of_another_topic(at: Stage) -> None:
    story.hand_in(at.alice, "money")


def doubt_about_a_wording(at: Stage) -> None:
    story.think(at.alice, at.agreement, freely="no")


def wording_signed_alone(at: Stage) -> None:
    story.think(at.alice, at.agreement)
    story.sign(at.alice, at.agreement)


def looked_back_alone(at: Stage) -> None:
    story.look_back(at.alice, at.agreement, "not", "end", words="Only sealed")


def private_note(at: Stage) -> None:
    story.note(at.alice, at.agreement, Audience.ME)


def note_for_the_therapist(at: Stage) -> None:
    story.note(at.alice, at.agreement, Audience.THERAPIST)


def comment_to_herself(at: Stage) -> None:
    story.say(at.alice, at.agreement, "Only mine", Audience.ME)


def comment_for_the_therapist(at: Stage) -> None:
    story.say(at.alice, at.agreement, "Only told", Audience.THERAPIST, about=1)


def day_of_her_own(at: Stage) -> None:
    tell(at.alice, Kind.CONFLICT, "Only mine", audience=Audience.THERAPIST, counts=True)


def what_she_did_in_a_conflict(at: Stage) -> None:
    tell(at.alice, numbers=Numbers(6, 5, 3, conflict=True, stance=Stance.PRESSED), counts=True)


def sealed_moment(at: Stage) -> None:
    tell(at.alice, Kind.BREACH, "Sealed", moment=Audience.SEALED)


def day_pulled_back(at: Stage) -> None:
    on = tell(at.alice, Kind.CONFLICT, "For Dana", moment=Audience.THERAPIST, audience=Audience.THERAPIST).on
    diary.change_readers(actor=at.alice.viewer, on=on, choice=Choice(), moment_audience=Audience.ME)
    diary.forget_day(actor=at.alice.viewer, on=on)


def habits_of_the_diary(at: Stage) -> None:
    letters.choose_zone(actor=at.alice.viewer, zone="Pacific/Auckland")
    letters.choose_letters(actor=at.alice.viewer, days=range(7), hour=8)


def draft_of_the_cycle(at: Stage) -> None:
    draw(at.alice, "Only mine")


def cycle_handed_in(at: Stage) -> None:
    draw(at.alice, "Sealed")
    cycle_actions.hand_in_side(actor=at.alice.viewer)


def pattern_found(at: Stage) -> None:
    note_bids_met(at.alice, Audience.THERAPIST)


def hard_day_kept(at: Stage) -> None:
    after_actions.keep_day(actor=at.alice.viewer, on=clock.today(), what_helps="A walk by the river")


def check_up_answered_first(at: Stage) -> None:
    after_actions.answer_check_up(actor=at.alice.viewer, text="Sealed words")


def slip_noticed(at: Stage) -> None:
    slips(at.couple, "below expected after ending")
    clock_actions.turn_clock()


def wish_to_come_back(at: Stage) -> None:
    return_actions.ask_to_return(actor=at.alice.viewer, text="Only Dana knows")


def refresher_begun_alone(at: Stage) -> None:
    """Alice goes on in what is hers alone, while Bob is at its beginning."""
    programme.finish_step(actor=at.alice.viewer, run=at.refresher, step_id="why")
    programme.save_entry(actor=at.alice.viewer, run=at.refresher, step_id="what-is-better", text="Only mine")
    programme.finish_step(actor=at.alice.viewer, run=at.refresher, step_id="what-is-better")


def look_back_begun(at: Stage) -> None:
    growth.save_look_back(actor=at.alice.viewer, words={"worked": "Only mine so far"})


def look_back_handed_in(at: Stage) -> None:
    looks_back(at.alice)


# The other partner may learn nothing of these.
PRIVATE: dict[str, Callable[[Stage], None]] = {
    act.__name__: act
    for act in (
        grave_answer,
        calm_answer,
        high_violence_screen,
        low_violence_screen,
        grave_item_nine,
        announcement,
        wish_to_talk,
        announcement_taken_back,
        draft_of_answers,
        draft_in_exercise,
        reminders_chosen,
        reminders_stopped,
        presence_switched_off,
        agreed_to_research,
        research_taken_back,
        low_sealed_answers,
        high_sealed_answers,
        side_begun,
        side_handed_in,
        side_of_another_topic,
        doubt_about_a_wording,
        wording_signed_alone,
        looked_back_alone,
        private_note,
        note_for_the_therapist,
        comment_to_herself,
        comment_for_the_therapist,
        day_of_her_own,
        what_she_did_in_a_conflict,
        sealed_moment,
        day_pulled_back,
        habits_of_the_diary,
        draft_of_the_cycle,
        cycle_handed_in,
        pattern_found,
        hard_day_kept,
        check_up_answered_first,
        slip_noticed,
        wish_to_come_back,
        refresher_begun_alone,
        look_back_begun,
        look_back_handed_in,
    )
}
# These change what the other finds when they look; nobody calls them to look.
QUIET = PRIVATE | {act.__name__: act for act in (release, closing_for_myself)}
