# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What changed from one poll to the next."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError, FabricError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._batch import Outcomes
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._changes import (
    Event,
    Known,
    compare,
    service_failure,
)

ROUTES = [{"route_id": "ray-1", "name": "Training"}, {"route_id": "ray-2", "name": "ray-2"}]
IDS = ["ray-1", "ray-2"]
AT = "2026-11-25T21:00:00Z"
GONE = CallError("Route does not exist", reason="not_found")
BROKEN = CallError("The service failed", reason="service")
REFUSED = CallError("The key was refused", reason="credential_refused", ends_run=True)


def session(session_id: str, status: str | None = "RUNNING") -> Session:
    """A session; its route ID is of no interest here."""
    return Session("", session_id, status, None, 1)


def poll(before: Known, *outcomes: Session | CallError | None, snapshot: bool = False) -> tuple[list[Event], Known]:
    """The events of a poll in which the routes had these outcomes, and what is known after it."""
    found: Outcomes = {route_id: one for route_id, one in zip(IDS, outcomes, strict=True) if one is not None}
    return compare(ROUTES, before, found, service_failure(IDS, found), AT, snapshot=snapshot)


def story(*polls: tuple[Session | CallError | None, Session | CallError | None], snapshot: bool = False) -> list[str]:
    """The events of some polls in a row, in short; polls are separated by a bar."""
    known, told = Known(), []
    for outcomes in polls:
        events, known = poll(known, *outcomes, snapshot=snapshot)
        told.append(" ".join(f"{event['route_id'] or 'service'}:{event['event']}" for event in events))
    return told


ONE, TWO, OTHER = session("one"), session("two"), session("other")


@pytest.mark.parametrize(
    ("after", "event"),
    [
        (session("other"), "session_changed"),
        (session("other", "STOPPED"), "session_changed"),
        (session("one", "STOPPED"), "status_changed"),
        (session("one", None), "status_changed"),
        (GONE, "missing"),
    ],
)
def test_an_event(after: Session | CallError, event: str) -> None:
    """Each change of one route is one event with exactly these keys, and the next poll has none."""
    known = poll(Known(), ONE, TWO)[1]
    events, known = poll(known, after, TWO)
    found = isinstance(after, Session)
    assert events == [
        {
            "event": event,
            "route_id": "ray-1",
            "name": "Training",
            "session_id": after.session_id if isinstance(after, Session) else None,
            "status": after.status if found and isinstance(after, Session) else None,
            "previous": {"session_id": "one", "status": "RUNNING"},
            "at": AT,
        }
    ]
    assert poll(known, after, TWO)[0] == []


def test_the_first_state() -> None:
    """It is an event with a snapshot only."""
    assert story((ONE, GONE), (ONE, GONE)) == ["", ""]
    assert story((ONE, GONE), (ONE, GONE), snapshot=True) == ["ray-1:appeared ray-2:missing", ""]
    events = poll(Known(), ONE, GONE, snapshot=True)[0]
    assert [event["previous"] for event in events] == [None, None]


def test_gone_and_back() -> None:
    """A cluster that is deleted and created again."""
    assert story((ONE, TWO), (GONE, TWO), (GONE, TWO), (OTHER, TWO)) == ["", "ray-1:missing", "", "ray-1:appeared"]


def test_a_route_that_cannot_be_asked() -> None:
    """It is unknown once and known once, however long it takes, and a change meanwhile is an event of its own."""
    assert story((ONE, TWO), (BROKEN, TWO), (BROKEN, TWO), (ONE, TWO)) == ["", "ray-1:unknown", "", "ray-1:known"]
    assert story((ONE, TWO), (BROKEN, OTHER), (OTHER, OTHER)) == [
        "",
        "ray-1:unknown ray-2:session_changed",
        "ray-1:known ray-1:session_changed",
    ]
    assert story((BROKEN, TWO), (ONE, TWO)) == ["ray-1:unknown", "ray-1:known"]
    assert story((BROKEN, TWO), (ONE, TWO), snapshot=True) == [
        "ray-1:unknown ray-2:appeared",
        "ray-1:known ray-1:appeared",
    ]
    known = poll(Known(), ONE, TWO)[1]
    (unknown,), known = poll(known, BROKEN, TWO)
    assert (unknown["session_id"], unknown["status"], unknown["previous"]["session_id"]) == (None, None, "one")
    assert (unknown["reason"], unknown["msg"]) == ("service", "The service failed")
    (again, _changed), known = poll(known, OTHER, TWO)
    assert (again["session_id"], again["previous"]["session_id"], again["reason"]) == ("other", "one", "service")
    assert known.unknown == {}


def test_the_service_cannot_be_asked() -> None:
    """It is one event for all routes, and what a route had before is still known."""
    down = ((ONE, TWO), (BROKEN, BROKEN), (BROKEN, BROKEN), (OTHER, TWO), (OTHER, TWO))
    assert story(*down) == ["", "service:unknown", "", "service:known ray-1:session_changed", ""]
    assert story((REFUSED, None), (ONE, TWO), snapshot=True) == [
        "service:unknown",
        "service:known ray-1:appeared ray-2:appeared",
    ]
    (event,), known = poll(Known(), REFUSED, None)
    expected = dict.fromkeys(("route_id", "name", "session_id", "status", "previous"))
    assert event == {
        **expected,
        "event": "unknown",
        "at": AT,
        "reason": "credential_refused",
        "msg": "The key was refused",
    }
    (event,) = poll(known, ONE, TWO)[0]
    assert event == {
        **expected,
        "event": "known",
        "at": AT,
        "reason": "credential_refused",
        "msg": "The key was refused",
    }


def test_a_failing_route_while_the_service_fails() -> None:
    """A route's own failure is told once, also where the service failed meanwhile."""
    assert story((BROKEN, TWO), (BROKEN, BROKEN), (BROKEN, TWO), (ONE, TWO)) == [
        "ray-1:unknown",
        "service:unknown",
        "service:known",
        "ray-1:known",
    ]


def test_what_was_answered_before_a_run_ended() -> None:
    """A change is an event even if the rest of the routes could not be asked."""
    assert story((ONE, TWO), (OTHER, REFUSED)) == ["", "service:unknown ray-1:session_changed"]


@pytest.mark.parametrize(
    ("outcomes", "failure"),
    [
        ({"ray-1": ONE, "ray-2": TWO}, None),
        ({"ray-1": GONE, "ray-2": GONE}, None),
        ({"ray-1": BROKEN, "ray-2": TWO}, None),
        ({"ray-1": BROKEN, "ray-2": GONE}, None),
        ({"ray-1": BROKEN, "ray-2": BROKEN}, BROKEN),
        ({"ray-1": ONE, "ray-2": REFUSED}, REFUSED),
        ({"ray-1": REFUSED}, REFUSED),
        ({"ray-1": BROKEN}, BROKEN),
    ],
)
def test_whose_failure_it_is(outcomes: Outcomes, failure: FabricError | None) -> None:
    """A route's while another one is answered; the service's otherwise."""
    assert service_failure(IDS, outcomes) is failure


@pytest.mark.parametrize("outcomes", [{}, {"ray-1": ONE}])
def test_routes_without_an_outcome(outcomes: Outcomes) -> None:
    """A batch that was aborted leaves some out."""
    failure = service_failure(IDS, outcomes)
    assert failure is not None
    assert failure.reason == "timeout"


OUTCOMES = st.sampled_from([ONE, OTHER, session("one", "STOPPED"), GONE, BROKEN, REFUSED, None])


@given(st.lists(st.tuples(OUTCOMES, OUTCOMES), max_size=12))
def test_events_say_all(polls: list[tuple[t.Any, t.Any]]) -> None:
    """Whoever knows only the events knows the state: unknown and known alternate, previous is what was told."""
    known = Known()
    told: dict[str, t.Any] = {}
    in_the_dark: set[str | None] = set()
    for outcomes in polls:
        events, known = poll(known, *outcomes, snapshot=True)
        for event in events:
            where = event["route_id"]
            if event["event"] in ("unknown", "known"):
                assert (where in in_the_dark) == (event["event"] == "known")
                in_the_dark ^= {where}
            else:
                state = {"session_id": event["session_id"], "status": event["status"]}
                assert event["previous"] == told.get(where)
                told[where] = state if event["session_id"] else None
        assert told == known.states
        assert in_the_dark == {*known.unknown, *([None] if known.down else [])}


def test_nothing_is_changed_in_place() -> None:
    """What was known before a poll stays as it was."""
    before = poll(Known(), ONE, BROKEN)[1]
    copied = dataclasses.replace(before, states=dict(before.states), unknown=dict(before.unknown))
    poll(before, OTHER, TWO)
    assert before == copied
