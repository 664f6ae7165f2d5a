# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What ``fabric_session_info`` returns for its options, whoever runs it."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._batch import Progress
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError, Failure
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._report import Report
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._route_id import check_route_ids
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import Setup, find_setup


@contextlib.contextmanager
def new_client(setup: Setup) -> t.Iterator[Client]:
    """Give a client of its own for one run."""
    with contextlib.closing(Client(setup)) as client:
        yield client


def session_info(
    options: t.Mapping[str, t.Any],
    environ: t.Mapping[str, str],
    client_for: t.Callable[[Setup], t.ContextManager[Client]] = new_client,
    progress: Progress | None = None,
) -> Report:
    """Ask for the sessions of the routes in the options.

    :param options: the module's options, their types checked by Ansible
    :param client_for: gives the client to ask with
    :param progress: told now and then how many of how many are done
    :raises InputError: they cannot be used; nothing was sent
    """
    single = options.get("route_id") is not None
    if single:
        route_ids = check_route_ids([options["route_id"]], "route_id")
    else:
        route_ids = check_route_ids(options["route_ids"], "route_ids")
    setup = find_setup(options, environ)
    with client_for(setup) as client:
        outcomes = client.ask(route_ids, progress)
        secrets = client.secrets
    result: dict[str, t.Any] = {"changed": False, "auth_method": setup.identity.method}

    distinct = list(dict.fromkeys(route_ids))
    errors = [outcome for outcome in map(outcomes.get, distinct) if isinstance(outcome, CallError)]
    missing = [error.failure for error in errors if error.missing]
    failures = [error.failure for error in errors if not error.missing or options["on_missing"] == "error"]
    not_attempted = [route_id for route_id in distinct if route_id not in outcomes]
    found = {key: value.as_result() for key, value in outcomes.items() if isinstance(value, Session)}
    result["sessions"] = [found[route_id] for route_id in route_ids if route_id in found]
    result["missing"] = [failure.route_id for failure in missing]
    warnings = setup.warnings
    if options["on_missing"] == "warn":
        warnings += [failure.msg for failure in missing]
    if failures:
        result.update(failures[0].as_result())
        result["msg"] = _sentence(failures, len(distinct), len(not_attempted))
        result["failures"] = [failure.as_result() for failure in failures]
        result["not_attempted"] = not_attempted
    elif single:
        nothing = dict.fromkeys(field.name for field in dataclasses.fields(Session))
        result.update(found.get(route_ids[0], {**nothing, "route_id": route_ids[0]}))
    return Report(bool(failures), result, warnings, secrets)


def _sentence(failures: list[Failure], asked: int, not_attempted: int) -> str:
    """Return the first failure's sentence, with how many more there were."""
    if asked == 1:
        return failures[0].msg
    rest = f"; {not_attempted} not attempted" if not_attempted else ""
    return f"{len(failures)} of {asked} routes failed{rest}; the first: {failures[0].msg}"
