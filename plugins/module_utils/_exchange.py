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
import math
import random
import re
import sys
import threading
import time
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._network import Network
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import urllib3
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import (
    RETRYABLE_STATUSES,
    Answer,
    TransportError,
)

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_PER_DAY = re.compile(rb"time:\s*1\s*day")


class StoppedError(Exception):
    """The run was stopped before this request was answered."""


class Pace:
    """What all workers of one run share: when the next request may be sent, and whether to stop."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._open_at = 0.0

    def stop(self) -> None:
        """End every wait and let nothing more be sent."""
        self._stopped.set()

    def hold(self, seconds: float) -> None:
        """Let nobody send for a while: the service asked to go slower."""
        self._open_at = max(self._open_at, time.monotonic() + seconds)

    def wait(self, ends: float, seconds: float = 0.0) -> bool:
        """Wait for so long, and until sending is allowed; tell whether that was before the end.

        :param ends: when not to send any more, on the monotonic clock; where that comes first nothing is waited for
        :raises StoppedError: the run was stopped
        """
        until = time.monotonic() + seconds
        while not self._stopped.is_set():
            opens = max(until, self._open_at)
            if opens >= ends:
                return False
            left = opens - time.monotonic()
            if left <= 0:
                return True
            self._stopped.wait(left)
        raise StoppedError


@dataclasses.dataclass(frozen=True)
class Exchange:
    """How a request ended: an answer or an error.

    :param attempts: how many attempts were made
    :param note: why no further one was made, where that is worth saying
    """

    answer: Answer | None
    error: TransportError | None
    attempts: int
    note: str = ""


def left_until(ends: float) -> float:
    """Return how many seconds are left, never none: a time-out of nothing would be taken for no time-out."""
    return max(0.001, ends - time.monotonic())


def not_ready(network: Network) -> TransportError:
    """Return what to say where the time was over before anything was sent."""
    what = f"was not ready to be asked within the {network.retry_deadline:g} s of retry_deadline"
    return TransportError("timeout", what, retryable=False)


def exchange(send: t.Callable[[float], Answer], network: Network, pace: Pace, ends: float) -> Exchange:
    """Send a request until it is answered for good, or no further attempt may help.

    :param send: makes one attempt within so many seconds
    :param ends: when to give up, on the monotonic clock
    :raises StoppedError: the run was stopped
    """
    if not pace.wait(ends):
        return Exchange(None, not_ready(network), 0)
    attempts = 0
    while True:
        attempts += 1
        answer, error = None, None
        try:
            answer = send(left_until(ends))
        except TransportError as caught:
            error = caught
        if not _may_help(answer, error) or attempts > network.retries:
            return Exchange(answer, error, attempts)
        asked = _asked_wait(answer)
        wait = _backoff(attempts) if asked is None else asked
        within = f"within the {network.retry_deadline:g} s of retry_deadline"
        if time.monotonic() + wait >= ends:
            note = f"no further attempt {within}" if asked is None else f"it asks to wait {asked:g} s, not {within}"
            return Exchange(answer, error, attempts, note)
        if answer is not None and answer.status == 429:
            pace.hold(wait)
        try:
            if not pace.wait(ends, wait):
                return Exchange(answer, error, attempts, f"no further attempt {within}")
        except StoppedError:
            return Exchange(answer, error, attempts, "the run was stopped")


def _may_help(answer: Answer | None, error: TransportError | None) -> bool:
    if answer is None:
        return error is not None and error.retryable
    if answer.status == 429 and _PER_DAY.search(answer.body):
        return False
    return answer.status in RETRYABLE_STATUSES


def _asked_wait(answer: Answer | None) -> float | None:
    header = answer.headers.get("Retry-After") if answer is not None else None
    if not header:
        return None
    rule = urllib3.Retry()
    rule.retry_after_max = sys.maxsize  # it would make six hours of whatever is longer, and the sentence not true
    try:
        return float(rule.parse_retry_after(header))
    except OverflowError:
        return math.inf
    except (urllib3.exceptions.InvalidHeader, ValueError):
        return None


def _backoff(attempts: int) -> float:
    """Return a wait that grows with each attempt, spread over its whole length so that callers do not meet again."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**attempts)
    return random.uniform(0, longest)  # noqa: S311 - nothing secret hangs on it
