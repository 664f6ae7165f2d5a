# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What one run authenticates with: a credential, exchanged for a token or a temporary key where that is needed."""

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
"""Seconds before its end from which on a temporary key is not used any more."""


@dataclasses.dataclass(eq=False)
class Authentication:
    """What adds a credential to requests.

    :param accepted: whether the service accepted it before
    """

    auth: AuthBase
    renew_at: float | None = None
    accepted: bool = False


class Authenticator:
    """Gives what to authenticate requests with; safe to use from many threads.

    :param credential: a password and an agency are exchanged on first use, once for all threads, and once more where
        what they were exchanged for is not accepted any more
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
        """The values that must never be shown, with those obtained so far."""
        return tuple(self._secrets)

    @property
    def is_spent(self) -> bool:
        """Whether the only renewal was used, so that the next refusal is final."""
        return self._credential.renewable and not self._renewals

    def current(self, deadline: float) -> Authentication:
        """Return what to authenticate a request with.

        :param deadline: when to give up, on the monotonic clock
        :raises CallError: it had to be obtained, and that failed; it ends the run unless only this caller's time was
            too short
        :raises TransportError: another thread was still obtaining it at the deadline
        """
        with self._locked(deadline):
            current = self._current
            if current is None or (current.renew_at is not None and time.time() >= current.renew_at):
                return self._obtain(deadline)
            return current

    def renewed(self, stale: Authentication, refusal: CallError, deadline: float) -> Authentication | None:
        """Return what to authenticate with after a refusal; None where there is nothing else.

        :param stale: what was refused
        :param deadline: when to give up, on the monotonic clock
        :raises CallError: it had to be obtained, and that failed, as for :meth:`current`
        :raises TransportError: another thread was still obtaining it at the deadline
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
        # Cache the failure: other threads must not send a refused password again. Only where it is no final response,
        # and little time was left to get one, another thread may be luckier.
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
    """Return when to obtain another; never where it is as good as over already, as a clock may be wrong."""
    if obtained.expires_at is None or obtained.expires_at - _RENEW_BEFORE <= time.time():
        return None
    return obtained.expires_at - _RENEW_BEFORE
