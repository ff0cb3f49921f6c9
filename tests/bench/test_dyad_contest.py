"""A time counts only where a peer found the same numbers."""

from dataclasses import replace

import numpy as np
import pytest

from bench.dyad import big_file, cost, data, report, tasks
from bench.dyad.big_file import Read
from bench.dyad.contest import SIDES, Outcome, Peer, distances, figure, held
from bench.dyad.cost import Point
from bench.dyad.running import Results
from troth.science.dyad.apim import apim

OURS = {"estimates": {"actor": 0.5, "partner": 0.2}, "se": {"actor": 0.1}, "loglik": -100.0}


def said(found, seconds=((2.0, 4.0),), share=1.0):
    return [{"seconds": seconds, "share": share, "version": "1", "found": found}]


def silent(_words):
    pass


def only(outcome):
    read = Read(rows=10, file_mb=1, cpu=1, wall=1, peak=100, apart=0)
    return Results(tasks.FULL, [outcome], read, [Point(1000, 0.001, 80)])


def test_the_same_numbers_lie_at_no_distance():
    assert distances(OURS, OURS) == {"estimates": 0.0, "se": 0.0, "loglik": 0.0}


def test_a_distance_is_relative_but_for_the_log_likelihood():
    theirs = {"estimates": {"partner": 0.202}, "loglik": -100.5}
    assert distances(OURS, theirs) == pytest.approx({"estimates": 0.01, "loglik": 0.5})


@pytest.mark.parametrize(
    "theirs",
    [
        {"actors": 0.5},
        {},
        {"actor": float("nan")},
        {"actor": [0.5, 0.5]},
    ],
)
def test_what_cannot_be_compared_is_infinitely_far_away(theirs):
    assert distances(OURS, {"estimates": theirs})["estimates"] == float("inf")


def test_numbers_missing_on_both_sides_are_the_same():
    ours = {"estimates": {"z": [1.0, float("nan")]}}
    assert distances(ours, {"estimates": {"z": [1.0, float("nan")]}}) == {"estimates": 0.0}


def test_a_part_of_the_work_is_scaled_to_all_of_it():
    found = figure(Peer("loop", "loop.py"), OURS, said(OURS, share=0.1))
    assert (found.cpu, found.wall, found.share) == (20.0, 40.0, 0.1)


def test_a_peer_with_other_numbers_meets_no_goal_however_slow():
    peer = Peer("wrong", "wrong.R", goal=2)
    right = figure(peer, OURS, said(OURS, seconds=((9.0, 9.0),)))
    wrong = figure(peer, OURS, said({"loglik": -100.1}, seconds=((9.0, 9.0),)))
    ours = figure(Peer("ours", "ours.py"), OURS, said(OURS))
    outcome = Outcome(tasks.tasks(tasks.QUICK)[0], [ours, right, wrong], {})
    assert (outcome.is_met(right), outcome.is_met(wrong)) == (True, False)
    assert outcome.missed
    assert "other numbers" in report.words(only(outcome))
    assert not replace(outcome, figures=[ours, right]).missed


def test_a_peer_that_cannot_be_had_is_named_with_the_reason():
    task = tasks.tasks(tasks.QUICK)[0]
    absent = Peer("nobody", "nobody.R", "no.such.package")
    found = held(replace(task, n=50, peers=(absent,)), 1, 1, silent)
    assert len(found.figures) == 1
    assert found.absent["nobody"].startswith("R ")
    assert "Absent: nobody (R " in report.words(only(found))


def test_a_peer_that_fails_is_named_with_what_it_said_and_the_others_go_on():
    task = replace(tasks.tasks(tasks.QUICK)[0], n=50)
    failing = Peer("wrong sizes", "numpy_talks.py", arguments=("loop", "none"))
    found = held(
        replace(task, peers=(failing, Peer("ours again", "troth_dyad.py", arguments=("roles",)))),
        1,
        2,
        silent,
    )
    assert [each.title for each in found.figures][1:] == ["ours again"]
    assert "not enough values to unpack" in found.absent["wrong sizes"]


def test_our_side_does_the_work_that_its_task_names():
    task = tasks.tasks(tasks.QUICK)[0]
    found = held(replace(task, n=200, peers=()), 2, 1, silent)
    assert found.ours.times == 2
    assert found.ours.apart == {"estimates": 0.0, "se": 0.0, "loglik": 0.0}


def test_every_side_has_its_script_and_every_task_a_goal():
    for task in tasks.tasks(tasks.FULL):
        assert all((SIDES / peer.script).is_file() for peer in task.peers)
        assert any(peer.goal for peer in task.peers)


def test_the_made_up_couples_have_the_effects_they_are_made_with():
    rows = data.pairs(20_000, np.random.default_rng(1))
    found = apim(rows[:, 2:], rows[:, :2], roles=("h", "w"))
    assert found.estimates["actor_h"] == pytest.approx(0.40, abs=0.03)
    assert found.estimates["partner_w"] == pytest.approx(0.20, abs=0.03)


def test_made_up_gaps_and_codes_are_what_they_are_called(tmp_path):
    data.write_gaps(tmp_path, 5_000, np.random.default_rng(2))
    missing = np.isnan(np.fromfile(tmp_path / "couples.bin")).mean()
    assert missing == pytest.approx(data.LEFT_OUT, abs=0.01)
    data.write_events(tmp_path, 30, np.random.default_rng(3))
    codes = np.fromfile(tmp_path / "codes.bin", np.int8)
    assert codes.size == 30 * data.EVENTS
    assert set(codes.tolist()) == set(range(data.CODES))


def test_a_file_read_in_pieces_gives_what_memory_gives():
    found = big_file.measured(2_000, 1, silent)
    assert found.apart < big_file.SAME
    assert not found.missed
    assert replace(found, peak=big_file.MOST_MB + 1).missed
    assert replace(found, apart=1e-6).missed


def test_the_curve_is_drawn_from_a_thousand_couples_on():
    points = cost.measured(1_000, 2, silent)
    assert [point.couples for point in points] == [1_000]
    assert points[0].peak > 1
    assert "Couples" in cost.drawn([*points, Point(10_000, 1.0, 100.0)])


def test_missed_goals_are_named_on_the_page():
    task = tasks.tasks(tasks.FULL)[0]
    ours = figure(Peer("ours", "ours.py"), OURS, said(OURS))
    slow = figure(Peer("quick peer", "quick.R", goal=20), OURS, said(OURS))
    assert f"Goals missed in: {task.title}." in report.page(
        only(Outcome(task, [ours, slow], {})), "run", "plot.svg"
    )
    assert "All goals are met." in report.page(only(Outcome(task, [ours], {})), "run", "plot.svg")
