# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the service, its gateway and broken things on the way are known to answer, by name."""

from __future__ import annotations

import dataclasses
import json
import typing as t


@dataclasses.dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = dataclasses.field(default_factory=dict)


DOCUMENTED: dict[int, dict[str, t.Any]] = {
    400: {
        "error_code": "common.01000001",
        "error_msg": (
            "failed to read http request, please check your input, code: 400, reason: Type mismatch., "
            "cause: TypeMismatchException"
        ),
    },
    401: {"error_code": "APIG.1002", "error_msg": "Incorrect token or token resolution failed"},
    403: {
        "error": {"code": "403", "message": "X-Auth-Token is invalid in the request", "title": "Forbidden"},
        "error_code": 403,
        "error_msg": "X-Auth-Token is invalid in the request",
        "title": "Forbidden",
    },
    404: {"error_code": "common.01000001", "error_msg": "response status exception, code: 404"},
    408: {"error_code": "common.00000408", "error_msg": "timeout exception occurred"},
    500: {"error_code": "common.00000500", "error_msg": "internal error"},
}
"""The errors of the page, with its bodies, by status."""

REQUEST_ID = "5b1ad1f0f7a54b5a8b0e8f3f4d1c2e77"
"""The request ID in the bodies of the gateway."""


def make(status: int, body: object, **headers: str) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, json.dumps(body).encode(), headers=headers)


def gateway(status: int, code: str, message: str, **headers: str) -> Answer:
    """An answer in the shape of the API gateway."""
    return make(status, {"error_code": code, "error_msg": message, "request_id": REQUEST_ID}, **headers)


def _throttled(period: str) -> Answer:
    message = f"The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 {period}"
    return gateway(429, "APIG.0308", message)


API_NOT_FOUND = gateway(404, "APIG.0101", "The API does not exist or has not been published in the environment")
BAD_SIGNATURE = gateway(401, "APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail")
LOCKED = gateway(
    401, "APIGW.0301", "Incorrect IAM authentication information: AK access failed to reach the limit, forbidden"
)
CLOCK_SKEW = gateway(401, "APIGW.0303", "Incorrect app authentication information: signature expired")
TOKEN_MUST_BE_UPDATED = gateway(401, "APIGW.0307", "The token must be updated")

ANSWERS: dict[str, Answer] = {
    **{str(status): make(status, body) for status, body in DOCUMENTED.items()},
    "api-not-found": API_NOT_FOUND,
    "bad-signature": BAD_SIGNATURE,
    "locked": LOCKED,
    "clock-skew": CLOCK_SKEW,
    "token-must-be-updated": TOKEN_MUST_BE_UPDATED,
    "throttled-second": _throttled("second"),
    "throttled-minute": _throttled("minute"),
    "throttled-day": _throttled("day"),
    "bad-gateway": gateway(502, "APIG.0201", "Backend unavailable"),
    "unavailable": Answer(503, b"upstream connect error", "text/plain"),
    "gateway-timeout": gateway(504, "APIG.0203", "Backend timeout"),
    "busy": make(500, {"error_code": "dataartsfabric.00000001", "error_msg": "The system is busy"}),
    "keystone": make(401, {"error": {"code": 401, "message": "Authentication failed", "title": "Unauthorized"}}),
    "code-and-message": make(400, {"code": "APIG.0106", "message": "Invalid parameters"}),
    "html": Answer(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html"),
    "html-404": Answer(404, b"<html><body><h1>404 Not Found</h1></body></html>", "text/html"),
    "redirect": Answer(302, headers={"Location": "http://127.0.0.1:1/elsewhere"}),
    "empty": Answer(200),
    "empty-500": Answer(500),
    "not-json": Answer(200, b"session"),
    "html-200": Answer(200, b"<html><body>Log in</body></html>", "text/html"),
    "json-list": make(200, ["session"]),
    "bad-utf8": Answer(200, b'{"session_id": "\xff\xfe"}'),
    "too-large": Answer(200, b'{"session_id": "' + b"x" * (2 * 1024 * 1024) + b'"}'),
    "no-session-id": make(200, {"status": "RUNNING"}),
    "empty-session-id": make(200, {"session_id": "", "status": "RUNNING"}),
    "number-session-id": make(200, {"session_id": 7, "status": "RUNNING"}),
    "number-status": make(200, {"session_id": "s", "status": 7}),
    "no-content": Answer(204),
    "teapot": make(418, {"error_code": "teapot.0418", "error_msg": "I'm a teapot"}),
}
"""Every answer that a route can be made to give, by name; ``echo`` is one more, which repeats the request's headers."""


def find(answer: str | dict[str, t.Any]) -> Answer:
    """The answer of that name, or the one that a mapping with status, json or body, and headers describes."""
    if isinstance(answer, str):
        return ANSWERS[answer]
    body = json.dumps(answer["json"]).encode() if "json" in answer else str(answer.get("body", "")).encode()
    return Answer(int(answer.get("status", 200)), body, headers=dict(answer.get("headers", {})))
