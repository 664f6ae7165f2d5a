# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Send a request with its retries: after which failures to try again, how long to wait, and when to give up.

A request may be repeated, because it only reads. The caller decides what a response means.
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
    """The run was stopped before this request had a response."""


class Throttle:
    """Shared by all threads of one run: when the next request may be sent, and whether to stop."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._open_at = 0.0

    def stop(self) -> None:
        """End all waits, and send no more requests."""
        self._stopped.set()

    def hold(self, seconds: float) -> None:
        """Send no request for some seconds, because the service limits requests."""
        self._open_at = max(self._open_at, time.monotonic() + seconds)

    def wait(self, deadline: float, seconds: float = 0.0) -> bool:
        """Wait for some seconds, and until requests may be sent. Return False at once if the deadline is earlier.

        :param deadline: when to give up, on the monotonic clock
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
    """Return how many seconds are left, but more than 0, because a timeout of 0 would mean no timeout."""
    return max(0.001, deadline - time.monotonic())


def not_ready(config: HttpConfig) -> TransportError:
    """Return the error of a request that was not sent, because no time was left."""
    what = f"could not be called within the {config.retry_deadline:g} s of retry_deadline"
    return TransportError("timeout", what, retryable=False, tries=0)


def send_with_retries(
    send: t.Callable[[float], Response], config: HttpConfig, throttle: Throttle, deadline: float
) -> Response:
    """Return the response to a request, which is sent again as long as that may help.

    :param send: makes one try within so many seconds
    :param deadline: when to give up, on the monotonic clock
    :raises TransportError: the last try got no response, or there was no time for a first one
    :raises StoppedError: the run was stopped before the first try
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
    """Wait for the next try; return why there is none, or an empty text."""
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
    """Return whether the server limits requests for longer than the run may last."""
    if outcome.status != 429:
        return False
    demanded = _retry_after(outcome)
    return _is_for_long(outcome) or (demanded is not None and time.monotonic() + demanded >= deadline)


def _retry_after(outcome: Response | TransportError) -> float | None:
    """Return the seconds in ``Retry-After``, if any: a number, or a date relative to the header ``Date``."""
    if isinstance(outcome, TransportError):
        return None
    header = outcome.headers.get("Retry-After", "").strip()[:_HEADER_LIMIT]
    if _SECONDS.fullmatch(header):
        return max(map(float, header.split(",")))  # two headers with this name are one with a comma
    until = http_date(header)
    if until is None:
        return None
    now = http_date(outcome.headers.get("Date", "")) or datetime.datetime.now(datetime.timezone.utc)
    return max(0.0, (until - now).total_seconds())


def http_date(header: str) -> datetime.datetime | None:
    """Return the time in a header, in UTC if it has no time zone; ``None`` if it is not a time."""
    try:
        time_said = email.utils.parsedate_to_datetime(header[:_HEADER_LIMIT])
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return time_said if time_said.tzinfo else time_said.replace(tzinfo=datetime.timezone.utc)


def _backoff(tries: int) -> float:
    """Return a random time to wait, up to a limit that doubles with each try."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**tries)
    return random.uniform(0, longest)  # noqa: S311 - nothing secret hangs on it
