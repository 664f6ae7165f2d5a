# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the collection beside its peers, in turn and in one run: what ``make bench`` does. Nothing is asserted."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib.metadata
import json
import os
import platform
import shutil
from pathlib import Path

from scripts.bench import measure, report
from scripts.bench.cases import CASES
from scripts.collection import BUILD, ROOT
from tests.simulator.handle import Simulator


def main() -> None:
    """Measure every case so many times, and write what came of it."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "benchmarks")
    arguments = parser.parse_args()
    home = BUILD / "bench"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    routes = [f"route-{number:05}" for number in range(10000)]
    (home / "routes.json").write_text(json.dumps({"bench_routes": routes}), encoding="utf-8")
    entry = {"session_id": "ac8111bf-3601-4905-8ddd-b41d3e636a4e", "status": "RUNNING"}
    table = {"tokens": [measure.TOKEN], "routes": dict.fromkeys(routes, entry)}
    results: report.Results = {case.key: [] for case in CASES}
    with contextlib.ExitStack() as stack:
        latencies = {case.latency for case in CASES}
        simulators = {
            latency: stack.enter_context(Simulator.start(table, latency=latency / 1000)) for latency in latencies
        }
        for number in range(arguments.runs):
            for case in CASES:
                run = measure.measure(case, simulators[case.latency], home)
                results[case.key].append(run)
                print(
                    f"bench > {number + 1}/{arguments.runs} {case.group}: {case.key} ms {run.seconds:.2f} s", flush=True
                )
    about = {
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "ansible_core": importlib.metadata.version("ansible-core"),
        "runs": arguments.runs,
    }
    print(report.write(arguments.into, results, about))


if __name__ == "__main__":
    main()
