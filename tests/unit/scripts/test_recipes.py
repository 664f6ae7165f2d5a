# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pipelines of the guides are found and pinned."""

from __future__ import annotations

import re

from scripts.recipes import GUIDES, recipes

FOUND = list(recipes((GUIDES / "drift_in_a_pipeline.rst").read_text(encoding="utf-8")))


def test_found() -> None:
    """There is one for each host, whole; other blocks are none."""
    assert [host for host, _text in FOUND] == ["github", "gitlab"]
    assert all("check_drift" in text for _host, text in FOUND)


def test_pinned() -> None:
    """What a pipeline installs has a version."""
    for _host, text in FOUND:
        (packages,) = re.findall(r"pip install (.+)", text)
        assert all("==" in package for package in packages.split())
        (collection,) = re.findall(r"ansible-galaxy collection install (\S+)", text)
        assert re.search(r"[:,@]\d+\.\d+\.\d+$", collection)
