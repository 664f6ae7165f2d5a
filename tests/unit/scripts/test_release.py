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


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A small repository whose changelog has 1.2.9, which is tagged, and a fragment for what is new."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    _write_changelog(tmp_path, "{1.2.9: {}}")
    fragment = tmp_path / "changelogs" / "fragments" / "12-new.yml"
    fragment.parent.mkdir()
    fragment.touch()
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "all")
    git(tmp_path, "tag", "1.2.9")
    return tmp_path


def _write_changelog(tree: Path, releases: str) -> None:
    path = tree / "changelogs" / "changelog.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"ancestor: null\nreleases: {releases}\n", encoding="utf-8")


@pytest.mark.parametrize("version", ["1.2.10", "1.3.0", "2.0.0"])
def test_one_above_the_last(branch: Path, version: str) -> None:
    """A version is one step above the last."""
    release.check(branch, version, dry_run=False)


@pytest.mark.parametrize("version", ["1.2.9", "1.2.11", "1.3.1", "1.2.8", "v1.3.0", "1.3"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_another_version(branch: Path, version: str, dry_run: bool) -> None:
    """Another one is refused, also in a dry run, and it is said what may come."""
    said = re.escape(f"After 1.2.9 comes 1.2.10 or 1.3.0 or 2.0.0, and not {version}.")
    with pytest.raises(release.ReleaseError, match=said):
        release.check(branch, version, dry_run=dry_run)


def test_the_last(tmp_path: Path) -> None:
    """The last is the highest version of the changelog, not the one that was released last."""
    for releases, last in (("{}", None), ("{1.9.0: {}, 1.10.0: {}, 1.9.1: {}}", "1.10.0")):
        _write_changelog(tmp_path, releases)
        assert release.last(tmp_path) == last


def test_the_first(branch: Path) -> None:
    """Where nothing was released 1.0.0 is the first."""
    _write_changelog(branch, "{}")
    assert release.allowed(branch) == ("1.0.0",)


def test_what_is_prepared(branch: Path) -> None:
    """A version that the changelog has, and that has no tag, comes next, and needs no fragment."""
    _write_changelog(branch, "{1.2.9: {}, 1.3.0: {}}")
    (branch / "changelogs" / "fragments" / "12-new.yml").unlink()
    git(branch, "commit", "--quiet", "--all", "--message", "release: prepare 1.3.0")
    release.check(branch, "1.3.0", dry_run=False)
    with pytest.raises(release.ReleaseError, match=r"1\.3\.0 comes next, and not 1\.3\.1\. .* git fetch --tags"):
        release.check(branch, "1.3.1", dry_run=False)


def test_a_tag_that_exists(branch: Path) -> None:
    """A version that is tagged, on whatever branch, is refused before anything is done."""
    git(branch, "tag", "1.3.0")
    with pytest.raises(release.ReleaseError, match=r"There is a tag 1\.3\.0 already\."):
        release.check(branch, "1.3.0", dry_run=True)


@pytest.mark.parametrize("how", ["new", "changed", "detached", "nothing new"])
def test_a_tree_that_is_not_ready(branch: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
    """Nothing is released of what is not committed, on no branch or without a fragment; a dry run goes on."""
    fragment = branch / "changelogs" / "fragments" / "12-new.yml"
    if how == "new":
        (branch / "new.py").touch()
    elif how == "changed":
        fragment.write_text("changed", encoding="utf-8")
    elif how == "detached":
        git(branch, "checkout", "--quiet", "--detach")
    else:
        git(branch, "rm", "--quiet", str(fragment))
        git(branch, "commit", "--quiet", "--message", "docs: nothing new")
    says = {"new": "new.py", "changed": "12-new.yml", "detached": "No branch", "nothing new": "has no file"}[how]
    with pytest.raises(release.ReleaseError, match=re.escape(says)):
        release.check(branch, "1.3.0", dry_run=False)
    release.check(branch, "1.3.0", dry_run=True)
    assert says in capsys.readouterr().out


def test_a_tag_of_another_version(branch: Path) -> None:
    """What a tag publishes has the version of the tag."""
    (branch / "galaxy.yml").write_text("version: 1.2.9\n", encoding="utf-8")
    artefact.check_tag(branch)
    git(branch, "tag", "--delete", "1.2.9")
    artefact.check_tag(branch)
    git(branch, "tag", "1.3.0")
    with pytest.raises(artefact.ArtefactError, match=r"The tag is 1\.3\.0, and galaxy\.yml has the version 1\.2\.9\."):
        artefact.check_tag(branch)


@pytest.mark.parametrize("moved", [False, True])
def test_tag(branch: Path, monkeypatch: pytest.MonkeyPatch, moved: bool) -> None:
    """The branch moves to the commit that is tagged; where it has moved on there is no tag either."""
    for key in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{key}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{key}_EMAIL", "somebody@example.com")
    git(branch, "config", "tag.gpgSign", "false")
    git(branch, "checkout", "--quiet", "--detach")
    git(branch, "commit", "--quiet", "--allow-empty", "--message", "release: 1.3.0")
    commit = _head(branch)
    git(branch, "checkout", "--quiet", "main")
    if moved:
        git(branch, "commit", "--quiet", "--allow-empty", "--message", "docs: another")
        with pytest.raises(release.ReleaseError, match="Start again"):
            release.tag(branch, "1.3.0", commit)
    else:
        release.tag(branch, "1.3.0", commit)
    tags = subprocess.run(["git", "tag"], cwd=branch, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    assert tags == ["1.2.9"] + ["1.3.0"] * (not moved)
    assert (_head(branch) == commit) is not moved


def _head(tree: Path) -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tree, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


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
