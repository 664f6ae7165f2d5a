# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Change the core in one place at a time, and tell in ``docs/mutation.md`` which changes no test notices.

mutmut makes the changes in a copy of the tree, and runs for each the unit tests that reach the changed function. What
``tests/mutation.yml`` explains may stay unnoticed. What took too long is tried once more. With ``--again`` it tries
what was not noticed the last time, and what was changed since.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

from scripts.collection import BUILD, NAME, ROOT

DOCUMENT = ROOT / "docs" / "mutation.md"
EXPLANATIONS = ROOT / "tests" / "mutation.yml"
TREE = BUILD / "mutation"
CORE = Path("plugins", "module_utils")
WANTED = 0.9
NOTICED = frozenset({"killed", "timeout", "segfault"})
_NAME = re.compile(r"\.module_utils\.(?P<file>\w+)\.x_?(?P<function>.+)__mutmut_\d+$")


@dataclass(frozen=True)
class Mutant:
    """A change of one function."""

    name: str
    status: str
    change: str = ""

    @property
    def file(self) -> str:
        """The name of the changed file."""
        return f"{self._parts['file']}.py"

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


@dataclass(frozen=True)
class Explanation:
    """Why no test can or need notice some changes."""

    why: str
    files: str
    functions: str
    changes: str

    def explains(self, mutant: Mutant) -> bool:
        """Whether this is about the mutant."""
        return (
            re.fullmatch(self.files, mutant.file) is not None
            and re.fullmatch(self.functions, mutant.function) is not None
            and re.search(self.changes, mutant.change) is not None
        )


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
    told: dict[Explanation | None, list[Mutant]] = {}
    explanations = [Explanation(**item) for item in yaml.safe_load(EXPLANATIONS.read_text(encoding="utf-8"))]
    for mutant in survivors:
        told.setdefault(next((item for item in explanations if item.explains(mutant)), None), []).append(mutant)
    score = 1 - len(survivors) / len(mutants)
    DOCUMENT.write_text("\n".join(_document(mutants, told)) + "\n", encoding="utf-8")
    unexplained = len(told.get(None, ()))
    print(f"{len(mutants)} changes, {score:.1%} noticed, {unexplained} neither noticed nor explained")
    return int(unexplained > 0 or score < WANTED)


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
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(2 * (os.cpu_count() or 1))]
    subprocess.run([*command, *names], cwd=TREE, check=True)


def _read(*arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=TREE, check=True, capture_output=True, text=True).stdout


def _results() -> list[Mutant]:
    lines = [line.strip().rpartition(": ") for line in _read("results", "--all", "true").splitlines()]
    return [Mutant(name, status) for name, _colon, status in lines if _NAME.search(name)]


def _with_change(mutant: Mutant) -> Mutant:
    """The mutant with its lines that differ."""
    lines = _read("show", mutant.name).splitlines()
    differing = [line for line in lines if re.match(r"[+-](?![+-]{2})", line)]
    return Mutant(mutant.name, mutant.status, "\n".join(f"{line[0]} {line[1:].strip()}" for line in differing))


def _document(mutants: list[Mutant], told: dict[Explanation | None, list[Mutant]]) -> Iterable[str]:
    total = Counter(mutant.file for mutant in mutants)
    noticed = Counter(mutant.file for mutant in mutants if mutant.status in NOTICED)
    yield from (
        "# Changes that tests notice",
        "",
        "Made by `make mutation`: mutmut changes `plugins/module_utils` in one place at a time and runs the unit tests",
        "that reach the changed function. A change is noticed when one of them fails, or no longer comes to an end.",
        "",
        f"**{noticed.total()} of {total.total()} changes are noticed, {noticed.total() / total.total():.1%}.**",
        "",
        "| File | Changes | Noticed | |",
        "|---|---:|---:|---:|",
    )
    for file in sorted(total):
        yield f"| `{file}` | {total[file]} | {noticed[file]} | {noticed[file] / total[file]:.0%} |"
    yield from ("", "## Noticed by no test", "", "Each with the reason from [mutation.yml](../tests/mutation.yml).")
    for explanation, explained in told.items():
        why = explanation.why if explanation else "Not explained yet."
        yield from ("", f"**{why}**", "", *_listed(explained))


def _listed(mutants: Iterable[Mutant]) -> Iterable[str]:
    yield "```diff"
    for mutant in mutants:
        yield from (f"# {mutant.file}, {mutant.function}", mutant.change)
    yield "```"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:] == ["--again"]))
