# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the pages for contributors and the workflows name is there: files, folders and targets of make."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from scripts.collection import ROOT

PAGES = ("CONTRIBUTING.md", "SECURITY.md", "tests/README.md")
WORKFLOWS = tuple(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob(".github/workflows/*.yml")))
# What is made, or is somebody's to be.
NOT_TRACKED = re.compile(r"build/.*|changelogs/fragments/12-what\.yml")


def _places() -> set[str]:
    """Every file, and every folder with a slash at its end, from each folder on: ``a/b.py``, ``b.py`` and ``a/``."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    places = set()
    for name in filter(None, listed.splitlines()):
        parts = Path(name).parts
        for start in range(len(parts)):
            places |= {
                "/".join(parts[start:end]) + "/" * (end < len(parts)) for end in range(start + 1, len(parts) + 1)
            }
    return places


@pytest.mark.parametrize("page", PAGES)
def test_files(page: str) -> None:
    """A path is one of the tree, from any of its folders on."""
    text = re.sub(r"(?s)```.*?```", "", (ROOT / page).read_text(encoding="utf-8"))
    named = {
        word for word in re.findall(r"`([^`\s]+)`", text) if re.fullmatch(r"[\w./-]+(/|\.(py|md|ya?ml|toml))", word)
    }
    assert named
    assert {name for name in named if not NOT_TRACKED.fullmatch(name)} - _places() == set()


@pytest.mark.parametrize("page", ["README.md", *PAGES, *WORKFLOWS])
def test_targets(page: str) -> None:
    """What is run with make is a target, or one of the checks."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {*re.findall(r"(?m)^([a-z]+):", makefile), *re.findall(r"(?m)^SESSIONS := (.*)$", makefile)[0].split()}
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"(?m)(?:`|^|run: )(?:make|\.ci/run) ([a-z_]+)", text)
    assert named or page == "SECURITY.md"
    assert set(named) <= targets
