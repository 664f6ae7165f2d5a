# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Return the result of ``fabric_session_info`` for its options; the module, the actions and the lookup use it."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from .._errors import CallError
from .._options import given_secrets
from .._redact import refuse_secrets
from .._result import Result, guarded
from .._setup import Setup, find_setup
from ._batch import Outcomes, Progress
from ._client import Client
from ._operation import Session
from ._route_id import check_route_ids

SetupFor = t.Callable[[t.Mapping[str, t.Any], t.Mapping[str, str]], Setup]

_NAMED = 10
"""How many routes a message names."""

NOTHING: t.Mapping[str, t.Any] = {
    "auth_method": None,
    "sessions": [],
    "missing": [],
    "not_attempted": [],
    "route_id": None,
}
"""The keys in addition to those of every failure, with their values if nothing was sent."""

_OF_A_ROW = ("route_id", "reason", "http_status", "error_code", "error_msg", "request_id", "tries")


@contextlib.contextmanager
def new_client(setup: Setup) -> t.Iterator[Client]:
    """Yield a new client for one run."""
    with contextlib.closing(Client(setup)) as client:
        yield client


def session_info(
    options: t.Mapping[str, t.Any],
    environ: t.Mapping[str, str],
    client_for: t.Callable[[Setup], t.ContextManager[Client]] = new_client,
    progress: Progress | None = None,
    setup_for: SetupFor = find_setup,
) -> Result:
    """Return the sessions of the routes in the options.

    :param options: the options of the module, with types that Ansible has checked
    :param client_for: returns the client for a setup
    :param progress: called about once a second with the number of routes that are done
    :param setup_for: returns the setup for options and environment
    """
    report = guarded(lambda: _session_info(options, environ, client_for, progress, setup_for), NOTHING)
    return report.redacted(given_secrets(options))


def _session_info(
    options: t.Mapping[str, t.Any],
    environ: t.Mapping[str, str],
    client_for: t.Callable[[Setup], t.ContextManager[Client]],
    progress: Progress | None,
    setup_for: SetupFor,
) -> Result:
    single = options.get("route_ids") is None
    name = "route_id" if single else "route_ids"
    route_ids = check_route_ids([options["route_id"]] if single else options["route_ids"], name)
    setup = setup_for(options, environ)
    with client_for(setup) as client:
        outcomes = client.show_all(route_ids, progress)
        secrets = client.secrets
    refuse_secrets((key for key, one in outcomes.items() if isinstance(one, Session)), secrets, name)
    return _result(options["on_missing"], route_ids, single, outcomes, setup, secrets)


def _result(
    on_missing: str, route_ids: list[str], single: bool, outcomes: Outcomes, setup: Setup, secrets: tuple[str, ...]
) -> Result:
    distinct = list(dict.fromkeys(route_ids))
    errors = [outcome for outcome in map(outcomes.get, distinct) if isinstance(outcome, CallError)]
    missing = [error for error in errors if error.reason == "not_found"]
    failures = [error for error in errors if error.reason != "not_found" or on_missing == "error"]
    not_attempted = [route_id for route_id in distinct if route_id not in outcomes]
    found = {key: one.as_result() for key, one in outcomes.items() if isinstance(one, Session)}
    values: dict[str, t.Any] = {
        "changed": False,
        "auth_method": setup.credential.method,
        "sessions": [found[route_id] for route_id in route_ids if route_id in found],
        "missing": [error.target["route_id"] for error in missing],
    }
    warnings = setup.warnings
    if on_missing == "warn" and missing:
        warnings = [*warnings, summary(missing, setup.endpoint)]
    if failures:
        values.update(failures[0].as_result())
        values["not_attempted"] = not_attempted
        if not single:
            values["msg"] = _sentence(failures, setup.endpoint, len(distinct), len(not_attempted))
            values["failures"] = [_row(error, failures[0]) for error in failures]
    elif single:
        nothing = dict.fromkeys(field.name for field in dataclasses.fields(Session))
        values.update(found.get(route_ids[0], {**nothing, "route_id": route_ids[0]}))
    return Result(bool(failures), values, warnings, secrets)


def summary(missing: t.Sequence[CallError], endpoint: str) -> str:
    """Return one sentence about routes that do not exist, which names the first ones and counts the others."""
    first = missing[0]
    if len(missing) == 1:
        return first.msg
    routes = [error.target["route_id"] for error in missing]
    more = f" and {len(routes) - _NAMED} more" if len(routes) > _NAMED else ""
    return f"{len(routes)} routes do not exist at {endpoint}: {', '.join(routes[:_NAMED])}{more} - {first.solution_msg}"


def _sentence(failures: list[CallError], endpoint: str, of: int, not_attempted: int) -> str:
    """Return the sentence of the first failure, with the number of all failures."""
    if of == 1:
        return failures[0].msg
    rest = f"; {not_attempted} not attempted" if not_attempted else ""
    start = f"{len(failures)} of {of} routes failed{rest}"
    if len(failures) > 1 and all(error.reason == "not_found" for error in failures):
        return f"{start}: {summary(failures, endpoint)}"
    return f"{start}; the first: {failures[0].msg}"


def _row(error: CallError, first: CallError) -> dict[str, t.Any]:
    """Return a row of ``failures``; its ``solution_msg`` is None if it is that of the first failure."""
    result = error.as_result()
    row = {key: result[key] for key in _OF_A_ROW}
    row["solution_msg"] = None if error.solution_msg == first.solution_msg else error.solution_msg
    return row
