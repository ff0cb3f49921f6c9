"""What the made-up people write."""

from __future__ import annotations

WRITING = (
    "We still laugh at the same things. I would like that back on ordinary days.",
    "It began when I found out late about something that should have been said early.",
    "I notice that I check twice. I do not like what that does to me, or to us.",
    "We used to walk after dinner and say how the day was. That stopped without anybody deciding it.",
    "When I am told a thing before I ask, the whole week is lighter.",
)
ANSWERED = {
    "safe_ways": "Write to my own address, please. I answer best in the morning.",
    "anything_else": "I would like us to go slowly at first.",
    "what_helped": "The walk on Sunday, and that the question was answered at once.",
    "what_was_hard": "To hear the same question again, and to stay in the room.",
    "next_time": "A little more time at the end to come down again.",
    "best_moment": "Tea at the window, without telephones.",
    "hardest_moment": "The evening on which one of us came home late.",
}
GOOD = (
    "We still laugh at the same things.",
    "Nobody knows me as well as you do.",
    "We keep at it, even now.",
    "Saturday mornings, with nothing planned.",
)
GRATEFUL = (
    "You drove all night when my father was ill.",
    "You came here with me.",
    "The note in my bag on my first day at work.",
    "That you asked how I was, and waited for the answer.",
)
DRAFT = "I am not sure yet how to say it. Being told first, perhaps, and being told everything at once."
SHARED = {
    "a": "That I hear about changes before they happen, not after. That when I ask, I get the whole answer.",
    "b": "Being believed when I say where I was. And that one bad day does not bring everything back.",
}
TAKEAWAY = {
    "a": "I can ask with what or how, and then wait.",
    "b": "Saying it early costs me less than I thought.",
}
REASON = "Last week both of you wrote that it is hard to say what trust even is."
OPENED = "Both seen alone, nothing that speaks against joint work, both want it."
