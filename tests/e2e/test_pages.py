# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands of README, and of the pages "Playbooks" and "Assumptions", work as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.documentation import (
    AK,
    README,
    SERVE,
    SK,
    TRAIN_1,
    commands,
    markdown_blocks,
    page_blocks,
    settings,
    type_in,
)
from tests.e2e.runner import Ansible
from tests.simulator.handle import Simulator


@pytest.fixture(scope="module")
def walk(
    tmp_path_factory: pytest.TempPathFactory, installed_collections: Path, documented_service: Simulator
) -> tuple[Path, list[str]]:
    """What README says, typed from the clone to the page of links: where, and what each block printed."""
    home = tmp_path_factory.mktemp("walk")
    clone = installed_collections.parent / "stage" / "ansible_collections" / "huaweicloud" / "dataarts_fabric"
    git = f'[ "$1" = clone ] && cp -R {clone} "$(basename "$2" .git)"'
    # In one shell, as the variables of one block are there in the next.
    text = "\necho ---\n".join(markdown_blocks(README, "console"))
    environment = Ansible(home, home / "collections", settings(documented_service)).environment
    return home / "ansible-collection-dataarts-fabric", type_in(home, text, environment, git=git, pip=":").split(
        "---\n"
    )


def test_walk(walk: tuple[Path, list[str]]) -> None:
    """From the clone to the first session ID, and on to drift and links."""
    home, (installed, sessions, drift, links) = walk
    assert "huaweicloud.dataarts_fabric:1.0.0 was installed successfully" in installed
    assert "of-the-first-example" in sessions
    assert "failed=0" in drift
    assert "changed=1" in links
    assert "/?session=of-the-first-example" in (home / "ray.html").read_text(encoding="utf-8")


def test_page_of_playbooks(walk: tuple[Path, list[str]], documented_service: Simulator) -> None:
    """The page has the commands of README, and two more, whose files a shell and nginx read."""
    home, _printed = walk
    (routes,) = page_blocks("playbooks", "yaml")
    (home / "routes.yml").write_text(routes, encoding="utf-8")
    text = "\n".join(page_blocks("playbooks", "console")).replace("\\\n", " ")
    lines = [" ".join(line.removeprefix("$ ").split()) for line in text.splitlines() if line]
    readme = " ".join("\n".join(markdown_blocks(README, "console")).replace("\\\n", " ").split())
    others = [line for line in lines if line not in readme]
    assert (len(lines), len(others)) == (6, 2)
    environment = Ansible(home, home.parent / "collections", settings(documented_service)).environment
    type_in(home, "\n".join(others), {**environment, "HUAWEICLOUD_SDK_AK": AK, "HUAWEICLOUD_SDK_SK": SK})
    sourced = subprocess.run(
        ["sh", "-euc", '. ./ray.env; echo "$RAY_SESSION_TRAINING $RAY_SESSION_RAY_SERVE_EU"'],
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert sourced.stdout == f"{TRAIN_1} {SERVE}\n"
    assert (home / "ray.env").stat().st_mode & 0o777 == 0o600
    file = home / "ray.conf"
    assert f"ray-train-01 {TRAIN_1};" in file.read_text(encoding="utf-8")


@pytest.mark.nightly
def test_assumptions(tmp_path: Path, installed_collections: Path, documented_service: Simulator) -> None:
    """Each command of the page says what the page says of it, where the service is as assumed."""
    blocks = page_blocks("assumptions", "console")
    prepare, checks = blocks[0], list(dict.fromkeys(blocks[1:]))
    environment = Ansible(tmp_path, installed_collections, settings(documented_service)).environment
    # The last line of each is what came of it; a check that is to fail does not end the shell.
    text = "\n".join([commands(prepare), *(f"{{\n{commands(check)}}} || true\necho ---" for check in checks)])
    text = text.replace("USER", "demo-user").replace("PASSWORD", "demo-password").replace("ACCOUNT", "demo-account")
    # This machine is no ECS instance, and the page must not say where a test's metadata service is.
    text = text.replace("ecs_metadata", f"ecs_metadata metadata_endpoint={documented_service.url}")
    printed = dict(zip(checks, type_in(tmp_path, text, environment).split("---\n"), strict=False))
    failed = [check for check, output in printed.items() if "FAILED" in output]
    assert [re.findall(r"token=wrong", check) for check in failed] == [["token=wrong"]]
    assert '"reason": "credential_refused"' in printed[failed[0]]
    absent = next(output for check, output in printed.items() if "on_missing=skip" in check)
    assert json.loads(absent[absent.index("{") :])["missing"] == ["00000000-0000-0000-0000-000000000000"]
    twice = next(output for check, output in printed.items() if check.startswith("$ for "))
    assert len(set(re.findall(r'"session_id": "(.*)"', twice))) == 1
