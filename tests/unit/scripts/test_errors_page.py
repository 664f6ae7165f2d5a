# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of errors is what the table of advice makes it."""

from __future__ import annotations

from scripts import errors_page


def test_the_page_is_current() -> None:
    """Run ``python -m scripts.errors_page`` where this fails."""
    assert errors_page.PAGE.read_text(encoding="utf-8") == errors_page.page()
