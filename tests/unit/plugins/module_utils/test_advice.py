# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of advice."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._advice import (
    ADVICE,
    REDIRECT,
    TRANSPORT,
    UNEXPECTED,
    advice_for,
)


@pytest.mark.parametrize("row", ADVICE, ids=lambda row: f"{row.status}-{row.suffix}")
def test_every_row_is_reachable(row: object) -> None:
    """No row stands in the shadow of one above it, under either name of the gateway."""
    status, suffix, text = row.status, row.suffix, row.text  # type: ignore[attr-defined]  # rows are plain data here
    codes = [f"APIG.{suffix}", f"APIGW.{suffix}", f"dataartsfabric.{suffix}", suffix] if suffix else [None, "x.1"]
    assert [advice_for(status, code) for code in codes] == [text] * len(codes)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 500])
def test_every_documented_status_has_advice(status: int) -> None:
    """What the page documents is not unexpected."""
    assert advice_for(status, "common.01000001") not in (UNEXPECTED, REDIRECT)


def test_the_rest() -> None:
    """Redirects, and anything that is not known."""
    assert [advice_for(status, None) for status in (300, 302, 399)] == [REDIRECT] * 3
    assert advice_for(299, None) == UNEXPECTED
    assert advice_for(418, "teapot.1") == UNEXPECTED
    for text in (*(row.text for row in ADVICE), *TRANSPORT.values(), UNEXPECTED, REDIRECT):
        assert text[0].isupper()
        assert text.endswith(".")
