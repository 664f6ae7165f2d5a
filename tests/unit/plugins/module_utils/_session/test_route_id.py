# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rule for route IDs."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._route_id import (
    ALONE,
    EMPTY,
    QUOTE,
    SEVERAL,
    STRIP,
    check_route_ids,
    is_route_id,
    may_be_number,
)


@pytest.mark.parametrize("value", ["a", "A-9", "-", "a" * 36, "0b5633ba-2b90-4511-ad51-4346f4d23d4b", 0, 4711, 10**35])
def test_good(value: object) -> None:
    """Strings that keep the rule, and integers whose digits do."""
    assert is_route_id(value)
    assert check_route_ids([value], "route_id") == [str(value)]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "a" * 37,
        "a b",
        "a_b",
        "a\n",
        "\u0661",
        "\u00e9",
        "a/b",
        "a.b",
        True,
        False,
        1.5,
        None,
        [],
        10**36,
        1 - 10**36,
        b"a",
    ],
)
def test_bad(value: object) -> None:
    """Everything else, a trailing newline and digits of other scripts among it."""
    assert not is_route_id(value)
    with pytest.raises(InputError, match=r"route_id: .* cannot be a route ID: the rule is 1 to 36 ASCII letters"):
        check_route_ids([value], "route_id")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "True"),
        (None, "None"),
        (100000.0, "100000.0"),
        (datetime.date(2026, 11, 25), "2026-11-25"),
        ([], "[]"),
        (b"a", "b'a'"),
    ],
)
def test_what_yaml_reads_as_another_value(value: object, shown: str) -> None:
    """It is refused with the advice to quote, which text that breaks the rule would not help."""
    with pytest.raises(InputError) as caught:
        check_route_ids(["ray-1", value], "route_ids")
    rule = "the rule is 1 to 36 ASCII letters, digits and hyphens, as text or as a whole number"
    assert caught.value.msg == f"route_ids: {shown} cannot be a route ID: {rule} - {QUOTE}"
    assert (caught.value.solution_msg, caught.value.reason) == (QUOTE, "input")
    for text in ("a b", 10**36):
        with pytest.raises(InputError) as other:
            check_route_ids([text], "route_ids")
        assert QUOTE not in f"{other.value.msg} {other.value.solution_msg}"
        assert other.value.solution_msg == "Give a route ID of 1 to 36 ASCII letters, digits and hyphens."


@pytest.mark.parametrize(
    ("value", "option", "advice"),
    [
        (" ray-1 ", "route_id", STRIP),
        ("ray-1\n", "route_ids", STRIP),
        ("ray-1\nray-2\n", "route_ids", SEVERAL),
        ('["ray-1"', "route_ids", SEVERAL),
        ("ray-1,ray-2", "route_id", SEVERAL),
        (["ray-1", "ray-2"], "route_id", SEVERAL),
        ("https://console.example/ray/ray-1", "route_id", ALONE),
        ({"route_id": "ray-1", "name": "One"}, "route_ids", ALONE),
        ("", "route_id", EMPTY),
        (" ", "route_id", EMPTY),
    ],
)
def test_advice(value: object, option: str, advice: str) -> None:
    """A mistake that is often made is told what to do about it."""
    with pytest.raises(InputError, match=rf"{option}: .* cannot be a route ID: the rule is .* - {advice}$") as caught:
        check_route_ids([value], option)
    assert caught.value.solution_msg == advice


def test_what_may_have_been_a_number() -> None:
    """Digits, and no other route ID, whether they were text or a number."""
    assert [may_be_number(str(value)) for value in (83, -4711, "0123")] == [True] * 3
    assert [may_be_number(value) for value in ("ray-1", "1-2", "--1", "-", "1a")] == [False] * 5


def test_every_bad_value_is_named_once() -> None:
    """Each bad value, but no endless list and no endless value."""
    with pytest.raises(InputError, match=r"route_ids: 'a b', 'c/d' cannot be route IDs"):
        check_route_ids(["ok", "a b", "c/d", "a b"], "route_ids")
    with pytest.raises(InputError, match="and 5 more"):
        check_route_ids([f"bad {number}" for number in range(15)], "route_ids")
    with pytest.raises(InputError) as caught:
        check_route_ids(["x" * 5000], "route_ids")
    assert "5000 characters" in str(caught.value)
    assert len(str(caught.value)) < 250
    with pytest.raises(InputError, match="route_ids is empty"):
        check_route_ids([], "route_ids")


@given(st.text(max_size=40) | st.from_regex(r"[A-Za-z0-9-]{1,40}", fullmatch=True))
def test_the_rule_of_the_page(text: str) -> None:
    """It is what Table 1 says, and no more."""
    assert is_route_id(text) == bool(
        re.fullmatch(r"[abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-]{1,36}", text)
    )


def test_how_much_is_shown() -> None:
    """Ten values are all there is to say, of eleven one is left out."""
    with pytest.raises(InputError) as ten:
        check_route_ids([f"bad {number}" for number in range(10)], "route_ids")
    assert "more" not in str(ten.value)
    with pytest.raises(InputError, match="and 1 more"):
        check_route_ids([f"bad {number}" for number in range(11)], "route_ids")


def test_a_value_at_its_limit() -> None:
    """It is cut only where it is longer."""
    for length, cut in ((58, False), (59, True)):  # with its quotation marks
        with pytest.raises(InputError) as caught:
            check_route_ids(["x" * length], "route_ids")
        assert ("characters)" in str(caught.value)) == cut
