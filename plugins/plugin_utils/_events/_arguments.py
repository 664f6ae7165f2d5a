# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The options of the event source, and their validation."""

from __future__ import annotations

import dataclasses
import typing as t
from collections.abc import Mapping

from ...module_utils._errors import InputError
from ...module_utils._option import Option, Range, argument_spec
from ...module_utils._options import CONCURRENCY, CONNECTION, CREDENTIALS, given_secrets
from ...module_utils._redact import Redactor
from ...module_utils._session._route_id import check_route_ids
from .._routes import read_routes
from .._validate import validate
from ._changes import Route

NAME = "huaweicloud.dataarts_fabric.ray_sessions"

INTERVAL = Option(
    "interval",
    (
        "The time in seconds between two polls. A random part of up to 10 % is added, so that many rulebooks do not"
        " send their requests at the same moment.",
        "After a failure, the time is longer.",
    ),
    type="float",
    default=60.0,
    allowed=Range(1, 86400),
)

WATCH = (
    Option(
        "routes",
        (
            "The routes to poll, a list of route IDs, or of mappings with C(route_id), C(name) and C(url), of which"
            " only C(route_id) is required. The roles of this collection take the same list.",
            "A route ID that is listed twice is polled once, with its first name.",
        ),
        type="raw",
        required=True,
    ),
    INTERVAL,
    Option(
        "snapshot",
        (
            "Whether the first state of each route is an event too, V(appeared) or V(missing), with C(previous) as"
            " V(null). If V(false), only later changes are events.",
        ),
        type="bool",
        default=False,
    ),
)
"""The options that only the event source has."""

OPTIONS = (*WATCH, *CONCURRENCY, *CONNECTION, *CREDENTIALS)
"""All options of the event source."""


@dataclasses.dataclass(frozen=True)
class Arguments:
    """The options of the event source in a rulebook.

    :param interval: seconds between two polls
    :param options: all options, by name; some are secret
    """

    routes: tuple[Route, ...]
    interval: float
    snapshot: bool
    options: Mapping[str, t.Any] = dataclasses.field(repr=False)

    @property
    def route_ids(self) -> list[str]:
        """The route IDs, each once."""
        return [str(route["route_id"]) for route in self.routes]


def read_arguments(given: Mapping[str, t.Any]) -> Arguments:
    """Return the options of the event source, with defaults.

    :param given: the arguments that ansible-rulebook passes; its own queue in them is ignored
    :raises InputError: they cannot be used
    """
    arguments = {name: value for name, value in given.items() if name != "eda_feedback_queue"}
    try:
        return _read(arguments)
    except InputError as error:
        error.msg = Redactor(given_secrets(arguments))(error.msg)
        raise


def _read(arguments: Mapping[str, t.Any]) -> Arguments:
    validated, wrong = validate({"argument_spec": argument_spec(OPTIONS)}, arguments, NAME, "event source")
    if wrong:
        raise InputError(wrong)
    options = validated.validated_parameters
    interval = options["interval"]
    if INTERVAL.allowed is not None and interval not in INTERVAL.allowed:
        raise InputError(f"interval: {interval} is out of range: the rule is {INTERVAL.allowed}")
    routes = read_routes(options["routes"])
    check_route_ids([route["route_id"] for route in routes], "routes")
    distinct: dict[str | None, Route] = {}
    for route in routes:
        distinct.setdefault(route["route_id"], route)
    return Arguments(tuple(distinct.values()), interval, options["snapshot"], options)
