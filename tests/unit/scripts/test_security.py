# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""SECURITY.md names a test for each thing that is protected, and each of these tests exists."""

from __future__ import annotations

import ast
import re

import pytest

from scripts.collection import ROOT

_TABLE = re.compile(r"(?m)^\| (.+) \|$")
ROWS = [row.split(" | ") for row in _TABLE.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))[1:]]
ROWS = [row for row in ROWS if not set("".join(row)) <= set("-|")]


def test_there_is_a_table() -> None:
    """What it must be about, whatever else it is about."""
    assert len(ROWS) >= 9
    assert all(len(row) == 4 for row in ROWS)
    assert "a managed host" in " ".join(row[1] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_each_row_names_tests_that_exist(row: list[str]) -> None:
    """Files of tests, or functions in them."""
    named = re.findall(r"`([^`]+)`", row[3])
    assert named
    assert re.sub(r"`[^`]+`|[, ]", "", row[3]) == ""
    for name in named:
        path, _colons, function = name.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        tests = {one for one in functions if one.startswith("test_")}
        assert {function} <= tests if function else tests, name
