# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A JMESPath expression on a session's record; the package is loaded only where the expression is more than a name."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError

FIELDS = ("route_id", "session_id", "status", "request_id")
"""What a record holds."""

Query = t.Callable[[t.Mapping[str, t.Any]], t.Any]


def compile_query(expression: str) -> Query:
    """Return what takes from a session, as the module returns one, what an expression selects of its record.

    :raises InputError: it is no JMESPath expression; the message has the place of the error
    :raises ModuleNotFoundError: the package is not installed
    """
    if expression in FIELDS:
        return lambda session: session[expression]
    if expression == "@":
        return _record
    import jmespath  # noqa: PLC0415 - most users never need it

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
