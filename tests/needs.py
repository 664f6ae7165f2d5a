# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a test needs beside Python packages: where it is missing the test is skipped, and with ``CI=true`` it fails.

    @needs("nginx")
    def test_map() -> None:
        start(path("nginx"))

The names are those of ``scripts/programs.py``.
"""

from __future__ import annotations

import typing as t

import pytest

from scripts.programs import PROGRAMS, in_ci


def needs(*programs: str) -> pytest.MarkDecorator:
    """A mark for a test, or for a file as its ``pytestmark``."""
    unknown = sorted(set(programs) - set(PROGRAMS))
    if unknown:
        raise ValueError(f"scripts/programs.py does not have {', '.join(unknown)}")
    return pytest.mark.needs(*programs)


def path(program: str) -> str:
    """The program's path. Where it is missing, the running test or fixture ends."""
    return PROGRAMS[program].path or unavailable(PROGRAMS[program].advice)


def unavailable(reason: str) -> t.NoReturn:
    """End the running test or fixture as skipped, or as failed in CI, for want of something."""
    if in_ci():
        pytest.fail(f"CI=true demands it: {reason}", pytrace=False)
    pytest.skip(reason)


def check(item: pytest.Item) -> None:
    """End a test that is about to run unless what it needs is there."""
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            path(program)
