# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers that hosts share, each host a process that says what it asked for."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import Setup
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils import _answers
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._answers import Answers, Requester
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._run import Run

# Where tests run side by side, what runs them has a thread of its own, of which a fork knows nothing.
pytestmark = pytest.mark.filterwarnings("ignore:.* is multi-threaded, use of fork:DeprecationWarning")
FORK = multiprocessing.get_context("fork")
HOSTS = ("one", "two", "three")
Outcome = Session | CallError


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of its own."""
    return Run(tmp_path / "run")


class Asker:
    """Asks for routes on behalf of hosts, and keeps what was really asked for."""

    def __init__(self, run: Run, patience: float = 30.0) -> None:
        self.run = run
        self.setup = Setup("http://127.0.0.1:1", HttpConfig(retry_deadline=patience), Token(token="token"))
        self.asked: list[str] = []

    def send(self, route_ids: t.Sequence[str], _progress: t.Any) -> dict[str, Outcome]:
        """Answer, apart from what is not attempted; a route that is gone has a failure."""
        self.asked += route_ids
        return {one: self.outcome(one) for one in route_ids if one != "unattempted"}

    @staticmethod
    def outcome(route_id: str) -> Outcome:
        """What becomes of a route."""
        if route_id == "gone":
            return CallError("gone", "not_found", target={"route_id": route_id}, http_status=404)
        return Session(route_id, f"id of {route_id}", None, "request", 2)

    def get(self, host: str, *route_ids: str, task: str = "task", hosts: tuple[str, ...] = HOSTS) -> dict[str, str]:
        """What a host gets."""
        outcomes = Answers(self.run, self.setup, Requester(task, host, hosts)).get(route_ids, self.send)
        return {key: getattr(one, "session_id", None) or str(one) for key, one in outcomes.items()}


def test_each_route_once(run: Run) -> None:
    """Whoever needs it; with what came of it, and what is not there yet is asked for."""
    asker = Asker(run)
    assert asker.get("one", "a", "b") == {"a": "id of a", "b": "id of b"}
    assert asker.get("two", "b", "gone", "a") == {"b": "id of b", "a": "id of a", "gone": "gone"}
    got = Answers(run, asker.setup, Requester("task", "three", HOSTS)).get(["gone", "a"], asker.send)
    assert asker.asked == ["a", "b", "gone"]
    assert got["a"] == Session("a", "id of a", None, "request", 2)
    gone = got["gone"]
    assert isinstance(gone, CallError)
    assert (gone.reason, gone.http_status, gone.target) == ("not_found", 404, {"route_id": "gone"})


def test_never_what_a_host_had(run: Run) -> None:
    """A second time in the same task it asks anew; and those who come second a second time share that."""
    asker = Asker(run)
    for host in ("one", "two", "two", "one"):
        asker.get(host, "a")
    assert asker.asked == ["a", "a"]
    asker.get("one", "a", task="another")
    asker.get("two", "a", task="another")
    assert asker.asked == ["a", "a", "a"]


def test_another_batch(run: Run) -> None:
    """What was asked for before it began is not for it."""
    asker = Asker(run)
    asker.get("one", "a", hosts=("one", "two"))
    asker.get("three", "a", hosts=("three", "four"))
    asker.get("two", "a", hosts=("two",))
    asker.get("four", "a", hosts=("four",))
    assert asker.asked == ["a", "a"]


def test_an_old_answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not for a host that comes late, and the new one is for those who come after it."""
    asker, now = Asker(run), time.monotonic()
    asker.get("one", "a")
    monkeypatch.setattr(time, "monotonic", lambda: now + _answers.FRESH + 30)
    asker.get("two", "a")
    asker.get("three", "a")
    assert asker.asked == ["a", "a"]


def test_other_settings(run: Run) -> None:
    """They may bring other answers."""
    first, second = Asker(run), Asker(run, patience=31)
    first.get("one", "a")
    second.get("two", "a")
    assert first.asked == second.asked == ["a"]


def test_what_was_not_attempted(run: Run) -> None:
    """It is no outcome, and the next host may ask for it."""
    asker = Asker(run)
    assert asker.get("one", "a", "unattempted") == {"a": "id of a"}
    assert asker.get("two", "a", "unattempted") == {"a": "id of a"}
    assert asker.asked == ["a", "unattempted", "unattempted"]


def test_an_error_of_the_asker(run: Run) -> None:
    """It is the asker's alone."""
    asker = Asker(run)
    with pytest.raises(ZeroDivisionError):
        Answers(run, asker.setup, Requester("task", "one", HOSTS)).get(["a"], lambda *_given: t.cast("t.Any", 1 // 0))
    assert asker.get("two", "a") == {"a": "id of a"}


def slow(asker: Asker, event: t.Any, *route_ids: str) -> t.Any:
    """A process of host one that has begun to ask for routes, and is done when the event is set."""
    began = FORK.Event()

    def send(wanted: t.Sequence[str], progress: t.Any) -> dict[str, Outcome]:
        began.set()
        count = 0
        while not event.wait(0.05):
            count += 1
            progress(count, 1000)
        return asker.send(wanted, progress)

    def work() -> None:
        Answers(asker.run, asker.setup, Requester("task", "one", HOSTS)).get(route_ids, send)

    process = FORK.Process(target=work)
    process.start()
    assert began.wait(30)
    return process


def later(done: t.Any) -> None:
    """Let a slow request end after a while."""
    time.sleep(1.5)
    done.set()


def test_waiting_for_another(run: Run) -> None:
    """Its answers are taken; what it does not ask for is asked for meanwhile, and it is waited for while it gets on."""
    asker, done = Asker(run, patience=0.5), FORK.Event()
    process = slow(asker, done, "a", "b")
    again = FORK.Process(target=later, args=(done,))
    again.start()
    assert asker.get("two", "c", "b", "a") == {"c": "id of c", "a": "id of a", "b": "id of b"}
    assert asker.asked == ["c"]
    process.join()
    again.join()


def test_one_that_is_killed(run: Run) -> None:
    """Another takes over what it was asking for."""
    asker = Asker(run)
    process = slow(asker, FORK.Event(), "a")
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert asker.get("two", "a") == {"a": "id of a"}
    assert asker.asked == ["a"]


def test_one_that_hangs(run: Run) -> None:
    """It is waited for as long as a route may take, and no longer; what is known is kept."""
    asker = Asker(run, patience=0.3)
    process = slow(asker, FORK.Event(), "a")
    os.kill(process.pid, signal.SIGSTOP)
    got = asker.get("two", "b", "a")
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert got == {
        "b": "id of b",
        "a": "Could not get the session of route a from http://127.0.0.1:1: another host of this run has been"
        " requesting it for 0.3 s - Run it again, with a greater retry_deadline if the service is slow.",
    }
