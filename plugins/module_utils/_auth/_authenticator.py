# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Authenticate the requests of one run; a password or an agency is first exchanged for a token or a temporary key."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
import typing as t

from .._errors import CallError
from .._http._retry import Throttle, not_ready, seconds_left
from .._http._transport import RETRYABLE_STATUSES, Transport
from .._redact import Redactor
from .._requests import AuthBase
from ._credential import Credential

_RENEW_BEFORE = 60.0
"""So many seconds before it expires, a temporary key is renewed."""


@dataclasses.dataclass(eq=False)
class Authentication:
    """An authentication for requests, and its state.

    :param renew_at: when to renew it, in seconds since the epoch; None for never
    :param accepted: whether the service has accepted it
    """

    auth: AuthBase
    renew_at: float | None = None
    accepted: bool = False


class Authenticator:
    """Gives the authentication for requests. Safe to use from many threads.

    :param credential: a password or an agency is exchanged on first use, once for all threads, and once more if the
        token or temporary key is no longer accepted
    """

    def __init__(self, credential: Credential, transport: Transport, throttle: Throttle) -> None:
        self.method = credential.method
        self.advice = credential.advice
        self._credential = credential
        self._transport = transport
        self._throttle = throttle
        self._lock = threading.Lock()
        self._secrets = {*credential.secrets, *transport.config.secrets}
        self.redact = Redactor(self._secrets)
        self._current: Authentication | None = None
        self._failure: CallError | None = None
        self._renewals = 1 if credential.renewable else 0

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown, with the tokens and keys obtained so far."""
        return tuple(self._secrets)

    @property
    def is_spent(self) -> bool:
        """Whether the one renewal was used, so that the next refusal is final."""
        return self._credential.renewable and not self._renewals

    def current(self, deadline: float) -> Authentication:
        """Return the authentication for a request.

        :param deadline: when to give up, on the monotonic clock
        :raises CallError: a token or temporary key could not be obtained; this ends the run, unless the cause may be
            the short time that this caller had
        :raises TransportError: another thread was still obtaining it at the deadline
        """
        with self._locked(deadline):
            current = self._current
            if current is None or (current.renew_at is not None and time.time() >= current.renew_at):
                return self._obtain(deadline)
            return current

    def renewed(self, stale: Authentication, refusal: CallError, deadline: float) -> Authentication | None:
        """Return a new authentication after a refusal; None if there is none.

        :param stale: the authentication that was refused
        :param deadline: when to give up, on the monotonic clock
        :raises CallError: as for :meth:`current`
        :raises TransportError: as for :meth:`current`
        """
        if refusal.reason != "credential_refused" or not (stale.accepted or refusal.expired):
            return None
        with self._locked(deadline):
            if self._current is stale:
                if not self._renewals:
                    return None
                self._renewals -= 1
                self._current = None
            return self._current or self._obtain(deadline)

    @contextlib.contextmanager
    def _locked(self, deadline: float) -> t.Iterator[None]:
        if not self._lock.acquire(timeout=seconds_left(deadline)):
            raise not_ready(self._transport.config)
        try:
            yield
        finally:
            self._lock.release()

    def _obtain(self, deadline: float) -> Authentication:
        # Cache the failure: other threads must not send a refused password again. The exception is a failure without a
        # final response that may be due to a short deadline: another thread may have more time.
        if self._failure is None:
            hurried = seconds_left(deadline) < self._transport.config.retry_deadline / 2
            try:
                obtained = self._credential.obtain(self._transport, self._throttle, self.redact, deadline)
            except CallError as error:
                if hurried and not is_final(error):
                    raise
                self._failure = dataclasses.replace(error, ends_run=True)
            else:
                self._secrets.update(obtained.secrets)
                self.redact = Redactor(self._secrets)
                self._current = Authentication(obtained.auth(), _renew_at(obtained))
                return self._current
        raise self._failure


def is_final(error: CallError) -> bool:
    """Return whether the server itself responded; a retryable status may come from a gateway before it."""
    return error.http_status not in {None, *RETRYABLE_STATUSES}


def _renew_at(obtained: Credential) -> float | None:
    """Return when to renew a credential. Never, if it has already expired by this clock, which may be wrong."""
    if obtained.expires_at is None or obtained.expires_at - _RENEW_BEFORE <= time.time():
        return None
    return obtained.expires_at - _RENEW_BEFORE
