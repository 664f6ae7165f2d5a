# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the pipelines that the guides show to ``build/recipes``, so that ``make lint`` checks them like our own."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path

import yaml

from scripts.collection import BUILD, ROOT

GUIDES = ROOT / "docs" / "docsite" / "rst"
RECIPES = BUILD / "recipes"
_BLOCK = re.compile(r"(?m)^( *)\.\. code-block:: yaml\n\n((?:\1 +.*\n|\n)+)")


def write() -> list[Path]:
    """Write each of them; return the files, those for GitHub in a folder ``github``, those for GitLab in ``gitlab``."""
    shutil.rmtree(RECIPES, ignore_errors=True)
    files = []
    for guide in sorted(GUIDES.glob("*.rst")):
        for number, (host, text) in enumerate(recipes(guide.read_text(encoding="utf-8"))):
            file = RECIPES / host / f"{guide.stem}_{number}.yml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            files.append(file)
    return files


def recipes(guide: str) -> Iterator[tuple[str, str]]:
    """Yield the pipelines of a guide, each with the host that it is for."""
    for _indent, block in _BLOCK.findall(guide):
        text = textwrap.dedent(block).strip() + "\n"
        content = yaml.safe_load(text)
        if not isinstance(content, dict):
            continue
        if "jobs" in content:
            yield "github", text
        elif any(isinstance(job, dict) and "script" in job for job in content.values()):
            yield "gitlab", text


if __name__ == "__main__":
    print(*write(), sep="\n")
