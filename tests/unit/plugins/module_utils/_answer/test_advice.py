# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of advice."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._advice import (
    ADVICE,
    GATEWAY,
    REDIRECT,
    TRANSPORT,
    UNEXPECTED,
    Advice,
    advice_for,
    transport_reason,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._body import ErrorBody
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import CreateToken
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import REASONS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import ShowSession

OWN = (*ShowSession.advice, *CreateToken.advice)


def text_for(status: int, code: str | None, own: tuple[Advice, ...] = ()) -> str:
    """What to do about a status and a whole code."""
    return advice_for(status, ErrorBody(code).suffix, own)[1]


def shown(row: Advice) -> str:
    """A row by its status and code."""
    return f"{row.status}-{row.suffix}"


@pytest.mark.parametrize("row", ADVICE, ids=shown)
def test_every_row_is_reachable(row: Advice) -> None:
    """No row stands in the shadow of one above it, under either name of the gateway."""
    codes = (
        [f"APIG.{row.suffix}", f"APIGW.{row.suffix}", f"dataartsfabric.{row.suffix}", row.suffix]
        if row.suffix
        else [None, "x.1"]
    )
    assert [text_for(row.status, code) for code in codes] == [row.text] * len(codes)


@pytest.mark.parametrize("row", ShowSession.advice, ids=shown)
def test_an_operations_own_advice(row: Advice) -> None:
    """It takes precedence over that for every operation, but not over what is said of a code."""
    code = f"APIGW.{row.suffix}" if row.suffix else "x.1"
    assert text_for(row.status, code, ShowSession.advice) == row.text != text_for(row.status, code)
    assert text_for(400, "dataartsfabric.00010005", ShowSession.advice) == text_for(400, "dataartsfabric.00010005")
    assert text_for(401, "APIGW.0303", CreateToken.advice) == text_for(401, "APIGW.0303")
    assert text_for(401, "401", CreateToken.advice) == CreateToken.advice[0].text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 500])
def test_every_documented_status_has_advice(status: int) -> None:
    """What the page documents is not unexpected."""
    assert text_for(status, "common.01000001") not in (UNEXPECTED, REDIRECT)


def test_the_rest() -> None:
    """Redirects, and anything that is not known."""
    assert [text_for(status, None) for status in (300, 302, 399)] == [REDIRECT] * 3
    assert text_for(299, None) == UNEXPECTED
    assert text_for(418, "teapot.1") == UNEXPECTED
    for text in (*(row.text for row in (*ADVICE, *OWN)), *TRANSPORT.values(), UNEXPECTED, REDIRECT, GATEWAY):
        assert text[0].isupper()
        assert text.endswith(".")


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (400, "common.01000001", "input"),
        (400, "dataartsfabric.00010005", "permission_denied"),
        (401, "APIG.1002", "credential_refused"),
        (401, None, "credential_refused"),
        (403, "403", "credential_refused"),
        (403, "APIG.1005", "permission_denied"),
        (404, "common.01000001", "not_found"),
        (404, "APIGW.0101", "wrong_endpoint"),
        (407, None, "proxy"),
        (408, "common.00000408", "timeout"),
        (413, None, "gateway"),
        (418, "teapot.0418", "bad_answer"),
        (429, "APIG.0308", "throttled"),
        (500, "common.00000500", "service"),
        (502, None, "service"),
        (503, None, "service"),
        (504, None, "timeout"),
        (599, "7", "service"),
        (204, None, "bad_answer"),
        (302, None, "wrong_endpoint"),
    ],
)
def test_reasons(status: int, code: str | None, reason: str) -> None:
    """One word out of a closed set, with an operation's own advice and without."""
    for own in ((), ShowSession.advice):
        assert advice_for(status, ErrorBody(code).suffix, own)[0] == reason
    assert reason in REASONS


def test_every_reason_is_documented() -> None:
    """Those of rows, of any status, and of transport errors."""
    reasons = {advice_for(status, None)[0] for status in range(200, 600)}
    reasons |= {row.reason for row in (*ADVICE, *OWN) if row.reason}
    reasons |= {transport_reason(kind) for kind in TRANSPORT}
    assert reasons <= set(REASONS)
    assert {transport_reason(kind) for kind in ("dns", "refused", "reset", "other")} == {"connection"}
    assert [transport_reason(kind) for kind in ("timeout", "tls", "proxy", "body", "protocol")] == [
        "timeout",
        "tls",
        "proxy",
        "bad_answer",
        "bad_answer",
    ]
    assert all(text[0].isupper() and text.endswith(".") for text in REASONS.values())
