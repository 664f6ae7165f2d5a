# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Responses without a session: the failure and the message of each."""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import Server as Place
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._api import Api
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import Password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Transport
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import (
    ShowSession,
)
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import (
    in_turn,
    once,
    reply,
    serve,
)
from tests.unit.plugins.module_utils._session.conftest import LOGIN, TOKEN, failure, show

pytestmark = pytest.mark.usefixtures("quick_retries")


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
        {"status": 404, "json": {"error": {"code": 404, "title": "Not Found", "message": "an address of Keystone"}}},
        {"status": 404, "json": {"kind": "Status", "reason": "NotFound", "code": 404, "message": "Kubernetes"}},
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
    ("status", "body"),
    [(400, b"<html><title>400 The plain HTTP request was sent to HTTPS port</title>"), (403, b"Forbidden by gateway")],
)
def test_a_gateway_that_answers(status: int, body: bytes) -> None:
    """What it says is quoted, and the credential is not blamed."""
    with serve(reply(body, f"{status} No")) as server:
        error = failure(server.url)
    assert (error.reason, error.ends_run) == ("gateway", False)
    assert f"from {server.url} (HTTP {status}, its page says: " in str(error)


def test_a_refusal_whose_body_cannot_be_read() -> None:
    """It is not tried again, and ends a list, as any other refusal."""
    with serve(once(b"HTTP/1.1 401 No\r\nContent-Length: 100\r\n\r\n{")) as server:
        error = failure(server.url, retries=3)
    assert (error.reason, error.ends_run, error.tries, server.connections) == ("credential_refused", True, 1, 1)
    assert f"{server.url} refused the credential (token) (HTTP 401, its body could not be read) - " in str(error)


def test_a_clock_that_does_not_matter(simulator: Simulator) -> None:
    """It is spoken of only where the service says that it is the reason."""
    simulator.set(clock_offset=-3600)
    simulator.set_route("ray-1", answer="401")
    assert "clock" not in str(failure(simulator.url))
