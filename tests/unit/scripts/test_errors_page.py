# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of errors is what the tables of advice and of reasons make it."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._advice import ADVICE, Advice
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import CreateToken
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import REASONS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import ShowSession
from scripts import errors_page

ALL = [*ADVICE, *ShowSession.advice, *CreateToken.advice]


def test_the_page_is_current() -> None:
    """Run ``python -m scripts.errors_page`` where this fails."""
    assert errors_page.PAGE.read_text(encoding="utf-8") == errors_page.page()


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_row(reason: str) -> None:
    """With what it means."""
    assert f"   * - ``{reason}``\n     - {REASONS[reason]}\n" in errors_page.page()


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.text)
def test_all_advice_is_on_the_page(row: Advice) -> None:
    """That for every operation, and each operation's own."""
    code = f"ends with {row.suffix}" if row.suffix else "any other"
    assert f"   * - {row.status}\n     - {code}\n" in errors_page.page()
    assert f"     - {row.text}\n" in errors_page.page()
