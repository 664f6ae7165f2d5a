# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bodies of every shape that is known, and of any other."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import (
    TEXT_LIMIT,
    BodyError,
    ErrorBody,
    plain,
    read_error,
    read_object,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
)
KEYS = st.sampled_from(["error", "error_code", "error_msg", "code", "message", "solution_msg", "request_id"])


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error_code": "common.01000001", "error_msg": "no"}, "common.01000001", "no"),
        ({"error_code": 403, "error_msg": "no", "error": {"code": "403", "message": "x"}}, "403", "no"),
        ({"errorCode": "a", "errorMsg": "b"}, "a", "b"),
        ({"code": "APIG.0106", "message": "no"}, "APIG.0106", "no"),
        ({"error": {"code": 401, "message": "no", "title": "Unauthorized"}}, "401", "no"),
        ({"error": "text"}, None, None),
        ({"error_code": True, "error_msg": None}, None, None),
        ({"error_code": "", "error_msg": " \n"}, None, None),
    ],
)
def test_shapes(body: object, code: str | None, message: str | None) -> None:
    """Codes are strings always."""
    assert read_error(json.dumps(body).encode()) == ErrorBody(code, message)


def test_solution_and_request_id() -> None:
    """They are taken where they are sent."""
    body = {"error_code": "a", "error_msg": "b", "solution_msg": "c", "request_id": "d"}
    assert read_error(json.dumps(body).encode()) == ErrorBody("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"<html></html>", "is HTML, not JSON"),
        (b"session", "is not JSON"),
        (b'{"a": 1', "is not JSON"),
        (b'{"a": NaN}', "is not JSON"),
        (b'{"a": Infinity}', "is not JSON"),
        (b"[1]", "is JSON but no object"),
        (b"null", "is JSON but no object"),
        (b'"\xff"', "is not UTF-8"),
        (b"[" * 10000 + b"]" * 10000, "is nested too deeply"),
        (b'{"a":' * 100000, "is nested too deeply"),
    ],
)
def test_what_is_no_object(body: bytes, what: str) -> None:
    """Each has its own words, and is an error without a code."""
    with pytest.raises(BodyError, match=what):
        read_object(body)
    assert read_error(body) == ErrorBody()


def test_what_is_an_object() -> None:
    """A byte order mark, and keys that come twice, the last of which counts."""
    assert read_object(b'\xef\xbb\xbf{"a": 1, "a": 2}') == {"a": 2}
    with pytest.raises(BodyError, match="larger than 1 MiB"):
        read_object(b"{}", too_large=True)


def test_text_is_safe_on_a_terminal() -> None:
    """No escape sequence, no reversal of direction, one line, and not without end."""
    assert plain("a\x1b[31mb\r\nc\u202ed\u2066e\x9bf\x00") == "a [31mb c d e f"
    assert plain("{{ 7*7 }}") == "{{ 7*7 }}"
    long = plain("x" * 10**7)
    assert (len(long), long[-3:]) == (TEXT_LIMIT + 3, "...")


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes(body: bytes) -> None:
    """Whatever comes is read or is a BodyError."""
    try:
        value = read_object(body)
    except BodyError:
        value = {}
    assert isinstance(value, dict)


@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_any_error_object(body: dict[str, object]) -> None:
    """Whatever stands in the known keys, what is taken of it is safe text or nothing."""
    error = read_error(json.dumps(body).encode())
    for text in (error.code, error.message, error.solution, error.request_id):
        if text is not None:
            assert not {unicodedata.category(character) for character in text} & {"Cc", "Cs", "Zl", "Zp"}
            assert text == text.strip()
            assert len(text) <= TEXT_LIMIT + 3


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"\xff", "is not UTF-8"),
        (b"[" * 100_000, "is nested too deeply"),
        (b" \n<p>", "is HTML, not JSON"),
        (b"x", "is not JSON"),
        (b"[]", "is JSON but no object"),
    ],
)
def test_what_is_said_of_a_body(body: bytes, words: str) -> None:
    """The whole of it."""
    with pytest.raises(BodyError) as caught:
        read_object(body, too_large=False)
    assert str(caught.value) == words
    with pytest.raises(BodyError) as large:
        read_object(body, too_large=True)
    assert str(large.value) == "is larger than 1 MiB"


def test_a_text_at_its_limit() -> None:
    """It is cut only where it is longer."""
    assert (plain("x" * 10, 10), plain("x" * 11, 10)) == ("x" * 10, "x" * 10 + "...")
