# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send requests for a long time, and look for anything that grows, and for responses of another route: ``make soak``.

One client lives as long as the soak and asks for lists. Beside it, Ansible runs lists, loops, lookups and plays on many
hosts, with 5 and 50 forks. One route in twenty always fails.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import os
import random
import shutil
import statistics
import sys
import threading
import time
import typing as t
from pathlib import Path

from scripts.collection import BUILD, link
from tests.e2e.lookups import query, show
from tests.e2e.runner import MODULE, Ansible, Run
from tests.simulator.handle import Simulator

sys.path.insert(0, str(link()))

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._client import Client
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import Session
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import find_setup

TOKEN = "token-for-the-soak"
ROUTES = [f"route-{number:04}" for number in range(2000)]
FAILING = frozenset(ROUTES[::20])
REPORT = BUILD / "soak.json"
WORKERS = 32
# A worker's connection is made when it is first needed, and Python's allocator gives memory back in large pieces only.
MAY_GROW = {"threads": 0, "descriptors": WORKERS, "memory": 4 * 2**20}


@dataclasses.dataclass(frozen=True)
class Sample:
    """What the process held after a round."""

    threads: int
    descriptors: int
    memory: int

    @classmethod
    def take(cls) -> Sample:
        """Look now."""
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        descriptors = len(list(Path("/proc/self/fd").iterdir()))
        return cls(threading.active_count(), descriptors, pages * os.sysconf("SC_PAGE_SIZE"))


class Soak:
    """A soak that runs."""

    def __init__(self, simulator: Simulator, home: Path) -> None:
        self.asked = 0
        self.problems: list[str] = []
        self.samples: list[Sample] = []
        self._simulator = simulator
        self._random = random.Random(2026)
        options = {"endpoint": simulator.url, "token": TOKEN, "concurrency": WORKERS, "retries": 0}
        self._client = Client(find_setup(options, {}))
        environment = {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url, "HUAWEICLOUD_FABRIC_TOKEN": TOKEN}
        self._ansible = Ansible(home, Path(os.environ["FABRIC_INSTALLED_COLLECTIONS"]), environment)
        (home / "hosts").write_text("".join(f"{route} ansible_connection=local\n" for route in ROUTES[1:101]), "utf-8")

    def run(self, seconds: float) -> None:
        """Ask until the time is over."""
        deadline = time.monotonic() + seconds
        for play in itertools.cycle((self._list, self._loop, self._lookup, self._hosts)):
            for _turn in range(20):
                self._client_round()
            self.samples.append(Sample.take())
            play()
            self._ansible.runs.clear()
            if time.monotonic() > deadline:
                break
        self._client.close()
        if self._simulator.counters().in_flight:
            self.problems.append("the service still waits for requests that it was sent")

    def growth(self) -> dict[str, float]:
        """How much more there was of everything in the last third than in the first."""
        third = max(1, len(self.samples) // 3)
        return {
            name: statistics.median(getattr(one, name) for one in self.samples[-third:])
            - statistics.median(getattr(one, name) for one in self.samples[:third])
            for name in MAY_GROW
        }

    def _some(self, count: int) -> list[str]:
        return self._random.sample(ROUTES, count)

    def _client_round(self) -> None:
        for route_id, outcome in self._client.show_all(self._some(100)).items():
            self._check(route_id, outcome.session_id if isinstance(outcome, Session) else None)

    def _list(self) -> None:
        asked = self._some(500)
        run = self._play({MODULE: {"route_ids": asked, "retries": 0}, "ignore_errors": True})
        self._check_all(asked, {one["route_id"]: one["session_id"] for one in run.result["sessions"]})

    def _loop(self) -> None:
        asked = self._some(50)
        run = self._play({MODULE: {"route_id": "{{ item }}", "retries": 0}, "loop": asked, "ignore_errors": True})
        self._check_all(asked, {one["item"]: one.get("session_id") for one in run.result["results"]})

    def _lookup(self) -> None:
        asked = [route for route in self._some(200) if route not in FAILING]
        run = self._play(show("look up", query(", ".join(map(repr, asked)))))
        self._check_all(asked, dict(zip(asked, run.result["msg"], strict=True)))

    def _hosts(self) -> None:
        for forks in (5, 50):
            task = {MODULE: {"route_id": "{{ inventory_hostname }}", "retries": 0}, "ignore_errors": True}
            run = self._play(task, "-i", "hosts", "--forks", str(forks), hosts="all")
            self._check_all(ROUTES[1:101], {row.host: row.result.get("session_id") for row in run.rows})

    def _play(self, task: dict[str, t.Any], *arguments: str, hosts: str = "localhost") -> Run:
        return self._ansible.tasks(task, arguments=arguments, hosts=hosts).succeeded()

    def _check_all(self, asked: list[str], found: t.Mapping[str, str | None]) -> None:
        for route_id in asked:
            self._check(route_id, found.get(route_id))

    def _check(self, route_id: str, session_id: str | None) -> None:
        self.asked += 1
        expected = None if route_id in FAILING else f"session-of-{route_id}"
        if session_id != expected:
            self.problems.append(f"{route_id} has {session_id}, not {expected}")


def main() -> int:
    """Soak; the exit code is 0 where nothing grew and no answer was another's."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    minutes = parser.parse_args().minutes
    home = BUILD / "soak"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    routes: dict[str, t.Any] = {
        route: {"answer": "unavailable"}
        if route in FAILING
        else {"session_id": f"session-of-{route}", "status": "RUNNING"}
        for route in ROUTES
    }
    with Simulator.start({"tokens": [TOKEN], "routes": routes}, latency=0.002) as simulator:
        soak = Soak(simulator, home)
        soak.run(minutes * 60)
    growth = soak.growth()
    soak.problems += [f"{name} grew by {growth[name]:.0f}" for name, bound in MAY_GROW.items() if growth[name] > bound]
    report = {
        "minutes": minutes,
        "routes asked for": soak.asked,
        "rounds": len(soak.samples),
        "growth from the first third to the last": growth,
        "at the end": dataclasses.asdict(soak.samples[-1]),
        "problems": soak.problems[:100],
    }
    REPORT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(f"soak > {json.dumps(report)}")
    return 1 if soak.problems else 0


if __name__ == "__main__":
    sys.exit(main())
