"""Judges a couple's newest answers after they were kept: by the worker, so that no sending waits for it or fails by it."""

from __future__ import annotations

from uuid import UUID

from django_tasks import task

from troth.practice.instruments import expectation_actions


@task()
def judge(couple_id: str) -> None:
    """Judge what a couple's answers say now, unless another worker has done so meanwhile."""
    expectation_actions.judge_if_wanted(couple_id=UUID(couple_id))
