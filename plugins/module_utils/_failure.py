# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Make the failure of a request into one sentence and the documented result keys."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._advice import TRANSPORT, advice_for
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import (
    BodyError,
    ErrorBody,
    plain,
    read_error,
    read_object,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import Failure
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import RETRYABLE_STATUSES, Answer

_REQUEST_ID_HEADERS = ("X-Request-Id", "X-IAM-Trace-Id")
# Messages are quoted in the sentence up to here; the result key has them in full.
_QUOTED = 300


def request_id_of(answer: Answer) -> str | None:
    """Return the request ID in an answer's headers."""
    for name in _REQUEST_ID_HEADERS:
        value = answer.headers.get(name)
        if value and plain(value, 128):
            return plain(value, 128)
    return None


def error_of(exchange: Exchange, clean: t.Callable[[str], str]) -> ErrorBody:
    """Return what the body of an exchange's answer says, without secrets."""
    if exchange.answer is None:
        return ErrorBody()
    return read_error(exchange.answer.body, too_large=exchange.answer.too_large, clean=clean)


def is_answer(failure: Failure) -> bool:
    """Tell whether who was asked is alive; what only says to try again may as well come from a gateway before it."""
    return failure.http_status not in {None, *RETRYABLE_STATUSES}


def failure_of(
    what: str,
    exchange: Exchange,
    body: ErrorBody,
    *,
    route_id: str | None = None,
    detail: str | None = None,
    advice: str | None = None,
) -> Failure:
    """Return the result keys of a request that failed.

    :param what: what happened, to which route, at which endpoint: the start of the sentence
    :param detail: what was wrong with the answer, where its status and body do not tell
    :param advice: what to do, where the table's own advice does not fit; the service's goes before it
    """
    if exchange.answer is None:
        kind = exchange.error.kind if exchange.error else "other"
        status, code, message, request_id = None, None, None, None
        solution, source = advice or TRANSPORT[kind], "collection"
    else:
        status = exchange.answer.status
        code, message = body.code, body.message
        request_id = request_id_of(exchange.answer) or body.request_id
        solution, source = advice or advice_for(status, code), "collection"
        if body.solution:
            solution, source = body.solution, "api"
    facts = [f"HTTP {status}" if status else None, code, detail, _quoted(message) if message else None]
    if exchange.answer is not None and not (code or message or detail):
        facts.append(_shape(exchange.answer))
    facts += [f"request ID {request_id}" if request_id else None]
    facts += [f"{exchange.attempts} attempts" if exchange.attempts > 1 else None, exchange.note or None]
    told = ", ".join(fact for fact in facts if fact)
    return Failure(
        msg=f"{what}{f' ({told})' if told else ''} - {solution}",
        http_status=status,
        error_code=code,
        error_msg=message,
        solution_msg=solution,
        solution_source=source,
        request_id=request_id,
        route_id=route_id,
        attempts=exchange.attempts,
    )


def _quoted(message: str) -> str:
    return plain(message.rstrip("."), _QUOTED)


def _shape(answer: Answer) -> str:
    try:
        read_object(answer.body, too_large=answer.too_large)
    except BodyError as error:
        return f"its body {error}"
    return "its body has no error code"
