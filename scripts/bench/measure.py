# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one case: its wall and CPU time, the most memory that it holds at once, and what the service counted."""

from __future__ import annotations

import dataclasses
import json
import os
import resource
import subprocess
import sys
import threading
import time
import typing as t
from pathlib import Path

from scripts.bench.cases import WRITTEN, Case
from tests.simulator.handle import Simulator

TOKEN = "token-for-the-benchmark"  # noqa: S105 - the simulator's
LOGIN = {
    "HW_USER_NAME": "bench-user",
    "HW_USER_PASSWORD": "password-for-the-benchmark",
    "HW_DOMAIN_NAME": "bench-account",
    "HW_PROJECT_NAME": "bench-project",
}
TABLE: dict[str, t.Any] = {
    "tokens": [TOKEN],
    "users": [
        {
            "domain": LOGIN["HW_DOMAIN_NAME"],
            "name": LOGIN["HW_USER_NAME"],
            "password": LOGIN["HW_USER_PASSWORD"],
            "projects": [{"id": "0" * 32, "name": LOGIN["HW_PROJECT_NAME"]}],
        }
    ],
}
PLUGINS = Path(__file__).with_name("plugins")
_PAGE = os.sysconf("SC_PAGE_SIZE")

_SCRIPT = """
import sys, requests
from concurrent.futures import ThreadPoolExecutor
url, token, count, workers, trusted = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
session = requests.Session()
session.trust_env = False
session.verify = trusted
session.mount(url, requests.adapters.HTTPAdapter(pool_maxsize=workers))
def ask(number):
    answer = session.post(f"{url}/v1/sessions?route_id=route-{number:05}", headers={"X-Auth-Token": token}, timeout=60)
    return answer.json()["session_id"]
with ThreadPoolExecutor(workers) as pool:
    assert len(list(pool.map(ask, range(count)))) == count
"""


@dataclasses.dataclass(frozen=True)
class Run:
    """What one run of a case took.

    :param cpu: seconds of user and system time, of all its processes
    """

    seconds: float
    cpu: float
    memory: int
    requests: int
    connections: int
    tokens: int


def measure(case: Case, simulator: Simulator, trusted: Path) -> Run:
    """Run a case once.

    :param trusted: the CAs to trust, in the directory to work in
    """
    home = trusted.parent
    simulator.reset()
    for written in home.glob(f"{WRITTEN}*"):
        written.unlink()
    (home / "routes.json").write_text(json.dumps({"bench_routes": routes(case.routes)}), encoding="utf-8")
    command = _command(case, simulator, trusted)
    before, start = _cpu(), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=home,
        env=_environment(case, simulator, trusted),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    output = process.communicate()[0]
    seconds, cpu = time.perf_counter() - start, _cpu() - before
    watcher.join()
    if process.returncode:
        sys.exit(f"{case.key} failed:\n{output.decode(errors='replace')[-3000:]}")
    counters = simulator.counters()
    if case.group != "floor" and counters.requests != case.routes:
        sys.exit(f"{case.key} sent {counters.requests} requests for {case.routes} routes")
    return Run(seconds, cpu, peak[0], counters.requests, counters.connections, counters.tokens)


def _cpu() -> float:
    """The CPU seconds of all processes that ended so far and were waited for, with those that they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def routes(count: int) -> list[str]:
    """The first so many of the routes that the simulator knows."""
    return [f"route-{number:05}" for number in range(count)]


def _command(case: Case, simulator: Simulator, trusted: Path) -> list[str]:
    if case.threads:
        numbers = [str(case.routes), str(case.threads)]
        return [sys.executable, "-c", _SCRIPT, simulator.url, TOKEN, *numbers, str(trusted)]
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
    home = trusted.parent
    (home / "play.json").write_text(json.dumps([play]), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "play.json", "-e", "@routes.json"]
    if case.hosts:
        hosts = "".join(f"{name} ansible_connection=local\n" for name in routes(case.hosts))
        (home / "hosts").write_text(hosts, encoding="utf-8")
        command += ["-i", "hosts", "--forks", str(case.forks)]
    return command


def _environment(case: Case, simulator: Simulator, trusted: Path) -> dict[str, str]:
    """What Ansible needs, and nothing else of the caller's: no settings, proxies or ban on byte code."""
    kept = ("PATH", "HOME", "ANSIBLE_HOME", "ANSIBLE_COLLECTIONS_PATH", "ANSIBLE_CONFIG")
    return {name: os.environ[name] for name in kept} | {
        "LANG": "C.UTF-8",
        "HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url,
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": simulator.url,
        **(LOGIN if case.login else {"HUAWEICLOUD_FABRIC_TOKEN": TOKEN}),
        **dict.fromkeys(("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"), str(trusted)),
        **({} if case.installed else {"ANSIBLE_COLLECTIONS_PATH": str(trusted.parent / "nothing")}),
        "ANSIBLE_LOOKUP_PLUGINS": str(PLUGINS / "lookup"),
        "ANSIBLE_ACTION_PLUGINS": str(PLUGINS / "action"),
        "ANSIBLE_LIBRARY": str(PLUGINS / "action"),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
    }


def _watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    """Note the most memory that the process and its descendants hold at once."""
    while process.poll() is None:
        peak[0] = max(peak[0], _resident(process.pid))
        time.sleep(0.03)


def _resident(pid: int) -> int:
    """The resident memory of a process and its descendants. Ansible's workers leave its session, but not its tree."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        lists = [list_.read_text(encoding="ascii").split() for list_ in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it has just ended
        return 0
    return pages * _PAGE + sum(_resident(int(child)) for children in lists for child in children)
