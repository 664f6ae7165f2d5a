# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One sentence and the same keys for every failure, whatever the operation."""

from __future__ import annotations

import json
import time
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer import _request
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._advice import (
    GATEWAY,
    REDIRECT,
    TRANSPORT,
    UNEXPECTED,
    Advice,
    advice_for,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._body import BodyError, read_object
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._operation import Operation
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._request import (
    Server,
    no_response,
    request,
    request_id_of,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import HttpConfig
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._retry import Throttle
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Response,
    Transport,
    TransportError,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import Redactor
from tests.unit.misbehaving import in_turn, reply, reset, serve

NOTHING = Redactor([])
HIDE = Redactor(["fake-secret", "0101"])


class ShowThing(Operation[str]):
    """Something that a service may have."""

    api = "the things API"
    result = "a thing"
    path = "/v1/things/r"
    goal = "get thing r"
    target = {"thing": "r"}  # noqa: RUF012 - as an operation sets it for each call
    absence: str | None = "Thing r does not exist"

    def read(self, response: Response) -> str:
        """Return its name."""
        name = read_object(response.body, too_large=response.too_large).get("name")
        if not isinstance(name, str):
            raise BodyError("has no name")
        return name

    def identifiers(self, value: str) -> t.Iterable[tuple[str, str]]:
        """Return its name."""
        return (("name", value),)


class LogIn(ShowThing):
    """An operation that has no 404 of its own."""

    absence = None


def response_of(status: int, body: bytes = b"", tries: int = 1, note: str = "", **headers: t.Any) -> Response:
    """A response."""
    return Response(
        status, {name.replace("_", "-"): value for name, value in headers.items()}, body, tries=tries, note=note
    )


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[t.Callable[..., str]]:
    """Makes a request that gets a given response."""
    transport = Transport(HttpConfig())

    def requested(
        response: Response,
        operation: Operation[str] | None = None,
        redact: Redactor = NOTHING,
        credential: str = "",
        **server: t.Any,
    ) -> str:
        monkeypatch.setattr(_request, "send_with_retries", lambda *_arguments: response)
        where = Server("http://host.example", transport, Throttle(), **server)
        return request(operation or ShowThing(), where, redact, time.monotonic() + 60, credential=credential)

    yield requested
    transport.close()


@pytest.fixture
def refused(ask: t.Callable[..., str]) -> t.Callable[..., CallError]:
    """Makes a request that gets a given response, which is a failure."""

    def error_of(response: Response, *arguments: t.Any, **options: t.Any) -> CallError:
        with pytest.raises(CallError) as caught:
            ask(response, *arguments, **options)
        error = caught.value
        assert str(error) == error.msg
        assert error.msg.endswith(f" - {error.solution_msg}")
        assert (error.http_status, error.target) == (response.status, {"thing": "r"})
        return error

    return error_of


Refused = t.Callable[..., CallError]


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


@pytest.mark.parametrize(
    ("status", "body", "special", "advice", "source"),
    [
        (404, {"error_code": "a"}, None, advice_for(404, "a")[1], "collection"),
        (404, {"error_code": "a"}, "Do that.", "Do that.", "collection"),
        (404, {"error_code": "a", "solution_msg": "Do this."}, "Do that.", "Do this.", "api"),
        (204, {}, None, UNEXPECTED, "collection"),
        (302, {}, None, REDIRECT, "collection"),
    ],
)
def test_whose_advice(
    refused: Refused, status: int, body: dict[str, str], special: str | None, advice: str, source: str
) -> None:
    """The service's, then the operation's for this response, then the table's."""

    class Knowing(ShowThing):
        def advise(self, response: Response) -> str | None:
            return special if response.status else None

    error = refused(response_of(status, json.dumps(body).encode()), Knowing())
    assert (error.solution_msg, error.solution_source) == (advice, source)


def test_an_operations_own_advice(refused: Refused) -> None:
    """It takes precedence over that for every operation."""

    class Advising(ShowThing):
        advice = (Advice(400, None, "Check the thing."),)

    assert refused(response_of(400, b"{}"), Advising()).solution_msg == "Check the thing."
    assert refused(response_of(400, b"{}")).solution_msg == advice_for(400, None)[1]


@pytest.mark.parametrize(
    ("status", "body", "own"),
    [
        (400, b"{}", True),
        (404, b"{}", True),
        (429, b"{}", True),
        (503, b"", True),
        (401, b"{}", True),
        (403, b'{"error_code": "APIG.1005"}', False),
        (403, b'{"error_msg": "You are not authorized to do this."}', True),
        (400, b"<title>x</title>", False),
        (407, b"", False),
    ],
)
def test_the_advice_for_another_server(refused: Refused, status: int, body: bytes, own: bool) -> None:
    """Where the credential, a permission, a gateway or a proxy is the reason, that is what to act on."""
    error = refused(response_of(status, body), name="IAM", advice="Check iam_endpoint.")
    assert "IAM at http://host.example" in error.msg
    assert (error.solution_msg == "Check iam_endpoint.") == own


def test_a_long_message(refused: Refused) -> None:
    """It is cut in the sentence, and whole in its key."""
    body = json.dumps({"error_code": "a", "error_msg": "x" * 4000}).encode()
    error = refused(response_of(400, body))
    assert error.error_msg == "x" * 4000
    assert f", {'x' * 300}...)" in error.msg
    assert "x" * 301 not in error.msg


def test_a_code_that_is_the_status(refused: Refused) -> None:
    """It is said once, and is in its key."""
    error = refused(response_of(401, b'{"error": {"code": 401, "message": "no"}}'), credential="credential (token)")
    assert error.error_code == "401"
    assert "(HTTP 401, no)" in error.msg


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ({}, None),
        ({"X_Request_Id": ""}, None),
        ({"X_Request_Id": "a\x1b[1mb"}, "a\\u001b[1mb"),
        ({"X_Request_Id": "a\u202eb"}, "a\\u202eb"),
        ({"X_Request_Id": "a", "X_IAM_Trace_Id": "b"}, "a"),
        ({"X_Request_Id": " ", "X_IAM_Trace_Id": "b"}, "b"),
        ({"X_Request_Id": "x" * 128}, "x" * 128),
        ({"X_Request_Id": "x" * 129}, None),
        ({"X_Request_Id": "x" * 129, "X_IAM_Trace_Id": "b"}, "b"),
    ],
)
def test_request_ids(refused: Refused, headers: dict[str, t.Any], request_id: str | None) -> None:
    """The gateway's before IAM's, safe on a terminal, and never cut."""
    assert request_id_of(response_of(500, **headers)) == request_id
    error = refused(response_of(500, b'{"request_id": "of-the-body"}', **headers))
    assert error.request_id == (request_id or "of-the-body")


def test_what_a_failure_says_without_secrets(refused: Refused) -> None:
    """In no key, whatever holds one; a short one is not cut out of a code or an ID."""
    body = {"error_code": "fake-secret", "error_msg": "it is fake-secret", "solution_msg": "send fake-secret"}
    error = refused(response_of(400, json.dumps(body).encode(), X_Request_Id="id-fake-secret"), redact=HIDE)
    assert "fake-secret" not in repr(error)
    assert (error.error_code, error.request_id) == (None, None)
    assert error.error_msg == "it is ********"
    error = refused(response_of(404, b'{"error_code": "APIG.0101"}', X_Request_Id="id-0101"), redact=HIDE)
    assert (error.reason, error.error_code, error.request_id) == ("wrong_endpoint", "APIG.0101", "id-0101")


@pytest.mark.parametrize(
    ("body", "headers", "name"),
    [
        (b'{"name": "a-fake-secret-b"}', {}, "name"),
        (b'{"name": "fake%2Dsecret"}', {}, "name"),
        (b'{"name": "a"}', {"X_Request_Id": "fake-secret"}, "request_id"),
        (b'{"name": "a"}', {"X_Request_Id": "x" * 500 + "fake-secret"}, "request_id"),
        (b'{"name": "a"}', {"X_IAM_Trace_Id": "fake-secret"}, "request_id"),
    ],
)
def test_an_identifier_that_holds_a_credential(
    refused: Refused, body: bytes, headers: dict[str, t.Any], name: str
) -> None:
    """It is neither shown nor cut: the call fails and says so."""
    error = refused(response_of(200, body, **headers), redact=HIDE)
    assert (error.reason, error.request_id) == ("bad_answer", None)
    assert f"its response is not a thing (HTTP 200, its body repeats a credential as {name})" in error.msg
    assert "fake" not in repr(error)


def test_a_short_secret_in_an_identifier(ask: t.Callable[..., str]) -> None:
    """It may stand there by chance, so it is left."""
    assert ask(response_of(200, b'{"name": "id-0101"}', X_Request_Id="0101"), redact=HIDE) == "id-0101"


@pytest.mark.parametrize("quotable", [True, False])
def test_what_must_not_be_quoted(refused: Refused, quotable: bool) -> None:
    """Where a refusal may hold keys that nobody knows yet, nothing of it is shown."""

    class Silent(ShowThing):
        pass

    Silent.quotable = quotable  # a class of its own for each case
    body = {"error_code": "new-key", "error_msg": "new-key", "solution_msg": "new-key"}
    for content in (json.dumps(body).encode(), b"<title>new-key</title>", b"new-key"):
        error = refused(response_of(401, content, X_Request_Id="new-key"), Silent())
        assert ("new-key" in repr(error)) == quotable
        assert "HTTP 401" in error.msg


def test_a_body_that_is_too_large(refused: Refused) -> None:
    """It says nothing but that."""
    error = refused(Response(400, {}, b'{"error_code": "a"}', too_large=True))
    assert error.error_code is None
    assert "its body is larger than 1 MiB" in error.msg


@pytest.mark.parametrize("status", [201, 204, 299])
def test_a_success_is_unexpected_whatever_its_code(refused: Refused, status: int) -> None:
    """A code's own advice is for refusals."""
    body = b'{"error_code": "APIG.0101", "error_msg": "m"}'
    assert refused(response_of(status, body)).solution_msg == UNEXPECTED
    assert refused(response_of(300, body)).solution_msg == REDIRECT


def test_a_code_has_its_own_advice(refused: Refused) -> None:
    """It says more than the status."""
    told = refused(response_of(404, b'{"error_code": "APIG.0101", "error_msg": "m"}')).solution_msg
    assert told == advice_for(404, "0101")[1] != advice_for(404, None)[1]


def test_the_body_is_described_only_where_it_says_nothing(refused: Refused) -> None:
    """A code alone, or a message alone, is enough; a message keeps its letters."""
    assert "its body" not in refused(response_of(500, b'{"error_code": "a.1"}')).msg
    told = refused(response_of(500, b'{"error_msg": "Reserved for X."}')).msg
    assert told.startswith("Could not get thing r from http://host.example (HTTP 500, Reserved for X) - ")
    assert "its body has no error code" in refused(response_of(500, b"{}")).msg


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        *(
            (status, "gateway")
            for status in (400, 401, 402, 403, 405, 409, 411, 413, 418, 421, 426, 431, 451, 494, 499)
        ),
        (404, "wrong_endpoint"),
        (407, "proxy"),
        (408, "timeout"),
        (429, "throttled"),
        (500, "service"),
        (502, "service"),
        (504, "timeout"),
    ],
)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><head><title>400 No cert</title></head>", "its page says: 400 No cert"),
        (b"No required SSL certificate was sent", "its page says: No required SSL certificate was sent"),
    ],
)
def test_a_page_in_place_of_the_service(refused: Refused, status: int, reason: str, body: bytes, words: str) -> None:
    """A web page or a text as a 4xx is no refusal of the credential; who wrote it is said."""
    error = refused(response_of(status, body), credential="credential (token)")
    assert error.reason == reason
    assert f"(HTTP {status}, {words})" in error.msg
    assert (error.solution_msg == GATEWAY) == (reason == "gateway")
    assert "refused the credential" not in error.msg
    assert error.ends_run == (reason == "proxy")


@pytest.mark.parametrize(
    ("status", "body", "reason", "ends_run"),
    [
        (401, {}, "credential_refused", True),
        (401, {"error_code": "APIG.0301", "error_msg": "not authorized"}, "credential_refused", True),
        (403, {"error_code": 403, "error_msg": "X-Auth-Token is invalid in the request"}, "credential_refused", True),
        (403, {"error_code": "APIG.1005", "error_msg": "m"}, "permission_denied", False),
        (403, {"error_msg": "no permission for this workspace"}, "permission_denied", False),
        (403, {"error_msg": "Access denied by policy"}, "permission_denied", False),
        (403, {"error_msg": "The user is not authorized"}, "permission_denied", False),
        (407, {}, "proxy", True),
        (400, {"error_code": "dataartsfabric.00010006"}, "permission_denied", False),
    ],
)
def test_what_ends_a_run(refused: Refused, status: int, body: dict[str, t.Any], reason: str, ends_run: bool) -> None:
    """A credential that is refused, by the service or a proxy; not what concerns one thing."""
    error = refused(response_of(status, json.dumps(body).encode()), credential="credential (token)")
    assert (error.reason, error.ends_run) == (reason, ends_run)
    assert ("refused the credential (token)" in error.msg) == (reason == "credential_refused")


@pytest.mark.parametrize(
    ("operation", "body", "reason", "start"),
    [
        (ShowThing(), b'{"error_code": "a.1"}', "not_found", "Thing r does not exist at http://host.example ("),
        (ShowThing(), b'{"error_code": "APIG.0101"}', "wrong_endpoint", None),
        (ShowThing(), b"{}", "wrong_endpoint", None),
        (ShowThing(), b"<p>", "wrong_endpoint", None),
        (LogIn(), b'{"error_code": "a.1"}', "wrong_endpoint", None),
        (LogIn(), b"", "wrong_endpoint", None),
    ],
)
def test_404(refused: Refused, operation: Operation[str], body: bytes, reason: str, start: str | None) -> None:
    """Only the operation's own 404, with a code, says that something does not exist; any other is a wrong address."""
    error = refused(response_of(404, body), operation)
    assert error.reason == reason
    wrong = "Could not get thing r: http://host.example does not serve the things API (HTTP 404"
    assert error.msg.startswith(start or wrong)


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


@pytest.mark.parametrize(
    ("code", "message", "expired"),
    [
        ("APIGW.0307", "x", True),
        ("Gateway.APIGW.0307", "x", True),
        ("APIG.0301", "IAM: The token must be updated", True),
        ("APIG.0301", "token expires: now", True),
        ("APIG.0301", "verify aksk signature fail", False),
        ("APIG.1002", "Incorrect token or token resolution failed", False),
        ("403", "X-Auth-Token is invalid in the request", False),
        (None, None, False),
    ],
)
@pytest.mark.parametrize("secrets", [(), ("t", "0307", "token", "e")])
def test_what_expired(
    refused: Refused, code: str | None, message: str | None, expired: bool, secrets: tuple[str, ...]
) -> None:
    """It is told from a credential that is wrong; the message is compared before a secret is cut out of it."""
    body = json.dumps({"error_code": code, "error_msg": message}).encode()
    error = refused(response_of(401, body), redact=Redactor(secrets))
    assert (error.reason, error.expired, error.error_code) == ("credential_refused", expired, code)


def test_a_permission_is_compared_before_anything_is_cut(refused: Refused) -> None:
    """A short secret may be a part of the word."""
    body = b'{"error_msg": "no permission"}'
    error = refused(response_of(403, body), redact=Redactor(["permission"[:7]]))
    assert (error.reason, error.error_msg) == ("permission_denied", "no ********ion")
