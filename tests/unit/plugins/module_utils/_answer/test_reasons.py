# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What kind of failure a response is, and what to do about it."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._advice import (
    GATEWAY,
    LOGIN_PAGE,
    REDIRECT,
    UNEXPECTED,
    Advice,
    advice_for,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._operation import Operation
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    Response,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import Redactor
from tests.unit.plugins.module_utils._answer.conftest import HIDE, LogIn, Refused, ShowThing, response_of


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
        (429, b"{}", False),
        (503, b"", True),
        (401, b"{}", True),
        (403, b'{"error_code": "APIG.1005"}', False),
        (403, b'{"error_msg": "You are not authorized to do this."}', True),
        (400, b"<title>x</title>", False),
        (407, b"", False),
    ],
)
def test_the_advice_for_another_server(refused: Refused, status: int, body: bytes, own: bool) -> None:
    """Where the credential, a permission, a limit, a gateway or a proxy is the reason, that is what to act on."""
    error = refused(response_of(status, body), name="IAM", advice="Check iam_endpoint.")
    assert "IAM at http://host.example" in error.msg
    assert (error.solution_msg == "Check iam_endpoint.") == own


def test_a_code_that_is_the_status(refused: Refused) -> None:
    """It is said once, and is in its key."""
    error = refused(response_of(401, b'{"error": {"code": 401, "message": "no"}}'), credential="credential (token)")
    assert error.error_code == "401"
    assert "(HTTP 401, no)" in error.msg


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


@pytest.mark.parametrize("status", [413, 414, 431, 494])
def test_what_is_too_large_for_the_gateway(refused: Refused, status: int) -> None:
    """The gateway's own words have the advice of the status; no other call of the same token would fare better."""
    error = refused(response_of(status, b'{"error_code": "APIG.0201", "error_msg": "m"}'))
    assert (error.reason, error.solution_msg) == ("gateway", advice_for(status, None)[1])


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("https://elsewhere.example/v1/sessions?route_id=a", ", which redirects to 'https://elsewhere.example'"),
        ("https://elsewhere.example:8443", ", which redirects to 'https://elsewhere.example:8443'"),
        ("HTTPS://[::1]#x", ", which redirects to 'HTTPS://[::1]'"),
        ("file:///etc/passwd", ""),
        ("/login", ""),
        ("https://user:hidden@elsewhere.example/", ""),
        ("https://fake-secret.example/", ""),
        ("https://" + "x" * 300, ""),
        ("", ""),
    ],
)
def test_where_a_redirect_leads(refused: Refused, location: str, told: str) -> None:
    """The host alone: whatever is behind it may hold what nobody should see."""
    error = refused(response_of(302, b"", Location=location), redact=Redactor(["fake-secret"]))
    start = f"Could not get thing r from http://host.example{told} (HTTP 302, its body is empty) - "
    assert error.msg == f"{start}{REDIRECT}"


def test_a_page_as_a_success(refused: Refused) -> None:
    """Such as that of a network that demands a login; a text is not quoted, as it may be what was asked for."""
    error = refused(response_of(200, b"<title>Log in</title>"))
    assert (error.reason, error.solution_msg) == ("gateway", LOGIN_PAGE)
    assert error.msg.startswith("Could not get thing r from http://host.example (HTTP 200, its page says: Log in) - ")
    error = refused(response_of(200, b"<html>Log in</html>"))
    assert (error.reason, error.solution_msg) == ("gateway", LOGIN_PAGE)
    assert "(HTTP 200, its body is HTML, not JSON)" in error.msg
    error = refused(response_of(203, b"<title>Log in</title>"))
    assert (error.reason, error.solution_msg) == ("gateway", LOGIN_PAGE)
    assert "(HTTP 203, its page says: Log in)" in error.msg
    for status in (200, 203):
        error = refused(response_of(status, b"hidden"))
        assert (error.reason, error.solution_msg) == ("bad_answer", UNEXPECTED)
        assert f"(HTTP {status}, its body is not JSON)" in error.msg


def test_a_text_in_another_encoding(refused: Refused) -> None:
    """It is the gateway's as any other text."""
    body = "zur\u00fcckgewiesen".encode("latin-1")
    error = refused(response_of(400, body, Content_Type="text/plain; charset=ISO-8859-1"))
    assert "(HTTP 400, its page says: zur\u00fcckgewiesen)" in error.msg
    assert error.reason == "gateway"


@pytest.mark.parametrize(("body", "kind"), [(b"<html>No</html>", "HTML"), (b"<?xml version='1.0'?><No/>", "XML")])
def test_a_page_that_says_nothing(refused: Refused, body: bytes, kind: str) -> None:
    """It is not quoted as if it did."""
    for status in (200, 400, 502):
        assert f"(HTTP {status}, its body is {kind}, not JSON)" in refused(response_of(status, body)).msg


def test_an_error_as_a_success(refused: Refused) -> None:
    """What it says is told, without secrets."""
    error = refused(response_of(200, b'{"error_code": "a.1", "error_msg": "no fake-secret"}'), redact=HIDE)
    assert "(HTTP 200, a.1, its body has no name, no ********)" in error.msg
    assert (error.reason, error.error_code, error.error_msg) == ("bad_answer", "a.1", "no ********")


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
