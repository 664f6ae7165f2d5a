# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Request many routes at once: each route one outcome, whatever happens to the others.

Five refusals in a row lock an access key. So the first request goes alone, no more than four are under way until the
first session came, and nothing new is sent after a refusal of the credential.
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
"""By route ID, a session or what went wrong; a route that is not in it was not attempted."""

Progress = t.Callable[[int, int], None]
"""Is told how many routes are done, and of how many."""

UNPROVEN = 4
"""How many requests may be under way before the credential was accepted."""

_SAME_FOR_ALL = frozenset(("gateway", "wrong_endpoint", "tls"))
"""The reasons that end a run in which nothing was accepted yet, as every other route would fail alike."""


def ends_run(error: CallError, *, accepted: bool) -> bool:
    """Return whether no further route is to be requested after a failure.

    :param accepted: whether the service gave a session before
    """
    return error.ends_run or error.limited or (not accepted and error.reason in _SAME_FOR_ALL)


class _Run:
    """What the workers of one run share."""

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
        """Request one route after the other until none is left or the run is over."""
        try:
            while self.step():
                pass
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits, which raises it
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
        """Start nothing new, and end what was started."""
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

    :param show: requests one; called from several threads
    :param workers: how many may be under way at once
    :param patience: the run is aborted if no route gets a final response within this many seconds
    :param stop: makes every ``show`` that is under way end
    :param accepted: whether the credential was accepted before, so that all workers may follow the first request
    :param progress: told now and then how many of how many are done
    :param unproven: how many may be under way before the credential was accepted
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
            while run.working:  # not whether threads are alive: the last one is for a moment after it said so
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
