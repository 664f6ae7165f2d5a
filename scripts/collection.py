# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the collection from its tracked files and install it, once for each content of the tree."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
HOME = BUILD / "home"
NAME = Path("ansible_collections", "huaweicloud", "dataarts_fabric")
UNUSED_FOR = 7200.0
"""Seconds after which a build that nobody used is deleted; longer than any check takes."""


@dataclass(frozen=True)
class Collection:
    """Where one content of the tree was staged, built and installed. Nothing there changes afterwards."""

    home: Path

    @property
    def stage(self) -> Path:
        """A copy of the repository at a path that ansible-test and ansible-lint accept."""
        return self.home / "stage" / NAME

    @property
    def artefact(self) -> Path:
        """The file that Galaxy would be given."""
        return next((self.home / "dist").glob("*.tar.gz"))

    @property
    def installed(self) -> Path:
        """A collections path that holds the collection as a user has it."""
        return self.home / "installed"


def install(ansible_galaxy: str) -> Collection:
    """Stage, build and install the collection with the given ansible-galaxy, unless this content is there already."""
    with _lock():
        files = _files()
        homes = BUILD / "collection"
        collection = Collection(homes / _digest(files))
        if not collection.home.exists():
            _say(f"building and installing the collection in {collection.home.relative_to(ROOT)}")
            unfinished = Collection(homes / "unfinished")
            shutil.rmtree(unfinished.home, ignore_errors=True)
            _stage(files, unfinished.stage)
            galaxy = [ansible_galaxy, "collection"]
            _run([*galaxy, "build", "--output-path", str(unfinished.home / "dist"), str(unfinished.stage)], unfinished)
            _run(
                [*galaxy, "install", "--offline", "-p", str(unfinished.installed), str(unfinished.artefact)], unfinished
            )
            unfinished.home.rename(collection.home)
        collection.home.touch()
        for old in homes.iterdir():
            if time.time() - old.stat().st_mtime > UNUSED_FOR:
                shutil.rmtree(old)
    return collection


def link() -> Path:
    """A path on which the tree itself is importable as the collection, for mypy."""
    imports = BUILD / "import"
    target = imports / NAME
    if not target.is_symlink():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(ROOT)
    return imports


def ansible_environment(collections: Path) -> dict[str, str]:
    """Variables with which Ansible sees that collections path and nothing of the user's own configuration."""
    HOME.mkdir(parents=True, exist_ok=True)
    configuration = HOME / "ansible.cfg"
    configuration.touch()
    return {
        "HOME": str(HOME),
        "ANSIBLE_HOME": str(HOME / ".ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CONFIG": str(configuration),
    }


def _files() -> list[Path]:
    """The tracked files, and the new ones that git does not ignore, so that work in progress is tested."""
    tracked, new = (_git("--cached"), _git("--others", "--exclude-standard"))
    if new:
        _say(f"{len(new)} files that git does not track yet are included, {new[0]} for one")
    return [path for path in tracked + new if (ROOT / path).is_file()]


def _git(*options: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *options], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return [Path(os.fsdecode(name)) for name in sorted(listed.split(b"\0")) if name]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = (ROOT / path).read_bytes()
        executable = os.access(ROOT / path, os.X_OK)
        digest.update(f"{path}\0{executable}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]


def _stage(files: list[Path], stage: Path) -> None:
    for path in files:
        (stage / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, stage / path)


def _run(command: list[str], collection: Collection) -> None:
    done = subprocess.run(
        command,
        env=os.environ | ansible_environment(collection.installed),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}")


@contextmanager
def _lock() -> Iterator[None]:
    """Two checks that run side by side must not build at the same time."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _say(text: str) -> None:
    print(f"collection > {text}", flush=True)
