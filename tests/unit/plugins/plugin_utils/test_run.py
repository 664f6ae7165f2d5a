# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the processes of a run share, with real processes: a lock, a value, and a claim that ends with its process."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._run import (
    BusyError,
    Run,
    claim,
    is_claimed,
    replace,
    wait_for,
)

# Where tests run side by side, what runs them has a thread of its own, of which a fork knows nothing.
pytestmark = pytest.mark.filterwarnings("ignore:.* is multi-threaded, use of fork:DeprecationWarning")
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of its own."""
    return Run(tmp_path / "run")


def in_processes(number: int, work: t.Callable[[int], None]) -> None:
    """Do something in so many processes at once, which all must succeed."""
    processes = [FORK.Process(target=work, args=(one,)) for one in range(number)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * number


def test_no_change_is_lost(run: Run) -> None:
    """Ten processes count to ten each; what is kept is theirs alone, and no other name's."""

    def count(number: int) -> None:
        for _time in range(10):
            with run.value("count", "a/../b\udc80") as value:
                value["all"] = value.get("all", 0) + 1
                value[str(number)] = os.getpid()

    in_processes(10, count)
    with run.value("count", "a/../b\udc80") as value:
        assert (value["all"], len(value)) == (100, 11)
    with run.value("count", "other") as other:
        assert other == {}
    assert run.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in run.folder.iterdir()} == {0o600}


def test_an_error_changes_nothing(run: Run) -> None:
    """What was there before stays, and the lock is free."""
    with run.value("x") as value:
        value["a"] = 1
    with pytest.raises(ZeroDivisionError), run.value("x") as value:
        value["a"] = 1 // 0
    with run.value("x") as value:
        assert value == {"a": 1}


def test_one_salt(run: Run) -> None:
    """All processes have the same, and another run has another one."""
    salts = FORK.Queue()
    in_processes(5, lambda _number: salts.put(run.salt()))
    assert {salts.get(timeout=10) for _each in range(5)} == {run.salt()}
    assert len(run.salt()) == 32
    assert Run(run.folder.parent / "another").salt() != run.salt()


def test_a_lock_is_waited_for(run: Run) -> None:
    """Not for ever where a time is given; and another name's is no obstacle."""
    with run.lock("a"):
        with (
            pytest.raises(BusyError, match=r"another host of this run was busy with it for 0.1 s"),
            run.lock("a", seconds=0.1),
        ):
            pytest.fail("it was locked twice")
        with run.lock("b", seconds=0.1):
            pass
    with run.lock("a", seconds=0.1):
        pass


def test_a_process_that_is_killed(run: Run) -> None:
    """It leaves no lock and no claim behind."""
    told = FORK.Queue()

    def hold() -> None:
        with run.lock("a"), claim(run) as own:
            told.put(own.name)
            time.sleep(600)

    process = FORK.Process(target=hold)
    process.start()
    name = told.get(timeout=30)
    assert is_claimed(run, name)
    os.kill(t.cast("int", process.pid), signal.SIGKILL)
    process.join()
    assert not is_claimed(run, name)
    assert wait_for(run, name, 0.1)
    with run.lock("a", seconds=5):
        pass


def test_a_claim_that_gets_on(run: Run) -> None:
    """It is waited for as long as something is achieved, and no longer."""
    with claim(run) as own:
        assert not wait_for(run, own.name, 0.2)
        done = threading.Event()

        def work() -> None:
            while not done.wait(0.05):
                own.advance()

        thread = threading.Thread(target=work)
        thread.start()
        waited: list[bool] = []
        waiter = threading.Thread(target=lambda: waited.append(wait_for(run, own.name, 0.5)))
        waiter.start()
        time.sleep(1.5)
        assert waited == []
        done.set()
        thread.join()
        waiter.join(30)
        assert waited == [False]
    assert wait_for(run, own.name, 0.1)
    assert wait_for(run, "never-made", 0.1)


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """With its mode; where that fails, the old one and nothing else is left."""
    path = tmp_path / "x"
    replace(path, "one\r\n\udc80", 0o640)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"one\r\n\\udc80", 0o640)
    with pytest.raises(OSError, match="No such file"):
        replace(tmp_path / "no" / "x", "two")
    with pytest.raises(TypeError):
        replace(path, t.cast("str", None))
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_used(tmp_path: Path) -> None:
    """One sentence, with what to do."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(
        FabricError, match=r"temporary directory cannot be used, as .*/run cannot be written \(Not a dir"
    ):
        Run(tmp_path / "file" / "run")
    run = Run(tmp_path / "run")
    (tmp_path / "run").rmdir()
    with pytest.raises(FabricError, match=r"set ANSIBLE_LOCAL_TEMP"):
        run.salt()


def test_a_full_disk(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """That a claim gets on cannot be written then, which is no reason to fail."""

    def write(*_given: t.Any) -> t.NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with claim(run) as own:
        monkeypatch.setattr(os, "write", write)
        own.advance()
        assert is_claimed(run, own.name)
