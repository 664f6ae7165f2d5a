# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the lookups of one task work out once: counted in a process like that of a task, and in one like Ansible's."""

from __future__ import annotations

import multiprocessing
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._prepared import prepared

# Where tests run side by side, what runs them has a thread of its own, of which a fork knows nothing.
pytestmark = pytest.mark.filterwarnings("ignore:.* is multi-threaded, use of fork:DeprecationWarning")
FORK = multiprocessing.get_context("fork")

OPTIONS = {"endpoint": "https://fabric.example.com", "token": "t" * 20}


def resolved(*given: dict[str, t.Any]) -> int:
    """How often options are resolved, if these are given one after the other."""
    times = 0

    def resolve() -> dict[str, t.Any]:
        nonlocal times
        times += 1
        return {**OPTIONS, "number": times}

    for one in given:
        prepared(one, resolve)
    return times


def in_a_fork(work: t.Callable[[], object]) -> object:
    """What something returns in the process of a task."""
    results = FORK.Queue()
    process = FORK.Process(target=lambda: results.put(work()))
    process.start()
    result = results.get(timeout=60)
    process.join(60)
    return result


@pytest.mark.parametrize(
    ("given", "times"),
    [
        ([{"timeout": 5}, {"timeout": 5}], 1),
        ([{"a": "1", "b": None}, {"b": None, "a": "1"}], 1),
        ([{"timeout": 5}, {"timeout": 6}, {"timeout": 5}], 2),
        ([{"retries": 1}, {"retries": True}, {"retries": 1.0}, {"retries": "1"}], 4),
        ([{"token": "a"}, {"ansible_dataarts_fabric_token": "a"}], 2),
        ([{"given": ["a list"]}, {"given": ["a list"]}], 2),
        ([{}, {}, {"endpoint": None}], 2),
    ],
)
def test_the_same_options_are_resolved_once(given: list[dict[str, t.Any]], times: int) -> None:
    """In the process of a task; a value of another type is another one."""
    assert in_a_fork(lambda: resolved(*given)) == times


def test_nothing_is_kept_in_ansible_itself() -> None:
    """Its process goes on to other tasks, with other files and variables."""
    assert resolved({"timeout": 5}, {"timeout": 5}) == 2


def test_the_setup_is_found_once() -> None:
    """It is what the options come to."""
    ready = prepared({}, lambda: OPTIONS)
    assert ready.setup().endpoint == "https://fabric.example.com"
    assert ready.setup() is ready.setup()


def test_an_error_is_not_kept() -> None:
    """Whoever asks again gets an error of his own."""

    def twice() -> list[str]:
        told: list[str] = []

        def fail() -> dict[str, t.Any]:
            raise ValueError(f"attempt {len(told)}")

        while len(told) < 2:
            with pytest.raises(ValueError, match="attempt") as caught:
                prepared({"timeout": 7}, fail)
            told.append(str(caught.value))
        return told

    assert in_a_fork(twice) == ["attempt 0", "attempt 1"]
