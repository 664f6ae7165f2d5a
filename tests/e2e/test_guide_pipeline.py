# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide "Drift checks in a pipeline": its files and commands run as they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.e2e.documentation import AK, PAGES, SESSIONS, SK, TABLE, TOKEN, examples
from tests.e2e.runner import Ansible
from tests.simulator.handle import Simulator

PAGE = (PAGES / "drift_in_a_pipeline.rst").read_text(encoding="utf-8")
FILES = {text.split("\n")[0].removeprefix("# "): text for text in examples(PAGE, "yaml") + examples(PAGE, "yaml+jinja")}
COMMANDS = [line.removeprefix("$ ") for block in examples(PAGE, "console") for line in block.splitlines()]
INVENTORY = {"web": {"hosts": {"web-1": {"ansible_connection": "local"}, "web-2": {"ansible_connection": "local"}}}}


@pytest.fixture
def simulator(documented_service: Simulator) -> Simulator:
    """The simulator with the routes that the guide is about."""
    documented_service.reset()
    return documented_service


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path, simulator: Simulator) -> Ansible:
    """A directory with the guide's files, and an environment as the guide wants it."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "inventory.yml").write_text(json.dumps(INVENTORY), encoding="utf-8")
    settings = {
        "HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url,
        "HUAWEICLOUD_FABRIC_TOKEN": TOKEN,
        "PWD": str(tmp_path),
    }
    return Ansible(tmp_path, installed_collections, settings)


def outcomes(ansible: Ansible) -> dict[tuple[str | None, str | None], str]:
    """What the report says of each route of each host."""
    cases = ET.fromstring((ansible.home / "drift.xml").read_bytes()).iter("testcase")
    return {
        (case.get("classname"), case.get("name")): " ".join(str(problem.get("type")) for problem in case) or "passed"
        for case in cases
    }


@pytest.mark.nightly
def test_commands(ansible: Ansible, simulator: Simulator) -> None:
    """In the order of the page; then a cluster is rebuilt, and the one that shall fail fails."""
    assert len(COMMANDS) == PAGE.count("    $ ") == 5
    listed, recorded = COMMANDS[1:3]
    for command in COMMANDS:
        ansible.shell(command).succeeded()
    assert {row.host for row in ansible.runs[3].rows} == {"web-1", "web-2"}
    assert {row.host for row in ansible.runs[4].rows} == {"web-1"}
    assert set(outcomes(ansible).values()) == {"passed"}
    assert not [run for run in ansible.runs if SESSIONS["ray-train-01"] in run.output]

    simulator.set_route("ray-train-01", session_id="rebuilt", status="CREATING")
    ansible.shell(listed).succeeded()
    assert sorted(outcomes(ansible).values()) == ["passed", "status_changed"]
    failed = ansible.shell(recorded).failed()
    assert failed.code == 2
    assert '+      "session_id": "rebuilt",' in failed.output


def steps() -> Iterator[tuple[str, dict[str, str]]]:
    """The commands of the pipelines that use the collection, each with its environment."""
    for step in yaml.safe_load(FILES[".github/workflows/drift.yml"])["jobs"]["drift"]["steps"]:
        if "ansible-playbook" in step.get("run", ""):
            yield step["run"], step["env"]
    job = yaml.safe_load(FILES[".gitlab-ci.yml"])["drift"]
    for line in job["script"]:
        if "ansible-playbook" in line:
            yield line, job["variables"]
    assert job["artifacts"]["reports"]["junit"] == "drift.xml"


def test_pipelines(ansible: Ansible, simulator: Simulator) -> None:
    """Green, then red, with the credential that the pipeline gives. Both run the same."""
    (command, environment), (other, variables) = steps()
    assert command.split() == other.split()
    assert variables.items() <= environment.items()
    given = {
        **environment,
        "HUAWEICLOUD_SDK_AK": AK,
        "HUAWEICLOUD_SDK_SK": SK,
        "HUAWEICLOUD_SDK_PROJECT_ID": TABLE["users"][0]["projects"][0]["id"],
        "HUAWEICLOUD_FABRIC_TOKEN": "",
    }
    ansible.shell(command, **given).succeeded()
    assert set(outcomes(ansible).values()) == {"passed"}
    simulator.delete_route("ray-serve-eu")
    assert ansible.shell(command, **given).code == 2
    assert sorted(outcomes(ansible).values()) == ["missing", "passed"]


@pytest.mark.nightly
def test_in_a_play(ansible: Ansible, simulator: Simulator) -> None:
    """After drift it is recorded what is live; nothing is on a guess."""
    record = ansible.home / "sessions.json"
    ansible.shell(COMMANDS[0]).succeeded()
    simulator.set_route("ray-train-01", session_id="rebuilt", status="RUNNING")
    changed = ansible.run("ansible-playbook", "react.yml").succeeded()
    assert "rebuilt" in record.read_text(encoding="utf-8")
    before = record.read_bytes()
    simulator.set_route("ray-train-01", answer="no-session-id")
    ansible.run("ansible-playbook", "react.yml").failed()
    assert record.read_bytes() == before
    assert {row.outcome for row in changed.rows if row.task == "Write the record"} == {"ok"}
