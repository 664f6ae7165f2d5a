# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which Python interpreters this machine has, and which ansible-core each of them is to test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Version = tuple[int, int]


@dataclass(frozen=True)
class Core:
    """One supported release of ansible-core."""

    name: str
    requirement: str
    pythons: tuple[Version, ...]
    """The Pythons its controller runs on, the one to test it with first."""

    nightly: bool = False
    """Whether it is tested by make nightly only, with what depends on Ansible most."""


CORES = (
    Core("2.16", "ansible-core==2.16.19", ((3, 11),), nightly=True),
    Core("2.19", "ansible-core==2.19.14", ((3, 11), (3, 12), (3, 13))),
    Core("2.20", "ansible-core==2.20.10", ((3, 12), (3, 13), (3, 14))),
    Core("2.21", "ansible-core==2.21.5", ((3, 13), (3, 12), (3, 14))),
)
OLDEST_TARGET: Version = (3, 9)
"""The oldest Python that modules run on."""

VERSIONS = (OLDEST_TARGET, *sorted({version for core in CORES for version in core.pythons}))


@dataclass(frozen=True)
class Pair:
    """An ansible-core and the interpreter that tests it."""

    core: Core
    version: Version
    python: str


@cache
def found() -> dict[Version, str]:
    """Every supported interpreter that really runs, by version."""
    interpreters: dict[Version, str] = {}
    for candidate in _candidates():
        version = _version_of(candidate)
        if version in VERSIONS:
            interpreters.setdefault(version, candidate)
    return interpreters


def pairs() -> list[Pair]:
    """The ansible-core releases that can be tested here; with ``FABRIC_PYTHON=3.13`` on that Python only."""
    only = os.environ.get("FABRIC_PYTHON")
    interpreters = {version: path for version, path in found().items() if only in (None, dotted(version))}
    chosen = []
    for core in CORES:
        version = next((version for version in core.pythons if version in interpreters), None)
        if version:
            chosen.append(Pair(core, version, interpreters[version]))
    return chosen


def skipped() -> list[str]:
    """One sentence for each check that this machine has no interpreter for."""
    tested = {pair.core.name for pair in pairs()}
    reasons = [
        f"ansible-core {core.name} is skipped: it needs one of Python "
        f"{', '.join(dotted(version) for version in sorted(core.pythons))}, and none of them runs on this machine"
        for core in CORES
        if core.name not in tested
    ]
    if OLDEST_TARGET not in found():
        reasons.append(
            f"the import of modules on Python {dotted(OLDEST_TARGET)} is skipped: it does not run on this machine"
        )
    return reasons


def best() -> Pair:
    """The newest ansible-core that runs here, for the checks that need only one."""
    if not pairs():
        sys.exit("No Python from 3.11 to 3.14 runs on this machine.")
    return pairs()[-1]


def dotted(version: Version) -> str:
    """(3, 11) as "3.11"."""
    return ".".join(map(str, version))


def _candidates() -> list[str]:
    """Paths that may be interpreters, without the links of virtual environments."""
    pyenv_roots = [Path(root) for root in (os.environ.get("PYENV_ROOT"),) if root]
    pyenv_roots.append(Path("~/.pyenv").expanduser())
    paths = [getattr(sys, "_base_executable", sys.executable)]
    for version in VERSIONS:
        name = f"python{dotted(version)}"
        paths += [path for directory in os.get_exec_path() if (path := shutil.which(name, path=directory)) is not None]
        for root in pyenv_roots:
            paths += sorted(map(str, root.glob(f"versions/*/bin/{name}")), reverse=True)
    return list(dict.fromkeys(paths))


def _version_of(path: str) -> Version | None:
    """The version of an interpreter, or None where it does not run, as with a shim that leads nowhere."""
    code = "import sys, ssl, sqlite3, venv; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([path, "-c", code], capture_output=True, text=True, timeout=30, check=True)
        major, minor = map(int, done.stdout.split())
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return major, minor


if __name__ == "__main__":
    for pair in pairs():
        print(f"ansible-core {pair.core.name} on Python {dotted(pair.version)} ({pair.python})")
    print(*skipped(), sep="\n")
