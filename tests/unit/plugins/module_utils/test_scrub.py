# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets in text that came back."""

from __future__ import annotations

import base64
import html
import json
import typing as t
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._scrub import HIDDEN, Scrubber

SECRET = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=8, max_size=40)


@given(SECRET)
def test_every_form_of_a_secret(secret: str) -> None:
    """As it is, as JSON and HTML write it, URL-encoded, and in base64."""
    clean = Scrubber([secret])
    forms = [secret, json.dumps(secret)[1:-1], quote(secret, safe=""), html.escape(secret)]
    forms += [quote_plus(secret), quote(quote(secret, safe=""), safe=""), base64.b64encode(secret.encode()).decode()]
    for form in forms:
        assert clean(f"before {form} after") == f"before {HIDDEN} after"


def test_base64_inside_something_longer() -> None:
    """A secret that begins anywhere in what was encoded."""
    clean = Scrubber(["hidden-secret-value"])
    for before in ("", "a", "ab", "user:"):
        encoded = base64.b64encode(f"{before}hidden-secret-value:end".encode()).decode()
        assert "aGlkZGVu" not in clean(encoded)
        assert HIDDEN in clean(encoded)


def test_signatures_and_several_secrets() -> None:
    """The longest first, so that no rest of one is left; and the signature of a request."""
    clean = Scrubber(["abcd", "abcdefgh", ""])
    assert clean("abcdefgh abcd") == f"{HIDDEN} {HIDDEN}"
    assert Scrubber(["b-secret", "a-b-secret"])("a-b-secret") == HIDDEN
    assert Scrubber(["a+secret", "a secret as well"])("a+secret+as+well") == HIDDEN
    assert clean(f"Signature={'0a' * 32}, x") == f"Signature={HIDDEN}, x"
    assert Scrubber([])("text") == "text"


@pytest.mark.parametrize("text", ["%" * 20000, "\\" * 20000, "&#" * 10000, "a" * 20000])
def test_no_text_takes_long(text: str) -> None:
    """What nearly matches is not tried in every combination; the test would not end."""
    assert Scrubber(["\\%&#a" * 20])(text) == text


def test_what_no_encoding_takes() -> None:
    """A byte of a variable that is no UTF-8 is a lone surrogate in Python."""
    assert Scrubber(["hidden-\udcff-secret"])("x hidden-\udcff-secret") == f"x {HIDDEN}"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_both_alphabets_of_base64(encode: t.Callable[[bytes], bytes]) -> None:
    """With + and / in it, or with - and _."""
    assert Scrubber(["~~~???~~~???"])(encode(b"~~~???~~~???").decode()) == HIDDEN
