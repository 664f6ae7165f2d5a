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

    def wait(self, seconds: float = 0.0) -> None:
        """Wait for so long, and until sending is allowed.

        :raises StoppedError: the run was stopped
        """
        until = time.monotonic() + seconds
        while True:
            left = max(until, self._open_at) - time.monotonic()
            if self._stopped.is_set() or (left > 0 and self._stopped.wait(left)):
                raise StoppedError
            if left <= 0:
                return


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


def exchange(send: t.Callable[[float], Answer], network: Network, pace: Pace) -> Exchange:
    """Send a request until it is answered for good, or no further attempt may help.

    :param send: makes one attempt within so many seconds
    :raises StoppedError: the run was stopped
    """
    ends = time.monotonic() + network.retry_deadline
    attempts = 0
    while True:
        pace.wait()
        attempts += 1
        answer, error = None, None
        try:
            answer = send(max(0.001, ends - time.monotonic()))
        except TransportError as caught:
            error = caught
        if not _may_help(answer, error) or attempts > network.retries:
            return Exchange(answer, error, attempts)
        asked = _asked_wait(answer)
        wait = _backoff(attempts) if asked is None else asked
        if time.monotonic() + wait >= ends:
            within = f"within the {network.retry_deadline:g} s of retry_deadline"
            note = f"no further attempt {within}" if asked is None else f"it asks to wait {asked:g} s, not {within}"
            return Exchange(answer, error, attempts, note)
        if answer is not None and answer.status == 429:
            pace.hold(wait)
        try:
            pace.wait(wait)
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
    try:
        return float(urllib3.Retry().parse_retry_after(header))
    except OverflowError:
        return math.inf
    except (urllib3.exceptions.InvalidHeader, ValueError):
        return None


def _backoff(attempts: int) -> float:
    """Return a wait that grows with each attempt, spread over its whole length so that callers do not meet again."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**attempts)
    return random.uniform(0, longest)  # noqa: S311 - nothing secret hangs on it
