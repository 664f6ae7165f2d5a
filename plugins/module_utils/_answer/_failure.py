# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Make the failure of a call: one sentence and the documented result keys, from a response or a transport error."""

from __future__ import annotations

import datetime
import re

from .._errors import CallError
from .._http._retry import http_date
from .._http._transport import Response, TransportError
from .._redact import Redactor
from .._text import escaped, one_line
from ._advice import (
    API_NOT_FOUND,
    CLOCK_SKEW,
    GATEWAY,
    GATEWAY_FAILED,
    LOGIN_PAGE,
    NOT_REACHED_BY_PROXY,
    TRANSPORT,
    UNEXPECTED,
    UPDATE_NEEDED,
    Advice,
    advice_for,
    transport_reason,
)
from ._body import UNTITLED, BodyError, ErrorBody, read_error, read_object
from ._operation import Operation, T
from ._server import Server

REQUEST_ID_HEADERS = ("X-Request-Id", "X-IAM-Trace-Id")
_REQUEST_ID_LIMIT = 128
# So many characters of the message are quoted in the sentence; the result key has all of it.
_QUOTED = 300
# Statuses that mean the same whoever sent them. A web page with any other 4xx is from the gateway.
_NO_PAGES = frozenset((404, 407, 408, 429))
# A proxy that refuses a tunnel with one of these would refuse any other. Some proxies send 401 in place of 407.
_PASSWORD_DEMANDED = frozenset((401, 407))
_ALL_REFUSED = _PASSWORD_DEMANDED | {403}
_EXPIRED = re.compile(r"(?i)token must be updated|token expire")
_ORIGIN = re.compile(r"(?i)(https?://[a-z0-9._:\[\]-]{1,255})(?![^/?#])")
_PERMISSION = re.compile(r"(?i)permission|not (?:allowed|authori[sz]ed)|access denied|polic(?:y|ies)")


def no_response(operation: Operation[T], server: Server, error: TransportError) -> CallError:
    """Return the failure of a call without a complete response."""
    advice = error.advice or TRANSPORT[error.kind]
    if error.status in _PASSWORD_DEMANDED:
        _reason, advice = advice_for(407, None)
    elif error.status and error.status >= 500:
        advice = NOT_REACHED_BY_PROXY
    if server.advice and error.kind not in ("tls", "proxy"):
        advice = server.advice
    facts = _told(_tries(error.tries), error.note)
    return CallError(
        msg=f"Could not {operation.goal}: {server} {error.what}{facts} - {advice}",
        reason=transport_reason(error.kind),
        solution_msg=advice,
        tries=error.tries,
        target=operation.target,
        ends_run=error.status in _ALL_REFUSED,
    )


def request_id_of(response: Response) -> str | None:
    """Return the request ID in the headers of a response, with characters escaped that cannot be shown.

    A value that is too long for a request ID is ignored, and not cut, as a part of it would identify nothing.
    """
    values = (escaped((response.headers.get(name) or "").strip()) for name in REQUEST_ID_HEADERS)
    return next((value for value in values if 0 < len(value) <= _REQUEST_ID_LIMIT), None)


def no_result(operation: Operation[T], server: Server, response: Response, redact: Redactor, problem: str) -> CallError:
    """Return the failure of a call whose response has the status of a success, but cannot be used."""
    body = _error_body(operation, response, redact)
    what = f"Could not {operation.goal} {operation.preposition} {server}"
    if body.page is None:
        verdict = ("bad_answer", server.advice or UNEXPECTED)
        return _failure(
            f"{what}: its response is not {operation.result}", operation, response, body, redact, verdict, problem
        )
    detail = problem if body.page == UNTITLED else None
    return _failure(what, operation, response, body, redact, ("gateway", LOGIN_PAGE), detail)


def _error_body(operation: Operation[T], response: Response, redact: Redactor) -> ErrorBody:
    if not operation.quotable:
        return ErrorBody()
    quote_text = response.status >= 300  # the text of a success may be secret
    content_type = response.headers.get("Content-Type", "")
    return read_error(
        response.body, redact, too_large=response.too_large, quote_text=quote_text, content_type=content_type
    )


def refusal(
    operation: Operation[T],
    server: Server,
    response: Response,
    redact: Redactor,
    credential: str,
    known: tuple[Advice, ...],
) -> CallError:
    """Return the failure of a call whose response does not have the status of a success.

    :param credential: the method of the credential, for the sentence about a refused credential
    :param known: the advice of the credential and of the operation
    """
    body = _error_body(operation, response, redact)
    status, detail = response.status, None
    reason, advice = advice_for(status, body.suffix, known, server.advice)
    what = f"Could not {operation.goal} {operation.preposition} {server}"
    # A code that only repeats the status, as Keystone's and Kubernetes' does, does not speak of what was requested.
    is_foreign = body.code in (None, str(status)) or body.suffix == API_NOT_FOUND
    if status == 404 and (not operation.absence or is_foreign):
        reason, advice = advice_for(404, API_NOT_FOUND, known, server.advice)
        what = f"Could not {operation.goal}: {server} does not serve {operation.api}"
    elif status == 404:
        what = f"{operation.absence} at {server}"
    elif body.page is not None and 400 <= status < 500 and status not in _NO_PAGES:
        reason, advice = "gateway", GATEWAY
    elif body.page is not None and status < 300:
        reason, advice = "gateway", LOGIN_PAGE
    elif body.page is not None and status == 500:
        advice = GATEWAY_FAILED
    elif 300 <= status < 400:
        what += _redirect(response, redact)
    elif status == 403 and _PERMISSION.search(body.words):
        reason = "permission_denied"
    elif reason == "credential_refused":
        what = f"Could not {operation.goal}: {server} refused the {credential or 'request'}"
        detail = _clock_difference(response) if body.suffix == CLOCK_SKEW else None
    advice = operation.advise(response) or advice
    return _failure(what, operation, response, body, redact, (reason, advice), detail)


def _failure(
    what: str,
    operation: Operation[T],
    response: Response,
    body: ErrorBody,
    redact: Redactor,
    verdict: tuple[str, str],
    detail: str | None,
) -> CallError:
    """Return the failure of a call with a response.

    :param what: the start of the sentence
    :param verdict: the reason, and what to do; a ``solution_msg`` of the service takes precedence
    :param detail: what is wrong with the response, if its status and body do not say it
    """
    (reason, solution), source = verdict, "collection"
    if body.solution:
        solution, source = body.solution, "api"
    request_id = request_id_of(response) or body.request_id
    if request_id and (redact.holds(request_id) or not operation.quotable):
        request_id = None
    status = f"HTTP {response.status}"
    code = body.code if body.code != str(response.status) else None
    quoted = one_line((body.message or "").rstrip("."), _QUOTED)
    shape = None if code or quoted or detail else _shape(response, body, operation)
    name = f"request ID {request_id}" if request_id else None
    facts = _told(status, code, detail, quoted, shape, name, _tries(response.tries), response.note)
    return CallError(
        msg=f"{what}{facts} - {solution}",
        reason=reason,
        http_status=response.status,
        error_code=body.code,
        error_msg=body.message,
        solution_msg=solution,
        solution_source=source,
        request_id=request_id,
        tries=response.tries,
        target=operation.target,
        ends_run=reason in ("credential_refused", "proxy"),
        limited=response.limited,
        expired=body.suffix == UPDATE_NEEDED or bool(_EXPIRED.search(body.words)),
    )


def _told(*facts: str | None) -> str:
    told = ", ".join(fact for fact in facts if fact)
    return f" ({told})" if told else ""


def _tries(tries: int) -> str | None:
    return f"{tries} tries" if tries > 1 else None


def _shape(response: Response, body: ErrorBody, operation: Operation[T]) -> str:
    if response.unread:
        return "its body could not be read"
    if body.page not in (None, UNTITLED):
        return f"its page says: {body.page}"
    try:
        read_object(response.body, too_large=response.too_large)
    except BodyError as error:
        return f"its body {error}"
    return "its body has no error code" if operation.quotable else "its body is not shown"


def _redirect(response: Response, redact: Redactor) -> str:
    """Return the scheme and host of a redirect, for the sentence. The rest of its URL may be secret."""
    found = _ORIGIN.match(response.headers.get("Location", ""))
    return f", which redirects to {found[1]!a}" if found and not redact.holds(found[1]) else ""


def _clock_difference(response: Response) -> str | None:
    """Return the difference between this machine's clock and the header ``Date`` of the response, in words."""
    theirs = http_date(response.headers.get("Date", ""))
    if theirs is None:
        return None
    seconds = round((datetime.datetime.now(datetime.timezone.utc) - theirs).total_seconds())
    return f"this machine's clock is {abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} the service's"
