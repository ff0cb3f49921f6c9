"""How Ines and Marko ended three months ago, and what came after: check-ups, and a day that one of them knows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.demonstration import answers, standing
from troth.practice.growth import actions as growth
from troth.practice.growth import after_actions as after
from troth.practice.growth import clock_actions, shelf, shelf_actions
from troth.practice.growth.offering import LOOKING_IN
from troth.practice.growth.states import KEPT_PARTS, Part
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from troth.practice.demonstration.telling import Telling
    from troth.practice.people.models import Couple

LOOKED_BACK: dict[str, dict[str, str]] = {
    "a": {
        Part.WORKED: "The ten minutes in the evening, and that no question was a wrong one.",
        Part.STORY: "We nearly lost it. Then we learned to say the small things while they were small.",
        Part.SIGNS: "I begin to check the time when you are out. You answer with one word.",
        Part.DO: "One of us says “it is starting”. Then we sit down that evening, not on Sunday.",
        Part.CALL: "Dana. And my sister, who likes us both.",
        Part.RITUALS: "Tea at nine. Saturday mornings with nothing planned.",
    },
    "b": {
        Part.WORKED: "That I could say it badly at first, and say it again.",
        Part.STORY: "I broke something, and I stayed to mend it. I am glad that we both stayed.",
        Part.SIGNS: "I tell it later than I could. I work late and do not say so.",
        Part.DO: "Say it on the same day, also when it is small.",
        Part.CALL: "Dana.",
        Part.RITUALS: "Tea at nine, without telephones.",
    },
}
CHECKED = {
    64: {
        "a": "Calm weeks. The tea at nine holds.",
        "b": "Good. I was away for a week and we spoke every evening.",
    },
    3: {
        "a": "Harder than I thought. The late evenings are back, and with them my questions.",
        "b": "Much work. I notice that I tell things later again, and I do not want that.",
    },
}
HELPS = "Not to be alone in the evening. A walk by the river, and to say at breakfast what day it is."
ENDED = 95  # days ago


def keep_what_was_won(told: Telling) -> None:
    """Look back, agree on a plan, go into the time after therapy, and answer two check-ups."""
    with clock.telling_of(told.ago(days=ENDED + 15)):
        growth.begin_ending(actor=told.care, couple=_now(told))
    for days, side in ((11, "a"), (10, "b")):
        with clock.telling_of(told.ago(days=ENDED + days)):
            growth.hand_in_look_back(actor=told.viewer(side), words=LOOKED_BACK[side])
    with clock.telling_of(told.ago(days=ENDED + 6)):
        words: dict[str, str] = {
            part: "\n".join(LOOKED_BACK[side][part] for side in "ab") for part in KEPT_PARTS
        }
        plan = growth.word_plan(actor=told.viewer("a"), words=words, known=0)
        for side in "ab":
            viewer = told.viewer(side)
            growth.sign_plan(actor=viewer, plan_id=plan.pk, signed_name=viewer.display_name)
    with clock.telling_of(told.ago(days=ENDED)):
        people.move_stage(actor=told.care, couple=_now(told), stage=Stage.MAINTAINING)
        couple = _now(told)
        shelf_actions.lay_out(actor=told.care, couple=couple, thought_of=shelf.points_of(couple))
        clock_actions.turn_clock()
        after.keep_day(actor=told.viewer("a"), on=clock.today() - dt.timedelta(days=258), what_helps=HELPS)
    for days, said in CHECKED.items():
        with clock.telling_of(told.ago(days=days)):
            clock_actions.turn_clock()
        _answer(told, days, said)
        with clock.telling_of(told.ago(days=days) + dt.timedelta(hours=31)):
            clock_actions.turn_clock()


def _now(told: Telling) -> Couple:
    return queries.couple_for(told.care, told.couple.pk)


def _answer(told: Telling, days: int, said: dict[str, str]) -> None:
    """Answer what a check-up asks, each on an evening soon after."""
    goals, looking_in = (load_library().instrument(slug) for slug in ("goal-check", LOOKING_IN))
    for hours, side in ((20, "a"), (30, "b")):
        viewer, level = told.viewer(side), told.level(side, 1 - days / (7 * told.story.weeks))
        with clock.telling_of(told.ago(days=days) + dt.timedelta(hours=hours)):
            answers.submit(viewer, answers.PULSE, answers.pulse(level, told.random))
            looked_at = [item.id for item in looking_in.items]
            answers.submit(viewer, LOOKING_IN, dict.fromkeys(looked_at, round(level)))
            sure = answers.rated(goals, level + 1, told.random)
            answers.submit(viewer, goals.id, {"goal": "improve", **sure})
            answers.submit(viewer, standing.SLUG, answers.wide(told, side))
            after.answer_check_up(actor=viewer, text=said[side])
