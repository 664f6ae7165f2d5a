# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A request with its retries: which failures may be tried again, how long to wait, and when to give up.

The call is a read, so it may be repeated. What an answer means is for the caller to say.
"""

from __future__ import annotations

import dataclasses
import datetime
import email.utils
import random
import re
import threading
import time
import typing as t

from ._config import HttpConfig
from ._outcome import RETRYABLE_STATUSES, Response, TransportError

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_LONG_PERIOD = re.compile(rb"time:\s*[0-9]+\s*(?:hour|day)")
_PERIOD_WITHIN = 4096
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?(, *[0-9]+(\.[0-9]+)?)*")
_HEADER_LIMIT = 100


class StoppedError(Exception):
    """The run was stopped before this request was answered."""


class Throttle:
    """What all workers of one run share: when the next request may be sent, and whether to stop."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._open_at = 0.0

    def stop(self) -> None:
        """End every wait and let nothing more be sent."""
        self._stopped.set()

    def hold(self, seconds: float) -> None:
        """Let nobody send for a while: the service limits requests."""
        self._open_at = max(self._open_at, time.monotonic() + seconds)

    def wait(self, deadline: float, seconds: float = 0.0) -> bool:
        """Wait for so long, and until sending is allowed; tell whether that was before the end.

        :param deadline: when not to send any more, on the monotonic clock; where that comes first nothing is waited for
        :raises StoppedError: the run was stopped
        """
        until = time.monotonic() + seconds
        while not self._stopped.is_set():
            opens = max(until, self._open_at)
            if opens >= deadline:
                return False
            left = opens - time.monotonic()
            if left <= 0:
                return True
            self._stopped.wait(left)
        raise StoppedError


def seconds_left(deadline: float) -> float:
    """Return how many seconds are left, never none: a time-out of nothing would be taken for no time-out."""
    return max(0.001, deadline - time.monotonic())


def not_ready(config: HttpConfig) -> TransportError:
    """Return the error of a request for which no time was left before anything was sent."""
    what = f"could not be called within the {config.retry_deadline:g} s of retry_deadline"
    return TransportError("timeout", what, retryable=False, tries=0)


def send_with_retries(
    send: t.Callable[[float], Response], config: HttpConfig, throttle: Throttle, deadline: float
) -> Response:
    """Return the response to a request, tried again as long as that may help.

    :param send: makes one attempt within so many seconds
    :param deadline: when to give up, on the monotonic clock
    :raises TransportError: the last attempt got no response, or there was no time for a first one
    :raises StoppedError: the run was stopped before the first attempt
    """
    if not throttle.wait(deadline):
        raise not_ready(config)
    tries = 0
    while True:
        tries += 1
        outcome = _outcome(send, deadline)
        if not _may_help(outcome) or tries > config.retries:
            return _ended(outcome, tries, deadline)
        note = _wait(outcome, tries, config, throttle, deadline)
        if note:
            return _ended(outcome, tries, deadline, note)


def _outcome(send: t.Callable[[float], Response], deadline: float) -> Response | TransportError:
    try:
        return send(seconds_left(deadline))
    except TransportError as error:
        return error


def _ended(outcome: Response | TransportError, tries: int, deadline: float, note: str = "") -> Response:
    if isinstance(outcome, Response):
        return dataclasses.replace(outcome, tries=tries, note=note, limited=_is_limited(outcome, deadline))
    outcome.tries, outcome.note = tries, note
    raise outcome


def _wait(
    outcome: Response | TransportError, tries: int, config: HttpConfig, throttle: Throttle, deadline: float
) -> str:
    """Wait for the next attempt; return why there is none, if so."""
    demanded = _retry_after(outcome) or 0.0
    seconds = max(demanded, _backoff(tries))
    limit = f"the {config.retry_deadline:g} s of retry_deadline"
    too_late = f"no further attempt within {limit}"
    if time.monotonic() + seconds >= deadline:
        return too_late if demanded < seconds else f"its Retry-After of {demanded:g} s goes beyond {limit}"
    if isinstance(outcome, Response) and outcome.status == 429:
        throttle.hold(seconds)
    try:
        return "" if throttle.wait(deadline, seconds) else too_late
    except StoppedError:
        return "the run was stopped"


def _may_help(outcome: Response | TransportError) -> bool:
    if isinstance(outcome, TransportError):
        return outcome.retryable
    return outcome.status in RETRYABLE_STATUSES and not _is_for_long(outcome)


def _is_for_long(outcome: Response) -> bool:
    return outcome.status == 429 and _LONG_PERIOD.search(outcome.body[:_PERIOD_WITHIN]) is not None


def _is_limited(outcome: Response, deadline: float) -> bool:
    """Tell whether requests are limited for longer than the run may last."""
    if outcome.status != 429:
        return False
    demanded = _retry_after(outcome)
    return _is_for_long(outcome) or (demanded is not None and time.monotonic() + demanded >= deadline)


def _retry_after(outcome: Response | TransportError) -> float | None:
    """Return the seconds of ``Retry-After``, if there are any: a number, or a date by the responder's own clock."""
    if isinstance(outcome, TransportError):
        return None
    header = outcome.headers.get("Retry-After", "").strip()[:_HEADER_LIMIT]
    if _SECONDS.fullmatch(header):
        return max(map(float, header.split(",")))  # two headers of the name are one with a comma
    until = http_date(header)
    if until is None:
        return None
    now = http_date(outcome.headers.get("Date", "")) or datetime.datetime.now(datetime.timezone.utc)
    return max(0.0, (until - now).total_seconds())


def http_date(header: str) -> datetime.datetime | None:
    """Return the time that a header says, in UTC where it names no zone; ``None`` if it says none."""
    try:
        time_said = email.utils.parsedate_to_datetime(header[:_HEADER_LIMIT])
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return time_said if time_said.tzinfo else time_said.replace(tzinfo=datetime.timezone.utc)


def _backoff(tries: int) -> float:
    """Return a wait that grows with each attempt, spread over its whole length so that callers do not meet again."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**tries)
    return random.uniform(0, longest)  # noqa: S311 - nothing secret hangs on it
