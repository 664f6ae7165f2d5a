# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a release: ``make release VERSION=1.2.3``, or ``make release VERSION=1.2.3 ARGS=--dry-run``.

All of it is done in a worktree of its own. The branch and the tag come into being when everything passed, and with
``--dry-run`` not at all. ``--no-checks`` leaves out ``make test`` and Galaxy's importer, for a dry run only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
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
    given = parser.parse_args(arguments)
    if not given.dry_run and (given.no_checks or not given.version):
        parser.error("a release needs VERSION=, and is made with all checks")
    try:
        release(given.version or allowed(last(ROOT))[0], dry_run=given.dry_run, checks=not given.no_checks)
    except (ReleaseError, artefact.ArtefactError) as error:
        print(f"release > {error}")
        return 1
    except subprocess.CalledProcessError as error:
        print(f"release > this failed: {' '.join(map(str, error.cmd))}")
        return 1
    return 0


def release(version: str, *, dry_run: bool, checks: bool) -> None:
    """Make the release, or everything of it but the branch and the tag."""
    check_tree(ROOT, dry_run=dry_run)
    check_version(version, last(ROOT))
    with _worktree() as tree:
        set_version(tree, version)
        _changelog(tree, version)
        _git(
            tree,
            "add",
            "--all",
            "--",
            "CHANGELOG.md",
            "CHANGELOG.rst",
            "changelogs",
            *(str(row[0]) for row in VERSIONS),
        )
        # A dry run needs no identity and no key of whoever makes it.
        nobody = ["-c", "user.name=Nobody", "-c", "user.email=nobody@localhost", "-c", "commit.gpgsign=false"]
        _git(tree, *(nobody if dry_run else ()), "commit", "--quiet", "--message", f"release: {version}")
        commit = _git(tree, "rev-parse", "HEAD")
        print(f"release > the commit of {version}:", _git(tree, "show", "--stat=100", "--format=%s", "HEAD"), sep="\n")
        if checks:
            subprocess.run([sys.executable, "-m", "scripts.check"], cwd=tree, check=True)
        files = artefact.make(tree)
        if checks:
            importer = ["--session", "importer", "--", str(files[0])]
            subprocess.run([sys.executable, "-m", "nox", "--non-interactive", *importer], cwd=tree, check=True)
    if dry_run:
        print(f"release > a dry run: no branch was changed, and there is no tag {version}")
        return
    _git(ROOT, "merge", "--quiet", "--ff-only", commit)
    _git(ROOT, "tag", "--annotate", "--message", f"release: {version}", version, commit)
    branch = _git(ROOT, "rev-parse", "--abbrev-ref", "HEAD")
    print(
        f"release > {version} is committed and tagged. What remains is yours:",
        f"git push --atomic origin {branch} {version}",
        "make publish",
        "The push starts the workflow that publishes, where there is one: then leave out the second command.",
        sep="\n  ",
    )


def check_tree(tree: Path, *, dry_run: bool) -> None:
    """Raise ReleaseError where something is not committed; a dry run only says so."""
    changes = _git(tree, "status", "--porcelain")
    if changes and not dry_run:
        raise ReleaseError(f"Commit or remove these first:\n{changes}")
    if changes:
        print("release > not all is committed, and this dry run is of what is")


def last(tree: Path) -> str | None:
    """The highest version in the changelog, which a clone has also without tags; or None."""
    changelog = yaml.safe_load((tree / "changelogs" / "changelog.yaml").read_text(encoding="utf-8"))
    return max(changelog["releases"], key=_numbers, default=None)


def allowed(previous: str | None) -> tuple[str, ...]:
    """The versions that may follow, the smallest step first."""
    if previous is None:
        return (FIRST,)
    major, minor, patch = _numbers(previous)
    return (f"{major}.{minor}.{patch + 1}", f"{major}.{minor + 1}.0", f"{major + 1}.0.0")


def check_version(version: str, previous: str | None) -> None:
    """Raise ReleaseError unless the version is one step above the previous."""
    if version not in allowed(previous):
        raise ReleaseError(f"After {previous or 'nothing'} comes {' or '.join(allowed(previous))}, and not {version}.")


def set_version(tree: Path, version: str) -> None:
    """Write the version wherever it stands."""
    for path, pattern, form in VERSIONS:
        text = (tree / path).read_text(encoding="utf-8")
        changed, count = re.subn(pattern, rf"\g<1>{form.format(version)}", text)
        if count != 1:
            raise ReleaseError(f"{path} has {count} lines with a version.")
        (tree / path).write_text(changed, encoding="utf-8")


def _changelog(tree: Path, version: str) -> None:
    today = dt.datetime.now(dt.timezone.utc).date().isoformat()
    command = ["antsibull-changelog", "release", "--version", version, "--date", today]
    variables = os.environ | ansible_environment(tree.parents[len(NAME.parts) - 1])
    program = str(Path(sys.executable).with_name(command[0]))
    subprocess.run([program, *command[1:]], cwd=tree, env=variables, check=True)


@contextmanager
def _worktree() -> Iterator[Path]:
    """The commit in a folder of its own, with the environments of this one."""
    tree = BUILD / "release-tree" / NAME
    if tree.exists():
        _git(ROOT, "worktree", "remove", "--force", str(tree))
    _git(ROOT, "worktree", "prune")
    _git(ROOT, "worktree", "add", "--quiet", "--detach", str(tree), "HEAD")
    try:
        (tree / ".nox").symlink_to(ROOT / ".nox")
        yield tree
    finally:
        _git(ROOT, "worktree", "remove", "--force", str(tree))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _git(tree: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=tree, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
