# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What to do about a failure if the service sends no ``solution_msg``: the advice for every operation.

The API reference describes a ``solution_msg``, but its examples have none. The advice of an operation takes
precedence. A row is found by the HTTP status and the part of the error code after its last dot. Sources: the page
"Obtaining Session Information" (statuses and codes), and the error code pages of the API gateway and of the product.
"""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Advice:
    """What to do about a failure.

    :param status: the HTTP status
    :param suffix: the part of the error code after its last dot, or None for any code
    :param text: what to do, as a sentence
    :param reason: the result key ``reason``; None if it follows from the status
    """

    status: int
    suffix: str | None
    text: str
    reason: str | None = None


CLOCK_SKEW = "0303"
UPDATE_NEEDED = "0307"
API_NOT_FOUND = "0101"

NOT_VERIFIED = "0301"
INCORRECT = "1002"

ADVICE = (
    Advice(
        401,
        CLOCK_SKEW,
        "Correct the clock of the machine that sends: it may differ from the service's by 15 minutes at most.",
    ),
    Advice(
        401,
        UPDATE_NEEDED,
        "Use a new token, issued in the region that is used. With a password, this is done automatically.",
    ),
    Advice(
        401,
        NOT_VERIFIED,
        "Check the access key, the secret key, the region and stray spaces before you try again: five failures in a row"
        " lock an access key for five minutes.",
    ),
    Advice(401, INCORRECT, "Use a new token: it lasts at most 24 hours and is for one region."),
    Advice(401, None, "Check the credential, and that it is for this region and project."),
    Advice(403, "1005", "Grant the IAM user the permission that this call needs.", "permission_denied"),
    Advice(403, None, "Check the credential, and the permissions of the IAM user in this project."),
    Advice(404, API_NOT_FOUND, "Check endpoint and region: this address serves another API.", "wrong_endpoint"),
    Advice(404, None, "Check that what was requested exists in this region and project."),
    Advice(400, "00010005", "Accept the service agreement of DataArts Fabric in its console.", "permission_denied"),
    Advice(400, "00010006", "Accept the service agreement of DataArts Fabric in its console.", "permission_denied"),
    Advice(400, "00010009", "Check the project ID and what was requested: one of them was not found."),
    Advice(400, None, "Check the options: the service could not read the request."),
    Advice(
        407,
        None,
        "Put the proxy's user name and password into the proxy variable, such as HTTPS_PROXY, or correct them there.",
    ),
    Advice(408, None, "Try again later, or increase retries: the service itself ran out of time."),
    Advice(413, None, "Make the request smaller: usually the token is too large for the gateway.", "gateway"),
    Advice(414, None, "Check the path of the endpoint: the gateway found the address too long.", "gateway"),
    Advice(
        431,
        None,
        "Use an access key, or a token for fewer services: the headers are too large for the gateway.",
        "gateway",
    ),
    Advice(
        494,
        None,
        "Use an access key, or a token for fewer services: the headers are too large for the gateway.",
        "gateway",
    ),
    Advice(429, None, "Send fewer requests: wait for the period that the message names, or decrease concurrency."),
    Advice(500, "00000001", "Try again later: the service is busy."),
    Advice(500, None, "Try again later. If the error persists, report the request ID to Huawei Cloud."),
    Advice(502, None, "Try again later: the gateway could not reach the service."),
    Advice(503, None, "Try again later: the service is not available."),
    Advice(504, None, "Try again later: the service did not answer the gateway in time."),
)

UNEXPECTED = "Check endpoint and proxy: this API is not known to return such a response."
"""For any other HTTP status, and for a success whose body cannot be used."""

REDIRECT = "Set endpoint to the final address: redirects are not followed, as the credential would be sent there."

GATEWAY = (
    "This response is from a proxy or web server on the way, not from the service. Check the scheme of the endpoint"
    " (http or https), whether a client certificate or the password of a proxy is required, and whether the token or"
    " the address is too large."
)
"""For a refusal that is a web page or plain text."""

LOGIN_PAGE = (
    "This response is from a proxy or web server on the way, not from the service. Check the endpoint, and whether the"
    " network or the proxy requires a login with a browser first."
)
"""For a web page with the status of a success."""

GATEWAY_FAILED = (
    "This response is from a proxy or web server on the way, not from the service. Check the host and port of the"
    " endpoint, and try again later."
)
"""For a web page or plain text with HTTP 500."""

NOT_REACHED_BY_PROXY = (
    "Check the host and port of the endpoint, and whether the proxy can connect to it. If no proxy is needed, name the"
    " host in NO_PROXY."
)
"""For an error of a proxy that could not reach the endpoint."""

TRANSPORT = {
    "timeout": "Check the network and the proxy, or increase timeout and retry_deadline.",
    "dns": "Check endpoint, region, and the name service of the machine that sends.",
    "refused": "Check the host and port of the endpoint, and that the service is running.",
    "reset": "Check the network, the proxy, the scheme of the endpoint (http or https), and whether it requires a"
    " client certificate.",
    "tls": "Check the endpoint and its scheme (http or https), and set ca_path to the CA that signed its certificate.",
    "proxy": "Check proxy, or the proxy variables and NO_PROXY.",
    "protocol": "Check the endpoint and its scheme (http or https), and the proxy.",
    "body": "Try again later. If the error persists, check the proxies on the way.",
    "other": "Check the endpoint and its scheme (http or https), and the proxy.",
}
"""By the kind of a transport error."""

_BY_STATUS = {401: "credential_refused", 403: "credential_refused", 404: "not_found", 407: "proxy"}
_BY_STATUS.update({408: "timeout", 429: "throttled", 504: "timeout"})
_TRANSPORT_REASONS = {"timeout": "timeout", "tls": "tls", "proxy": "proxy"}
_TRANSPORT_REASONS.update({"protocol": "bad_answer", "body": "bad_answer"})


def refused(text: str, *suffixes: str | None) -> tuple[Advice, ...]:
    """Return the advice for a credential that is refused with HTTP 401 and one of these codes."""
    return tuple(Advice(401, suffix, text) for suffix in suffixes)


def advice_for(
    status: int, suffix: str | None, own: t.Sequence[Advice] = (), otherwise: str | None = None
) -> tuple[str, str]:
    """Return the result key ``reason`` for an HTTP error, and what to do about it.

    :param own: the advice of the credential and of the operation
    :param otherwise: what to do if ``own`` has no row, in place of the advice for every operation
    """
    rows = [row for row in (*own, *ADVICE) if row.status == status and row.suffix in (suffix, None)]
    row = next((row for row in rows if row.suffix), rows[0] if rows else None)
    if row:
        reason = row.reason or _BY_STATUS.get(status) or ("service" if status >= 500 else "input")
        is_own = row in own or reason in ("permission_denied", "proxy", "throttled")
        return reason, row.text if is_own or not otherwise else otherwise
    if 300 <= status < 400:
        return "wrong_endpoint", otherwise or REDIRECT
    return "service" if status >= 500 else "bad_answer", otherwise or UNEXPECTED


def transport_reason(kind: str) -> str:
    """Return the result key ``reason`` for a kind of transport error."""
    return _TRANSPORT_REASONS.get(kind, "connection")
