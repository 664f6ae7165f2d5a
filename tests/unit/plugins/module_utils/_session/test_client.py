# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client: what it keeps from one request to the next, as the simulator counts it."""

from __future__ import annotations

import socket
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _retry
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._batch import Outcomes
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import find_setup
from tests.simulator.handle import Simulator

TOKEN = "token-for-tests-only"
ROUTES = {f"ray-{number}": {"session_id": f"session-{number}"} for number in range(100)}
USER = {"domain": "account", "name": "user", "password": "fake-password", "projects": [{"id": "p", "name": "project"}]}
LOGIN = {"username": "user", "password": "fake-password", "domain_name": "account", "project_id": "p"}
KEY = {"access_key": "FAKEACCESS", "secret_key": "fake-secret"}


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    keys = {"FAKEACCESS": {"secret_key": "fake-secret"}}
    with Simulator.start({"tokens": [TOKEN], "access_keys": keys, "users": [USER], "routes": ROUTES}) as running:
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
        options = {"endpoint": simulator.url, "retries": 0, "timeout": 5.0, **(options or {"token": TOKEN})}
        clients.append(Client(find_setup(options, {})))
        return clients[-1]

    yield make
    for one in clients:
        one.close()


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "_FIRST_WAIT", 0.001)


def sessions(outcomes: Outcomes) -> dict[str, str]:
    """The session IDs of those that were found."""
    return {route_id: one.session_id for route_id, one in outcomes.items() if isinstance(one, Session)}


def failed(outcomes: Outcomes) -> dict[str, CallError]:
    """Those that were not."""
    return {route_id: one for route_id, one in outcomes.items() if isinstance(one, CallError)}


def test_questions_in_a_row(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """A loop of a hundred routes has one connection and one login."""
    one = client(**LOGIN, iam_endpoint=simulator.url)
    for route_id in ROUTES:
        assert list(sessions(one.show_all([route_id]))) == [route_id]
    counters = simulator.counters()
    assert (counters.requests, counters.connections, counters.tokens) == (100, 1, 1)
    assert counters.max_concurrent == 1
    assert one.auth_method == "password"
    assert "fake-password" in one.secrets
    assert any(secret.startswith("issued-") for secret in one.secrets)


def test_duplicates_and_nothing(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """A route is asked for once in a question, and no route is no request."""
    one = client()
    assert one.show_all([]) == {}
    assert one.show_all(iter(())) == {}
    assert list(sessions(one.show_all(["ray-2", "ray-1", "ray-2", "ray-1"]))) in (
        ["ray-2", "ray-1"],
        ["ray-1", "ray-2"],
    )
    assert simulator.counters().by_route == {"ray-2": 1, "ray-1": 1}


@pytest.mark.parametrize("concurrency", [1, 2, 8])
def test_no_more_connections_than_workers(
    client: t.Callable[..., Client], simulator: Simulator, concurrency: int
) -> None:
    """Never more at once than wanted, and every connection is used again by the next question."""
    simulator.set(latency=0.02)
    one = client(token=TOKEN, concurrency=concurrency)
    for _question in range(2):
        assert sessions(one.show_all(ROUTES)) == {key: value["session_id"] for key, value in ROUTES.items()}
    counters = simulator.counters()
    assert counters.requests == 200
    assert counters.connections <= concurrency
    assert counters.max_concurrent == concurrency


def test_the_first_goes_alone(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """A wrong key is refused once, however many routes and workers there are, and is not sent again."""
    simulator.set(latency=0.05)
    one = client(access_key="FAKEACCESS", secret_key="fake-wrong", concurrency=64)
    outcomes = one.show_all(ROUTES)
    assert list(outcomes) == ["ray-0"]
    assert failed(outcomes)["ray-0"].ends_run
    assert (simulator.counters().requests, simulator.counters().max_concurrent) == (1, 1)

    for asked in (["ray-7", "ray-8"], ROUTES):
        again = failed(one.show_all(asked))
        first = next(iter(asked))
        assert list(again) == [first]
        assert (again[first].ends_run, again[first].target["route_id"]) == (True, first)
        assert (again[first].http_status, again[first].reason, again[first].tries) == (401, "credential_refused", 0)
        start = (
            f"Could not get the session of route {first}: no request was sent, as an earlier one failed: Could not get"
        )
        assert again[first].msg.startswith(start)
    assert one.show_all([]) == {}
    assert simulator.counters().requests == 1


def test_a_good_key(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """Signs every request of every worker."""
    assert len(sessions(client(**KEY).show_all(ROUTES))) == 100
    assert simulator.counters().requests == 100


def test_a_login_that_fails(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """The service is not asked at all, and IAM once."""
    one = client(**{**LOGIN, "password": "fake-wrong"}, iam_endpoint=simulator.url)
    for asked in (["ray-1", "ray-2"], ["ray-3"]):
        outcomes = failed(one.show_all(asked))
        assert list(outcomes) == asked[:1]
        assert (outcomes[asked[0]].ends_run, outcomes[asked[0]].target["route_id"]) == (True, asked[0])
        assert "refused the login" in str(outcomes[asked[0]])
    assert (simulator.counters().tokens, simulator.counters().requests) == (1, 0)


def test_iam_is_down(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """The service may be up: it is not asked without a token, and IAM as often as is wanted."""
    simulator.set(iam_answer="unavailable")
    outcomes = failed(client(**LOGIN, iam_endpoint=simulator.url, retries=2).show_all(["ray-1", "ray-2"]))
    assert list(outcomes) == ["ray-1"]
    assert (outcomes["ray-1"].http_status, outcomes["ray-1"].tries) == (503, 3)
    assert (simulator.counters().tokens, simulator.counters().requests) == (3, 0)


def test_a_token_that_expires_in_the_middle(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """All workers go on with one new token, and a route says that it took a second attempt."""
    one = client(**LOGIN, iam_endpoint=simulator.url, concurrency=8)
    assert sessions(one.show_all(["ray-0"])) == {"ray-0": "session-0"}
    simulator.set(expire_tokens=True)
    outcomes = one.show_all(ROUTES)
    assert len(sessions(outcomes)) == 100
    tries = [value.tries for value in outcomes.values() if isinstance(value, Session)]
    assert tries[0] == 2
    assert sum(tries) + 1 == simulator.counters().requests
    assert simulator.counters().tokens == 2

    simulator.set(expire_tokens=True)
    outcomes = one.show_all(["ray-1", "ray-2"])
    assert list(outcomes) == ["ray-1"]  # one renewal for a client: a second would go round in circles
    assert failed(outcomes)["ray-1"].error_code == "APIGW.0307"
    assert simulator.counters().tokens == 2


def test_a_failure_is_not_a_refusal(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """What is wrong with a route or the service does not end the client."""
    simulator.set_route("ray-1", answers=["500", "404", "400"], session_id="back")
    one = client()
    assert [list(failed(one.show_all(["ray-1"]))) for _question in range(3)] == [["ray-1"]] * 3
    assert sessions(one.show_all(["ray-1"])) == {"ray-1": "back"}


def test_a_connection_that_the_server_closed(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """A kept connection that ended meanwhile is replaced, without anybody noticing."""
    one = client()
    assert len(sessions(one.show_all(["ray-1"]))) == 1
    for sock in list(one._transport._sockets._open):
        sock.shutdown(socket.SHUT_RDWR)
    outcomes = one.show_all(["ray-2"])
    assert [value.tries for value in outcomes.values() if isinstance(value, Session)] == [1]
    assert simulator.counters().connections == 2


def test_a_client_that_was_stopped(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """It asks nothing more."""
    one = client()
    assert one.usable
    one.stop()
    assert not one.usable
    assert one.show_all(["ray-1", "ray-2"]) == {}
    assert simulator.counters().requests == 0


def test_close(client: t.Callable[..., Client]) -> None:
    """No socket is left open."""
    one = client()
    one.show_all(list(ROUTES)[:20])
    kept = list(one._transport._sockets._open)
    assert any(sock.fileno() != -1 for sock in kept)
    one.close()
    assert [sock for sock in kept if sock.fileno() != -1] == []


def test_a_token_that_is_refused_after_it_was_accepted(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """Whatever the 401 says: a token may be revoked."""
    one = client(**LOGIN, iam_endpoint=simulator.url)
    assert sessions(one.show_all(["ray-0"])) == {"ray-0": "session-0"}
    simulator.set_route("ray-1", answers=["401"], session_id="back")
    assert sessions(one.show_all(["ray-1"])) == {"ray-1": "back"}
    assert simulator.counters().tokens == 2


def test_a_permission_that_lacks(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """It concerns one route, and the next question is put."""
    answer = {"status": 403, "json": {"error_code": "APIG.1005", "error_msg": "The IAM user has no permission"}}
    simulator.set_route("ray-1", answer=answer)
    one = client()
    outcomes = one.show_all(["ray-1", "ray-2"])
    assert failed(outcomes)["ray-1"].reason == "permission_denied"
    assert sessions(outcomes) == {"ray-2": "session-2"}
    assert sessions(one.show_all(["ray-3"])) == {"ray-3": "session-3"}


def test_a_404_of_iam_is_no_missing_route(client: t.Callable[..., Client], simulator: Simulator) -> None:
    """A wrong iam_endpoint must not make a list of routes look as if none existed."""
    for answer in ("html-404", "404"):
        simulator.set(iam_answer=answer)
        outcomes = failed(client(**LOGIN, iam_endpoint=simulator.url).show_all(["ray-1", "ray-2"]))
        assert list(outcomes) == ["ray-1"]
        assert (outcomes["ray-1"].reason, outcomes["ray-1"].ends_run) == ("wrong_endpoint", True)
