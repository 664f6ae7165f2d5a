# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gate before a credential, with a client that answers as it is told."""

from __future__ import annotations

import multiprocessing
import typing as t
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import Setup
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._gate import MOST_REFUSALS, Gate
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._run import Run

# Where tests run side by side, what runs them has a thread of its own, of which a fork knows nothing.
pytestmark = pytest.mark.filterwarnings("ignore:.* is multi-threaded, use of fork:DeprecationWarning")


class Told:
    """A client whose routes say by their names what becomes of them; as in a real one, a refusal ends the list."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.requested: list[str] = []
        self.unproven = 0

    def show_all(self, route_ids: t.Sequence[str], progress: t.Any = None) -> dict[str, Session | CallError]:
        """Do as a client does."""
        self.calls.append(list(route_ids))
        outcomes: dict[str, Session | CallError] = {}
        for number, route_id in enumerate(route_ids):
            self.requested.append(route_id)
            if progress:
                progress(number + 1, len(route_ids))
            reason = route_id.rpartition("-")[0]
            if reason == "session":
                outcomes[route_id] = Session(route_id, "id", None, None, 1)
                continue
            refused = reason == "credential_refused"
            target = {"route_id": route_id}
            outcomes[route_id] = CallError(f"{reason} for {route_id}", reason, target=target, ends_run=refused)
            if refused:
                break
        return outcomes


def setup_for(token: str = "token", endpoint: str = "http://127.0.0.1:1", **config: t.Any) -> Setup:
    """A setup."""
    return Setup(endpoint, HttpConfig(**config), Token(token=token))


def ask(run: Run, task: str, *routes: str, client: Told | None = None, **setup: t.Any) -> list[str]:
    """What became of some routes."""
    gate = Gate(run, setup_for(**setup), task)
    outcomes = gate.show_all(t.cast(Client, client or Told()), routes)
    return [f"{one.reason}: {one}" if isinstance(one, CallError) else one.session_id for one in outcomes.values()]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of its own."""
    return Run(tmp_path / "run")


def test_the_first_goes_alone_until_one_is_accepted(run: Run) -> None:
    """Then there is no gate any more, for this credential at this endpoint."""
    client = Told()
    assert ask(run, "task", "session-1", "session-2", "session-3", client=client) == ["id"] * 3
    assert ask(run, "task", "session-1", "session-2", client=client) == ["id"] * 2
    assert client.calls == [["session-1"], ["session-2", "session-3"], ["session-1", "session-2"]]
    for changed in ({"token": "another"}, {"endpoint": "http://127.0.0.1:2"}):
        other = Told()
        ask(run, "task", "session-1", "session-2", client=other, **changed)
        assert other.calls == [["session-1"], ["session-2"]]
    same = Told()
    ask(run, "task", "session-1", "session-2", client=same, retries=0)
    assert same.calls == [["session-1", "session-2"]]


@pytest.mark.parametrize("reason", ["not_found", "permission_denied"])
def test_what_shows_that_it_was_accepted(run: Run, reason: str) -> None:
    """A service that knows who is calling says so without a session too."""
    client = Told()
    ask(run, "task", f"{reason}-1", client=client)
    ask(run, "task", "session-1", "session-2", client=client)
    assert client.calls[1] == ["session-1", "session-2"]


@pytest.mark.parametrize("reason", ["timeout", "throttled", "service", "bad_answer"])
def test_what_says_nothing_of_it(run: Run, reason: str) -> None:
    """The lock is held until it is known."""
    client = Told()
    ask(run, "task", f"{reason}-1", f"{reason}-2", client=client)
    ask(run, "task", "session-1", "session-2", client=client)
    assert client.calls == [[f"{reason}-1"], [f"{reason}-2"], ["session-1"], ["session-2"]]


@pytest.mark.parametrize("reason", ["gateway", "wrong_endpoint", "tls"])
def test_what_every_route_would_meet(run: Run, reason: str) -> None:
    """Nothing more is sent of a list whose first request shows that none of it can be answered."""
    client = Told()
    ask(run, "task", f"{reason}-1", "session-2", client=client)
    assert client.calls == [[f"{reason}-1"]]


def test_a_refusal_is_told(run: Run) -> None:
    """Once for each task, and four times in all; what is told names its own route, and which failure it was."""
    client = Told()
    assert ask(run, "task 1", "credential_refused-1", "session-2", client=client) == [
        "credential_refused: credential_refused for credential_refused-1"
    ]
    for _time in range(3):
        (told,) = ask(run, "task 1", "session-3", "session-4", client=client)
        assert told.startswith("credential_refused: ")
        assert "session-3" in told
        assert "session-4" not in told
    assert len(client.requested) == 1
    for number in range(2, 10):
        ask(run, f"task {number}", "credential_refused-1", client=client)
    assert len(client.requested) == MOST_REFUSALS
    assert ask(run, "task 1", "session-1", token="another") == ["id"]


def test_a_refusal_that_comes_later(run: Run) -> None:
    """What was accepted is not accepted any more; another endpoint's word is its own."""
    client = Told()
    ask(run, "task", "session-1", "session-2", "credential_refused-3", "session-4", client=client)
    assert client.calls == [["session-1"], ["session-2", "credential_refused-3", "session-4"]]
    assert len(ask(run, "task", "session-5", client=client)) == 1
    assert ask(run, "task", "session-5", endpoint="http://127.0.0.1:2") == ["id"]
    ask(run, "another", "session-5", "session-6", client=client)
    assert client.calls[2:] == [["session-5"], ["session-6"]]


def test_the_turn_does_not_come(run: Run) -> None:
    """One sentence, after the time that a route has; nothing is sent."""
    client = Told()
    gate = Gate(run, setup_for(retry_deadline=0.2), "task")
    with run.lock("turn", *gate._name):
        outcomes = gate.show_all(t.cast(Client, client), ["session-1", "session-2"])
    (failure,) = outcomes.values()
    assert str(failure) == (
        "Could not get the session of route session-1 from http://127.0.0.1:1: another host of this run was busy with"
        " it for 0.2 s - Run it again, with a greater retry_deadline if the service is slow."
    )
    assert client.calls == []


def test_progress_is_of_all(run: Run) -> None:
    """The route that went alone is counted."""
    told: list[tuple[int, int]] = []
    gate = Gate(run, setup_for(), "task")
    gate.show_all(t.cast(Client, Told()), ["session-1", "session-2", "session-3"], lambda *done: told.append(done))
    assert told == [(2, 3), (3, 3)]


def test_many_processes(run: Run) -> None:
    """Twenty hosts whose credential is refused, after an answer that says nothing: one refusal."""
    context = multiprocessing.get_context("fork")
    sent = context.Queue()

    def work(_number: int) -> None:
        client = Told()
        ask(run, "task", "service-1", "credential_refused-2", "credential_refused-3", client=client)
        sent.put(client.requested)

    processes = [context.Process(target=work, args=(number,)) for number in range(20)]
    for process in processes:
        process.start()
    asked = [one for _each in processes for one in sent.get(timeout=60)]
    for process in processes:
        process.join()
    assert asked.count("credential_refused-2") == 1
    assert "credential_refused-3" not in asked


def test_fewer_at_once_after_a_refusal(run: Run) -> None:
    """Those that are under way together may all be refused, and with the ones before are at most four."""
    refused = Told()
    ask(run, "one", "credential_refused-1", client=refused)
    ask(run, "two", "credential_refused-2", client=refused)
    later = Told()
    ask(run, "three", "service-1", "service-2", "service-3", client=later)
    assert later.calls == [["service-1"], ["service-2", "service-3"]]
    assert later.unproven == MOST_REFUSALS - 2


def watch(run: Run, task: str, result: dict[str, t.Any]) -> tuple[bool, str | None]:
    """Whether a process was started that returns this, and the sentence of a refusal in place of it."""
    started = []

    def send() -> dict[str, t.Any]:
        started.append(task)
        return result

    answer = Gate(run, setup_for(), task).watch(send)
    return bool(started), answer.msg if isinstance(answer, CallError) else None


def test_processes(run: Run) -> None:
    """Of a task, none is started after a refusal; of a run, at most four are refused, whoever sends."""
    refusal = {
        "failed": True,
        "msg": "It was refused for route a",
        "reason": "credential_refused",
        "route_id": "a",
        "http_status": 401,
        "tries": 1,
    }
    listed = {**refusal, "failures": [{"reason": "service", "tries": 1}, {**refusal, "error_code": "APIG.0301"}]}
    assert watch(run, "one", {"failed": True, "reason": "service", "tries": 1}) == (True, None)
    assert watch(run, "one", listed) == (True, None)
    started, sentence = watch(run, "one", {"sessions": []})
    assert not started
    assert str(sentence).startswith("The credential was refused for route a (HTTP 401, APIG.0301) - ")
    for number in range(MOST_REFUSALS - 1):
        assert watch(run, f"other {number}", refusal) == (True, None)
    assert not watch(run, "last", refusal)[0]
    assert "was refused for route a" in ask(run, "in process", "session-1")[0]


@pytest.mark.parametrize(
    "answer",
    [
        {"failures": "text"},
        {"failures": 5},
        {"failures": ["text", None]},
        {"reason": ["credential_refused"]},
        {"reason": "credential_refused", "tries": 1},
        {"failures": [{"reason": "credential_refused", "tries": 1, "error_code": [1], "http_status": {}}]},
    ],
)
def test_a_process_that_answers_nonsense(run: Run, answer: dict[str, t.Any]) -> None:
    """A host may return anything: it is what its own task returns, and no exception."""
    assert watch(run, "one", answer) == (True, None)
    assert watch(run, "two", {"sessions": [{"session_id": "a"}]}) == (True, None)


def test_processes_after_a_session(run: Run) -> None:
    """They do not wait for each other, and a refusal that was not sent is none."""
    assert watch(run, "one", {"sessions": [{"session_id": "a"}]}) == (True, None)
    assert watch(run, "one", {"reason": "credential_refused", "tries": 0}) == (True, None)
    with run.lock("turn", *Gate(run, setup_for(), "one")._name):
        assert watch(run, "one", {"sessions": [{"session_id": "a"}]}) == (True, None)


def test_a_process_that_waited_in_vain(run: Run) -> None:
    """It is told so."""
    gate = Gate(run, setup_for(retry_deadline=0.05), "one")
    with run.lock("turn", *gate._name):
        answer = gate.watch(dict)
    assert isinstance(answer, CallError)
    assert answer.reason == "timeout"
