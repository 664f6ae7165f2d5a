# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Poll the sessions until the task is cancelled, and put an event for each change on a queue."""

from __future__ import annotations

import asyncio
import datetime
import logging
import typing as t
from collections.abc import Awaitable, Mapping

from ._arguments import NAME, Arguments
from ._changes import Event, Known, compare
from ._pace import Pace
from ._poller import Poller

logger = logging.getLogger(NAME)

Sleep = t.Callable[[float], Awaitable[object]]


async def watch(
    arguments: Arguments,
    put: t.Callable[[Event], Awaitable[object]],
    environ: Mapping[str, str],
    sleep: Sleep = asyncio.sleep,
) -> t.NoReturn:
    """Poll until cancelled.

    :param put: puts an event on the queue
    :raises InputError: the arguments or the environment cannot be used
    """
    poller = Poller(arguments, environ)
    for warning in poller.warnings:
        logger.warning("%s", warning)
    pace = Pace(arguments.interval)
    known = Known()
    try:
        while True:
            poll = await asyncio.to_thread(poller.poll)
            events, known = compare(
                arguments.routes, known, poll.outcomes, poll.down, _now(), snapshot=arguments.snapshot
            )
            for event in events:
                _log(event)
                await put(event)
            await sleep(pace.after(poll.down))
    finally:
        poller.stop()


def _now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def _log(event: Event) -> None:
    what = f"route {event['route_id']}" if event["route_id"] else "service"
    if event["event"] == "unknown":
        logger.warning("%s: unknown: %s", what, event["msg"])
    else:
        logger.info("%s: %s", what, event["event"])
