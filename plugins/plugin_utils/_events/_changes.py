# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Make the events for what changed between two polls. Nothing here sends a request or waits."""

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
"""The ``session_id`` and ``status`` of a route; None if the route does not exist."""

Route = Mapping[str, str | None]
"""A route as ``read_routes`` returns it."""


@dataclasses.dataclass(frozen=True)
class Known:
    """The state after a poll, with which the next poll is compared.

    :param states: the last known state of each route, by route ID; without routes that never had one
    :param unknown: the failures of routes whose last request failed, by route ID
    :param down: the failure of the service in the last poll, if there was one
    """

    states: Mapping[str, State] = dataclasses.field(default_factory=dict)
    unknown: Mapping[str, FabricError] = dataclasses.field(default_factory=dict)
    down: FabricError | None = None


def service_failure(route_ids: Sequence[str], outcomes: Outcomes) -> FabricError | None:
    """Return the failure of the service as a whole; None if the failures, if any, only concern single routes.

    A failure is one of the service if it ends the run, if all requests failed, or if some routes were not requested.
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

    :param outcomes: the outcome of each route that was requested
    :param down: the failure of the service, if there was one; failures of routes are then not reported
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
    """Yield the kind of event for the change from the previous state, if there is a change."""
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
    """Return an event. Without a route, it concerns the service."""
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
