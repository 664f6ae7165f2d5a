# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What changed from one poll of the sessions to the next, as events. Nothing here sends a request or waits."""

from __future__ import annotations

import dataclasses
import typing as t
from collections.abc import Iterator, Mapping, Sequence

from ...module_utils._errors import CallError, FabricError
from ...module_utils._session._batch import Outcomes
from ...module_utils._session._operation import Session

Event = dict[str, t.Any]
"""What is put on the queue: ``event``, ``route_id``, ``name``, ``session_id``, ``status``, ``previous`` and ``at``."""

State = dict[str, str | None] | None
"""The ``session_id`` and ``status`` of a route; None where the route does not exist."""

Route = Mapping[str, str | None]
"""A route as ``read_routes`` returns it."""


@dataclasses.dataclass(frozen=True)
class Known:
    """What is known after a poll, and what the next one is compared with.

    :param states: the last known state by route ID, without routes whose state was never known
    :param unknown: the failures of the routes whose state is not known at present
    :param down: the failure for which the service cannot be polled at present
    """

    states: Mapping[str, State] = dataclasses.field(default_factory=dict)
    unknown: Mapping[str, FabricError] = dataclasses.field(default_factory=dict)
    down: FabricError | None = None


def service_failure(route_ids: Sequence[str], outcomes: Outcomes) -> FabricError | None:
    """Return the failure that concerns the service and not a single route; None where the routes were answered.

    It does so if it ends the run, if no route was answered, or if some routes were not attempted.
    """
    errors = [one for one in outcomes.values() if isinstance(one, CallError) and one.reason != "not_found"]
    ends_run = next((error for error in errors if error.ends_run), None)
    if ends_run or (len(errors) < len(outcomes) == len(route_ids)):
        return ends_run
    return errors[0] if errors else FabricError("No final response came within retry_deadline.", reason="timeout")


def compare(
    routes: Sequence[Route], before: Known, outcomes: Outcomes, down: FabricError | None, at: str, *, snapshot: bool
) -> tuple[list[Event], Known]:
    """Return the events of a poll, in the order of the routes, and what is known after it.

    :param outcomes: what came of each route that was requested
    :param down: the failure of the service, if it could not be polled; other failures are then its consequence
    :param at: the time of the poll, in ISO 8601
    :param snapshot: whether the first state of a route is an event
    """
    events: list[Event] = []
    if down and not before.down:
        events.append(_event("unknown", at, failure=down))
    if before.down and not down:
        events.append(_event("known", at, failure=before.down))
    states, unknown = dict(before.states), dict(before.unknown)
    for route in routes:
        route_id = str(route["route_id"])
        outcome = outcomes.get(route_id)
        previous = states.get(route_id)
        if outcome is None:
            continue
        if isinstance(outcome, CallError) and outcome.reason != "not_found":
            if not down:
                if route_id not in unknown:
                    events.append(_event("unknown", at, route, previous=previous, failure=outcome))
                unknown[route_id] = outcome
            continue
        state = _state(outcome)
        if route_id in unknown:
            events.append(_event("known", at, route, state, previous, failure=unknown.pop(route_id)))
        first = route_id not in states
        events += [_event(kind, at, route, state, previous) for kind in _change(state, previous, first, snapshot)]
        states[route_id] = state
    return events, Known(states, unknown, down)


def _change(state: State, previous: State, first: bool, snapshot: bool) -> Iterator[str]:
    """Yield the kind of event that a state is after the previous one, if it is one."""
    if first:
        if snapshot:
            yield "appeared" if state else "missing"
    elif state is None or previous is None:
        if state != previous:
            yield "appeared" if state else "missing"
    elif state["session_id"] != previous["session_id"]:
        yield "session_changed"
    elif state["status"] != previous["status"]:
        yield "status_changed"


def _state(outcome: Session | CallError) -> State:
    if isinstance(outcome, Session):
        return {"session_id": outcome.session_id, "status": outcome.status}
    return None


def _event(
    kind: str,
    at: str,
    route: Route | None = None,
    state: State = None,
    previous: State = None,
    failure: FabricError | None = None,
) -> Event:
    """Return an event; one without a route concerns the service."""
    event = {
        "event": kind,
        "route_id": route["route_id"] if route else None,
        "name": route["name"] if route else None,
        "session_id": state["session_id"] if state else None,
        "status": state["status"] if state else None,
        "previous": previous,
        "at": at,
    }
    return {**event, "reason": failure.reason, "msg": failure.msg} if failure else event
