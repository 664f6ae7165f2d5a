# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Ask for many routes at once: each route one outcome, whatever happens to the others.

The first request goes alone, and a refused credential ends the run: five refusals in a row lock an access key.
"""

from __future__ import annotations

import threading
import time
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import StoppedError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._failure import is_answer
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session import Session

Outcomes = dict[str, t.Union[Session, CallError]]
"""By route ID, a session or what went wrong; a route that is not in it was not attempted."""

Progress = t.Callable[[int, int], None]
"""Is told how many routes are done, and of how many."""


class _Run:
    """What the workers of one run share."""

    def __init__(
        self, show: t.Callable[[str], Session], route_ids: t.Iterable[str], stop: t.Callable[[], None]
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

    def work(self) -> None:
        """Ask for one route after the other until none is left or the run is over."""
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
        """Ask for the next route; tell whether to go on."""
        with self.changed:
            route_id = None if self._closed else next(self._pending, None)
        if route_id is None:
            return False
        try:
            outcome: Session | CallError = self._show(route_id)
        except StoppedError:
            return False
        except CallError as error:
            outcome = error
        with self.changed:
            self.outcomes[route_id] = outcome
            if isinstance(outcome, Session) or is_answer(outcome.failure):
                self.answered_at = time.monotonic()
        if isinstance(outcome, CallError) and outcome.fatal:
            self._closed = True
            return False
        return True

    def close(self) -> None:
        """Start nothing new, and end what was started."""
        self._closed = True
        self._stop()


def ask_for_all(
    show: t.Callable[[str], Session],
    route_ids: t.Sequence[str],
    *,
    workers: int,
    patience: float,
    stop: t.Callable[[], None],
    progress: Progress | None = None,
) -> Outcomes:
    """Ask for each of some distinct routes.

    :param show: asks for one; called from several threads
    :param workers: how many may be asked for at once
    :param patience: seconds without any answer after which the run ends
    :param stop: makes every ``show`` that is under way end
    :param progress: told now and then how many of how many are done
    """
    run = _Run(show, route_ids, stop)
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
