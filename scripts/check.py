# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run every check, two at a time, and sum them up: what ``make test`` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from scripts import interpreters
from scripts.collection import BUILD, ROOT

AT_ONCE = 2
RESULTS = BUILD / "tests"


@dataclass(frozen=True)
class Outcome:
    """How one check ended."""

    check: str
    passed: bool
    seconds: float


def main() -> int:
    """Run the checks; the exit code is 0 where all of them passed."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    pairs = interpreters.pairs()
    for pair in pairs:
        _say(f"ansible-core {pair.core.name} is tested on Python {interpreters.dotted(pair.version)} ({pair.python})")
    for reason in (*interpreters.skipped(), *_missing_programs()):
        _say(reason)
    _say(f"most is tested on ansible-core {pairs[-1].core.name} only; make nightly tests everything, on each")
    _say("the output of each check follows when it is done; the first run also builds their environments")

    # The longest go first. The sanity sessions share a copy of the tree, so they stay one check.
    newest, *others = (f"tests({pair.core.name})" for pair in reversed(pairs))
    checks = [newest, "sanity", *others, "importer", "docs", "lint", "ansible_lint"]
    start = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        outcomes = list(lanes.map(_run, checks))
    return _summarise(outcomes, time.monotonic() - start)


def _missing_programs() -> list[str]:
    """What is not tested here, and how to get what it needs."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
    return [
        f"{program} is not installed, so {what} is not tested: apt-get install {package}"
        for program, package, what in (
            ("chromium", "chromium", "the page of links"),
            ("nginx", "nginx-light", "its map for nginx"),
            ("npm", "npm", "the contract as Prism reads it"),
        )
        if shutil.which(program, path=path) is None
    ]


def _run(check: str) -> Outcome:
    _say(f"{check} has started")
    start = time.monotonic()
    command = [sys.executable, "-m", "nox", "--non-interactive", "--session", check]
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    outcome = Outcome(check, done.returncode == 0, time.monotonic() - start)
    text = done.stdout.decode(errors="replace").rstrip()
    print(f"\n{text}\n\n{_line(outcome)}", flush=True)
    return outcome


def _summarise(outcomes: list[Outcome], seconds: float) -> int:
    print()
    for outcome in outcomes:
        print(_line(outcome))
    for reason in (*interpreters.skipped(), *_missing_programs()):
        _say(reason)
    _say(f"{len(outcomes)} checks took {seconds:.0f} s")
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for report in RESULTS.glob("*/junit.xml"):
        for suite in ET.parse(report).iter("testsuite"):  # noqa: S314 - pytest wrote it just now
            for name in counts:
                counts[name] += int(suite.get(name, 0))
    failed = counts["failures"] + counts["errors"]
    print(f"{counts['tests'] - failed - counts['skipped']} passed, {failed} failed, {counts['skipped']} skipped")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _line(outcome: Outcome) -> str:
    return f"check > {'ok    ' if outcome.passed else 'FAILED'}  {outcome.check:<13} {outcome.seconds:4.0f} s"


def _say(text: str) -> None:
    print(f"check > {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
