"""What Alice and Bob write about what they expect of each other."""

from __future__ import annotations

from troth.practice.boundaries.states import Firmness, RepairState, Whose

POSITIONS = {
    "how-we-talk": {
        "a": {
            "need": "That a hard talk has an end, and is not just left standing.",
            "means": "When somebody leaves the room without a word, I am alone with it.",
            "ask": "Say when we go on, before you leave the room.",
            "offer": "I let you go, and I do not follow you with one more question.",
            "own": "I call my sister and go for a walk.",
            "firm": Firmness.MUST,
        },
        "b": {
            "need": "A way out for ten minutes when it gets too loud in me.",
            "means": "If I stay then, I say things that I do not mean.",
            "ask": "Let me go when I say “stop”, without a last word.",
            "offer": "I come back, and I begin again.",
            "own": "I sit on the stairs until I can hear again.",
            "firm": Firmness.IMPORTANT,
        },
    },
    "time-with-others": {
        "a": {
            "need": "To know roughly when you are home on evenings with colleagues.",
            "means": "Not knowing brings back the months before.",
            "ask": "Two lines when it gets later than you said.",
            "offer": "I do not write while you are out.",
            "own": "I ask a friend over on such evenings.",
            "firm": Firmness.IMPORTANT,
        },
        "b": {
            "need": "An evening with friends now and then, and to be glad of it.",
            "means": "I want to be somebody whom you let go with an easy heart.",
            "ask": "One evening a week that needs no reasons.",
            "offer": "I say the day before with whom, and about when I am back.",
            "own": "I leave early when I notice that I put off writing.",
            "firm": Firmness.WISH,
        },
    },
    "privacy-and-phones": {
        "a": {
            "need": "That nothing about us two is told to others behind my back.",
            "means": "I was the last to hear of it, once.",
            "ask": "Tell me when you have talked with somebody about us.",
            "offer": "I do the same, also with my sister.",
            "own": "I say so when I hear it from somebody else.",
            "firm": Firmness.IMPORTANT,
        },
        "b": {
            "need": "A phone that is mine, and messages that need not be explained.",
            "means": "Being trusted again also means not being looked after.",
            "ask": "Ask me, and do not look.",
            "offer": "I tell you of myself if the person from then writes.",
            "own": "I put it away at supper, so that nobody need wonder.",
            "firm": Firmness.MUST,
        },
    },
}
DRAFT = {"need": "To talk about larger sums before they are spent.", "ask": "", "firm": ""}
TERMS = {
    "how-we-talk": (
        (Whose.BOTH, "After ten at night we begin no hard talk; we name a time on the next day."),
        (Whose.BOTH, "We say what we saw and felt before we say what we want."),
        (Whose.BOTH, "If one says “stop”, we stop."),
    ),
    "time-with-others": (
        (Whose.BOTH, "We say the day before when one of us is out, and about when they are back."),
        (Whose.B, "If it gets more than half an hour later, I write two lines."),
        (Whose.B, "I am home before midnight."),
    ),
}
FIRST_NOTE = "Three things that we already do on good days."
STOP_ANEW = "If one says “stop”, we stop; who said it names a time within a day, and comes back."
SECOND_NOTE = "With a time to go on, so that a stop leaves nobody alone."
ALONE_NOTE = "A first try. I am not sure about the last one."
HOME_ANEW = "On one evening a week nobody needs to say when; on others we are home before midnight."
HOME_NOTE = "The first two are fine. I would like the last one to hold for both of us, with one free evening."
HAPPENED = "I said “stop” and went out without naming a time. I came back after two hours."
REPAIR = {
    RepairState.ACKNOWLEDGED: "I left without saying when we would go on. That was what we had agreed not to do.",
    RepairState.HEARD: "Two hours on the sofa, not knowing. He listened and said it back; that helped.",
    RepairState.RESPONSIBLE: "It was too loud in me. It was still mine to say one sentence at the door.",
    RepairState.AMENDED: "I put a note by the door with the sentence on it. And breakfast tomorrow is on me.",
    RepairState.CHANGED: "The term stays as it is. “Tomorrow after supper” is enough as a time.",
    RepairState.CHECKED: "Three stops in two weeks, each with a time. Twice we laughed about the note.",
}
REVIEWED = {
    "a": "It works. I sleep better when I know that we go on.",
    "b": "Easier than I thought. I come back sooner, now that I may leave.",
}
