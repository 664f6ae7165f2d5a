# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``make release`` refuses, and that a commit gives one artefact; ``nox -s release`` is a dry run of the rest."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from scripts import artefact, release
from scripts.collection import ROOT


def git(tree: Path, *arguments: str) -> None:
    """Run git as somebody, without the settings of whoever runs the tests."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=tree, check=True, stdout=subprocess.PIPE)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one commit: the tracked files of this one, as they are."""
    tree = tmp_path_factory.mktemp("repository")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name, follow_symlinks=False)
    git(tree, "init", "--quiet")
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "all")
    return tree


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its artefact."""
    return artefact.build(repository, tmp_path_factory.mktemp("built"))


def test_versions_agree() -> None:
    """The version of ``galaxy.yml`` is the one that the collection sends."""
    found = {
        match[0].removeprefix(match[1]).strip('"')
        for path, pattern, _form in release.VERSIONS
        for match in re.finditer(pattern, (ROOT / path).read_text(encoding="utf-8"))
    }
    assert len(found) == 1
    assert re.fullmatch(r"\d+\.\d+\.\d+", found.pop())


@pytest.mark.parametrize(
    ("previous", "version", "good"),
    [
        (None, "1.0.0", True),
        (None, "1.0.1", False),
        ("1.2.9", "1.2.10", True),
        ("1.2.9", "1.3.0", True),
        ("1.2.9", "2.0.0", True),
        ("1.2.9", "1.2.9", False),
        ("1.2.9", "1.2.11", False),
        ("1.2.9", "1.3.1", False),
        ("1.2.9", "1.2.8", False),
        ("1.2.9", "v1.3.0", False),
        ("1.2.9", "1.3", False),
    ],
)
def test_one_above_the_last(previous: str | None, version: str, good: bool) -> None:
    """A version is one step above the last; else it is said what may come."""
    if good:
        release.check_version(version, previous)
        return
    with pytest.raises(release.ReleaseError, match=f"{re.escape(release.allowed(previous)[0])}.* and not {version}"):
        release.check_version(version, previous)


def test_the_last(tmp_path: Path) -> None:
    """The last is the highest version of the changelog, not the one that was released last."""
    changelog = tmp_path / "changelogs" / "changelog.yaml"
    changelog.parent.mkdir()
    for releases, last in (("{}", None), ("{1.9.0: {}, 1.10.0: {}, 1.9.1: {}}", "1.10.0")):
        changelog.write_text(f"ancestor: null\nreleases: {releases}\n", encoding="utf-8")
        assert release.last(tmp_path) == last


def test_a_tree_that_is_not_clean(repository: Path) -> None:
    """Nothing is released while something is not committed, be it new or changed."""
    release.check_tree(repository, dry_run=False)
    new = repository / "plugins" / "new.py"
    new.touch()
    try:
        with pytest.raises(release.ReleaseError, match=r"plugins/new\.py"):
            release.check_tree(repository, dry_run=False)
    finally:
        new.unlink()


def test_without_a_version_or_checks() -> None:
    """A real release has both."""
    for arguments in ([], ["--no-checks", "1.0.0"]):
        with pytest.raises(SystemExit):
            release.main(arguments)


def test_set_version(repository: Path, tmp_path: Path) -> None:
    """The version is changed wherever it stands, and nothing else is."""
    for path, *_rest in release.VERSIONS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repository / path, tmp_path / path)
    release.set_version(tmp_path, "12.34.56")
    for path, *_rest in release.VERSIONS:
        before, after = ((tree / path).read_text(encoding="utf-8") for tree in (repository, tmp_path))
        differing = [line for line in after.splitlines() if line not in before.splitlines()]
        assert len(differing) == 1
        assert "12.34.56" in differing[0]


def test_the_same_bytes(repository: Path, built: Path, tmp_path: Path) -> None:
    """What lies in the tree beside the commit, and when it was written, changes nothing."""
    (repository / ".env").write_text("SECRET=planted", encoding="utf-8")
    (repository / "plugins" / "action" / "planted.py").touch()
    for path in (repository / "plugins").rglob("*.py"):
        os.utime(path, (1, 1))
    assert artefact.build(repository, tmp_path).read_bytes() == built.read_bytes()
    assert not {".env", "plugins/action/planted.py"} & set(artefact.verify(repository, built))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("tests/README.md", b"", "tests/README.md does not belong"),
        ("plugins/action/planted.py", b"", "plugins/action/planted.py does not belong"),
        ("README.md", str(ROOT).encode(), "README.md names a path of this machine"),
    ],
)
def test_what_does_not_belong(
    repository: Path, built: Path, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    """A file that is not tracked or is for tests, and a path of this machine, are found."""
    other = tmp_path / "other.tar.gz"
    with tarfile.open(built) as archive, tarfile.open(other, "w:gz") as changed:
        for member in archive:
            changed.addfile(member, archive.extractfile(member) if member.isreg() else None)
        member = tarfile.TarInfo(name)
        member.size = len(content)
        changed.addfile(member, io.BytesIO(content))
    with pytest.raises(artefact.ArtefactError, match=re.escape(says)):
        artefact.verify(repository, other)
