# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation says: the code blocks of its pages, and a service that has what they name."""

from __future__ import annotations

import ast
import re
import subprocess
import textwrap
import typing as t
from collections.abc import Iterable
from pathlib import Path

import yaml

from scripts.collection import ROOT
from tests.simulator.handle import Simulator

PAGES = ROOT / "docs" / "docsite" / "rst"
README = ROOT / "README.md"

AK, SK, TOKEN = "YOUR_ACCESS_KEY", "YOUR_SECRET_KEY", "token-for-tests-only"
TABLE: dict[str, t.Any] = yaml.safe_load((ROOT / "tests" / "simulator" / "routes.yaml").read_text(encoding="utf-8"))
TABLE["tokens"] = [TOKEN]
TABLE["access_keys"][AK] = {"secret_key": SK}
TABLE["routes"]["0b5633ba-2b90-4511-ad51-4346f4d23d4b"] = {"session_id": "of-the-first-example", "status": "RUNNING"}
TABLE["routes"]["4711"] = {"session_id": "of-digits", "status": ""}
SESSIONS = {route_id: entry["session_id"] for route_id, entry in TABLE["routes"].items()}
TRAIN_1, TRAIN_2, SERVE = (SESSIONS[route_id] for route_id in ("ray-train-01", "ray-train-02", "ray-serve-eu"))


def examples(page: str, language: str) -> list[str]:
    """The code blocks of a page in a language."""
    blocks = []
    for part in page.split(f".. code-block:: {language}\n")[1:]:
        lines = iter(part.splitlines())
        block = [next(lines)]
        for line in lines:
            if line and not line.startswith(" "):
                break
            block.append(line)
        blocks.append(textwrap.dedent("\n".join(block)).strip() + "\n")
    return blocks


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Return files by their names, but the record first, which the check for drift compares with."""
    return sorted(paths, key=lambda path: ("session_record" not in str(path), path))


def plugin_examples() -> dict[str, str]:
    """Return the EXAMPLES of every module and plugin, by its type and name."""
    found = {}
    for folder in ("modules", "lookup", "filter", "test"):
        for path in in_order((ROOT / "plugins" / folder).glob("[a-z]*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
                    found[f"{folder}/{path.stem}"] = ast.literal_eval(node.value)
    return found


def markdown_blocks(path: Path, language: str) -> list[str]:
    """Return the blocks of a page in a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"))


def page_blocks(name: str, language: str) -> list[str]:
    """Return the blocks of a page of the docsite in a language."""
    return examples((PAGES / f"{name}.rst").read_text(encoding="utf-8"), language)


def commands(block: str) -> str:
    """Return the commands of a block, without the prompt."""
    return re.sub(r"(?m)^(\$ |  +(?=\S))", "", block)


def settings(simulator: Simulator) -> dict[str, str]:
    """Return the environment of somebody whose service is the simulator."""
    return {
        "HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url,
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": simulator.url,
        "HUAWEICLOUD_REGION": "cn-north-4",
        "HTTPS_PROXY": "http://127.0.0.1:1",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "NO_PROXY": "127.0.0.1",
    }


def type_in(home: Path, text: str, environment: dict[str, str], **programs: str) -> str:
    """Run commands in a shell, in a directory, and return what they print.

    :param programs: scripts in place of programs that need more than this machine
    """
    tools = home / "tools"
    tools.mkdir()
    for name, script in programs.items():
        (tools / name).write_text(f"#!/bin/sh -eu\n{script}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    environment = {**environment, "PATH": f"{tools}:{environment['PATH']}"}
    command = ["sh", "-euc", text]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
