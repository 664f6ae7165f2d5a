# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ID that a task has for all hosts, and run_once, wherever it is included."""

from __future__ import annotations

import typing as t
from types import SimpleNamespace

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._includes import common_id, has_run_once


def task(uuid: str, path: str, parent: SimpleNamespace | None = None, **more: t.Any) -> SimpleNamespace:
    """A task, or one that includes others."""
    given = {"run_once": None, "vars": {}, "statically_loaded": False, **more}
    return SimpleNamespace(_uuid=uuid, get_path=lambda: path, get_first_parent_include=lambda: parent, **given)


def identify(one: SimpleNamespace) -> str:
    """The ID of a task."""
    return common_id(one, lambda text: f"hashed {text}")


FIRST = task("first", "play:1")


def test_a_task_that_is_not_included() -> None:
    """Its own ID is the same for all hosts, and so is that of one that is imported."""
    assert identify(task("one", "role:1")) == "one"
    assert identify(task("one", "role:1", task("import", "play:1", statically_loaded=True))) == "one"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (task("two", "role:1", FIRST), True),
        (task("two", "role:1", task("first", "play:1")), True),
        (task("two", "role:2", FIRST), False),
        (task("two", "role:1", task("first", "play:1", vars={"item": 1})), False),
        (task("two", "role:1", task("second", "play:1")), False),
        (task("two", "role:1", task("inner", "tasks:1", FIRST)), False),
    ],
)
def test_a_task_that_is_included(other: SimpleNamespace, same: bool) -> None:
    """The ID is that of the first include with all places, as only its own ID stays, and of the item of a loop."""
    assert (identify(task("one", "role:1", FIRST)) == identify(other)) is same


def test_an_include_in_an_include() -> None:
    """The ID of the inner one is new for each batch, and where two of them are is not the same."""
    ids = [
        identify(task(f"task {number}", "role:1", task(f"inner {number}", place, FIRST, statically_loaded=static)))
        for static in (False, True)
        for number, place in enumerate(("tasks:1", "tasks:1", "tasks:2"))
    ]
    assert [ids[0] == ids[1], ids[1] == ids[2], ids[3] == ids[4], ids[4] == ids[5]] == [True, False, True, False]


@pytest.mark.parametrize(
    ("one", "once"),
    [
        (task("one", "role:1", FIRST), False),
        (task("one", "role:1", FIRST, run_once=True), True),
        (task("one", "role:1", task("inner", "tasks:1", task("first", "play:1", run_once="yes"))), True),
        (task("one", "role:1", task("first", "play:1", run_once="no")), False),
    ],
)
def test_run_once(one: SimpleNamespace, once: bool) -> None:
    """What is included runs once too, though it does not inherit the keyword."""
    assert has_run_once(one, lambda value: value) is once
