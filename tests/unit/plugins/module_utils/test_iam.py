# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A password login, against the simulator's IAM and servers that are no good ones."""

from __future__ import annotations

import dataclasses
import json
import re
import socket
import time
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Pace
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._iam import Login, log_in
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import Network
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import Transport
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import Server, in_turn, refused_port, reply, serve, silent

WORD = 'fake-"password"-\u00e4'
PROJECT = {"id": "p" * 32, "name": "cn-north-4"}
TABLE = {"users": [{"domain": "account", "name": "user", "password": WORD, "projects": [PROJECT]}]}
USER = Password(username="user", password=WORD, domain_name="account", project_name="cn-north-4")


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start(TABLE) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Simulator) -> Simulator:
    """The simulator, as it was at its start."""
    _simulator.reset()
    return _simulator


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_exchange, "_FIRST_WAIT", 0.001)


def login(endpoint: str, identity: Password = USER, **network: t.Any) -> Login:
    """Log in once."""
    transport = Transport(Network(**{"timeout": 5.0, **network}))
    ends = time.monotonic() + transport.network.retry_deadline
    try:
        return log_in(dataclasses.replace(identity, iam_endpoint=endpoint), transport, Pace(), ends)
    finally:
        transport.close()


def failure(endpoint: str, identity: Password = USER, **network: t.Any) -> CallError:
    """How logging in fails."""
    with pytest.raises(CallError) as caught:
        login(endpoint, identity, **network)
    assert "fake-" not in repr(caught.value.failure)
    return caught.value


def test_a_login(simulator: Simulator) -> None:
    """By the project's name or its ID; the token is not shown by accident."""
    first = login(simulator.url)
    assert first.token.startswith("issued-")
    assert (first.project_id, str(first.expires_at)[-1]) == ("p" * 32, "Z")
    assert first.token not in repr(first)
    by_id = dataclasses.replace(USER, project_name="another", project_id="p" * 32)
    assert login(simulator.url, by_id).project_id == "p" * 32
    assert simulator.counters().tokens == 2


@pytest.mark.parametrize(
    ("identity", "project"),
    [
        (USER, {"name": "cn-north-4", "domain": {"name": "account"}}),
        (dataclasses.replace(USER, project_id="some-id"), {"id": "some-id"}),
    ],
)
def test_what_is_sent(identity: Password, project: dict[str, t.Any]) -> None:
    """IAM's own form, without the catalog and without any other credential."""
    received: list[tuple[str, dict[str, t.Any]]] = []

    def talk(connection: socket.socket, _server: Server) -> None:
        data = b""
        while data.count(b"{") != data.count(b"}") or not data.endswith(b"}"):
            data += connection.recv(65536)
        head, _turn, body = data.partition(b"\r\n\r\n")
        received.append((head.decode(), json.loads(body)))
        connection.sendall(b"HTTP/1.1 201 Created\r\nX-Subject-Token: t\r\nContent-Length: 0\r\n\r\n")

    with serve(talk) as server:
        login(server.url, identity)
    ((head, body),) = received
    assert head.startswith("POST /v3/auth/tokens?nocatalog=true HTTP/1.1\r\n")
    assert "\r\nContent-Type: application/json;charset=utf8\r\n" in head
    assert not {"x-auth-token", "authorization", "x-project-id"} & set(head.lower().replace(":", "\r\n").split("\r\n"))
    user = {"domain": {"name": "account"}, "name": "user", "password": WORD}
    assert body == {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": project},
        }
    }


def test_a_wrong_password(simulator: Simulator) -> None:
    """It is sent once, and named by nothing but the user."""
    error = failure(simulator.url, dataclasses.replace(USER, password="fake-other"), retries=3)
    request_id = error.failure.request_id
    assert str(error) == (
        f"IAM at {simulator.url} refused user 'user' (HTTP 401, 401, The username or password is wrong"
        f", request ID {request_id}) - Check username, password, domain_name and the project: an IAM user is needed,"
        " not a HUAWEI ID."
    )
    assert request_id == "token_cn-north-4_null_5b1ad1f0"
    assert (error.failure.http_status, error.failure.error_code, error.failure.route_id) == (401, "401", None)
    assert simulator.counters().tokens == 1


@pytest.mark.parametrize(
    ("answer", "attempts", "words"),
    [
        ("403", 1, "refused user 'user' (HTTP 403, "),
        ("400", 1, "could not log in user 'user' (HTTP 400, "),
        ("html-404", 1, "could not log in user 'user' (HTTP 404, its body is HTML, not JSON"),
        ("503", 2, "could not log in user 'user' (HTTP 503, its body is not JSON"),
        ("redirect", 1, "could not log in user 'user' (HTTP 302, its body is empty"),
        ("empty", 1, "could not log in user 'user' (HTTP 200, its body is empty"),
    ],
)
def test_other_answers(simulator: Simulator, answer: str, attempts: int, words: str) -> None:
    """Only 201 is a login; what is worth it is tried again."""
    simulator.set(iam_answer=answer if answer != "503" else "unavailable")
    error = failure(simulator.url, retries=1)
    assert str(error).startswith(f"IAM at {simulator.url} {words}")
    refused = "refused" in words
    assert ("HUAWEI ID" in str(error)) == refused
    assert ("Check iam_endpoint" in str(error)) == (not refused)
    assert error.failure.attempts == attempts
    assert simulator.counters().tokens == attempts


@pytest.mark.parametrize("header", [[], ["X-Subject-Token:"], ["X-Subject-Token: a b"], ["X-Subject-Token: \xe4"]])
def test_no_token(header: list[str]) -> None:
    """A login without a token that can be sent is none."""
    with serve(reply(b"{}", "201 Created", *header)) as server:
        error = failure(server.url)
    assert str(error).startswith(
        f"IAM at {server.url} gave user 'user' no token (HTTP 201, no usable header X-Subject-"
    )
    assert error.failure.solution_msg == "Check iam_endpoint; if it stays so, use an access key, which needs no login."


@pytest.mark.parametrize(
    ("body", "expires_at", "project_id"),
    [
        (b"", None, None),
        (b"<html>", None, None),
        (b"[]", None, None),
        (b'{"token": []}', None, None),
        (b'{"token": {"expires_at": 7, "project": "p"}}', None, None),
        (b'{"token": {"expires_at": "", "project": {"id": 7}}}', None, None),
        (b'{"token": {"expires_at": "t\\u001b[1m", "project": {"id": "p"}}}', "t [1m", "p"),
    ],
)
def test_what_iam_may_leave_out(body: bytes, expires_at: str | None, project_id: str | None) -> None:
    """The token is what counts."""
    with serve(reply(body, "201 Created", "X-Subject-Token: fake-token")) as server:
        assert login(server.url) == Login("fake-token", expires_at, project_id)


def test_no_answer() -> None:
    """A sentence with the endpoint, after as many attempts as are wanted."""
    endpoint = f"http://127.0.0.1:{refused_port()}"
    error = failure(endpoint, retries=2)
    assert str(error).startswith(
        f"IAM at {endpoint}, where user 'user' logs in, refused the connection (3 attempts) - Check"
    )
    assert error.failure.http_status is None


def test_an_answer_after_a_fault() -> None:
    """A login is repeated as any other call."""
    token = reply(b"{}", "201 Created", "X-Subject-Token: fake-token")
    with serve(in_turn(reply(status="502 Bad Gateway"), token)) as server:
        assert login(server.url, retries=1).token == "fake-token"
    assert server.connections == 2


def test_a_server_that_repeats_the_password() -> None:
    """It does not get into any key."""
    body = json.dumps({"error": {"message": f"no: {json.dumps(WORD)}", "code": WORD}}).encode()
    with serve(reply(body, "401 Unauthorized")) as server:
        failure(server.url)


def test_an_expiry_of_any_length() -> None:
    """What IAM says is cut, and what cannot be a token is named."""
    body = b'{"token": {"expires_at": "' + b"x" * 200 + b'"}}'
    with serve(reply(body, "201 Created", "X-Subject-Token: t")) as server:
        assert login(server.url).expires_at == "x" * 64 + "..."


def test_the_deadline_bounds_a_silent_iam() -> None:
    """An attempt gets no more time than is left for all of them."""
    with serve(silent) as server:
        told = str(failure(server.url, timeout=30.0, retry_deadline=1.0))
    within = re.search(r"did not answer completely within (\S+) s \(", told)
    assert within
    assert 0 < float(within[1]) <= 1
