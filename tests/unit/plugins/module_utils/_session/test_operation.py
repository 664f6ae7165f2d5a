# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The call, against the simulator: what each kind of answer comes to."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email.utils
import json
import re
import socket
import threading
import time
import typing as t
from collections.abc import Iterator

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import Server as Place
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._api import Api
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import REASONS, CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _retry
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import StoppedError, Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Transport
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import (
    Session,
    ShowSession,
)
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import (
    OK,
    Server,
    Talk,
    dripping,
    in_turn,
    once,
    read_request,
    refused_port,
    reply,
    reset,
    serve,
    silent,
)

TOKEN = "token-for-tests-only"
TABLE = {"tokens": [TOKEN], "routes": {"ray-1": {"session_id": "s" * 36, "status": "RUNNING"}}}
EXPIRED = b'{"error_code": "APIGW.0307", "error_msg": "x"}'
EXPIRY = b"HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(EXPIRED), EXPIRED)
LOGIN = b"HTTP/1.1 201 Created\r\nX-Subject-Token: t\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


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
    monkeypatch.setattr(_retry, "_FIRST_WAIT", 0.001)


def show(endpoint: str, route_id: str = "ray-1", credential: Credential | None = None, **config: t.Any) -> Session:
    """Ask for one session."""
    transport, throttle = Transport(HttpConfig(**{"timeout": 5.0, **config})), Throttle()
    try:
        authenticator = Authenticator(credential or Token(project_id="project", token=TOKEN), transport, throttle)
        return Api(Place(endpoint, transport, throttle), authenticator).call(ShowSession(route_id))
    finally:
        transport.close()


def failure(endpoint: str, route_id: str = "ray-1", **options: t.Any) -> CallError:
    """How asking for one session fails."""
    with pytest.raises(CallError) as caught:
        show(endpoint, route_id, **options)
    assert caught.value.target == {"route_id": route_id}
    assert caught.value.msg == str(caught.value)
    assert caught.value.reason in REASONS
    assert TOKEN not in repr(caught.value)
    return caught.value


def test_a_session(simulator: Simulator) -> None:
    """What was sent, to the header, and what came back, whole."""
    session = show(simulator.url)
    assert session.request_id
    assert session == Session("ray-1", "s" * 36, "RUNNING", session.request_id, 1)
    assert session.as_result() == dataclasses.asdict(session)
    (request,) = simulator.requests()
    headers = {name.lower(): value for name, value in request["headers"]}
    assert (request["method"], request["path"]) == ("POST", "/v1/sessions?route_id=ray-1")
    assert (headers.pop("x-auth-token"), headers.pop("x-project-id")) == (TOKEN, "project")
    assert headers.pop("user-agent").startswith("huaweicloud.dataarts_fabric/")
    assert headers.pop("accept") == "application/json"
    assert headers.pop("content-length") == "0"
    assert set(headers) == {"host", "accept-encoding"}


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({"session_id": "s", "status": ""}, ""),
        ({"session_id": "s"}, None),
        ({"answer": {"json": {"session_id": "s", "status": None}}}, None),
        ({"session_id": "s", "status": "{{ 7 * 7 }}", "request_id": False}, "{{ 7 * 7 }}"),
        ({"answer": {"json": {"session_id": "s", "status": "NEW", "more": [1]}}}, "NEW"),
    ],
)
def test_what_the_service_may_leave_out(simulator: Simulator, entry: dict[str, t.Any], status: str | None) -> None:
    """Status and request ID are passed through as they are, and are null where there is none."""
    simulator.set_route("ray-1", **entry)
    session = show(simulator.url)
    assert (session.session_id, session.status) == ("s", status)
    assert (session.request_id is None) == (entry.get("request_id") is False)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("empty", "its body is empty"),
        ("not-json", "its body is not JSON"),
        ("html-200", "its body is HTML, not JSON"),
        ("json-list", "its body is JSON but no object"),
        ("bad-utf8", "its body is not UTF-8"),
        ("too-large", "its body is larger than 1 MiB"),
        ("no-session-id", "its body has no session_id that is a string with characters in it"),
        ("empty-session-id", "its body has no session_id that is a string with characters in it"),
        ("number-session-id", "its body has no session_id that is a string with characters in it"),
        ("number-status", "its body has a status that is no string"),
    ],
)
def test_a_success_that_is_no_session(simulator: Simulator, answer: str, problem: str) -> None:
    """It says what is wrong, is not tried again, and is nobody's missing route."""
    simulator.set_route("ray-1", answer=answer)
    error = failure(simulator.url)
    start = f"Could not get the session of route ray-1 from {simulator.url}: its response is not a session (HTTP 200, "
    assert str(error).startswith(f"{start}{problem}, request ID ")
    assert error.reason == "bad_answer"
    assert (error.http_status, error.error_code, error.error_msg) == (200, None, None)
    assert error.solution_source == "collection"
    assert (error.ends_run, error.tries) == (False, 1)
    assert simulator.counters().requests == 1


@pytest.mark.parametrize(
    ("answer", "status", "code", "message", "tries"),
    [
        ("400", 400, "common.01000001", "failed to read http request", 1),
        ("401", 401, "APIG.1002", "Incorrect token", 1),
        ("403", 403, "403", "X-Auth-Token is invalid in the request", 1),
        ("404", 404, "common.01000001", "response status exception, code: 404", 1),
        ("408", 408, "common.00000408", "timeout exception occurred", 2),
        ("500", 500, "common.00000500", "internal error", 2),
        ("code-and-message", 400, "APIG.0106", "Invalid parameters", 1),
        ("keystone", 401, "401", "Authentication failed", 1),
        ("throttled-minute", 429, "APIG.0308", "The throttling threshold", 2),
        ("throttled-day", 429, "APIG.0308", "The throttling threshold", 1),
        ("bad-gateway", 502, "APIG.0201", "Backend unavailable", 2),
        ("html", 502, None, None, 2),
        ("unavailable", 503, None, None, 2),
        ("gateway-timeout", 504, "APIG.0203", "Backend timeout", 2),
        ("busy", 500, "dataartsfabric.00000001", "The system is busy", 2),
        ("empty-500", 500, None, None, 2),
        ("no-content", 204, None, None, 1),
        ("redirect", 302, None, None, 1),
        ("teapot", 418, "teapot.0418", "I'm a teapot", 1),
        ({"status": 599, "json": {"error_code": 7}}, 599, "7", None, 1),
    ],
)
def test_every_other_answer(
    simulator: Simulator, answer: t.Any, status: int, code: str | None, message: str | None, tries: int
) -> None:
    """Its keys, its advice, and as many requests as it says tries."""
    simulator.set_route("ray-1", answer=answer)
    error = failure(simulator.url, retries=1)
    told = error
    assert (told.http_status, told.error_code, told.tries) == (status, code, tries)
    assert (told.error_msg or "").startswith(message or "")
    assert (told.error_msg is None) == (message is None)
    assert told.solution_source == "collection"
    assert told.solution_msg
    assert told.request_id
    assert told.msg.endswith(f" - {told.solution_msg}")
    for fact in filter(
        None, (f"HTTP {status}", code if code != str(status) else None, f"request ID {told.request_id}")
    ):
        assert fact in told.msg
    assert f"HTTP {status}, {status}" not in told.msg
    assert ("2 tries" in told.msg) == (tries == 2)
    assert (error.reason == "not_found") == (status == 404)
    assert error.ends_run == (status in (401, 403))
    assert simulator.counters().requests == tries


@pytest.mark.parametrize(
    "answer",
    [
        "api-not-found",
        {"status": 404, "json": {"error_code": "APIGW.0101", "error_msg": "no such API"}},
        "html-404",
        {"status": 404},
        {"status": 404, "body": "[1]"},
        {"status": 404, "json": {"error_msg": "no code"}},
        {"status": 404, "json": {"error_code": ""}},
    ],
)
def test_a_404_that_is_no_missing_route(simulator: Simulator, answer: t.Any) -> None:
    """A wrong host or path is a mistake in the configuration, and is never taken for a route that is not there."""
    simulator.set_route("ray-1", answer=answer)
    error = failure(simulator.url)
    assert (error.reason, error.ends_run) == ("wrong_endpoint", False)
    assert str(error).startswith(
        f"Could not get the session of route ray-1: {simulator.url} does not serve the session API (HTTP 404, "
    )
    assert "Check endpoint and region" in str(error.solution_msg)


def test_a_route_that_does_not_exist(simulator: Simulator) -> None:
    """The page's own 404, and the sentence for it."""
    error = failure(simulator.url, "gone")
    assert error.reason == "not_found"
    assert str(error) == (
        f"Route gone does not exist at {simulator.url} (HTTP 404, common.01000001, response status exception, code: 404"
        f", request ID {error.request_id}) - Check the route ID, and that its cluster still exists in this"
        " region and project."
    )


def test_the_services_own_advice(simulator: Simulator) -> None:
    """It goes before the collection's, and its request ID counts where no header has one."""
    body = {"error_code": "a.1", "error_msg": "m.", "solution_msg": "Do\x1b[2J this.", "request_id": "in-the-body"}
    simulator.set_route("ray-1", answer={"status": 404, "json": body}, request_id=False)
    told = failure(simulator.url)
    assert (told.solution_msg, told.solution_source, told.request_id) == ("Do [2J this.", "api", "in-the-body")
    assert str(told.msg).endswith("(HTTP 404, a.1, m, request ID in-the-body) - Do [2J this.")


def test_a_server_that_repeats_the_token(simulator: Simulator) -> None:
    """It does not get into any key."""
    simulator.set_route("ray-1", answer="echo")
    told = failure(simulator.url)
    assert "cannot read" in str(told.error_msg)
    assert "X-Auth-Token" in str(told.error_msg)
    assert TOKEN not in repr(told)


@pytest.mark.parametrize(
    ("offset", "words"), [(-3600, r" 3(599|600|601) s ahead of the"), (3600, r" 3(599|600|601) s behind the")]
)
def test_a_clock_that_is_wrong(simulator: Simulator, offset: int, words: str) -> None:
    """The difference is in the sentence, as the service says what time it is."""
    simulator.set(clock_offset=offset)
    simulator.set_route("ray-1", answer="clock-skew")
    error = failure(simulator.url)
    assert error.ends_run
    with pytest.raises(CallError, match=words):
        raise error


@pytest.mark.parametrize("date", ["", "Date: yesterday\r\n", "Date: now, 99 Foo\r\n"])
def test_a_clock_of_which_nothing_is_known(date: str) -> None:
    """The sentence then says no number."""
    body = b'{"error_code": "APIGW.0303", "error_msg": "expired"}'
    with serve(reply(body, "401 Unauthorized", *date.splitlines())) as server:
        error = failure(server.url)
    assert str(error).startswith(
        f"Could not get the session of route ray-1: {server.url} refused the credential (token) (HTTP 401, APIGW"
    )
    assert "clock is" not in str(error)


def test_a_clock_without_a_zone() -> None:
    """A date that says no offset is in UTC."""
    ago = dt.datetime.now(dt.timezone.utc) - dt.timedelta(hours=2)
    date = f"Date: {email.utils.format_datetime(ago).replace('+0000', '-0000')}"
    body = b'{"error_code": "APIGW.0303", "error_msg": "expired"}'
    with serve(reply(body, "401 Unauthorized", date)) as server, pytest.raises(CallError, match=r"72\d\d s ahead of"):
        show(server.url)


@pytest.mark.parametrize(
    ("body", "expired"),
    [
        ({"error_code": "APIGW.0307", "error_msg": "x"}, True),
        ({"error_code": "Gateway.APIGW.0307", "error_msg": "x"}, True),
        ({"error_code": "APIG.0301", "error_msg": "IAM: The token must be updated"}, True),
        ({"error_code": "APIG.0301", "error_msg": "token expires: now"}, True),
        ({"error_code": "APIG.0301", "error_msg": "verify aksk signature fail"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_expired(simulator: Simulator, body: dict[str, str], expired: bool, status: int) -> None:
    """It is told from a credential that is wrong; one that was given cannot be renewed, and is sent once."""
    simulator.set_route("ray-1", answer={"status": status, "json": body})
    error = failure(simulator.url)
    assert (error.ends_run, error.reason) == (True, "credential_refused")
    assert simulator.counters().requests == 1
    refused = reply(json.dumps(body).encode(), f"{status} No")
    with serve(once(LOGIN)) as iam, serve(in_turn(refused, reply(b'{"session_id": "s"}'))) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        if expired:
            assert show(server.url, credential=user).tries == 2
        else:
            assert failure(server.url, credential=user).http_status == status
    assert (iam.connections, server.connections) == ((2, 2) if expired else (1, 1))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, b""),
        (401, b'{"error_code": "APIG.1002", "error_msg": "Incorrect token"}'),
        (403, b'{"error_code": 403, "error_msg": "X-Auth-Token is invalid in the request"}'),
    ],
)
def test_a_token_that_was_accepted(status: int, body: bytes) -> None:
    """It is renewed once after any refusal of it, and what came before is no reason to ask again."""
    session, no = reply(b'{"session_id": "s"}'), reply(body, f"{status} No")
    transport, throttle = Transport(HttpConfig(timeout=5.0, retries=0)), Throttle()
    with serve(once(LOGIN)) as iam, serve(in_turn(session, no, session, no)) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        api = Api(Place(server.url, transport, throttle), Authenticator(user, transport, throttle))
        assert [api.call(ShowSession("ray-1")).tries for _turn in range(2)] == [1, 2]
        with pytest.raises(CallError) as caught:
            api.call(ShowSession("ray-1"))
        transport.close()
    assert (caught.value.http_status, caught.value.ends_run, caught.value.tries) == (status, True, 1)
    assert (iam.connections, server.connections) == (2, 4)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"session_id": "s" * 129}, "a session_id of more than 128 characters"),
        ({"session_id": "s", "status": "x" * 257}, "a status of more than 256 characters"),
        *(
            ({"session_id": f"a{each}b"}, "a session_id")
            for each in "\n\r\t\0\x1b\x7f\x9b\u202e\u2066\u200b\ufeff\ud800"
        ),
        *(({"session_id": "s", "status": f"a{each}b"}, "a status") for each in "\n\x1b\u202e\u200b\u2028\ud800"),
    ],
    ids=ascii,
)
def test_a_session_that_cannot_be_shown(simulator: Simulator, body: dict[str, str], words: str) -> None:
    """Neither cut nor escaped: it is data, and would be another one."""
    simulator.set_route("ray-1", answer={"json": body})
    error = failure(simulator.url)
    assert (error.reason, error.http_status) == ("bad_answer", 200)
    assert words in str(error)
    assert str(error).isprintable()


def test_a_session_at_its_limits(simulator: Simulator) -> None:
    """Of any characters that are seen."""
    body = {"session_id": "\u00e9" * 128, "status": "\U0001f600" * 256}
    simulator.set_route("ray-1", answer={"json": body})
    session = show(simulator.url)
    assert (session.session_id, session.status) == (body["session_id"], body["status"])


@pytest.mark.parametrize("key", ["session_id", "status"])
def test_a_session_that_holds_the_token(simulator: Simulator, key: str) -> None:
    """It is not shown, and no other text in its place."""
    simulator.set_route("ray-1", answer={"json": {"session_id": "s", key: f"it is {TOKEN}"}})
    error = failure(simulator.url)
    assert error.reason == "bad_answer"
    assert f"its body repeats a credential as {key}" in str(error)


def test_a_session_that_holds_a_short_secret_by_chance(simulator: Simulator) -> None:
    """Nothing is cut out of data, and nothing fails."""
    simulator.set_route("ray-1", session_id="id-12345", status="s12345", request_id=False)
    with serve(once(OK.replace(b"s-1", b"123"))) as server:
        assert show(server.url, credential=Token(token="12")).session_id == "123"


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, b"<html><title>400 The plain HTTP request was sent to HTTPS port</title>"), (403, b"Forbidden by gateway")],
)
def test_a_gateway_that_answers(status: int, body: bytes) -> None:
    """What it says is quoted, and the credential is not blamed."""
    with serve(reply(body, f"{status} No")) as server:
        error = failure(server.url)
    assert (error.reason, error.ends_run) == ("gateway", False)
    assert f"from {server.url} (HTTP {status}, its page says: " in str(error)


def test_no_credential(simulator: Simulator) -> None:
    """Where none is wanted none is sent."""
    simulator.set(require_credential=False)
    assert show(simulator.url, credential=NoCredential()).session_id == "s" * 36
    names = {name.lower() for name, _value in simulator.requests()[0]["headers"]}
    assert not names & {"x-auth-token", "x-project-id", "authorization", "cookie"}


def test_no_answer() -> None:
    """Each kind of error in a sentence with the endpoint, without a status, and tried again where that may help."""
    endpoint = f"http://127.0.0.1:{refused_port()}"
    error = failure(endpoint, retries=2)
    assert str(error) == (
        f"Could not get the session of route ray-1: {endpoint} refused the connection (3 tries)"
        " - Check the host and port of the endpoint, and that the service is running."
    )
    keys = error.as_result()
    assert {name for name, value in keys.items() if value is None} == {
        "http_status",
        "error_code",
        "error_msg",
        "request_id",
    }
    assert (error.reason, error.ends_run) == ("connection", False)


def test_an_answer_after_faults() -> None:
    """Attempts are counted over transport errors and refusals alike."""
    session = reply(b'{"session_id": "s"}', "200 OK", "X-Request-Id: of-the-last")
    with serve(in_turn(reset, reply(status="503 Unavailable"), session)) as server:
        assert show(server.url, retries=2) == Session("ray-1", "s", None, "of-the-last", 3)
    assert len(server.received) == 3


def test_stopped() -> None:
    """Where the run is over nothing is sent, and it is no failure of the route."""
    transport, throttle = Transport(HttpConfig()), Throttle()
    throttle.stop()
    with serve(reply()) as server:
        api = Api(Place(server.url, transport, throttle), Authenticator(Token(token=TOKEN), transport, throttle))
        with pytest.raises(StoppedError):
            api.call(ShowSession("ray-1"))
    assert server.connections == 0


def test_the_deadline_of_a_route_bounds_a_slow_body() -> None:
    """One attempt may take what is left for all of them, however long its own time is."""
    with serve(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b"a", 0.1)) as server:
        error = failure(server.url, timeout=600.0, retry_deadline=0.5, retries=20)
    within = re.search(r"did not answer completely within (\S+) s \(no further attempt within the", str(error))
    assert within
    assert 0 < float(within[1]) <= 0.5
    assert server.connections == 1


def test_the_deadline_of_a_route_holds_its_logins_too() -> None:
    """A login, the call, a second login and the second call: together they take no more than the route may."""

    def slowly(answer: bytes, seconds: float) -> Talk:
        def talk(connection: socket.socket, server: Server) -> None:
            read_request(connection, server)
            server.ended.wait(seconds)
            connection.sendall(answer)

        return talk

    with serve(slowly(LOGIN, 0.4)) as iam, serve(in_turn(slowly(EXPIRY, 0.4), silent)) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        error = failure(server.url, credential=user, timeout=60.0, retry_deadline=1.6, retries=0)
    assert re.search(r"did not answer completely within 0\.[0-4]\d* s", str(error))
    assert (error.tries, iam.connections, server.connections) == (2, 2, 2)


def test_a_login_that_ends_with_the_time_of_the_route() -> None:
    """Whoever waits for another's login fails when the own time is over, and is not the end of the list."""
    with serve(silent) as iam, serve(reply(b"{}")) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        transport, throttle = Transport(HttpConfig(timeout=60.0, retry_deadline=0.3, retries=0)), Throttle()
        authenticator = Authenticator(user, transport, throttle)
        api = Api(Place(server.url, transport, throttle), authenticator)

        def log_in() -> None:
            with pytest.raises(CallError):
                authenticator.current(time.monotonic() + 2.0)

        busy = threading.Thread(target=log_in)
        busy.start()
        while not iam.received:
            time.sleep(0.01)
        with pytest.raises(CallError) as caught:
            api.call(ShowSession("ray-1"))
        busy.join(30)
        transport.close()
    assert str(caught.value).startswith(
        f"Could not get the session of route ray-1: {server.url} was not ready to be asked within the 0.3 s of"
        " retry_deadline - Check the network and the proxy, or increase timeout and retry_deadline."
    )
    failed = caught.value
    assert (failed.ends_run, failed.tries, failed.http_status) == (False, 0, None)
    assert (failed.target, failed.reason) == ({"route_id": "ray-1"}, "timeout")
    assert server.connections == 0


def test_a_renewal_that_is_refused() -> None:
    """It is the failure of the route that had the expired token, and of the list."""
    no = once(b"HTTP/1.1 403 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    with serve(in_turn(once(LOGIN), no)) as iam, serve(once(EXPIRY)) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        error = failure(server.url, credential=user)
    assert str(error).startswith(f"Could not log in user 'u': IAM at {iam.url} refused the login")
    assert (error.ends_run, iam.connections, server.connections) == (True, 2, 1)


def test_a_renewal_that_ends_with_the_time_of_the_route() -> None:
    """Whoever waits for it has made one attempt by then."""
    transport, throttle = Transport(HttpConfig(timeout=60.0, retry_deadline=0.5, retries=0)), Throttle()
    renewing: list[threading.Thread] = []
    expiry = CallError("expired", reason="credential_refused", expired=True)

    def renew() -> None:
        with pytest.raises(CallError):
            authenticator.renewed(stale, expiry, time.monotonic() + 2.0)

    def expire_while_another_renews(connection: socket.socket, server: Server) -> None:
        renewing.append(threading.Thread(target=renew))
        renewing[0].start()
        while len(iam.received) < 2:
            time.sleep(0.01)
        once(EXPIRY)(connection, server)

    with serve(in_turn(once(LOGIN), silent)) as iam, serve(expire_while_another_renews) as server:
        user = Password(username="u", password="fake-word", domain_name="d", iam_endpoint=iam.url)
        authenticator = Authenticator(user, transport, throttle)
        stale = authenticator.current(time.monotonic() + 60.0)
        with pytest.raises(CallError, match=f"route ray-1: {server.url} was not ready to be asked") as caught:
            Api(Place(server.url, transport, throttle), authenticator).call(ShowSession("ray-1"))
        renewing[0].join(30)
        transport.close()
    assert (caught.value.ends_run, caught.value.tries) == (False, 1)
    assert caught.value.target == {"route_id": "ray-1"}


def test_a_clock_that_does_not_matter(simulator: Simulator) -> None:
    """It is spoken of only where the service says that it is the reason."""
    simulator.set(clock_offset=-3600)
    simulator.set_route("ray-1", answer="401")
    assert "clock" not in str(failure(simulator.url))
