# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measure the collection beside its peers, in turn and in one run: what ``make bench`` does. Nothing is asserted."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib.metadata
import os
import platform
import re
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
    parser.add_argument("--only", default="", help="a regular expression that what is measured matches")
    parser.add_argument("--quick", action="store_true", help="once, without what is slow, and into build/bench")
    arguments = parser.parse_args()
    home = BUILD / "bench"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    if arguments.quick:
        arguments.runs, arguments.into = 1, home
    cases = [case for case in CASES if re.search(arguments.only, case.key) and not (arguments.quick and case.slow)]
    entry = {"session_id": "ac8111bf-3601-4905-8ddd-b41d3e636a4e", "status": "RUNNING"}
    routes = measure.routes(max(case.routes for case in cases))
    table = measure.TABLE | {"routes": dict.fromkeys(routes, entry)}
    results: report.Results = {case.key: [] for case in cases}
    with contextlib.ExitStack() as stack:
        latencies = {case.latency for case in cases}
        simulators = {
            latency: stack.enter_context(Simulator.start(table, latency=latency / 1000)) for latency in latencies
        }
        for number in range(arguments.runs):
            for case in cases:
                run = measure.measure(case, simulators[case.latency], home)
                results[case.key].append(run)
                done = f"{number + 1}/{arguments.runs}"
                print(f"bench > {done} {case.group}: {case.key} ms: {run.seconds:.2f} s", flush=True)
    about = {
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "ansible_core": importlib.metadata.version("ansible-core"),
        "requests": importlib.metadata.version("requests"),
        "runs": arguments.runs,
    }
    print(report.write(arguments.into, results, about))


if __name__ == "__main__":
    main()
