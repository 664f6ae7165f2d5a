# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The rule for a route ID, from Table 1 of the page "Obtaining Session Information"."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError

RULE = "1 to 36 ASCII letters, digits and hyphens"

_ROUTE_ID = re.compile(r"[A-Za-z0-9-]{1,36}")
_SHOWN = 10
_SHOWN_LENGTH = 60


def is_route_id(value: object) -> bool:
    """Tell whether a value is a route ID: a string that keeps the rule, or an integer whose digits do."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**36:
        value = str(value)
    # fullmatch, as "$" would let a trailing newline through.
    return isinstance(value, str) and _ROUTE_ID.fullmatch(value) is not None


def check_route_ids(values: t.Sequence[object], option: str) -> list[str]:
    """Return the values as route IDs.

    :param values: what was given, in order
    :param option: the option's name, for the message
    :raises InputError: the list is empty, or some values break the rule; every one of these is named
    """
    if not values:
        raise InputError(f"{option} is empty: give at least one route ID")
    bad = list(dict.fromkeys(_show(value) for value in values if not is_route_id(value)))
    if bad:
        shown = ", ".join(bad[:_SHOWN])
        more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
        what = "a route ID" if len(bad) == 1 else "route IDs"
        raise InputError(f"{option}: {shown}{more} cannot be {what}: the rule is {RULE}")
    return [str(value) for value in values]


def _show(value: object) -> str:
    text = ascii(value)
    if len(text) > _SHOWN_LENGTH:
        text = f"{text[:_SHOWN_LENGTH]}... ({len(str(value))} characters)"
    return text
