# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plugin of pytest for ``make mutation``: the tests of the changed file run first, as they notice most.

mutmut alone has the fastest tests run first, wherever they belong to.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_PLUGINS = Path("tests", "unit", "plugins")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the tests by how much of their path they have in common with the changed file."""
    _tree, found, change = os.environ.get("MUTANT_UNDER_TEST", "").partition(".plugins.")
    if found:
        items.sort(key=lambda item: -nearness(item.nodeid, change))


def nearness(test: str, change: str) -> int:
    """Return how many folders a test and a change have in common, and one more if the test's file is named after it.

    :param test: such as ``tests/unit/plugins/module_utils/_http/test_tls_failures.py::test_a_list_of_directories``
    :param change: such as ``module_utils._http._tls.x_shared_context__mutmut_1``
    """
    file = Path(test.partition("::")[0])
    if not file.is_relative_to(_PLUGINS):
        return 0
    *folders, changed, _function = change.split(".")
    common = 0
    for mine, theirs in zip(file.relative_to(_PLUGINS).parts[:-1], folders, strict=False):
        if mine != theirs:
            return common
        common += 1
    return common + (common == len(folders) and file.stem.startswith(f"test{changed}"))
