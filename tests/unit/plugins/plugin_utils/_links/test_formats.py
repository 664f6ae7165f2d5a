# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines of the nginx map and of the .env: what is in them is meant, whatever the service answers."""

from __future__ import annotations

import shlex
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._links._formats import (
    env_lines,
    nginx_map_lines,
)

BOTH = pytest.mark.parametrize("lines", [env_lines, nginx_map_lines])
Lines = t.Callable[[object], list[str]]


def entry(route_id: str, session_id: str | None = "one", name: str | None = None) -> dict[str, t.Any]:
    """An entry; without a session it is missing."""
    missing = session_id is None
    return {"name": name or route_id, "route_id": route_id, "session_id": session_id, "missing": missing}


def test_nginx_map() -> None:
    """A line for each route; nginx's own words are escaped; an empty value has quotes."""
    entries = [
        entry("ray-1", "a-1.b"),
        entry("gone", None),
        entry("default"),
        entry("empty", ""),
        entry("ray-1", "a-1.b"),
    ]
    assert nginx_map_lines(entries) == ["ray-1 a-1.b;", "# gone does not exist", "\\default one;", 'empty "";']


def test_nginx_ignores_case() -> None:
    """So two routes that differ in nothing else cannot both be in a map."""
    with pytest.raises(InputError, match="route IDs Ray and ray are the same to an nginx map"):
        nginx_map_lines([entry("Ray"), entry("ray")])


def test_env() -> None:
    """A variable for each name."""
    entries = [entry("ray-1", "a-1"), entry("x", "b", "Training (EU), ß 2"), entry("y", None, "-gone-"), entry("z", "")]
    assert env_lines(entries) == [
        "RAY_SESSION_RAY_1=a-1",
        "RAY_SESSION_TRAINING_EU_2=b",
        "# RAY_SESSION_GONE: route y does not exist",
        "RAY_SESSION_Z=",
    ]


def test_env_two_names_for_one_variable() -> None:
    """Both are named, and even a route that does not exist takes its variable."""
    with pytest.raises(InputError) as caught:
        env_lines([entry("a", None, "my ray"), entry("b", "x", "My-Ray")])
    assert str(caught.value) == (
        "'my ray' (route a) and 'My-Ray' (route b) both give RAY_SESSION_MY_RAY: rename one of them"
    )


def test_env_name_without_a_letter() -> None:
    """There would be no name for the variable."""
    with pytest.raises(InputError, match="the name '训练' of route a has no ASCII letter or digit"):
        env_lines([entry("a", "x", "训练")])


@BOTH
@pytest.mark.parametrize(
    "session_id", ["a b", "a\n", "$HOME", "`id`", "a;", 'a"', "a'", "a\\", "{", "#", "~", "é", "x" * 1025]
)
def test_sessions_that_are_refused(lines: Lines, session_id: str) -> None:
    """Some reader would not take these as they are."""
    with pytest.raises(
        InputError, match=r"the session ID of route ray-1 cannot be written to this file: .* ASCII letters, digits and"
    ):
        lines([entry("ray-1", session_id)])


@BOTH
@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("text", "entries must be a list"),
        (["ray-1"], "an entry must have name"),
        ([{"route_id": "ray-1"}], "an entry must have name"),
        ([entry("a;b")], "'a;b' cannot be a route ID"),
        ([{**entry("ray-1"), "session_id": 1}], "the session ID of route ray-1 cannot be written"),
    ],
)
def test_what_is_no_entry(lines: Lines, entries: object, message: str) -> None:
    """A sentence, and not a broken file."""
    with pytest.raises(InputError, match=message):
        lines(entries)


PLAIN = st.text("abcXYZ019._:/@%+,=-", max_size=30)


@given(session_id=st.one_of(PLAIN, st.text(max_size=10)), name=st.text(max_size=20))
def test_any_text(session_id: str, name: str) -> None:
    """Either it is refused, or a shell reads the line as one word and nginx as two and a semicolon."""
    try:
        (line,) = env_lines([entry("ray-1", session_id, f"n{name}")])
        (mapped,) = nginx_map_lines([entry("ray-1", session_id, name)])
    except InputError:
        assert not set(session_id) <= set("abcXYZ019._:/@%+,=-")
        return
    assert line.isascii()
    assert shlex.split(line, comments=True) == [line]
    assert line.partition("=")[2] == session_id
    assert mapped.split() == ["ray-1", f"{session_id};" if session_id else '"";']
    assert not set(session_id) & set("\"'$\\{};#")


def test_the_whole_sentences() -> None:
    """What is no list of entries, from the first word to the last."""
    for render in (env_lines, nginx_map_lines):
        with pytest.raises(InputError) as caught:
            render("text")
        assert str(caught.value) == "entries must be a list, as the filter dashboard_links returns it"
        with pytest.raises(InputError) as other:
            render([{}])
        assert str(other.value) == (
            "an entry must have name, route_id, session_id and missing, as dashboard_links returns it"
        )


def test_names_of_variables() -> None:
    """Only what stands around a name is taken away, letters never."""
    assert "XENON_X" in env_lines([entry("a", name="-Xenon X-")])[0]
