"""Where partners read that no agreement about secrets lets an answer be passed on, the answer is kept so."""

from __future__ import annotations

from troth.library import load_library

PROMISE = "whatever you both signed"


def test_the_promise_and_the_mark_stand_at_the_same_steps():
    steps = [
        (exercise.id, step)
        for exercise in load_library().exercises.values()
        for view in exercise.views or (exercise.steps,)
        for step in view
    ]
    promised = {(slug, step.id) for slug, step in steps if PROMISE in step.text and step.is_written}
    marked = {(slug, step.id) for slug, step in steps if step.protected}
    assert len(promised) > 10
    assert promised == marked
