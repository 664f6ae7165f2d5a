# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source and its rulebook in the real ansible-rulebook, which needs Java."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import time
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from scripts.collection import BUILD
from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.roles import COLLECTION, playbook
from tests.e2e.runner import Ansible
from tests.needs import needs, path
from tests.simulator.handle import Simulator

pytestmark = needs("java")

GIVEN = ["ray-2", {"route_id": "ray-1", "name": "Training"}]
FIRST = ROUTES["routes"]["ray-1"]["session_id"]
PATIENCE = 120.0


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default."""
    return "in-process"


class Rulebook:
    """An ansible-rulebook that runs."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log

    @property
    def output(self) -> str:
        """What it has written so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def events(self) -> list[str]:
        """The kinds of the events that it received so far."""
        return re.findall(r"(?m)^ *'event': '(\w+)',$", self.output)

    def until(self, condition: t.Callable[[], bool]) -> None:
        """Wait for something to become true, while it runs."""
        ends = time.monotonic() + PATIENCE
        while not condition():
            assert self._process.poll() is None, self.output
            assert time.monotonic() < ends, self.output
            time.sleep(0.1)

    def polls(self, simulator: Simulator, more: int) -> None:
        """Wait for so many more polls."""
        wanted = simulator.counters().by_route.get("ray-2", 0) + more
        self.until(lambda: simulator.counters().by_route.get("ray-2", 0) >= wanted)

    def stop(self) -> None:
        """Interrupt it, as Ctrl+C does, and wait for its end."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE)

    def ended(self) -> int:
        """Wait for its own end, and return its exit code."""
        return self._process.wait(PATIENCE)


@contextlib.contextmanager
def run(ansible: Ansible, rulebook: str, **variables: t.Any) -> Iterator[Rulebook]:
    """Run a rulebook with these variables."""
    inventory = ansible.home / "inventory.yml"
    inventory.write_text("all:\n  hosts:\n    localhost:\n      ansible_connection: local\n", encoding="utf-8")
    given = ansible.home / "vars.yml"
    given.write_text(json.dumps(variables), encoding="utf-8")  # JSON is YAML
    log = ansible.home / "rulebook.log"
    environment = {**ansible.environment, "PATH": f"{ansible.environment['PATH']}:{Path(path('java')).parent}"}
    command = [str(Path(sys.executable).with_name("ansible-rulebook")), "--rulebook", rulebook, "--print-events"]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--inventory", str(inventory), "--vars", str(given)],
            cwd=ansible.home,
            env={**environment, "PYTHONUNBUFFERED": "1", "RECORDER_FILE": str(ansible.home / "results.jsonl")},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Rulebook(process, log)
    finally:
        process.kill()
        process.wait()


def write_rulebook(ansible: Ansible, *sources: dict[str, t.Any], **rule: t.Any) -> str:
    """A rulebook with sources of these arguments and one rule, by default one that does nothing."""
    ruleset = {
        "name": "Watch",
        "hosts": "localhost",
        "sources": [{f"{COLLECTION}.ray_sessions": {"routes": GIVEN, "interval": 1, **one}} for one in sources],
        "rules": [{"name": "Rule", "condition": 'event.event == "nothing"', "action": {"none": {}}, **rule}],
    }
    rulebook = ansible.home / "rulebook.yml"
    rulebook.write_text(yaml.safe_dump([ruleset]), encoding="utf-8")
    return str(rulebook)


def test_the_page_and_the_record_follow_once(ansible: Ansible, simulator: Simulator) -> None:
    """A session changes: the rulebook of the guide publishes the links and records the sessions, each once."""
    page, record = ansible.home / "index.html", ansible.home / "sessions.json"
    variables = {
        "dataarts_fabric_routes": GIVEN,
        "dashboard_links_path": str(page),
        "dashboard_links_url": "https://ray.example.com/{route_id}/?session={session_id}",
        "session_record_path": str(record),
    }
    playbook(ansible, "publish_links record_sessions", **variables).succeeded()
    assert f"?session={FIRST}" in page.read_text(encoding="utf-8")

    with run(ansible, f"{COLLECTION}.follow_sessions", **variables, dataarts_fabric_interval=1) as rulebook:
        rulebook.polls(simulator, 2)
        simulator.set_route("ray-1", session_id="another", status="RUNNING")
        rulebook.until(lambda: '"session_id": "another"' in record.read_text(encoding="utf-8"))
        rulebook.until(lambda: rulebook.output.count("PLAY RECAP") == 2)
        rulebook.polls(simulator, 5)
        rulebook.stop()

    BUILD.joinpath("events.log").write_text(rulebook.output, encoding="utf-8")
    assert "https://ray.example.com/ray-1/?session=another" in page.read_text(encoding="utf-8")
    assert FIRST not in page.read_text(encoding="utf-8") + record.read_text(encoding="utf-8")
    assert rulebook.events == ["session_changed"]
    for play in ("Publish the dashboard links of Ray clusters", "Record the sessions of Ray clusters"):
        assert rulebook.output.count(f"PLAY [{play}]") == 1
    assert rulebook.output.count("changed=1 ") == 2
    assert TOKEN not in rulebook.output


@pytest.mark.nightly
def test_an_outage(bare_ansible: Ansible, simulator: Simulator) -> None:
    """One event when the service cannot be asked, one when it can again; the token that was given is nowhere."""
    # One route, as two could not fail in the same moment.
    arguments = {"routes": ["ray-2"], "endpoint": simulator.url, "token": "{{ token }}", "retries": 0}
    with run(bare_ansible, write_rulebook(bare_ansible, arguments), token=TOKEN) as rulebook:
        rulebook.polls(simulator, 1)
        simulator.set_route("ray-2", answer="echo")  # with the token in it
        rulebook.until(lambda: "unknown" in rulebook.events)
        rulebook.polls(simulator, 1)
        simulator.set_route("ray-2", **ROUTES["routes"]["ray-2"])
        rulebook.until(lambda: "known" in rulebook.events)
        simulator.set_route("ray-2", session_id="another", status="RUNNING")
        rulebook.until(lambda: "session_changed" in rulebook.events)
        rulebook.stop()
    assert rulebook.events == ["unknown", "known", "session_changed"]
    assert "HTTP 400" in rulebook.output
    assert TOKEN not in rulebook.output


@pytest.mark.nightly
def test_it_ends_while_it_waits_for_an_answer(ansible: Ansible, simulator: Simulator) -> None:
    """A rule ends everything. Meanwhile another source waits for an answer that comes later than anybody waits."""
    simulator.set_route("ray-2", session_id="late", latency=10 * PATIENCE)
    waiting = {"routes": ["ray-2"], "timeout": 3600, "retry_deadline": 3600}
    shutdown = {"condition": 'event.event == "session_changed"', "action": {"shutdown": {"kind": "now"}}}
    with run(ansible, write_rulebook(ansible, waiting, {"routes": ["ray-1"]}, **shutdown)) as rulebook:
        rulebook.until(lambda: simulator.counters().by_route.keys() == {"ray-1", "ray-2"})
        rulebook.until(lambda: simulator.counters().by_route["ray-1"] >= 2)
        simulator.set_route("ray-1", session_id="another")
        assert rulebook.ended() == 0
    assert "Traceback" not in rulebook.output


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"interval": 0}, "interval: 0.0 is out of range: the rule is from 1 to 86400"),
        ({"routes": ["ray_1"]}, "routes: 'ray_1' cannot be a route ID"),
        ({"timeout": 0}, "timeout: 0.0 is out of range"),
    ],
)
def test_arguments_that_cannot_be_used(
    ansible: Ansible, simulator: Simulator, arguments: dict[str, t.Any], sentence: str
) -> None:
    """It ends before anything is sent, with the sentence that a module would give."""
    with run(ansible, write_rulebook(ansible, arguments)) as rulebook:
        assert rulebook.ended() == 1
    assert sentence in rulebook.output
    assert simulator.counters().requests == 0
