# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change the core in one place at a time, and see how many of the changes the unit tests notice.

mutmut makes the changes in a copy of the tree, and runs for each the unit tests that reach the changed function. The
table and the changes that no test noticed are written to ``build/mutation.md``. What took too long is tried once more.
With ``--again`` it tries what was not noticed the last time, and what was changed since.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.collection import BUILD, NAME, ROOT

REPORT = BUILD / "mutation.md"
TREE = BUILD / "mutation"
CORE = Path("plugins", "module_utils")
FLOOR = 0.95
"""The part of all changes that tests must notice."""
NOTICED = frozenset({"killed", "timeout", "segfault"})
_UNTRIED = 255
"""The exit code where pytest could not begin, such as for a test that it does not find. mutmut says "timeout"."""
_NAME = re.compile(r"\.module_utils\.(?P<module>[\w.]+?)\.x_?(?P<function>[^.]+)__mutmut_\d+$")


@dataclass(frozen=True)
class Mutant:
    """A change of one function."""

    name: str
    status: str
    change: str = ""

    @property
    def file(self) -> str:
        """The changed file, relative to the core."""
        return self._parts["module"].replace(".", "/") + ".py"

    @property
    def function(self) -> str:
        """The changed function, with its class."""
        return self._parts["function"].strip("ǁ").replace("ǁ", ".")

    @property
    def _parts(self) -> re.Match[str]:
        parts = _NAME.search(self.name)
        if not parts:
            raise ValueError(f"{self.name} is not how mutmut names a mutant")
        return parts


def main(stage: Path, again: bool) -> int:
    """Mutate what is in ``stage``, a copy of the tree; the exit code says whether the tests notice enough."""
    if not again:
        shutil.rmtree(TREE, ignore_errors=True)
    _lay_out(stage)
    # Which tests reach which function is found anew.
    (TREE / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    _run([mutant.name for mutant in _results() if mutant.status not in NOTICED] if again else [])
    # Of functions that are new; and a machine that was busy for a while may have made a test take too long.
    for status in ("not checked", "timeout"):
        names = [mutant.name for mutant in _results() if mutant.status == status]
        if names:
            _run(names)
    mutants = _results()
    with ThreadPoolExecutor() as pool:
        survivors = list(pool.map(_with_change, (mutant for mutant in mutants if mutant.status not in NOTICED)))
    score = 1 - len(survivors) / len(mutants)
    table = list(report(mutants, survivors))
    REPORT.write_text("\n".join(table) + "\n", encoding="utf-8")
    print(f"{len(mutants)} changes, {score:.1%} noticed, {FLOOR:.0%} wanted; see {REPORT.relative_to(ROOT)}")
    return int(score < FLOOR)


def _lay_out(stage: Path) -> None:
    """Copy the tree so that a mutant's name is the module's: Ansible imports the core below ``ansible_collections``."""
    shutil.copytree(stage, TREE, dirs_exist_ok=True, ignore=lambda folder, _names: _core_of(Path(folder), stage))
    shutil.copytree(stage / CORE, TREE / NAME / CORE, dirs_exist_ok=True)
    imported = TREE / "mutants" / CORE
    if not imported.is_symlink():
        imported.parent.mkdir(parents=True)
        imported.symlink_to(Path("..", NAME, CORE))


def _core_of(folder: Path, stage: Path) -> list[str]:
    return [CORE.name] if folder == stage / CORE.parent else []


def _run(names: list[str]) -> None:
    # Much of the time is spent waiting; but with more at once, good changes are taken for such as never end.
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(3 * (os.cpu_count() or 1))]
    subprocess.run([*command, *names], cwd=TREE, check=True)


def _read(*arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=TREE, check=True, capture_output=True, text=True).stdout


def _results() -> list[Mutant]:
    lines = [line.strip().rpartition(": ") for line in _read("results", "--all", "true").splitlines()]
    untried = _untried()
    return [
        Mutant(name, "untried" if name in untried else status) for name, _colon, status in lines if _NAME.search(name)
    ]


def _untried() -> set[str]:
    """The names of the mutants for which no test was run."""
    codes = [json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"] for path in TREE.rglob("*.meta")]
    return {name for of_file in codes for name, code in of_file.items() if code == _UNTRIED}


def _with_change(mutant: Mutant) -> Mutant:
    """The mutant with its lines that differ."""
    lines = _read("show", mutant.name).splitlines()
    differing = [line for line in lines if re.match(r"[+-](?![+-]{2})", line)]
    return Mutant(mutant.name, mutant.status, "\n".join(f"{line[0]} {line[1:].strip()}" for line in differing))


def report(mutants: Sequence[Mutant], survivors: Sequence[Mutant]) -> Iterable[str]:
    """Yield the lines of the report: a table by file, then each change that no test noticed."""
    total = Counter(mutant.file for mutant in mutants)
    unnoticed = Counter(mutant.file for mutant in survivors)
    noticed = total.total() - unnoticed.total()
    yield from (
        f"**{noticed} of {total.total()} changes are noticed, {noticed / total.total():.1%}.**",
        "",
        "| File | Changes | Noticed | |",
        "|---|---:|---:|---:|",
    )
    for file in sorted(total):
        count = total[file] - unnoticed[file]
        yield f"| `{file}` | {total[file]} | {count} | {count / total[file]:.0%} |"
    yield from ("", "Noticed by no test:", "", "```diff")
    for mutant in survivors:
        yield from (f"# {mutant.file}, {mutant.function}", mutant.change)
    yield "```"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:] == ["--again"]))
