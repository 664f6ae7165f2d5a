# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One sentence and the same keys for every failure."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._advice import (
    REDIRECT,
    TRANSPORT,
    UNEXPECTED,
    advice_for,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import ErrorBody
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import Failure
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._failure import (
    error_of,
    failure_of,
    request_id_of,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._scrub import Scrubber
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import Answer, TransportError


def done(status: int, body: bytes = b"", attempts: int = 1, note: str = "", **headers: t.Any) -> Exchange:
    """A request that was answered."""
    answer = Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
    return Exchange(answer, None, attempts, note)


def test_the_whole_sentence() -> None:
    """All there is to say, in its order; a message keeps no full stop of its own."""
    body = ErrorBody("a.1", "It broke.", None, "ignored")
    exchange = done(500, attempts=3, note="no further attempt", X_Request_Id="id-1")
    assert failure_of("It failed", exchange, body, route_id="r", detail="a detail") == Failure(
        msg=f"It failed (HTTP 500, a.1, a detail, It broke, request ID id-1, 3 attempts, no further attempt)"
        f" - {advice_for(500, None)}",
        http_status=500,
        error_code="a.1",
        error_msg="It broke.",
        solution_msg=advice_for(500, None),
        solution_source="collection",
        request_id="id-1",
        route_id="r",
        attempts=3,
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "HTTP 418, its body is empty"),
        (b"<p>", "HTTP 418, its body is HTML, not JSON"),
        (b"{}", "HTTP 418, its body has no error code"),
    ],
)
def test_a_body_without_words(body: bytes, words: str) -> None:
    """Where the body says nothing its shape is said."""
    assert failure_of("No", done(418, body), ErrorBody()).msg == f"No ({words}) - {UNEXPECTED}"
    assert failure_of("No", done(418, body), ErrorBody(), detail="why").msg == f"No (HTTP 418, why) - {UNEXPECTED}"


@pytest.mark.parametrize("kind", sorted(TRANSPORT))
def test_no_answer(kind: str) -> None:
    """Advice by kind, one attempt not counted aloud, and no status, code or request ID."""
    error = TransportError(kind, "was not there", retryable=True)
    assert failure_of("The service was not there", Exchange(None, error, 1), ErrorBody("x", "y", "z", "i")) == Failure(
        msg=f"The service was not there - {TRANSPORT[kind]}",
        solution_msg=TRANSPORT[kind],
        solution_source="collection",
    )


@pytest.mark.parametrize(
    ("status", "body", "given", "advice", "source"),
    [
        (404, ErrorBody("a"), None, advice_for(404, "a"), "collection"),
        (404, ErrorBody("a"), "Do that.", "Do that.", "collection"),
        (404, ErrorBody("a", None, "Do this."), "Do that.", "Do this.", "api"),
        (200, ErrorBody(), None, UNEXPECTED, "collection"),
        (200, ErrorBody(), "Do that.", "Do that.", "collection"),
        (204, ErrorBody(), None, UNEXPECTED, "collection"),
        (302, ErrorBody(), None, REDIRECT, "collection"),
    ],
)
def test_whose_advice(status: int, body: ErrorBody, given: str | None, advice: str, source: str) -> None:
    """The service's, then the caller's, then the table's."""
    failure = failure_of("No", done(status, b"{}"), body, advice=given)
    assert (failure.solution_msg, failure.solution_source) == (advice, source)
    assert failure.msg.endswith(f" - {advice}")


def test_a_long_message() -> None:
    """It is cut in the sentence, and whole in its key."""
    failure = failure_of("No", done(400), ErrorBody("a", "x" * 4000))
    assert failure.error_msg == "x" * 4000
    assert f", {'x' * 300}...)" in failure.msg
    assert "x" * 301 not in failure.msg


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ({}, None),
        ({"X_Request_Id": ""}, None),
        ({"X_Request_Id": "\x1b\x07"}, None),
        ({"X_Request_Id": "a\x1b[1mb"}, "a [1mb"),
        ({"X_Request_Id": "a", "X_IAM_Trace_Id": "b"}, "a"),
        ({"X_Request_Id": " ", "X_IAM_Trace_Id": "b"}, "b"),
        ({"X_Request_Id": "x" * 200}, "x" * 128 + "..."),
    ],
)
def test_request_ids(headers: dict[str, t.Any], request_id: str | None) -> None:
    """The gateway's before IAM's, safe on a terminal, and not without end."""
    answer = done(500, **headers).answer
    assert answer
    assert request_id_of(answer) == request_id
    failure = failure_of("No", done(500, **headers), ErrorBody(request_id="of-the-body"))
    assert failure.request_id == (request_id or "of-the-body")


HIDE = Scrubber(["fake-secret"])


def test_what_a_body_says_without_secrets() -> None:
    """In none of its parts, and not half of one where the text is cut."""
    body = dict.fromkeys(("error_code", "error_msg", "solution_msg", "request_id"), "a fake-secret b")
    hidden = "a ******** b"
    assert error_of(done(400, json.dumps(body).encode()), HIDE) == ErrorBody(hidden, hidden, hidden, hidden)
    long: dict[str, t.Any] = {"error_msg": "x" * 4090 + "fake-secret"}
    assert "fake" not in str(error_of(done(400, json.dumps(long).encode()), HIDE).message)


def test_what_no_body_says() -> None:
    """Nothing was answered, or too much."""
    assert error_of(Exchange(None, TransportError("dns", "x", retryable=True), 1), HIDE) == ErrorBody()
    answer = Answer(400, {}, b'{"error_code": "a"}', too_large=True)
    assert error_of(Exchange(answer, None, 1), HIDE) == ErrorBody()
    assert "its body is larger than 1 MiB" in failure_of("No", Exchange(answer, None, 1), ErrorBody()).msg


@pytest.mark.parametrize("status", [200, 204, 299])
def test_a_success_is_unexpected_whatever_its_code(status: int) -> None:
    """A code's own advice is for refusals."""
    body = ErrorBody("APIG.0101", "m", None, None)
    assert failure_of("It failed", done(status), body).solution_msg == UNEXPECTED
    assert failure_of("It failed", done(300), body).solution_msg == advice_for(300, "APIG.0101")


def test_a_code_has_its_own_advice() -> None:
    """It says more than the status."""
    told = failure_of("It failed", done(404), ErrorBody("APIG.0101", "m", None, None)).solution_msg
    assert told == advice_for(404, "APIG.0101") != advice_for(404, None)


def test_the_body_is_described_only_where_it_says_nothing() -> None:
    """A code alone, or a message alone, is enough; a message keeps its letters."""
    assert "its body" not in failure_of("It failed", done(500, b"{}"), ErrorBody("a.1", None, None, None)).msg
    told = failure_of("It failed", done(500, b"{}"), ErrorBody(None, "Reserved for X.", None, None)).msg
    assert told.startswith("It failed (HTTP 500, Reserved for X) - ")
    assert "its body has no error code" in failure_of("It failed", done(500, b"{}"), ErrorBody()).msg


def test_a_request_id_has_a_bound() -> None:
    """It is for a support ticket, and comes from outside."""
    assert request_id_of(Answer(200, {"X-Request-Id": "i" * 200}, b"")) == "i" * 128 + "..."
