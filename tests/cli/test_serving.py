"""The site starts, says so in one line, answers, and stops when told to."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from tests.cli.conftest import Run

PATIENCE = 300  # seconds: a machine that has much else to do is slow, and not broken


@contextmanager
def running(surroundings: dict[str, str], place: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "troth", *arguments]
    with subprocess.Popen(command, env=surroundings, cwd=place, stdout=subprocess.PIPE, text=True) as process:
        patience = Timer(PATIENCE, process.kill)
        patience.start()
        try:
            yield process
        finally:
            patience.cancel()
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.usefixtures("prepared_before")
def test_the_site_says_when_it_answers_and_stops_at_a_signal(
    surroundings: dict[str, str], tmp_path: Path, number: signal.Signals
):
    with running(surroundings, tmp_path, "serve", "--port", "0") as site:
        word, address = site.stdout.readline().split()
        assert word == "Ready:"
        with urllib.request.urlopen(address, timeout=PATIENCE) as page:
            assert page.status == 200
        site.send_signal(number)
        rest = site.stdout.read()
        assert (site.wait(PATIENCE), rest) == (0, "")


def test_a_port_that_is_taken_is_one_line(troth: Run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        asked = troth("serve", "--port", str(port))
    assert (asked.returncode, asked.stdout) == (2, "")
    assert (
        asked.stderr
        == f"troth: Port {port} on 127.0.0.1 cannot be used (Address already in use): choose another with --port\n"
    )


def test_an_address_that_is_not_here_is_one_line(troth: Run):
    asked = troth("serve", "--host", "no-such-host.invalid")
    assert asked.returncode == 2
    assert len(asked.stderr.splitlines()) == 1


@pytest.mark.usefixtures("prepared_before")
def test_one_turn_of_the_clock_says_what_it_did_to_people_and_to_programs(troth: Run):
    assert troth("prepare").returncode == 0
    told = troth("work", "--once")
    assert (told.returncode, told.stdout) == (0, "Asked 0, reminded 0.\n")
    told = troth("work", "--once", "--json")
    assert (told.returncode, json.loads(told.stdout)) == (0, {"asked": 0, "reminded": 0, "failed": 0})
