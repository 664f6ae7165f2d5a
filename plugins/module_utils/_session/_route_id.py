# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The rule for a route ID, from Table 1 of the page "Obtaining Session Information"."""

from __future__ import annotations

import re
import typing as t

from .._errors import InputError

RULE = "1 to 36 ASCII letters, digits and hyphens"

QUOTE = "Quote the route ID: YAML and Jinja read some texts, such as yes, null and 1.0e+5, as other values."
"""What to do about a value that is neither text nor a whole number."""

SEVERAL = "Give several route IDs as a list, which the modules take as route_ids."
"""What to do about several route IDs in one value."""

STRIP = "Remove the spaces and line ends around the route ID."
"""What to do about a route ID with spaces or line ends around it."""

ALONE = "Give the route ID alone, without what is around it in a URL or in a mapping."
"""What to do about a value that contains more than a route ID."""

EMPTY = "The value is empty: set the variable that it comes from."
"""What to do about an empty value."""

QUOTE_DIGITS = "If the route ID was given without quotes, quote it: YAML reads 0123 as 83 and 12:30:45 as 45045."
"""Additional advice if a route does not exist whose ID may have been written as a number."""

_ROUTE_ID = re.compile(r"[A-Za-z0-9-]{1,36}")
_WHOLE_NUMBER = re.compile(r"-?[0-9]+")
_SHOWN = 10
_SHOWN_LENGTH = 60


def is_route_id(value: object) -> bool:
    """Return whether a value is a route ID: a string that follows the rule, or an integer whose digits do."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**36:
        value = str(value)
    # fullmatch, as "$" would allow a newline at the end.
    return isinstance(value, str) and _ROUTE_ID.fullmatch(value) is not None


def may_be_number(route_id: str) -> bool:
    """Return whether a route ID may have been written as a whole number."""
    return _WHOLE_NUMBER.fullmatch(route_id) is not None


def check_route_ids(values: t.Sequence[object], option: str) -> list[str]:
    """Return the values as route IDs.

    :param values: the values of the user
    :param option: the name of the option, for the message
    :raises InputError: the list is empty, or some values break the rule; the message names the first ten of these
    """
    if not values:
        raise InputError(f"{option} is empty: give at least one route ID")
    bad = [value for value in values if not is_route_id(value)]
    if bad:
        names = list(dict.fromkeys(map(_show, bad)))
        shown = ", ".join(names[:_SHOWN])
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        what = "a route ID" if len(names) == 1 else "route IDs"
        broken = f"{option}: {shown}{more} cannot be {what}: the rule is {RULE}"
        advice = next(filter(None, (_advice(value, option) for value in bad)), "")
        if not advice:
            raise InputError(broken, solution=f"Give a route ID of {RULE}.")
        kinds = ", as text or as a whole number" if advice == QUOTE else ""
        raise InputError(f"{broken}{kinds} - {advice}", solution=advice)
    return [str(value) for value in values]


def _advice(value: object, option: str) -> str:
    """Return what to do about a value; empty if the rule says enough."""
    if isinstance(value, (list, tuple)) and option == "route_id":
        return SEVERAL
    if isinstance(value, t.Mapping):
        return ALONE
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return QUOTE
    text = str(value).strip()
    if not text:
        return EMPTY
    if "," in text or "\n" in text or text.startswith("["):
        return SEVERAL
    if is_route_id(text):
        return STRIP
    return ALONE if "/" in text else ""


def _show(value: object) -> str:
    plain = isinstance(value, (str, bytes, int, float, list, tuple, dict, type(None)))
    text = ascii(value) if plain else ascii(str(value))[1:-1]  # a date as it was written
    if len(text) > _SHOWN_LENGTH:
        text = f"{text[:_SHOWN_LENGTH]}... ({len(str(value))} characters)"
    return text
