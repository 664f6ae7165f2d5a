# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Apply a JMESPath expression to a session. ``jmespath`` is only imported if the expression is not just a key."""

from __future__ import annotations

import re
import typing as t

from ..module_utils._errors import InputError
from ..module_utils._result import missing_library

FIELDS = ("route_id", "session_id", "status", "request_id")
"""The keys of a session that an expression can use."""

Query = t.Callable[[t.Mapping[str, t.Any]], t.Any]

_NAME = re.compile(r"\s*[A-Za-z_][A-Za-z0-9_]*\s*")


def compile_query(expression: str) -> Query:
    """Return a function that applies a JMESPath expression to a session, as the module returns one.

    :raises InputError: it is a name that is not a key of a session, it is not JMESPath (the message has the place of
        the error), or the package cannot be imported
    """
    if expression in FIELDS:
        return lambda session: session[expression]
    if expression == "@":
        return _record
    if _NAME.fullmatch(expression):
        solution = f"Use one of {', '.join(FIELDS)}."
        raise InputError(f"query: {expression!a} is not a key of a session - {solution}", solution=solution)
    try:
        import jmespath  # noqa: PLC0415 - most users never need it
    except ImportError as error:
        raise missing_library("jmespath", type(error).__name__) from None

    try:
        compiled = jmespath.compile(expression)
    except RecursionError:
        raise InputError("query: the expression is nested too deeply") from None
    except ValueError as error:  # jmespath's own are, and Python's about a number with too many digits
        raise InputError(f"query: {expression!a} is not JMESPath{_place(error)}") from None

    def select(session: t.Mapping[str, t.Any]) -> t.Any:
        try:
            return compiled.search(_record(session))
        except Exception as error:  # noqa: BLE001 - jmespath lets Python's own through, such as TypeError and OverflowError
            raise InputError(f"query: {expression!a} cannot be applied to a session: {error}") from None

    return select


def _record(session: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {name: session[name] for name in FIELDS}


def _place(error: Exception) -> str:
    position = getattr(error, "lex_position", getattr(error, "lexer_position", None))
    if position is None:
        return f": {error}"
    token = getattr(error, "token_value", "")
    return f": error at character {position + 1}{f', near {token!a}' if token else ''}"
