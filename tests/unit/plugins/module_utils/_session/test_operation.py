# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The call, against the simulator: what is sent, and a session that comes back."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._none import NoCredential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._token import Token
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import (
    Session,
)
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import (
    OK,
    once,
    serve,
)
from tests.unit.plugins.module_utils._session.conftest import TOKEN, failure, show

pytestmark = pytest.mark.usefixtures("quick_retries")


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
    what = "" if answer == "html-200" else ": its response is not a session"
    start = f"Could not get the session of route ray-1 from {simulator.url}{what} (HTTP 200, "
    assert str(error).startswith(f"{start}{problem}, request ID ")
    assert error.reason == ("gateway" if answer == "html-200" else "bad_answer")
    assert (error.http_status, error.error_code, error.error_msg) == (200, None, None)
    assert error.solution_source == "collection"
    assert (error.ends_run, error.tries) == (False, 1)
    assert simulator.counters().requests == 1


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"session_id": "s" * 129}, "a session_id of more than 128 characters"),
        ({"session_id": "s", "status": "x" * 257}, "a status of more than 256 characters"),
        *(({"session_id": each}, "a session_id with blanks") for each in (" ", "s ", "\u00a0s", "\u3000")),
        *(
            ({"session_id": f"a{each}b"}, "a session_id")
            for each in "\n\r\t\0\x1b\x7f\x9b\u202e\u2066\u200b\ufeff\ud800"
        ),
        *(({"session_id": "s", "status": f"a{each}b"}, "a status") for each in "\n\x1b\u202e\u200b\u2028\ud800"),
    ],
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


def test_no_credential(simulator: Simulator) -> None:
    """Where none is wanted none is sent."""
    simulator.set(require_credential=False)
    assert show(simulator.url, credential=NoCredential()).session_id == "s" * 36
    names = {name.lower() for name, _value in simulator.requests()[0]["headers"]}
    assert not names & {"x-auth-token", "x-project-id", "authorization", "cookie"}
