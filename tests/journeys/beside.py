"""Run commands of Troth beside a site, each in a process of its own: `python -P beside.py`, in the site's surroundings.

All of Troth is read in once, and each command forks from there, or reading it in anew would be most of its time.
Each line on standard input is JSON, `[MOVED, ARGUMENTS]`: by how many seconds the command sees this machine's clock
moved, or null, and what it is given. It is answered with `[STATUS, OUT, ERR]`: its exit status and what it wrote.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import sys
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import time_machine

from troth.cli import main
from troth.commands.preparing import open_practice
from troth.library import load_library

EVERYTHING = "troth.practice.config.urls", "troth.commands.serving"


def answer_each() -> None:
    open_practice()
    for module in EVERYTHING:
        import_module(module)
    for number, line in enumerate(sys.stdin):
        if number == 1:  # the content too, where it is worth it: a single command seldom needs it
            load_library()
        gc.freeze()  # a command looks through its own at its end, not through all that was read in
        with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
            child = os.fork()
            if not child:
                sys.exit(_run(*json.loads(line), out, err))
            _, ended = os.waitpid(child, 0)
            json.dump([os.waitstatus_to_exitcode(ended), _told(out), _told(err)], sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


def _run(moved: float | None, arguments: list[str], out: IO[str], err: IO[str]) -> int:
    with Path(os.devnull).open() as nothing:
        for number, given in enumerate((nothing, out, err)):
            os.dup2(given.fileno(), number)
    with ExitStack() as day:
        if moved is not None:
            moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=moved)
            day.enter_context(time_machine.travel(moment, tick=True))
        return main(arguments)


def _told(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


if __name__ == "__main__":
    answer_each()
