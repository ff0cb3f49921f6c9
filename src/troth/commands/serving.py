"""Run the site, the worker, and both together for the demonstration."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from troth.commands.answers import FAILED, OK, BadInput, answer, answer_json, part, progress
from troth.commands.preparing import open_practice, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SITE = "troth.practice.config.asgi:application"
BUILD = "troth.practice.demonstration.build"
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to
CLOCKS = (
    "troth.practice.instruments.schedule_actions:turn_clock",
    "troth.practice.programme.reminder_actions:turn_clock",
    "troth.practice.programme.time_out_actions:turn_clock",
    "troth.practice.patterns.reminder_actions:turn_clock",
    "troth.practice.boundaries.due_letters:turn_clock",
    "troth.practice.conversation.looking:turn_clock",
    "troth.practice.growth.clock_actions:turn_clock",
)
PATIENCE = 60.0
BETWEEN_TURNS = 300.0
LAST_WORDS = 10.0


def serve(host: str, port: int, forwarded: str | None = None) -> None:
    """Run the site until it is told to stop."""
    with _listening(host, port) as door:
        address = _address(host, door)
        os.environ.setdefault("TROTH_URL", address.rstrip("/"))
        open_practice()
        prepare()
        _run(door, forwarded, lambda: answer(f"Ready: {address}"), address)


def work(*, quiet: bool = False) -> None:
    """Do background work until told to stop."""
    open_practice()
    from django.core.management import call_command

    Thread(target=_turn_clock, daemon=True).start()
    call_command("db_worker", verbosity=0 if quiet else 1)


def turn_once(*, as_json: bool = False) -> int:
    """Ask what is due, remind who owes an answer, and do all that waits for a worker; then say how much it was."""
    open_practice()
    from django.core.management import call_command

    asked, reminded, failed = map(sum, zip(*(part(clock)() for clock in CLOCKS), strict=True))
    call_command("db_worker", verbosity=0, batch=True, startup_delay=False)
    if as_json:
        answer_json({"asked": asked, "reminded": reminded, "failed": failed})
    else:
        answer(f"Asked {asked}, reminded {reminded}.")
    _tell_failures(failed)
    return FAILED if failed else OK


def _tell_failures(failed: int) -> None:
    if failed:
        progress(f"{failed} could not be asked or reminded, as said above; trying again at the next turn.")


def _turn_clock() -> None:
    """Look every few minutes what is due. A turn that fails is told, and the next one comes all the same."""
    from django.db import close_old_connections

    while True:
        for clock in CLOCKS:
            try:
                _tell_failures(part(clock)().failed)
            except Exception as error:  # noqa: BLE001 - the clock must go on, whatever one turn met
                progress(
                    f"What is due could not be asked ({type(error).__name__}); trying again in a few minutes."
                )
        close_old_connections()
        time.sleep(BETWEEN_TURNS)


def demonstrate(host: str, port: int) -> None:
    """Build the demonstration practice where it is missing, and run the site and a worker on it."""
    os.environ["TROTH_DEMO"] = "1"
    with _listening(host, port) as door:
        address = _address(host, door)
        os.environ.setdefault("TROTH_URL", address.rstrip("/"))
        open_practice("var/demo")
        prepare()
        progress("Opening the demonstration practice (made-up people) ...")
        links = part(f"{BUILD}:build_demonstration")().links

        def announce() -> None:
            for label, path in links:
                answer(f"{label}: {address.rstrip('/')}{path}")
            answer("What to look at, in ten minutes: docs/tutorial/look-around.md")
            answer(f"Ready: {address}")

        with _worker():
            _run(door, None, announce, address)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, kind, protocol)
    except OSError as error:
        raise BadInput(
            f"{host} is no address of this machine ({error.strerror}): try --host 127.0.0.1"
        ) from error
    with door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(place)
        except OSError as error:
            message = f"Port {port} on {host} cannot be used ({error.strerror}): choose another with --port"
            raise BadInput(message) from error
        yield door


def _address(host: str, door: socket.socket) -> str:
    name = EVERYWHERE.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{door.getsockname()[1]}/"


def _run(door: socket.socket, forwarded: str | None, announce: Callable[[], None], address: str) -> None:
    import uvicorn

    # Whitenoise hands its files over as they are; they are small and read whole.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
    stopped = Event()
    config = uvicorn.Config(
        SITE,
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=forwarded is not None,
        forwarded_allow_ips=forwarded,
        timeout_graceful_shutdown=int(LAST_WORDS / 2),
    )
    watcher = Thread(target=_announce_when_answering, args=(address, announce, stopped), daemon=True)
    with _stopping_is_no_failure():
        watcher.start()
        try:
            uvicorn.Server(config).run(sockets=[door])
        finally:
            stopped.set()


@contextmanager
def _stopping_is_no_failure() -> Iterator[None]:
    """Uvicorn stops at a signal and then sends it again; the second one ends nothing."""
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, lambda *_: None) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announce_when_answering(address: str, announce: Callable[[], None], stopped: Event) -> None:
    deadline = time.monotonic() + PATIENCE
    while not stopped.wait(0.05):
        if _answers(address):
            announce()
            return
        if time.monotonic() > deadline:
            progress(f"The site has not answered at {address} for {PATIENCE:.0f} s: see the messages above")
            return


def _answers(address: str) -> bool:
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with straight.open(address, timeout=PATIENCE):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500  # noqa: PLR2004 - below are answers, from there on failures
    except OSError:
        return False


@contextmanager
def _worker() -> Iterator[None]:
    command = [sys.executable, "-m", "troth", "work", "--quiet"]
    with subprocess.Popen(command) as worker:  # noqa: S603 - our own command
        try:
            yield
        finally:
            worker.terminate()
            try:
                worker.wait(LAST_WORDS)
            except subprocess.TimeoutExpired:
                worker.kill()
