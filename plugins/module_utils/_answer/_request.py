# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Send a request of any operation: return its result, or raise a failure with the documented result keys."""

from __future__ import annotations

import dataclasses

from .._http._retry import send_with_retries
from .._http._transport import HeaderAuth, Response, TransportError
from .._redact import Redactor
from .._requests import AuthBase
from ._advice import Advice
from ._body import BodyError
from ._failure import REQUEST_ID_HEADERS, no_response, no_result, refusal, request_id_of
from ._operation import Operation, T
from ._server import Server

__all__ = ["NO_AUTH", "Server", "no_response", "request", "request_id_of"]

NO_AUTH = HeaderAuth({})


def request(
    operation: Operation[T],
    server: Server,
    redact: Redactor,
    deadline: float,
    *,
    auth: AuthBase = NO_AUTH,
    credential: str = "",
    advice: tuple[Advice, ...] = (),
    tries: int = 0,
) -> T:
    """Return the result of an operation.

    :param redact: removes secrets from the texts of the server
    :param deadline: when to give up, on the monotonic clock
    :param credential: the method of the credential, for the sentence about a refused credential
    :param advice: what to do if the credential is refused; takes precedence over the advice of the operation
    :param tries: how many requests were already sent for this call
    :raises CallError: the operation failed
    :raises StoppedError: the run was stopped before there was a response
    """

    def send(seconds: float) -> Response:
        return server.transport.send(
            operation.method,
            f"{server.url}{operation.url_path}",
            auth=auth,
            headers=operation.headers,
            body=operation.body,
            timeout=min(seconds, server.timeout or seconds),
            direct=server.direct,
        )

    try:
        response = send_with_retries(send, server.transport.config, server.throttle, deadline)
    except TransportError as error:
        error.tries += tries
        raise no_response(operation, server, error) from None
    response = dataclasses.replace(response, tries=response.tries + tries)
    if response.status != operation.success:
        raise refusal(operation, server, response, redact, credential, (*advice, *operation.advice))
    try:
        value = operation.read(response)
        sent = (("request_id", response.headers.get(name) or "") for name in REQUEST_ID_HEADERS)
        for name, text in (*operation.identifiers(value), *sent):
            if redact.holds(text):
                raise BodyError(f"repeats a credential as {name}")
    except BodyError as error:
        raise no_result(operation, server, response, redact, f"its body {error}") from None
    return value
