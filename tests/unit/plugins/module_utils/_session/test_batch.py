# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many routes at once, against the simulator: whose answer is whose, and what happens at the same time."""

from __future__ import annotations

import random
import signal
import threading
import time
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _retry
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._batch import show_all
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import find_setup
from tests.simulator.handle import Simulator

TOKEN = "token-for-tests-only"
LATENCIES = random.Random(7)
MANY = {
    f"many-{number}": {
        "session_id": f"session-of-many-{number}",
        "status": "RUNNING",
        "latency": LATENCIES.choice((0, 0, 0.001, 0.01, 0.03)),
    }
    for number in range(2000)
}


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start({"tokens": [TOKEN], "routes": MANY}) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Simulator) -> Simulator:
    """The simulator, as it was at its start."""
    _simulator.reset()
    return _simulator


@pytest.fixture
def client(simulator: Simulator) -> Iterator[t.Callable[..., Client]]:
    """Makes clients of the simulator, which are closed at the end."""
    clients: list[Client] = []

    def make(**options: t.Any) -> Client:
        clients.append(Client(find_setup({"endpoint": simulator.url, "token": TOKEN, **options}, {})))
        return clients[-1]

    yield make
    for one in clients:
        one.close()


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "_FIRST_WAIT", 0.01)


def workers() -> int:
    """How many threads ask for routes right now."""
    return sum(thread.name.startswith("route-") for thread in threading.enumerate())


def test_every_answer_belongs_to_its_route(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """2,000 routes, 64 workers, latencies at random."""
    outcomes = client(concurrency=64).show_all(MANY)
    assert {route_id: t.cast(Session, outcome).session_id for route_id, outcome in outcomes.items()} == {
        route_id: f"session-of-{route_id}" for route_id in MANY
    }
    counters = simulator.counters()
    assert counters.by_route == dict.fromkeys(MANY, 1)
    assert counters.connections <= 65
    assert workers() == 0


def test_a_slow_route_does_not_hold_up_the_others(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """They are answered while it is asked for."""
    simulator.set_route("slow", session_id="slow", latency=2.0)
    asked = ["many-0", "slow", *list(MANY)[1:50]]
    order = list(client(concurrency=2).show_all(asked))
    assert order[-1] == "slow"
    assert set(order) == set(asked)


def test_a_failure_in_the_middle(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """It is one route's own affair."""
    simulator.set_route("failing", answer="500")
    outcomes = client(retries=2).show_all(["many-0", "failing", "gone", "many-1"])
    assert [isinstance(outcomes[one], Session) for one in ("many-0", "failing", "gone", "many-1")] == [
        True,
        False,
        False,
        True,
    ]
    failing, gone = outcomes["failing"], outcomes["gone"]
    assert isinstance(failing, CallError)
    assert isinstance(gone, CallError)
    assert (failing.tries, failing.reason, gone.tries, gone.reason) == (3, "service", 1, "not_found")
    assert simulator.counters().by_route == {"many-0": 1, "failing": 3, "gone": 1, "many-1": 1}


def test_a_refusal_starts_nothing_new(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """The first goes alone; a later refusal ends what was not begun; and it is not sent again afterwards."""
    wrong = client(token="wrong")
    outcomes = wrong.show_all(MANY)
    assert list(outcomes) == ["many-0"]
    assert simulator.counters().requests == 1
    again = wrong.show_all(["many-5"])
    assert isinstance(again["many-5"], CallError)
    assert again["many-5"].target == {"route_id": "many-5"}
    assert simulator.counters().requests == 1

    simulator.set_route("refused", answer="401")
    outcomes = client(concurrency=4).show_all(["many-0", "refused", *list(MANY)[1:500]])
    assert len(outcomes) < 500
    assert simulator.counters().by_route["refused"] == 1


def test_throttling_slows_everybody_down(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """After a 429 nobody sends until its wait is over: with one worker's wait all are quiet."""
    throttled = {"status": 429, "headers": {"Retry-After": "1"}, "json": {"error_code": "APIG.0308", "error_msg": "m"}}
    simulator.set_route("throttled", session_id="s", answers=[throttled])
    simulator.set(latency=0.01)
    counts: list[int] = []
    asking = threading.Thread(
        target=client(concurrency=4).show_all, args=(["many-0", "throttled", *list(MANY)[1:400]],)
    )
    asking.start()
    while not simulator.counters().by_route.get("throttled"):
        time.sleep(0.01)
    time.sleep(0.3)  # what was under way has ended; the wait lasts a second
    for _turn in range(2):
        counts.append(simulator.counters().requests)
        time.sleep(0.2)
    asking.join(60)
    assert counts[0] == counts[1] < 401
    assert simulator.counters().requests == 402


def test_a_dead_service_ends_the_run(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """Where nothing is answered for so long, the rest is not attempted."""
    simulator.set(latency=60)
    simulator.set_route("many-0", session_id="s", latency=0)
    asked = ["many-0", *(f"unknown-{number}" for number in range(100))]
    outcomes = client(concurrency=4, retry_deadline=1.0, timeout=30.0).show_all(asked)
    failed = [outcome for outcome in outcomes.values() if isinstance(outcome, CallError)]
    assert 4 <= len(failed) <= 12
    assert len(outcomes) < 20
    assert workers() == 0


@pytest.mark.parametrize(("answer", "least", "most"), [("gateway-timeout", 3, 50), ("teapot", 61, 61)])
def test_a_gateway_in_front_of_a_dead_service(
    client: t.Callable[..., Client], simulator: Simulator, answer: str, least: int, most: int
) -> None:
    """What says to try again is no sign of life, however quickly it comes; any other answer is one."""
    dead = [f"dead-{number}" for number in range(60)]
    for route_id in dead:
        simulator.set_route(route_id, answer=answer, latency=0.1)
    outcomes = client(concurrency=3, retry_deadline=1.0, retries=0).show_all(["many-0", *dead])
    assert least <= len(outcomes) <= most


def test_an_interruption_leaves_nothing_behind(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """An exception in the thread that waits, as a task's timeout raises it, ends the workers and their requests."""

    class Interruption(Exception):  # noqa: N818 - it stands for one
        pass

    def interrupt(_number: int, _frame: object) -> t.NoReturn:
        raise Interruption

    simulator.set(latency=60)
    simulator.set_route("many-0", session_id="s", latency=0)
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(Interruption):
            client(concurrency=8).show_all(["many-0", *(f"unknown-{number}" for number in range(100))])
    finally:
        signal.signal(signal.SIGALRM, before)
    assert workers() == 0


def test_a_crash_of_a_worker_is_not_lost(client: t.Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is raised where the batch was asked for."""
    one = client(concurrency=4)
    show = one.show

    def crash(route_id: str) -> Session:
        if route_id == "many-7":
            raise ZeroDivisionError
        return show(route_id)

    monkeypatch.setattr(one, "show", crash)
    with pytest.raises(ZeroDivisionError):
        one.show_all(MANY)
    assert workers() == 0


def test_progress(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """How many of how many, in order, and not for every route."""
    simulator.set(latency=0.3)
    told: list[tuple[int, int]] = []
    asked = [f"unknown-{number}" for number in range(25)]
    client(concurrency=3).show_all(asked, lambda done, of: told.append((done, of)))
    assert 1 <= len(told) <= 5
    assert told == sorted(told)
    assert {of for _done, of in told} == {25}
    assert all(0 < done <= 25 for done, _of in told)
    quick: list[tuple[int, int]] = []
    simulator.set(latency=0)
    client(concurrency=3).show_all(asked, lambda done, of: quick.append((done, of)))
    assert quick == []


def test_a_machine_that_has_no_more_threads(
    client: t.Callable[..., Client], simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that could be started are ended."""
    start = threading.Thread.start

    def limited(thread: threading.Thread) -> None:
        if thread.name == "route-3":
            raise RuntimeError("can't start new thread")
        start(thread)

    simulator.set(latency=60)
    simulator.set_route("many-0", session_id="s", latency=0)
    monkeypatch.setattr(threading.Thread, "start", limited)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        client(concurrency=8).show_all(["many-0", *(f"unknown-{number}" for number in range(100))])
    assert workers() == 0


def test_nothing_is_begun_after_the_end() -> None:
    """Also where asking goes on to end in a failure, and not in the news that it was stopped."""
    ended = threading.Event()
    asked: list[str] = []

    def show(route_id: str) -> Session:
        asked.append(route_id)
        if len(asked) > 1:
            ended.wait(60)
        raise CallError("unanswered", target={"route_id": route_id})

    outcomes = show_all(show, list(MANY), workers=4, patience=0.2, stop=ended.set)
    assert list(outcomes) != asked[:1]
    assert len(asked) <= 5


def test_the_threads_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than there are routes behind the first; and none keeps a process that was told to end from ending."""
    started: list[threading.Thread] = []
    start = threading.Thread.start

    def watched(thread: threading.Thread) -> None:
        started.append(thread)
        start(thread)

    def show(route_id: str) -> Session:
        raise CallError("unanswered", target={"route_id": route_id})

    monkeypatch.setattr(threading.Thread, "start", watched)
    assert len(show_all(show, ["a", "b", "c"], workers=8, patience=60, stop=lambda: None)) == 3
    assert [thread.name for thread in started] == ["route-0", "route-1"]
    assert all(thread.daemon for thread in started)


def test_what_one_route_gets_does_not_end_a_list(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """Once a session came, the address is right and the credential too."""
    for number, answer in enumerate(
        (
            {"status": 400, "body": "<title>no</title>"},
            {"status": 404},
            {"status": 403, "json": {"error_code": "APIG.1005"}},
        )
    ):
        simulator.set_route(f"odd-{number}", answer=answer)
    asked = ["many-0", "odd-0", "odd-1", "odd-2", *list(MANY)[1:20]]
    outcomes = client().show_all(asked)
    assert set(outcomes) == set(asked)
    assert sum(isinstance(one, Session) for one in outcomes.values()) == 20


def test_no_more_than_four_until_the_first_session(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """Then as many as are wanted."""
    simulator.set(latency=0.05)
    one = client(concurrency=16)
    one.show_all([f"unknown-{number}" for number in range(30)])
    assert simulator.counters().max_concurrent == 4
    simulator.reset()
    simulator.set(latency=0.05)
    one.show_all([f"unknown-{number}" for number in range(30)] + list(MANY)[:1] + [f"more-{n}" for n in range(60)])
    assert simulator.counters().max_concurrent > 4
    assert workers() == 0
