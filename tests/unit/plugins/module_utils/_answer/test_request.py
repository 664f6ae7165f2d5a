# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One sentence and the same keys for every failure, whatever the operation."""

from __future__ import annotations

import datetime
import json
import time
import types
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer import _failure
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._advice import (
    TRANSPORT,
    UNEXPECTED,
    advice_for,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import (
    Server,
    no_response,
    request,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Transport,
    TransportError,
)
from tests.unit.misbehaving import in_turn, reply, reset, serve
from tests.unit.plugins.module_utils._answer.conftest import NOTHING, Refused, ShowThing, response_of


def test_the_whole_sentence(refused: Refused) -> None:
    """All there is to say, in its order; a message keeps no full stop of its own."""
    body = {"error_code": "a.1", "error_msg": "It broke.", "request_id": "ignored"}
    response = response_of(
        500, json.dumps(body).encode(), tries=3, note="no further attempt", X_Request_Id="id-1", Date="ignored"
    )
    advice = advice_for(500, None)[1]
    assert refused(response).as_result() == {
        "msg": "Could not get thing r from http://host.example"
        f" (HTTP 500, a.1, It broke, request ID id-1, 3 tries, no further attempt) - {advice}",
        "reason": "service",
        "http_status": 500,
        "error_code": "a.1",
        "error_msg": "It broke.",
        "solution_msg": advice,
        "solution_source": "collection",
        "request_id": "id-1",
        "tries": 3,
        "thing": "r",
    }


def test_a_success(ask: t.Callable[..., str]) -> None:
    """What the operation makes of it."""
    assert ask(response_of(200, b'{"name": "fine"}')) == "fine"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "HTTP 418, its body is empty"),
        (b"{}", "HTTP 418, its body has no error code"),
        (b"[1]", "HTTP 418, its body is JSON but no object"),
        (b"\xff\xfe", "HTTP 418, its body is not UTF-8"),
    ],
)
def test_a_body_without_words(refused: Refused, body: bytes, words: str) -> None:
    """Where the body says nothing its shape is said."""
    assert f"({words}) - {UNEXPECTED}" in refused(response_of(418, body)).msg


@pytest.mark.parametrize("kind", sorted(TRANSPORT))
def test_no_answer(kind: str) -> None:
    """Advice by kind, one try not counted aloud, and no status, code or request ID."""
    error = TransportError(kind, "was not there", retryable=True)
    server = Server("http://host.example", t.cast(Transport, None), Throttle())
    failed = no_response(ShowThing(), server, error)
    result = failed.as_result()
    assert result.pop("reason") in ("timeout", "connection", "tls", "proxy", "bad_answer")
    assert result == {
        "msg": f"Could not get thing r: http://host.example was not there - {TRANSPORT[kind]}",
        "http_status": None,
        "error_code": None,
        "error_msg": None,
        "solution_msg": TRANSPORT[kind],
        "solution_source": "collection",
        "request_id": None,
        "tries": 1,
        "thing": "r",
    }
    assert not failed.ends_run


@pytest.mark.parametrize("kind", sorted(TRANSPORT))
def test_no_answer_of_another_server(kind: str) -> None:
    """What to do about it is that server's own, unless TLS or the proxy is the reason."""
    server = Server(
        "http://host.example", t.cast(Transport, None), Throttle(), name="IAM", advice="Check iam_endpoint."
    )
    told = no_response(ShowThing(), server, TransportError(kind, "was not there", retryable=True)).solution_msg
    assert told == (TRANSPORT[kind] if kind in ("tls", "proxy") else "Check iam_endpoint.")


@pytest.mark.parametrize(("status", "ends_run"), [(407, True), (502, False), (None, False)])
def test_a_proxy_that_refuses(status: int | None, ends_run: bool) -> None:
    """Its password is wrong for every other request too."""
    error = TransportError("proxy", "could not be reached", retryable=False, status=status, tries=2, note="why")
    server = Server("http://host.example", t.cast(Transport, None), Throttle(), name="IAM")
    failed = no_response(ShowThing(), server, error)
    assert (failed.reason, failed.tries, failed.ends_run) == ("proxy", 2, ends_run)
    assert failed.msg.startswith(
        "Could not get thing r: IAM at http://host.example could not be reached (2 tries, why)"
    )


def test_tries_before() -> None:
    """They are counted with those of this request, whatever it comes to."""
    transport = Transport(HttpConfig(timeout=5.0, retries=0))
    try:
        with serve(in_turn(reset, reply(b"{}", "500 No"), reply(b'{"name": "n"}'))) as place:
            server = Server(place.url, transport, Throttle())
            tries = []
            for _turn in range(2):
                with pytest.raises(CallError) as caught:
                    request(ShowThing(), server, NOTHING, time.monotonic() + 60, tries=2)
                tries.append(caught.value.tries)
            assert request(ShowThing(), server, NOTHING, time.monotonic() + 60, tries=2) == "n"
    finally:
        transport.close()
    assert tries == [3, 3]


class Noon(datetime.datetime):
    """A clock that stands at noon."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Noon:
        """Return noon, where UTC is asked for."""
        assert tz is datetime.timezone.utc
        return cls(2026, 11, 25, 12, 0, 0, 600_000, tzinfo=tz)


@pytest.mark.parametrize(
    ("date", "difference"),
    [
        ("Wed, 25 Nov 2026 11:58:30 GMT", "91 s ahead of"),
        ("Wed, 25 Nov 2026 12:01:30 GMT", "89 s behind"),
        ("Wed, 25 Nov 2026 12:00:00 GMT", "1 s ahead of"),
        ("Wed, 25 Nov 2026 12:00:01 GMT", "0 s behind"),
        ("Wed, 25 Nov 2026 12:01:30 -0000", "89 s behind"),
        ("Wed, 25 Nov 2026 20:01:30 +0800", "89 s behind"),
        ("Wed, 99 Nov 2026 12:00:00 GMT", None),
        ("now", None),
        ("", None),
        (None, None),
    ],
)
def test_a_clock_that_differs(
    refused: Refused, date: str | None, difference: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In whole seconds, whatever the zone in which the service says its time, and nothing where it says none."""
    clock = types.SimpleNamespace(datetime=Noon, timezone=datetime.timezone)
    monkeypatch.setattr(_failure, "datetime", clock)
    body = b'{"error_code": "APIGW.0303", "error_msg": "Expired."}'
    detail = f"this machine's clock is {difference} the service's, " if difference else ""
    headers: dict[str, t.Any] = {} if date is None else {"Date": date}
    error = refused(response_of(401, body, **headers))
    told = f"Could not get thing r: http://host.example refused the request (HTTP 401, APIGW.0303, {detail}Expired) - "
    assert error.msg == f"{told}{error.solution_msg}"
