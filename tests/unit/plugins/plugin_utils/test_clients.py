# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients that the plugins of a process share: real connections to the simulator, real forks."""

from __future__ import annotations

import multiprocessing
import os
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import Setup
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils import _clients
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._clients import shared_client, shared_sessions
from tests.simulator.handle import Simulator

# Where tests run side by side, what runs them has a thread of its own, of which a fork knows nothing.
pytestmark = pytest.mark.filterwarnings("ignore:.* is multi-threaded, use of fork:DeprecationWarning")
TOKEN = "token-for-tests-only"
TABLE: dict[str, t.Any] = {
    "tokens": [TOKEN],
    "routes": {
        "ray-1": {"session_id": "one"},
        "ray-2": {"session_id": "two"},
        **{f"slow-{number}": {"session_id": "s", "latency": 60} for number in range(20)},
    },
}


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start(TABLE) as simulator:
        yield simulator


@pytest.fixture
def simulator(_simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Simulator:
    """The simulator, and a process that keeps nothing yet."""
    _simulator.reset()
    monkeypatch.setattr(_clients, "_kept", _clients._Kept())
    return _simulator


def setup_for(simulator: Simulator, credential: Credential | None = None, **config: t.Any) -> Setup:
    """A setup for the simulator."""
    return Setup(simulator.url, HttpConfig(**config), credential or Token(token=TOKEN))


def ask(setup: Setup, *route_ids: str) -> list[str]:
    """The session IDs of routes, asked for with the process's client."""
    with shared_client(setup) as client:
        outcomes = client.show_all(route_ids)
    return [one.session_id if isinstance(one, Session) else str(one) for one in outcomes.values()]


def in_fork(action: t.Callable[[], str]) -> str:
    """What an action gives in a child of this process."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, action().encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as file:
        answer = file.read()
    os.waitpid(child, 0)
    return answer


def test_one_client_for_one_setup(simulator: Simulator) -> None:
    """Equal setups share a client and its connection; another secret does not."""
    with shared_client(setup_for(simulator)) as first, shared_client(setup_for(simulator)) as second:
        assert first is second
    assert ask(setup_for(simulator), "ray-1") + ask(setup_for(simulator), "ray-2") == ["one", "two"]
    assert simulator.counters().connections == 1
    with shared_client(setup_for(simulator, Token(token="wrong-for-tests-only"))) as other:
        assert other is not first
    assert "refused the credential" in ask(setup_for(simulator, Token(token="wrong-for-tests-only")), "ray-1")[0]
    assert ask(setup_for(simulator), "ray-1") == ["one"]
    assert simulator.counters().connections == 2


def test_a_child_has_its_own_connections(simulator: Simulator) -> None:
    """A fork never uses its parent's connections, and closing what it was left with does not end them."""
    setup = setup_for(simulator)
    assert ask(setup, "ray-1") == ["one"]
    assert [in_fork(lambda: str(ask(setup, "ray-2"))) for _child in range(2)] == ["['two']"] * 2
    assert simulator.counters().connections == 3
    assert ask(setup, "ray-1") == ["one"]
    assert simulator.counters().connections == 3
    grandchild = in_fork(lambda: str(ask(setup, "ray-1")) + in_fork(lambda: str(ask(setup, "ray-2"))))
    assert grandchild == "['one']['two']"
    assert simulator.counters().connections == 5


def test_a_child_has_its_own_salt(simulator: Simulator) -> None:
    """What a child calculates tells nothing about its parent's keys."""
    assert ask(setup_for(simulator), "ray-1") == ["one"]
    key = next(iter(_clients._kept.clients))

    def key_of_child() -> str:
        ask(setup_for(simulator), "ray-1")
        return " ".join(one.hex() for one in _clients._kept.clients)

    assert key.hex() not in in_fork(key_of_child)


def test_a_client_that_was_stopped_is_replaced(simulator: Simulator) -> None:
    """After a batch that ended early, the next one starts afresh."""
    setup = setup_for(simulator, retry_deadline=0.5, retries=0, concurrency=1)
    slow = [route_id for route_id in TABLE["routes"] if route_id.startswith("slow-")]
    with shared_client(setup) as stopped:
        outcomes = stopped.show_all(["ray-1", *slow])
    assert isinstance(outcomes["ray-1"], Session)
    assert len(outcomes) < len(slow)
    assert not stopped.usable
    with shared_client(setup) as replaced:
        assert replaced is not stopped
        assert replaced.usable
    assert ask(setup, "ray-2", "ray-1") == ["two", "one"]


def test_sessions_are_kept_in_workers_only(simulator: Simulator) -> None:
    """Ansible's main process renders too, and lives as long as the playbook; a worker lives as long as its task."""
    here, elsewhere = setup_for(simulator), setup_for(simulator, Token(token="other-for-tests-only"))
    shared_sessions(here)["ray-1"] = {"session_id": "old"}
    assert shared_sessions(here) == {}
    fork = multiprocessing.get_context("fork")
    queue = fork.SimpleQueue()

    def work() -> None:
        shared_sessions(here)["ray-1"] = {"session_id": "new"}
        queue.put((shared_sessions(here), shared_sessions(elsewhere)))

    worker = fork.Process(target=work)
    worker.start()
    assert queue.get() == ({"ray-1": {"session_id": "new"}}, {})
    worker.join()
