# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Request many routes at the same time. Each route has its own outcome.

Five refusals in a row lock an access key. Therefore the first request is sent alone, at most four are sent at the same
time until the first session is received, and no new request is sent after the credential was refused.
"""

from __future__ import annotations

import threading
import time
import typing as t

from .._auth._authenticator import is_final
from .._errors import CallError
from .._http._retry import StoppedError
from ._operation import Session

Outcomes = dict[str, t.Union[Session, CallError]]
"""The session or failure of each route, by route ID. Routes that are not in it were not requested."""

Progress = t.Callable[[int, int], None]
"""A function that is called with the number of routes that are done, and the number of all."""

UNPROVEN = 4
"""How many requests may be sent at the same time before the credential was accepted."""

_SAME_FOR_ALL = frozenset(("gateway", "wrong_endpoint", "tls"))
"""The reasons that end a run before the first session, because every other route would fail in the same way."""


def ends_run(error: CallError, *, accepted: bool) -> bool:
    """Return whether a failure ends the run, so that no further route is requested.

    :param accepted: whether the service has returned a session before
    """
    return error.ends_run or error.limited or (not accepted and error.reason in _SAME_FOR_ALL)


class _Run:
    """The state that the threads of one run share."""

    def __init__(
        self,
        show: t.Callable[[str], Session],
        route_ids: t.Iterable[str],
        stop: t.Callable[[], None],
        *,
        accepted: bool,
        unproven: int,
    ) -> None:
        self.outcomes: Outcomes = {}
        self.crash: BaseException | None = None
        self.answered_at = time.monotonic()
        self.changed = threading.Condition()
        self.working = 0
        self._show = show
        self._pending = iter(route_ids)
        self._stop = stop
        self._closed = False
        self._accepted = accepted
        self._unproven = unproven
        self._under_way = 0

    def work(self) -> None:
        """Request one route after the other, until none is left or the run ends."""
        try:
            while self.step():
                pass
        except BaseException as error:  # noqa: BLE001 - the thread that waits raises it
            self.crash = error
            self.close()
        finally:
            with self.changed:
                self.working -= 1
                self.changed.notify_all()

    def step(self) -> bool:
        """Request the next route; return whether to go on."""
        with self.changed:
            while not self._accepted and self._under_way >= self._unproven and not self._closed:
                self.changed.wait()
            route_id = None if self._closed else next(self._pending, None)
            self._under_way += 1
        try:
            return route_id is not None and self._finish(route_id)
        finally:
            with self.changed:
                self._under_way -= 1
                self.changed.notify()

    def _finish(self, route_id: str) -> bool:
        try:
            outcome: Session | CallError = self._show(route_id)
        except StoppedError:
            return False
        except CallError as error:
            outcome = error
        with self.changed:
            self.outcomes[route_id] = outcome
            if isinstance(outcome, Session):
                if not self._accepted:
                    self._accepted = True
                    self.changed.notify_all()
                self.answered_at = time.monotonic()
                return True
            if is_final(outcome):
                self.answered_at = time.monotonic()
            if ends_run(outcome, accepted=self._accepted):
                self._closed = True
                self.changed.notify_all()
            return not self._closed

    def close(self) -> None:
        """Start no new request, and end those that were started."""
        with self.changed:
            self._closed = True
            self.changed.notify_all()
        self._stop()


def show_all(
    show: t.Callable[[str], Session],
    route_ids: t.Sequence[str],
    *,
    workers: int,
    patience: float,
    stop: t.Callable[[], None],
    accepted: bool = False,
    progress: Progress | None = None,
    unproven: int = UNPROVEN,
) -> Outcomes:
    """Request each of some distinct routes.

    :param show: requests one route; called from several threads
    :param workers: how many requests may be sent at the same time
    :param patience: the run is aborted if no route gets a final response within this many seconds
    :param stop: ends all calls of ``show``
    :param accepted: whether the credential was accepted before, so that ``unproven`` is not a limit
    :param progress: called about once a second with the number of routes that are done
    :param unproven: how many requests may be sent at the same time before the credential was accepted
    """
    run = _Run(show, route_ids, stop, accepted=accepted, unproven=unproven)
    if not run.step() or len(route_ids) == 1:
        return run.outcomes
    threads = [
        threading.Thread(target=run.work, name=f"route-{number}", daemon=True)
        for number in range(min(workers, len(route_ids) - 1))
    ]
    told_at = time.monotonic()
    try:
        run.working = len(threads)
        for thread in threads:
            thread.start()
        with run.changed:
            while run.working:  # and not while threads are alive: a thread is alive for a moment after its work
                left = run.answered_at + patience - time.monotonic()
                if left <= 0:
                    run.close()
                run.changed.wait(min(max(left, 0.05), 1.0))
                if progress and time.monotonic() - told_at >= 1.0:
                    told_at = time.monotonic()
                    progress(len(run.outcomes), len(route_ids))
    except BaseException:
        run.close()
        raise
    finally:
        for thread in threads:
            if thread.ident is not None:  # it was started
                thread.join()
    if run.crash:
        raise run.crash
    return run.outcomes
