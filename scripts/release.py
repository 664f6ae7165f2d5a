# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a release: ``make release VERSION=1.2.3``, or ``make release VERSION=1.2.3 ARGS=--dry-run``.

All of it is done in a worktree of its own. The branch and the tag come into being when everything passed, and with
``--dry-run`` not at all. ``--no-checks`` leaves out ``make test`` and Galaxy's importer, for a dry run only.
``--prepare`` writes the version and the changelog into the branch, not committed, so that both can be reviewed first.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from scripts import artefact
from scripts.collection import BUILD, NAME, ROOT, ansible_environment

# The version is given to a release, which writes it to both; a test sees that they agree.
VERSIONS = (
    (Path("galaxy.yml"), r"(?m)^(version: ).*$", "{}"),
    (Path("plugins", "module_utils", "_version.py"), r"(?m)^(VERSION = ).*$", '"{}"'),
)
FIRST = "1.0.0"


class ReleaseError(Exception):
    """The release cannot be made; the message says why."""


def main(arguments: list[str]) -> int:
    """Make the release; the exit code is 0 where it succeeded."""
    parser = argparse.ArgumentParser(prog="make release", description="Make a release.")
    parser.add_argument("version", nargs="?", help="the version to release; in a dry run the next one is enough")
    parser.add_argument("--dry-run", action="store_true", help="leave the branch as it is, and make no tag")
    parser.add_argument("--no-checks", action="store_true", help="leave out the tests and Galaxy's importer")
    parser.add_argument("--prepare", action="store_true", help="write the version and the changelog, for a review")
    given = parser.parse_args(arguments)
    if not given.dry_run and (given.no_checks or not given.version):
        parser.error("a release needs VERSION=, and is made with all checks")
    try:
        if given.prepare:
            prepare(given.version or allowed(ROOT)[0])
        else:
            release(given.version or allowed(ROOT)[0], dry_run=given.dry_run, checks=not given.no_checks)
    except (ReleaseError, artefact.ArtefactError) as error:
        print(f"release > {error}")
        return 1
    except subprocess.CalledProcessError as error:
        print(f"release > this failed: {' '.join(map(str, error.cmd))}")
        return 1
    return 0


def release(version: str, *, dry_run: bool, checks: bool) -> None:
    """Make the release, or everything of it but the branch and the tag."""
    check(ROOT, version, dry_run=dry_run)
    with _worktree() as tree:
        commit = _commit(tree, version, anonymous=dry_run)
        if checks:
            subprocess.run([sys.executable, "-m", "scripts.check"], cwd=tree, check=True)
        files = artefact.make(tree)
        if checks:
            importer = ["--session", "importer", "--", str(files[0])]
            subprocess.run([sys.executable, "-m", "nox", "--non-interactive", *importer], cwd=tree, check=True)
    if dry_run:
        print(f"release > a dry run: no branch was changed, and there is no tag {version}")
        return
    tag(ROOT, version, commit)
    print(
        f"release > {version} is committed and tagged. What remains is yours:",
        f"git push --atomic origin {_branch(ROOT)} {version}",
        "make publish",
        "The push starts the workflow that publishes, where there is one: then leave out the second command.",
        sep="\n  ",
    )


def prepare(version: str) -> None:
    """Write the version and the changelog into the branch that is checked out, for whoever reviews and commits them."""
    check(ROOT, version, dry_run=False)
    with _worktree() as tree:
        commit = _commit(tree, version, anonymous=True)
    _git(ROOT, "merge", "--quiet", "--squash", commit)
    print(f"release > read it, and commit it. Then: make release VERSION={version}")


def tag(tree: Path, version: str, commit: str) -> None:
    """Tag the commit, and move the branch to it; raise ReleaseError where that fails, with neither done."""
    _git(tree, "tag", "--annotate", "--message", f"release: {version}", version, commit)
    try:
        _git(tree, "merge", "--quiet", "--ff-only", commit)
    except subprocess.CalledProcessError as error:
        _git(tree, "tag", "--delete", version)
        raise ReleaseError("The branch has changed in the meantime. Start again.") from error


def check(tree: Path, version: str, *, dry_run: bool) -> None:
    """Raise ReleaseError where the version cannot be released from the branch; a dry run says it where it can go on."""
    if version not in allowed(tree):
        previous, following = last(tree) or "nothing", " or ".join(allowed(tree))
        if _is_prepared(tree):
            raise ReleaseError(
                f"The changelog has {previous} and there is no such tag, so {previous} comes next, and not {version}. "
                "If it is released already: git fetch --tags"
            )
        raise ReleaseError(f"After {previous} comes {following}, and not {version}.")
    if _is_tagged(tree, version):
        raise ReleaseError(f"There is a tag {version} already.")
    for refusal in _refusals(tree):
        if not dry_run:
            raise ReleaseError(refusal)
        print(f"release > a release would be refused. {refusal}")


def _refusals(tree: Path) -> Iterator[str]:
    changes = _git(tree, "status", "--porcelain")
    if changes:
        yield f"Commit or remove these first:\n{changes}"
    if not _branch(tree):
        yield "No branch is checked out that could have the commit."
    if not (_is_prepared(tree) or any(tree.glob("changelogs/fragments/*.y*ml"))):
        yield "changelogs/fragments has no file, so the changelog would be empty."


def last(tree: Path) -> str | None:
    """The highest version in the changelog, which a clone has also without tags; or None."""
    changelog = yaml.safe_load((tree / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))
    return max(changelog["releases"], key=_numbers, default=None)


def allowed(tree: Path) -> tuple[str, ...]:
    """The versions that may be released: one step above the last, the smallest first; or the one that is prepared."""
    previous = last(tree)
    if previous is None:
        return (FIRST,)
    if _is_prepared(tree):
        return (previous,)
    major, minor, patch = _numbers(previous)
    return (f"{major}.{minor}.{patch + 1}", f"{major}.{minor + 1}.0", f"{major + 1}.0.0")


def _is_prepared(tree: Path) -> bool:
    """Whether the last version of the changelog is still to be tagged."""
    previous = last(tree)
    return previous is not None and not _is_tagged(tree, previous)


def _is_tagged(tree: Path, version: str) -> bool:
    return bool(_git(tree, "tag", "--list", version))


def set_version(tree: Path, version: str) -> None:
    """Write the version wherever it stands."""
    for path, pattern, form in VERSIONS:
        text = (tree / path).read_text(encoding="utf-8")
        changed, count = re.subn(pattern, rf"\g<1>{form.format(version)}", text)
        if count != 1:
            raise ReleaseError(f"{path} has {count} lines with a version.")
        (tree / path).write_text(changed, encoding="utf-8")


def _commit(tree: Path, version: str, *, anonymous: bool) -> str:
    """Commit the version and its changelog; return the commit, which is the last one if it has both already."""
    set_version(tree, version)
    _changelog(tree, version)
    changed = ("CHANGELOG.md", "CHANGELOG.rst", "changelogs", *(str(row[0]) for row in VERSIONS))
    _git(tree, "add", "--all", "--", *changed)
    if _git(tree, "diff", "--cached", "--name-only"):
        # What is not kept needs no identity and no key of whoever makes it.
        nobody = ["-c", "user.name=Nobody", "-c", "user.email=nobody@localhost", "-c", "commit.gpgsign=false"]
        _git(tree, *(nobody if anonymous else ()), "commit", "--quiet", "--message", f"release: {version}")
        print(f"release > the commit of {version}:", _git(tree, "show", "--stat=100", "--format=%s", "HEAD"), sep="\n")
    else:
        print(f"release > the version and the changelog of {version} are in the last commit already")
    return _git(tree, "rev-parse", "HEAD")


def _changelog(tree: Path, version: str) -> None:
    today = dt.datetime.now(dt.timezone.utc).date().isoformat()
    program = str(Path(sys.executable).with_name("antsibull-changelog"))
    command = [program, "release", "--version", version, "--date", today]
    if _is_prepared(tree):  # what was written then may be out of date
        command += ["--update-existing", "--reload-plugins", "--refresh-plugins"]
    variables = os.environ | ansible_environment(tree.parents[len(NAME.parts) - 1])
    # It warns that fragments have no summary, also where the changelog has one already.
    done = subprocess.run(
        command, cwd=tree, env=variables, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise ReleaseError(f"antsibull-changelog failed:\n{done.stdout.strip()}")


@contextmanager
def _worktree() -> Iterator[Path]:
    """The commit in a folder of its own, with the environments of this one."""
    tree = BUILD / "release-tree" / NAME
    shutil.rmtree(BUILD / "release-tree", ignore_errors=True)  # what a release left that was killed
    _git(ROOT, "worktree", "prune")
    _git(ROOT, "worktree", "add", "--quiet", "--detach", str(tree), "HEAD")
    try:
        (tree / ".nox").symlink_to(ROOT / ".nox")
        yield tree
    finally:
        _git(ROOT, "worktree", "remove", "--force", str(tree))


def _branch(tree: Path) -> str:
    """The branch that is checked out, or nothing."""
    return _git(tree, "branch", "--show-current")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _git(tree: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=tree, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
