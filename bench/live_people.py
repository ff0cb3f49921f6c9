"""Two partners, each at a device: plain HTTP with cookies, and a WebSocket that counts pings and says who is here."""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from random import Random
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bench import made_up
from bench.measure import signed_in
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.people import queries as people
from troth.practice.programme import actions
from troth.practice.programme.models import Entry, Run
from troth.practice.programme.states import RunState
from troth.practice.safety.models import Gate
from troth.practice.safety.states import GateState

if TYPE_CHECKING:
    from types import TracebackType

    from websockets.sync.client import ClientConnection

    from bench.made_up import Pair
    from troth.library import Step
    from troth.practice.people.models import Person

TOKEN = "b" * 32  # a CSRF secret as Django makes it; the header only has to repeat the cookie
OK, SAVED = 200, 204
PATIENCE = 10.0
BEAT = 5.0
"""Seconds after which an open page says again at which shared step it is, as `presence.js` does."""
SHARED_STEP = re.compile(rb'data-shared-step="([^"]+)"')


@dataclass(frozen=True)
class Together:
    """One couple in one exercise; `sessions` are the cookies of a and b."""

    number: int
    run: Run
    sessions: dict[str, str]

    def words(self, step: Step, side: str) -> str:
        """What this side writes in a step; no two are the same."""
        return f"Couple {self.number}, side {side}, step {step.id}: we both know how this was meant."


def couples(count: int, exercise: str) -> list[Together]:
    """Register couples whose joint work is open, and give each the exercise, begun."""
    dana = made_up.therapist()
    pairs = made_up.pairs(dana, range(count), 0, Random(0))
    return [_begun(number, dana, pair, exercise) for number, pair in enumerate(pairs)]


def losses(couple: Together) -> list[str]:
    """Say what of this couple's work is not in the database as it was written."""
    run = Run.objects.get(pk=couple.run.pk)
    kept = {(entry.step, entry.author_id): entry.text for entry in Entry.objects.filter(run=run)}
    seats = people.seats_of(run.couple_id)
    wanted = {
        (step.id, seat.person_id): couple.words(step, seat.side)
        for step in run.content.steps
        if step.is_written
        for seat in seats
    }
    lost = [
        f"couple {couple.number}: {step}"
        for (step, who) in wanted
        if kept.get((step, who)) != wanted[step, who]
    ]
    return lost if run.state == RunState.DONE else [*lost, f"couple {couple.number}: not done"]


def _begun(number: int, dana: Person, pair: Pair, exercise: str) -> Together:
    couple, (alice, bob) = pair.couple, pair.seats
    Gate.objects.create(
        couple=couple,
        data_key=couple.record_key,
        state=GateState.OPEN,
        changed_at=clock.now(),
        changed_by=dana.pk,
    )
    run = actions.assign_exercise(
        actor=people.viewer_of(dana),
        couple=couple,
        slug=exercise,
        reason="",
        thought_of=load_library().exercise(exercise).asked,
    )
    actions.start(actor=people.viewer_of(alice.person), run=run)
    sessions = {seat.side: signed_in(seat.person).cookies["sessionid"].value for seat in (alice, bob)}
    return Together(number, run, sessions)


class Device:
    """A browser of one partner, as far as this page needs one."""

    def __init__(self, url: str, couple: Together, side: str) -> None:
        self.side, self.requests, self.pings = side, 0, 0
        self._host = url.removeprefix("http://")
        self._url, self._path = url, f"/exercise/{couple.run.pk}/"
        self._cookie = f"sessionid={couple.sessions[side]}; csrftoken={TOKEN}"
        self._live = f"ws://{self._host}/live/run/{couple.run.pk}/?page={side}"
        self._pinged = threading.Condition()
        self._closing = ExitStack()
        self._socket: ClientConnection | None = None
        self._shared_step = ""
        self.heard = 0

    def __enter__(self) -> Self:
        self._http = HTTPConnection(self._host, timeout=PATIENCE)
        self._closing.callback(self._http.close)
        self.page()
        self._socket = connect(self._live, origin=self._url, additional_headers={"Cookie": self._cookie})
        listener = threading.Thread(target=self._listen, args=(self._socket,), daemon=True)
        listener.start()
        self._closing.callback(self._socket.close)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    def page(self) -> None:
        """Fetch the body of the page, as a ping makes the page do."""
        self._show(self._ask("GET", self._path, OK, {"HX-Request": "true"}))

    def save(self, step: Step, text: str) -> None:
        """Keep a draft, as the page does while somebody types."""
        self._post("save/", {"field": step.id, step.id: text}, SAVED)

    def go_on(self, step: Step, text: str | None) -> None:
        """Press the button of the step, and get the next one."""
        self._show(self._post("next/", {"step": step.id} | ({step.id: text} if text is not None else {}), OK))

    def wait_for_ping(self, before: int) -> None:
        """Wait until more pings have come than `before`; raises `TimeoutError`."""
        with self._pinged:
            if not self._pinged.wait_for(lambda: self.pings > before, PATIENCE):
                message = f"no ping came to side {self.side}"
                raise TimeoutError(message)

    def _show(self, body: bytes) -> None:
        shared = SHARED_STEP.search(body)
        self._shared_step = shared.group(1).decode() if shared else ""
        self._tell()

    def _tell(self) -> None:
        if self._socket and self._shared_step:
            self._socket.send(json.dumps({"at": self._shared_step, "writing": False}))

    def _listen(self, socket: ClientConnection) -> None:
        due = time.monotonic() + BEAT
        try:
            while True:
                try:
                    self._hear(json.loads(socket.recv(timeout=max(due - time.monotonic(), 0.0))))
                except TimeoutError:
                    self._tell()
                    due += BEAT
        except ConnectionClosed:
            return

    def _hear(self, said: dict[str, object]) -> None:
        with self._pinged:
            self.pings += "changed" in said
            self.heard += "partner" in said
            self._pinged.notify_all()

    def _post(self, path: str, sent: dict[str, str], status: int) -> bytes:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
        in_place = {"HX-Request": "true", "X-Page": self.side}
        return self._ask("POST", self._path + path, status, headers | in_place, urlencode(sent))

    def _ask(
        self, method: str, path: str, status: int, headers: dict[str, str], body: str | None = None
    ) -> bytes:
        self._http.request(method, path, body, {"Cookie": self._cookie, **headers})
        response = self._http.getresponse()
        answer = response.read()
        self._http.close()  # the site closes what is idle for some seconds; the next request opens anew
        self.requests += 1
        if response.status != status:
            message = f"{method} {path} answered {response.status} instead of {status}"
            raise RuntimeError(message)
        return answer
