# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Expressions on sessions: whatever is written, it is applied, or refused with the place of the error."""

from __future__ import annotations

import builtins
import contextlib
import sys
import typing as t

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._query import FIELDS, compile_query

SESSION = {"route_id": "ray-1", "session_id": "one", "status": None, "request_id": "r", "tries": 1}
RECORD = {name: SESSION[name] for name in FIELDS}
FUNCTIONS = (
    "length",
    "contains",
    "to_number",
    "ceil",
    "sort_by",
    "join",
    "keys",
    "map",
    "max",
    "to_string",
    "not_null",
)
SYNTAX = (
    "[",
    "]",
    "{",
    "}",
    "(",
    ")",
    ".",
    ",",
    ":",
    "*",
    "@",
    "&",
    "|",
    "||",
    "&&",
    "!",
    "?",
    "==",
    "<",
    "'",
    '"',
    "`",
)
PARTS = (*FIELDS, *FUNCTIONS, *SYNTAX, " ", "0", "-1", "1e999", "[::0]", "[?", "[]", "`1`", "`[1]`", "'x'")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        *((name, SESSION[name]) for name in FIELDS),
        ("@", RECORD),
        ("@.tries", None),
        ("[status][0]", None),
        ("[session_id, status]", ["one", None]),
        ("{id: route_id}", {"id": "ray-1"}),
        ("status || 'unknown'", "unknown"),
        ("keys(@) | sort(@)", sorted(FIELDS)),
        ("`7`", 7),
    ],
)
def test_selection(expression: str, value: t.Any) -> None:
    """An expression sees the record's four keys and nothing else."""
    assert compile_query(expression)(SESSION) == value


@pytest.mark.parametrize(
    ("expression", "place"),
    [
        ("session_id[", "error at character 12"),
        ("a b", "error at character 3, near 'b'"),
        ("a #", "error at character 3, near '#'"),
        ("\u00e9", "error at character 1, near '\\xe9'"),
        ("", "cannot be empty"),
        ("no_such_function(@)[", "error at character 21"),
        ("length(@, @", "error at character 12"),
    ],
)
def test_place_of_the_error(expression: str, place: str) -> None:
    """A malformed expression is refused before there is a session, with the place of the error."""
    with pytest.raises(InputError) as caught:
        compile_query(expression)
    assert str(caught.value).endswith(place) or place == "cannot be empty"
    assert str(caught.value).startswith(f"query: {expression!a} is not JMESPath: ")


@pytest.mark.parametrize(
    "expression",
    ["length(status)", "no_such_function(@)", "contains(session_id, `1`)", "[status][::0]", "ceil(to_number('1e999'))"],
)
def test_it_does_not_fit(expression: str) -> None:
    """What only shows on a session is said then."""
    with pytest.raises(InputError, match="cannot be applied to a session"):
        compile_query(expression)(SESSION)


@pytest.mark.filterwarnings("ignore:deprecated string literal syntax:PendingDeprecationWarning")
@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS), max_size=12).map("".join)))
@example("[" + "9" * 5000 + "]")
@example("(" * 5000)
@example("!" * 5000 + "@")
@example("@" + ".a" * 5000)
@example("@" + "|@" * 5000)
def test_any_expression(expression: str) -> None:
    """There is a result or an input error, and never anything else."""
    with contextlib.suppress(InputError):
        compile_query(expression)(SESSION)


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is needed for what is more than a name."""
    monkeypatch.setitem(sys.modules, "jmespath", None)
    assert [compile_query(name)(SESSION) for name in (*FIELDS, "@")] == [*RECORD.values(), RECORD]
    with pytest.raises(InputError) as caught:
        compile_query("[session_id]")
    assert "the Python package jmespath cannot be imported (ModuleNotFoundError) - Install" in caught.value.msg
    assert caught.value.reason == "missing_library"


def test_a_package_that_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named too, where something in it fails while it is imported."""
    monkeypatch.delitem(sys.modules, "jmespath", raising=False)
    real = builtins.__import__

    def fail(name: str, *arguments: t.Any, **keywords: t.Any) -> t.Any:
        if name == "jmespath":
            raise ImportError("cannot import name 'parser'")
        return real(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(InputError, match=r"the Python package jmespath cannot be imported \(ImportError\)"):
        compile_query("[session_id]")


@pytest.mark.parametrize("name", ["sesion_id", "sessionId", "tries", " status", "_"])
def test_a_name_that_is_no_key(name: str) -> None:
    """JMESPath would render nothing."""
    with pytest.raises(InputError) as caught:
        compile_query(name)
    keys = "route_id, session_id, status, request_id"
    assert str(caught.value) == f"query: {name!a} is not a key of a session - Use one of {keys}."


def test_nested_too_deeply() -> None:
    """Python's own limit is named in words."""
    with pytest.raises(InputError) as caught:
        compile_query("[" * 5000 + "a" + "]" * 5000)
    assert str(caught.value) == "query: the expression is nested too deeply"
