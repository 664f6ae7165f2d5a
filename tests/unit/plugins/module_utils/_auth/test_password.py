# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A login with a password: at the simulator's IAM, and at servers that misbehave."""

from __future__ import annotations

import dataclasses
import json
import re
import socket
import time
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Login, Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _retry as _exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Transport
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import Redactor
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


def login(endpoint: str, identity: Password = USER, **config: t.Any) -> Login:
    """Log in once."""
    transport = Transport(HttpConfig(**{"timeout": 5.0, **config}))
    deadline = time.monotonic() + transport.config.retry_deadline
    try:
        user = dataclasses.replace(identity, iam_endpoint=endpoint)
        return user.log_in(transport, Throttle(), Redactor(user.secrets), deadline)
    finally:
        transport.close()


def failure(endpoint: str, identity: Password = USER, **config: t.Any) -> CallError:
    """How logging in fails."""
    with pytest.raises(CallError) as caught:
        login(endpoint, identity, **config)
    assert "fake-" not in repr(caught.value)
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
    request_id = error.request_id
    assert str(error) == (
        f"Could not log in user 'user': IAM at {simulator.url} refused the login (HTTP 401, The username or password is"
        f" wrong, request ID {request_id}) - Check username, password, domain_name and the project. An IAM user is"
        " needed, not a HUAWEI ID."
    )
    assert error.reason == "credential_refused"
    assert request_id == "token_cn-north-4_null_5b1ad1f0"
    assert (error.http_status, error.error_code, error.target) == (401, "401", {})
    assert simulator.counters().tokens == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [("\u5f20\u4e09", "'\u5f20\u4e09'"), ("O'Neil", '"O\'Neil"'), ("x" * 70_000, f"'{'x' * 64}...'")],
)
def test_the_name_of_a_user(name: str, shown: str) -> None:
    """As its owner reads it, as it holds nothing that cannot be seen, and not longer than a name is."""
    error = failure("http://127.0.0.1:1", dataclasses.replace(USER, username=name), retries=0)
    assert str(error).startswith(f"Could not log in user {shown}: IAM at ")


def test_a_login_that_iam_cannot_read() -> None:
    """It is what was given that is wrong, not the address."""
    body = b'{"error": {"code": 400, "message": "Expecting to find domain in user", "title": "Bad Request"}}'
    with serve(reply(body, "400 Bad Request")) as server:
        error = failure(server.url)
    assert (error.reason, error.error_msg) == ("input", "Expecting to find domain in user")
    assert (
        error.solution_msg
        == "Check username, domain_name and the project: IAM could not read the login. Check iam_endpoint too."
    )


@pytest.mark.parametrize(
    ("answer", "tries", "words", "reason"),
    [
        ("403", 1, ": IAM at {} refused the login (HTTP 403, ", "credential_refused"),
        ("400", 1, " at IAM at {} (HTTP 400, ", "input"),
        (
            "html-404",
            1,
            ": IAM at {} does not serve IAM's API of version 3 (HTTP 404, its page says: 404 Not Found",
            "wrong_endpoint",
        ),
        ("404", 1, ": IAM at {} does not serve IAM's API of version 3 (HTTP 404, common", "wrong_endpoint"),
        ("unavailable", 2, " at IAM at {} (HTTP 503, its page says: upstream connect error", "service"),
        (
            "redirect",
            1,
            " at IAM at {}, which redirects to 'http://127.0.0.1:1' (HTTP 302, its body is empty",
            "wrong_endpoint",
        ),
        ("empty", 1, " at IAM at {} (HTTP 200, its body is empty", "bad_answer"),
    ],
)
def test_other_answers(simulator: Simulator, answer: str, tries: int, words: str, reason: str) -> None:
    """Only 201 is a login; what is worth it is tried again; and no 404 of IAM is a route that does not exist."""
    simulator.set(iam_answer=answer)
    error = failure(simulator.url, retries=1)
    assert str(error).startswith(f"Could not log in user 'user'{words.format(simulator.url)}")
    refused = "refused" in words
    assert ("HUAWEI ID" in str(error)) == refused
    assert ("Check iam_endpoint" in str(error)) == (not refused)
    assert (error.tries, error.reason) == (tries, reason)
    assert simulator.counters().tokens == tries


def test_a_second_factor() -> None:
    """Keystone demands it with a receipt in a header; that is no wrong password."""
    receipt = "Openstack-Auth-Receipt: gAAAA-fake-receipt"
    body = b'{"receipt": {"methods": ["password"]}, "required_auth_methods": [["password", "totp"]]}'
    with serve(reply(body, "401 Unauthorized", receipt)) as server:
        error = failure(server.url)
    assert error.solution_msg == "Use an access key, or a user without a second factor: IAM requires one for this user."
    assert "HTTP 401" in str(error)


@pytest.mark.parametrize(
    ("status", "message", "demanded"),
    [
        ("401 Unauthorized", "MFA is enabled for this user.", True),
        ("401 Unauthorized", "Additional authentications steps required: totp", True),
        ("403 Forbidden", "Multi-factor authentication is required.", True),
        ("401 Unauthorized", "The username or password of Samfactor is wrong.", False),
        ("400 Bad Request", "mfa is no method.", False),
    ],
)
def test_a_second_factor_in_words(status: str, message: str, demanded: bool) -> None:
    """Not every IAM has the header."""
    with serve(reply(json.dumps({"error": {"code": int(status[:3]), "message": message}}).encode(), status)) as server:
        error = failure(server.url)
    assert ("IAM requires one for this user" in error.solution_msg) == demanded


def test_a_user_who_may_not(simulator: Simulator) -> None:
    """Keystone's own sentence for a 403 is about the user, not about the address of IAM."""
    message = "You are not authorized to perform the requested action: identity:validate_token."
    simulator.set(iam_answer={"status": 403, "json": {"error": {"code": 403, "message": message}}})
    error = failure(simulator.url)
    assert error.reason == "permission_denied"
    assert error.solution_msg.startswith("Check username, password, domain_name and the project.")


@pytest.mark.parametrize("header", [[], ["X-Subject-Token:"], ["X-Subject-Token: a b"], ["X-Subject-Token: \xe4"]])
def test_no_token(header: list[str]) -> None:
    """A login without a token that can be sent is none."""
    with serve(reply(b"{}", "201 Created", *header)) as server:
        error = failure(server.url)
    assert str(error).startswith(
        f"Could not log in user 'user' at IAM at {server.url}: its response is not a token (HTTP 201, its body comes"
        " without a usable header X-Subject-Token) - "
    )
    assert error.solution_msg == "Check iam_endpoint. If the error persists, use an access key, which needs no login."


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
    """A sentence with the endpoint, after as many tries as are wanted."""
    endpoint = f"http://127.0.0.1:{refused_port()}"
    error = failure(endpoint, retries=2)
    assert str(error).startswith(
        f"Could not log in user 'user': IAM at {endpoint} refused the connection (3 tries) - Check iam_endpoint."
    )
    assert error.http_status is None


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


def test_what_requests_carry(simulator: Simulator) -> None:
    """The token, with the project that was given."""
    transport = Transport(HttpConfig())
    user = dataclasses.replace(USER, project_id="p" * 32, iam_endpoint=simulator.url)
    try:
        obtained = user.obtain(transport, Throttle(), Redactor(user.secrets), time.monotonic() + 60)
    finally:
        transport.close()
    assert isinstance(obtained, Token)
    assert obtained.project_id == "p" * 32
    assert obtained.token.startswith("issued-")
    with pytest.raises(TypeError, match="password must be exchanged first"):
        user.auth()


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"token": {"expires_at": "fake-word-1"}}', "expires_at"),
        (b'{"token": {"project": {"id": "fake-word-1"}}}', "project_id"),
    ],
)
def test_a_login_that_repeats_the_password(body: bytes, name: str) -> None:
    """What IAM gives is data: it is not altered, so a login in which the password stands is none."""
    user = dataclasses.replace(USER, password="fake-word-1")
    with serve(reply(body, "201 Created", "X-Subject-Token: t")) as server:
        error = failure(server.url, user)
    assert f"its body repeats a credential as {name}" in str(error)
