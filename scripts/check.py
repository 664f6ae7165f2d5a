# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run every check, two at a time, and sum them up: what ``make test`` does."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from scripts import interpreters, programs
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
    pairs = [pair for pair in interpreters.pairs() if not pair.core.nightly]
    for pair in pairs:
        _say(f"ansible-core {pair.core.name} is tested on Python {interpreters.dotted(pair.version)} ({pair.python})")
    for reason in _missing():
        _say(reason)
    _say(f"most is tested on ansible-core {pairs[-1].core.name} only; make nightly tests everything, on each")
    _say("the output of each check follows when it is done; the first run also builds their environments")

    # The longest go first. The sanity sessions share a copy of the tree, so they stay one check.
    newest, *others = (f"tests({pair.core.name})" for pair in reversed(pairs))
    sanity = " ".join(f"sanity({pair.core.name})" for pair in {pairs[0]: 0, pairs[-1]: 0})
    checks = [newest, sanity, *others, "importer", "docs", "lint", "ansible_lint"]
    start = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        outcomes = list(lanes.map(_run, checks))
    return summarise(outcomes, time.monotonic() - start)


def _missing() -> list[str]:
    """What is not tested here and why."""
    return [*interpreters.skipped(), *(program.advice for program in programs.missing())]


def _run(check: str) -> Outcome:
    _say(f"{check} has started")
    start = time.monotonic()
    command = [sys.executable, "-m", "nox", "--non-interactive", "--session", *check.split()]
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    outcome = Outcome(check, done.returncode == 0, time.monotonic() - start)
    text = done.stdout.decode(errors="replace").rstrip()
    print(f"\n{text}\n\n{_line(outcome)}", flush=True)
    return outcome


def summarise(outcomes: list[Outcome], seconds: float) -> int:
    """Say how each check ended and what was not tested; return the exit code."""
    missing = _missing()
    print()
    for outcome in outcomes:
        print(_line(outcome))
    for reason in missing:
        _say(reason)
    demanded = missing and programs.in_ci()
    if demanded:
        _say("CI=true demands what is missing")
    _say(f"{len(outcomes)} checks took {seconds:.0f} s")
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for report in RESULTS.glob("*/junit.xml"):
        for suite in ET.parse(report).iter("testsuite"):  # noqa: S314 - pytest wrote it just now
            for name in counts:
                counts[name] += int(suite.get(name, 0))
    failed = counts["failures"] + counts["errors"]
    print(f"{counts['tests'] - failed - counts['skipped']} passed, {failed} failed, {counts['skipped']} skipped")
    return 0 if all(outcome.passed for outcome in outcomes) and not demanded else 1


def _line(outcome: Outcome) -> str:
    return f"check > {'ok    ' if outcome.passed else 'FAILED'}  {outcome.check:<13} {outcome.seconds:4.0f} s"


def _say(text: str) -> None:
    print(f"check > {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
