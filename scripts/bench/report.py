# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was measured, as JSON, as a Markdown table and as a plot."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import statistics
import typing as t
from pathlib import Path

from scripts.bench.cases import CASES, WORKERS, Case
from scripts.bench.measure import Run
from scripts.bench.ratios import RATIOS, Ratio

Results = dict[str, list[Run]]
COLOURS = {
    "peer": "#b4540a",
    "module": "#8a6d00",
    "ours": "#0b6e4f",
    "lookup": "#1f5fa8",
    "floor": "#6b7280",
    "script": "#6b7280",
}
EARLIER = "earlier.json"
"""The results of an earlier version, in seconds of wall time and without TLS."""
README_TABLE = "| In one run: CPU time of all processes, over TLS unless it says otherwise | Measured |\n|---|---|\n"


def median(results: Results, key: str, what: str = "cpu") -> float:
    """The median of a case: of ``cpu`` or ``seconds``, or of ``memory``."""
    values: list[float] = [getattr(run, what) for run in results[key]]
    return statistics.median(values)


def value_of(ratio: Ratio, results: Results, what: str = "cpu") -> float:
    """A ratio, of the medians of this run."""
    what = "memory" if ratio.memory else what
    net = median(results, ratio.net, what) if ratio.net else 0.0
    above = sum(median(results, key, what) for key in ratio.above) - net
    return above / (sum(median(results, key, what) for key in ratio.below) - net) / ratio.per_id


def _known(results: Results) -> list[Ratio]:
    """The ratios of which everything was measured."""
    return [ratio for ratio in RATIOS if all(results.get(key) for key in ratio.cases)]


def write(folder: Path, results: Results, about: dict[str, t.Any]) -> str:
    """Write the three files; return the table."""
    folder.mkdir(parents=True, exist_ok=True)
    ratios = {
        ratio.name: {
            "cpu": value_of(ratio, results),
            "seconds": value_of(ratio, results, "seconds"),
            "target": ratio.target,
        }
        for ratio in _known(results)
    }
    data = {
        "about": about,
        "ratios": ratios,
        "cases": {key: [dataclasses.asdict(run) for run in runs] for key, runs in results.items()},
    }
    (folder / "results.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    text = _text(results, about, _earlier(folder / EARLIER))
    (folder / "results.md").write_text(text, encoding="utf-8")
    (folder / "results.svg").write_text(_plot(results), encoding="utf-8")
    return text


def readme(ratios: dict[str, dict[str, float]]) -> str:
    """The rows of README's table: the ratios in CPU time, or of memory."""
    return "".join(f"| {name} | {ratio['cpu']:.2f} |\n" for name, ratio in ratios.items())


def write_readme(path: Path, results: Path) -> None:
    """Put what was measured into README's table."""
    rows = readme(json.loads(results.read_text(encoding="utf-8"))["ratios"])
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"(?<={re.escape(README_TABLE)})(?:\|.*\n)*", lambda _old: rows, text), encoding="utf-8")


def _earlier(path: Path) -> Results:
    if not path.exists():
        return {}
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
    # Its CPU time was not measured.
    return {key: [Run(**{"cpu": math.nan, **run}) for run in runs] for key, runs in cases.items()}


def _text(results: Results, about: dict[str, t.Any], earlier: Results) -> str:
    rounds = f"{about['runs']} runs of each, in turn"
    if about["slow_runs"] < about["runs"]:
        rounds += f" ({about['slow_runs']} of what takes long)"
    left_out = f"{about['left_out']} of the {len(CASES)} cases were left out." if about["left_out"] else ""
    lines = [
        "# How fast",
        "",
        f"Made by `make bench` on {about['date']}: {about['cores']} cores, Python {about['python']}, "
        f"{about['openssl']}, ansible-core {about['ansible_core']}, requests {about['requests']}, {rounds}. "
        f"The average load of the machine was {about['load']} at the end: "
        f"the more it exceeds the number of cores, the less the wall time means. {left_out}".rstrip(),
        "",
        "The service is the simulator on the same machine, so trust the ratios and not the seconds. CPU is user and "
        "system time of all processes of a play. The CA certificates are those of certifi and one more.",
        "",
        "Over TLS, unless the line says otherwise. *Earlier* is the version of "
        "[an earlier run](earlier.json): wall time, without TLS.",
        "",
        "| Ratio within this run | CPU | Wall | To reach (CPU) | Earlier |",
        "|---|---|---|---|---|",
    ]
    for ratio in _known(results):
        sign = "at least" if ratio.more_is_better else "at most"
        both = [f"{value_of(ratio, results, what):.2f}" for what in ("cpu", "seconds")]
        lines.append(f"| {ratio.name} | {' | '.join(both)} | {sign} {ratio.target:g} | {_was(ratio, earlier)} |")
    for tls, title in ((True, "Over TLS, and without a service"), (False, "Without TLS")):
        lines += ["", f"## {title}", "", *_table(results, earlier, tls=tls)]
    lines += [
        "",
        f"Bound by latency: latency x routes / {WORKERS} workers. Memory: the most of any run that all processes of it "
        "held at once, what they share counted for each.",
    ]
    return "\n".join(lines) + "\n"


def _was(ratio: Ratio, earlier: Results) -> str:
    """What a ratio was earlier, when all was measured without TLS."""
    plain = {f"{key} TLS": runs for key, runs in earlier.items()} | earlier
    if "without" in ratio.name or any(key not in plain for key in ratio.cases):
        plain = earlier
    return f"{value_of(ratio, plain, 'seconds'):.2f}" if all(key in plain for key in ratio.cases) else ""


def _over_tls(case: Case) -> bool:
    return case.tls or case.group == "floor"


def _table(results: Results, earlier: Results, *, tls: bool) -> t.Iterator[str]:
    """The cases over TLS with those that ask nobody, or the others."""
    yield (
        "| What | Latency | Bound by it | CPU | Wall | Fastest to slowest | Earlier | Requests | Connections | Logins "
        "| Memory |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for case in (case for case in CASES if results.get(case.key) and _over_tls(case) == tls):
        runs = results[case.key]
        times = sorted(run.seconds for run in runs)
        before = case.key.removesuffix(" TLS")
        was = f"{median(earlier, before, 'seconds'):.2f} s" if before in earlier else ""
        yield (
            f"| {case.group}: {case.name} | {case.latency} ms "
            f"| {f'{case.bound:.2f} s' if case.latency else ''} | {median(results, case.key):.2f} s "
            f"| {statistics.median(times):.2f} s | {times[0]:.2f} to {times[-1]:.2f} s | {was} "
            f"| {runs[-1].requests} | {runs[-1].connections} | {runs[-1].tokens} "
            f"| {max(run.memory for run in runs) / 2**20:.0f} MiB |"
        )


def _plot(results: Results) -> str:
    """Bars on a logarithmic scale, readable on light and dark alike."""
    floors = ("empty play", "set_fact")
    shown = [
        case
        for case in CASES
        if results.get(case.key)
        and _over_tls(case)
        and case.installed
        and (case.group != "floor" or case.name.startswith(floors))
    ]
    height, left, width = 24, 330, 420
    body = []
    for place, case in enumerate(shown):
        body += _bar(case, median(results, case.key), 40 + place * height, left, width)
    total = 60 + len(shown) * height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {total}" font-family="sans-serif" font-size="13">\n'
        f'<rect width="860" height="{total}" fill="#ffffff"/>\n'
        '<text x="20" y="24" font-weight="bold" fill="#111827">'
        "Seconds of CPU time over TLS, median, logarithmic; shorter is better</text>\n" + "\n".join(body) + "\n</svg>\n"
    )


def _bar(case: Case, seconds: float, y: int, left: int, width: int) -> list[str]:
    length = max(2.0, width * math.log10(1 + seconds * 10) / math.log10(1 + 1000))
    label = f"{case.group}: {case.name}" + (f", {case.latency} ms" if case.latency else "")
    return [
        f'<text x="{left - 10}" y="{y + 14}" text-anchor="end" fill="#111827">{label}</text>',
        f'<rect x="{left}" y="{y + 3}" width="{length:.0f}" height="16" rx="2" fill="{COLOURS[case.group]}"/>',
        f'<text x="{left + length + 6:.0f}" y="{y + 15}" fill="#374151">{seconds:.2f}</text>',
    ]
