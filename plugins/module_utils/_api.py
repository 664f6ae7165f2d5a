# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Call any operation of the service: authenticate, send, retry, renew the credential once, read."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import typing as t

from ._answer._operation import Operation, T
from ._answer._request import Server, no_response, request
from ._auth._authenticator import Authentication, Authenticator
from ._errors import AFTER_ACCEPTANCE, CallError
from ._http._transport import TransportError


class Api:
    """The operations of the service at one endpoint; safe to use from many threads."""

    def __init__(self, server: Server, authenticator: Authenticator) -> None:
        self._server = server
        self._authenticator = authenticator

    def call(self, operation: Operation[T]) -> T:
        """Return the result of an operation.

        :raises CallError: the operation failed
        :raises StoppedError: the run was stopped before there was a response
        """
        deadline = time.monotonic() + self._server.transport.config.retry_deadline
        tries = 0
        with self._on_behalf_of(operation, tries):
            authentication = self._authenticator.current(deadline)
        while True:
            outcome = self._outcome(operation, authentication, deadline, tries)
            if not isinstance(outcome, CallError):
                authentication.accepted = True
                return outcome
            if outcome.reason in AFTER_ACCEPTANCE:
                authentication.accepted = True
            tries = outcome.tries
            with self._on_behalf_of(operation, tries):
                fresh = self._authenticator.renewed(authentication, outcome, deadline)
            if fresh is None:
                raise outcome
            authentication = fresh

    def _outcome(
        self, operation: Operation[T], authentication: Authentication, deadline: float, tries: int
    ) -> T | CallError:
        try:
            return request(
                operation,
                self._server,
                self._authenticator.redact,
                deadline,
                auth=authentication.auth,
                credential=f"credential ({self._authenticator.method})",
                advice=self._authenticator.advice,
                tries=tries,
            )
        except CallError as error:
            return error

    @contextlib.contextmanager
    def _on_behalf_of(self, operation: Operation[T], tries: int) -> t.Iterator[None]:
        """Turn a failure of the authentication into a failure of the operation, with its result keys."""
        try:
            yield
        except CallError as error:
            raise dataclasses.replace(error, target=operation.target) from None
        except TransportError as error:
            error.tries = tries
            raise no_response(operation, self._server, error) from None
