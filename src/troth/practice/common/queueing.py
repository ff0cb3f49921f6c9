"""How a task that many writes in a row ask for is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks_db.models import DBTaskResult

if TYPE_CHECKING:
    from django_tasks.base import Task


@transaction.atomic
def enqueue_once(task: Task[..., Any], *args: str) -> None:
    """Queue a task in place of the same one that still waits; one that has begun goes on, and another follows it.

    It is the same two statements whether or not one waited: no write tells by its work of another before it.
    """
    DBTaskResult.objects.ready().filter(task_path=task.module_path, args_kwargs__args=list(args)).delete()
    task.enqueue(*args)
