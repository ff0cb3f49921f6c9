"""Run a command of Troth at another moment: `python -P on_day.py SECONDS serve --port 0`.

The command sees this machine's clock moved by SECONDS, in all its threads; it goes on ticking, and monotonic time
stays as it is. Each line on standard input moves it by so many seconds more, and is answered with the moment.
"""

from __future__ import annotations

import datetime as dt
import sys
from threading import Thread

import time_machine

from troth.cli import main


def run(seconds: float, command: list[str]) -> int:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    with time_machine.travel(moment, tick=True) as clock:
        Thread(target=_move_on, args=(clock,), daemon=True).start()
        return main(command)


def _move_on(clock: time_machine.Coordinates) -> None:
    for line in sys.stdin:
        clock.shift(float(line))
        sys.stdout.write(f"Now: {dt.datetime.now(dt.UTC).isoformat()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(run(float(sys.argv[1]), sys.argv[2:]))
