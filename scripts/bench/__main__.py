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
import ssl
import typing as t
from pathlib import Path

import certifi
import trustme

from scripts.bench import measure, report
from scripts.bench.cases import CASES, SESSION
from scripts.collection import BUILD, ROOT
from tests.simulator.handle import Simulator


def main() -> None:
    """Measure every case so many times, and write what came of it."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--slow-runs", type=int, default=5, help="at most, of what takes long")
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
    routes = measure.routes(max(case.routes for case in cases))
    table = measure.TABLE | {"routes": dict.fromkeys(routes, SESSION)}
    results: report.Results = {case.key: [] for case in cases}
    with contextlib.ExitStack() as stack:
        certificate, trusted = _certificate(home)
        simulators = {
            (latency, tls): stack.enter_context(
                Simulator.start(table, latency=latency / 1000, tls=certificate if tls else None)
            )
            for latency, tls in {(case.latency, case.tls) for case in cases}
        }
        for number in range(1, arguments.runs + 1):
            for case in cases:
                if case.slow and number > arguments.slow_runs:
                    continue
                run = measure.measure(case, simulators[case.latency, case.tls], trusted)
                results[case.key].append(run)
                told = f"{run.cpu:.2f} s of CPU time in {run.seconds:.2f} s"
                print(f"bench > {number}/{arguments.runs} {case.group}: {case.key}: {told}", flush=True)
            # After each round, as somebody may stop it.
            about = _about(number, min(number, arguments.slow_runs)) | {"left_out": len(CASES) - len(cases)}
            text = report.write(arguments.into, results, about)
    if not about["left_out"]:
        report.write_readme(ROOT / "README.md", arguments.into / "results.json")
    print(text)


def _about(runs: int, slow_runs: int) -> dict[str, t.Any]:
    return {
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "openssl": ssl.OPENSSL_VERSION,
        "ansible_core": importlib.metadata.version("ansible-core"),
        "requests": importlib.metadata.version("requests"),
        "runs": runs,
        "slow_runs": slow_runs,
        "load": round(os.getloadavg()[2], 1),
    }


def _certificate(home: Path) -> tuple[tuple[Path, Path], Path]:
    """Make the files of a certificate and its key, and of the CAs to trust: its own among all of certifi's."""
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    certificate, key, trusted = home / "certificate.pem", home / "key.pem", home / "trusted.pem"
    for number, part in enumerate(issued.cert_chain_pems):
        part.write_to_path(certificate, append=bool(number))
    issued.private_key_pem.write_to_path(key)
    shutil.copyfile(certifi.where(), trusted)
    authority.cert_pem.write_to_path(trusted, append=True)
    return (certificate, key), trusted


if __name__ == "__main__":
    main()
