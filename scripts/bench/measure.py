# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one case: how long it takes, how much memory its processes hold at once, and what the service counted."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from scripts.bench.cases import WORKERS, Case
from tests.simulator.handle import Simulator

TOKEN = "token-for-the-benchmark"  # noqa: S105 - the simulator's
PLUGINS = Path(__file__).with_name("plugins")
_PAGE = os.sysconf("SC_PAGE_SIZE")

_SCRIPT = """
import sys, requests
from concurrent.futures import ThreadPoolExecutor
url, token, count, workers = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
session = requests.Session()
session.trust_env = False
session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=workers))
def ask(number):
    answer = session.post(f"{url}/v1/sessions?route_id=route-{number:05}", headers={"X-Auth-Token": token}, timeout=60)
    return answer.json()["session_id"]
with ThreadPoolExecutor(workers) as pool:
    assert len(list(pool.map(ask, range(count)))) == count
"""


@dataclasses.dataclass(frozen=True)
class Run:
    """What one run of a case took."""

    seconds: float
    memory: int
    requests: int
    connections: int
    tokens: int


def measure(case: Case, simulator: Simulator, home: Path) -> Run:
    """Run a case once."""
    simulator.reset()
    command = _command(case, simulator, home)
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=home,
        env=_environment(simulator),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    output = process.communicate()[0]
    seconds = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        sys.exit(f"{case.key} failed:\n{output.decode(errors='replace')[-3000:]}")
    counters = simulator.counters()
    return Run(seconds, peak[0], counters.requests, counters.connections, counters.tokens)


def _command(case: Case, simulator: Simulator, home: Path) -> list[str]:
    if case.script:
        return [sys.executable, "-c", _SCRIPT, simulator.url, TOKEN, str(case.script), str(WORKERS)]
    play = {
        "hosts": "all" if case.hosts else "localhost",
        "gather_facts": False,
        "tasks": list(case.tasks),
        "vars": {
            "bench_url": simulator.url,
            "bench_token": TOKEN,
            "ansible_python_interpreter": sys.executable,
            **case.variables,
        },
    }
    (home / "play.json").write_text(json.dumps([play]), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "play.json", "-e", "@routes.json"]
    if case.hosts:
        hosts = "".join(f"route-{number:05} ansible_connection=local\n" for number in range(case.hosts))
        (home / "hosts").write_text(hosts, encoding="utf-8")
        command += ["-i", "hosts", "--forks", "5"]
    return command


def _environment(simulator: Simulator) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUAWEICLOUD_", "HW_"))}
    return kept | {
        "HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url,
        "HUAWEICLOUD_FABRIC_TOKEN": TOKEN,
        "ANSIBLE_LOOKUP_PLUGINS": str(PLUGINS / "lookup"),
        "ANSIBLE_ACTION_PLUGINS": str(PLUGINS / "action"),
        "ANSIBLE_LIBRARY": str(PLUGINS / "action"),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def _watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    """Note the most memory that the session's processes hold at once."""
    while process.poll() is None:
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == process.pid:  # the session
                total += int(fields[21]) * _PAGE
        peak[0] = max(peak[0], total)
        time.sleep(0.05)
