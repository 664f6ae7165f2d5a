# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rule for route IDs, as the Jinja test has it."""

from __future__ import annotations

import re
import typing as t

import ansible.plugins.loader
import pytest
from hypothesis import given
from hypothesis import strategies as st

is_route_id: t.Callable[[object], bool] = ansible.plugins.loader.test_loader.get(
    "huaweicloud.dataarts_fabric.route_id"
).j2_function


@pytest.mark.parametrize(
    "value", ["ray-1", "0b5633ba-2b90-4511-ad51-4346f4d23d4b", "A", "-", "0", "a" * 36, 0, 4711, -1, 10**36 - 1]
)
def test_valid(value: object) -> None:
    """Strings that keep the rule, and integers whose digits do."""
    assert is_route_id(value) is True


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "a_b", "a b", "a.b", "a/b", "a%20b", "ray-1\n", "\nray-1", "a" * 37, "a\0"),
        *("\u0661\u0662", "\uff11", "\u00b2", "\u00e9", "\u2013", "K\u212a"),
        *(True, False, None, 4.5, 1e3, 10**36, -(10**35) * 10, 10**5000, b"ray-1", object()),
        *([], ["ray-1"], ("ray-1",), {}, {"route_id": "ray-1"}, {"ray-1"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_invalid(value: object) -> None:
    """Anything else."""
    assert is_route_id(value) is False


@given(st.one_of(st.text(max_size=40), st.text("abcXYZ019-\u0661\n", min_size=1, max_size=40)))
def test_the_rule(value: str) -> None:
    """1 to 36 ASCII letters, digits and hyphens."""
    assert is_route_id(value) == (1 <= len(value) <= 36 and re.sub("[a-zA-Z0-9-]", "", value) == "")


@given(st.integers())
def test_integers_count_as_their_digits(value: int) -> None:
    """An integer is what it looks like, as in the module."""
    assert is_route_id(value) == is_route_id(str(value))
