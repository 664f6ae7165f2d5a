# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Polls in a row: what is put on the queue, what is logged, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import time
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._arguments import NAME, Arguments
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._changes import Event
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._watch import watch
from tests.simulator.handle import Simulator

Make = t.Callable[..., Arguments]
TOKEN = "token-for-tests-only"


class _OverError(Exception):
    pass


def told(arguments: Arguments, *steps: t.Callable[[], None]) -> tuple[list[Event], list[float]]:
    """The events and the waits of a watcher; between two polls, one step after the other is taken."""
    events: list[Event] = []
    waits: list[float] = []
    left = iter(steps)

    async def put(event: Event) -> None:
        events.append(event)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        step = next(left, None)
        if step is None:
            raise _OverError
        await asyncio.to_thread(step)

    with pytest.raises(_OverError):
        asyncio.run(watch(arguments, put, {}, sleep))
    return events, waits


def test_a_change(arguments: Make, simulator: Simulator) -> None:
    """One event for one change, and none for what stays as it is."""
    events, waits = told(
        arguments(token=TOKEN),
        lambda: None,
        lambda: simulator.set_route("ray-1", session_id="other", status="RUNNING"),
        lambda: None,
        lambda: simulator.delete_route("ray-2"),
    )
    assert [(event["event"], event["route_id"], event["session_id"]) for event in events] == [
        ("session_changed", "ray-1", "other"),
        ("missing", "ray-2", None),
    ]
    assert events[0]["at"].endswith("Z")
    assert all(60 <= seconds <= 66 for seconds in waits)


def test_snapshot(arguments: Make) -> None:
    """The first states, in the order of the routes."""
    events = told(arguments(token=TOKEN, snapshot=True, routes=["ray-2", "gone", "ray-1"]))[0]
    assert [(event["event"], event["route_id"]) for event in events] == [
        ("appeared", "ray-2"),
        ("missing", "gone"),
        ("appeared", "ray-1"),
    ]


def test_failures(arguments: Make, simulator: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    """An outage is one event and one event at its end; meanwhile, polls are farther and farther apart."""
    caplog.set_level(logging.INFO, logger=NAME)

    def fail() -> None:
        for route_id in ("ray-1", "ray-2"):
            simulator.set_route(route_id, answer="echo")

    events, waits = told(arguments(token=TOKEN), fail, lambda: None, lambda: None, simulator.reset, lambda: None)
    assert [(event["event"], event["route_id"]) for event in events] == [("unknown", None), ("known", None)]
    assert [int(seconds // 60) for seconds in waits] == [1, 2, 4, 8, 1, 1]
    assert "HTTP 400" in events[0]["msg"]
    assert events[0]["msg"] in caplog.text
    assert "service: known" in caplog.text
    assert TOKEN not in caplog.text + str(events)


def test_refusals(arguments: Make, simulator: Simulator) -> None:
    """A wrong key is sent once in a poll, after five minutes, and after the fourth time once in an hour."""
    wrong = arguments(access_key="FAKEACCESS", secret_key="wrong-secret-key")
    events, waits = told(wrong, *[lambda: None] * 5)
    assert [int(seconds // 300) for seconds in waits[:3]] == [1, 1, 1]
    assert [int(seconds // 3600) for seconds in waits[3:]] == [1, 1, 1]
    assert simulator.counters().requests == 6
    assert [event["reason"] for event in events] == ["credential_refused"]
    assert "wrong-secret-key" not in str(events)


def test_warnings_are_logged(arguments: Make, caplog: pytest.LogCaptureFixture) -> None:
    """What a module would warn of."""
    told(arguments(token="short"))
    assert "fewer than" in caplog.text


def test_arguments_that_cannot_be_used(arguments: Make) -> None:
    """The task ends with the sentence."""

    async def put(_event: Event) -> None:
        raise AssertionError

    with pytest.raises(InputError, match=r"timeout: 0\.0 is out of range"):
        asyncio.run(watch(arguments(token=TOKEN, timeout=0), put, {}))


def until_it_is_under_way(simulator: Simulator) -> None:
    """Wait for a request."""
    while simulator.counters().in_flight == 0:
        time.sleep(0.01)


def test_it_ends_at_once(arguments: Make, simulator: Simulator) -> None:
    """Its thread ends too, though no answer comes: asyncio.run waits for it."""
    simulator.set_route("ray-1", session_id="late", latency=600)
    queue: asyncio.Queue[Event] = asyncio.Queue()

    async def cancelled() -> None:
        task = asyncio.create_task(watch(arguments(token=TOKEN, timeout=600, retry_deadline=600), queue.put, {}))
        await asyncio.to_thread(until_it_is_under_way, simulator)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert queue.empty()


def test_it_ends_between_two_polls(arguments: Make) -> None:
    """The real wait can be cancelled."""
    queue: asyncio.Queue[Event] = asyncio.Queue()

    async def cancelled() -> None:
        task = asyncio.create_task(watch(arguments(token=TOKEN, snapshot=True), queue.put, {}))
        for _route in range(2):
            assert (await queue.get())["event"] == "appeared"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())


def test_a_queue_that_is_full(arguments: Make, simulator: Simulator) -> None:
    """It waits for whoever reads, loses no event and polls no further meanwhile; and it ends at once there too."""
    events: list[Event] = []

    async def run(wanted: int) -> None:
        queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=1)
        full = asyncio.Event()

        async def put(event: Event) -> None:
            if queue.full():
                full.set()
            await queue.put(event)

        given = arguments(token=TOKEN, snapshot=True, routes=["ray-1", "gone", "ray-2"])
        task = asyncio.create_task(watch(given, put, {}, lambda _seconds: asyncio.sleep(0)))
        await full.wait()
        await asyncio.sleep(0.1)
        events.extend([await queue.get() for _event in range(wanted)])
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run(0))
    assert simulator.counters().by_route == {"ray-1": 1, "gone": 1, "ray-2": 1}
    asyncio.run(run(3))
    assert [(event["event"], event["route_id"]) for event in events] == [
        ("appeared", "ray-1"),
        ("missing", "gone"),
        ("appeared", "ray-2"),
    ]
