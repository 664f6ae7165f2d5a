# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source as ansible-rulebook loads it, and its argument schema."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import OPTIONS as TABLE
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._events._arguments import (
    OPTIONS,
    WATCH,
    read_arguments,
)
from scripts import event_source, fragments
from scripts.collection import ROOT
from tests.simulator.handle import Simulator

SOURCE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "ray_sessions.py"
RULEBOOKS = sorted((ROOT / "extensions" / "eda" / "rulebooks").glob("*.yml"))
EVENTS = ("session_changed", "status_changed", "missing", "appeared", "unknown", "known")
SECRETS = {"token", "access_key", "secret_key", "security_token", "password"}

# As ansible-rulebook does it, in a Python that knows of no collection.
LOAD = """
import asyncio, json, runpy, sys
path, arguments = sys.argv[1:]
main = runpy.run_path(path)["main"]
assert asyncio.iscoroutinefunction(main)
assert not any(name.startswith("ansible_collections") for name in sys.modules)

class Queue:
    async def put(self, event):
        print(json.dumps(event))
        asyncio.get_running_loop().call_soon(task.cancel)

async def run():
    global task
    task = asyncio.create_task(main(Queue(), json.loads(arguments)))
    await task

try:
    asyncio.run(run())
except asyncio.CancelledError:
    print("cancelled")
"""


def load(folder: Path, path: Path = SOURCE, **arguments: t.Any) -> subprocess.CompletedProcess[str]:
    """Run the source until its first event."""
    return subprocess.run(
        [sys.executable, "-c", LOAD, str(path), json.dumps(arguments)],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def constant(name: str) -> t.Any:
    """The YAML in a constant of the source, read without running it."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    found = next(
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name
    )
    assert isinstance(found, ast.Constant)
    return yaml.safe_load(str(found.value))


def test_it_runs_by_its_path(tmp_path: Path) -> None:
    """Nothing makes the collection importable but the source itself; it ends when its task is cancelled."""
    with Simulator.start({"tokens": ["token-for-tests-only"], "routes": {"ray-1": {"session_id": "one"}}}) as simulator:
        done = load(tmp_path, endpoint=simulator.url, token="token-for-tests-only", routes=["ray-1"], snapshot=True)
    assert done.returncode == 0, done.stderr
    event, ended = done.stdout.splitlines()
    assert json.loads(event) == {
        "event": "appeared",
        "route_id": "ray-1",
        "name": "ray-1",
        "session_id": "one",
        "status": None,
        "previous": None,
        "at": json.loads(event)["at"],
    }
    assert ended == "cancelled"
    assert done.stderr == ""


def test_it_runs_where_it_is_linked_to(tmp_path: Path) -> None:
    """A link to the source, as somebody may have in a folder for ansible-rulebook's --source-dir."""
    link = tmp_path / "ray_sessions.py"
    link.symlink_to(SOURCE)
    done = load(tmp_path, link, routes=[])
    assert "InputError: routes is empty: give at least one route ID" in done.stderr.splitlines()[-1]


def test_the_schema_is_what_the_table_says() -> None:
    """Run ``python -m scripts.event_source`` if this fails."""
    assert event_source.FILE.read_text(encoding="utf-8") == event_source.text()
    assert event_source.FILE.stem == SOURCE.stem


def test_the_schema_marks_secrets() -> None:
    """What must not be shown is a password to whoever reads the schema, and nothing else is."""
    properties = event_source.schema()["properties"]
    assert {name for name, one in properties.items() if one.get("format") == "password"} == SECRETS
    assert {option.name for option in OPTIONS if option.secret} == SECRETS
    assert properties.keys() == {option.name for option in WATCH} | (
        TABLE.keys() - {"route_id", "route_ids", "on_missing"}
    )
    assert not any(mark in one["description"] for one in properties.values() for mark in ("V(", "O(", "E(", "C("))


@pytest.mark.parametrize(
    ("arguments", "valid"),
    [
        ({"routes": ["ray-1", 4711, {"route_id": "ray-2", "name": "Two", "url": "https://two"}]}, True),
        ({"routes": ["ray-1"], "interval": 5, "snapshot": True, "region": "cn-north-4", "token": "t"}, True),
        ({}, False),
        ({"routes": []}, False),
        ({"routes": "ray-1,ray-2"}, True),
        ({"routes": [{"name": "Two"}]}, False),
        ({"routes": [{"route_id": "ray-1", "other": "key"}]}, False),
        ({"routes": ["ray-1"], "interval": 0}, False),
        ({"routes": ["ray-1"], "route_ids": ["ray-1"]}, False),
        ({"routes": ["ray-1"], "auth_method": "magic"}, False),
    ],
)
def test_the_schema_and_the_source_agree(arguments: dict[str, t.Any], valid: bool) -> None:
    """What the one accepts, the other does too."""
    assert jsonschema_rs.validator_for(event_source.schema()).is_valid(arguments) == valid
    if valid:
        read_arguments(arguments)
    else:
        with pytest.raises(InputError):
            read_arguments(arguments)


def test_its_documentation() -> None:
    """Its own options as in the table; the others come from the fragments of the modules."""
    documentation = constant("DOCUMENTATION")
    assert documentation["options"] == {option.name: fragments.documented(option) for option in WATCH}
    assert {name.rpartition(".")[2] for name in documentation["extends_documentation_fragment"]} == {
        "concurrency",
        "connection",
        "credentials",
    }
    (ruleset,) = constant("EXAMPLES")
    (source,) = ruleset["sources"]
    read_arguments(source["huaweicloud.dataarts_fabric.ray_sessions"])


def test_extensions_are_declared() -> None:
    """Galaxy and ansible-builder look for the folder there."""
    declared = yaml.safe_load((ROOT / "meta" / "extensions.yml").read_text(encoding="utf-8"))["extensions"]
    assert [ROOT / "extensions" / one["args"]["ext_dir"] for one in declared] == [SOURCE.parent]


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_rulebooks(path: Path) -> None:
    """They use the source, and playbooks that exist."""
    for ruleset in yaml.safe_load(path.read_text(encoding="utf-8")):
        for source in ruleset["sources"]:
            read_arguments({**source["huaweicloud.dataarts_fabric.ray_sessions"], "routes": ["ray-1"], "interval": 60})
        actions = [action for rule in ruleset["rules"] for action in rule.get("actions", ())]
        playbooks = [action["run_playbook"]["name"] for action in actions]
        assert playbooks == [
            "huaweicloud.dataarts_fabric.publish_links",
            "huaweicloud.dataarts_fabric.record_sessions",
        ]
        for name in playbooks:
            assert (ROOT / "playbooks" / f"{name.rpartition('.')[2]}.yml").is_file()


def test_the_guide() -> None:
    """Its rulebook is the collection's, without what only makes that one longer; its tables name everything."""
    guide = (ROOT / "docs" / "docsite" / "rst" / "events.rst").read_text(encoding="utf-8")
    block = guide.partition("    - name: Follow the sessions")[2].partition("\n\nOptions\n")[0]
    (told,) = yaml.safe_load(f"    - name: Follow the sessions{block}")
    (shipped,) = yaml.safe_load(next(path for path in RULEBOOKS if path.stem == "follow_sessions").read_text("utf-8"))
    rule = shipped["rules"][0]
    for action in rule["actions"]:
        del action["run_playbook"]["retries"], action["run_playbook"]["delay"]
    assert told["rules"] == [rule]
    assert told["name"] == shipped["name"]
    for name in (*(option.name for option in WATCH), *EVENTS):
        assert f"  * - ``{name}``" in guide
