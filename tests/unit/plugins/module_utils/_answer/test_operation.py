# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An operation's own part, as it goes on the wire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._operation import (
    Operation,
    canonical_query,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import Response

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


class Plain(Operation[bytes]):
    """One that says as little as it may."""

    api = "an API"
    result = "anything"
    goal = "get anything"
    path = "/v1/anything"

    def read(self, response: Response) -> bytes:
        """Return the body."""
        return response.body


def test_what_an_operation_need_not_say() -> None:
    """It is a GET without query, headers and body, with no target, no advice and no 404 of its own."""
    operation = Plain()
    assert (operation.method, operation.success, operation.url_path) == ("GET", 200, "/v1/anything")
    assert (dict(operation.headers), operation.body, dict(operation.target)) == ({}, None, {})
    assert (operation.absence, operation.advice, operation.quotable) == (None, (), True)
    response = Response(200, {}, b"x")
    assert (operation.advise(response), list(operation.identifiers(b"x"))) == (None, [])
    assert operation.read(response) == b"x"


def test_an_operation_must_say_how_a_success_is_read() -> None:
    """There is no default for it."""
    with pytest.raises(TypeError, match="abstract"):
        type.__call__(Operation)


def test_the_query() -> None:
    """Sorted and encoded as it is signed."""
    operation = Plain()
    operation.query = (("b", "2 3"), ("a~", "\u00e4/&"))
    assert operation.url_path == "/v1/anything?a~=%C3%A4%2F%26&b=2%203"


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_any_query(pairs: list[tuple[str, str]]) -> None:
    """Nothing of it can be taken for anything else."""
    query = canonical_query(pairs)
    assert query.isascii()
    assert query.count("=") == len(pairs)
    assert query.count("&") == max(0, len(pairs) - 1)
    assert query == canonical_query(reversed(pairs))
