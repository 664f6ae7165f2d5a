# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was measured, as JSON, as a Markdown table and as a plot."""

from __future__ import annotations

import dataclasses
import json
import math
import statistics
import typing as t
from pathlib import Path

from scripts.bench.cases import CASES, RATIOS, WORKERS, Case, Ratio
from scripts.bench.measure import Run

Results = dict[str, list[Run]]
COLOURS = {"peer": "#b4540a", "module": "#8a6d00", "ours": "#0b6e4f", "lookup": "#1f5fa8", "floor": "#6b7280"}


def median(results: Results, key: str) -> float:
    """The median time of a case."""
    return statistics.median(run.seconds for run in results[key])


def value_of(ratio: Ratio, results: Results) -> float:
    """A ratio, of the medians of this run."""
    if ratio.memory:
        more, less = (statistics.median(run.memory for run in results[key]) for key in (*ratio.above, *ratio.below))
        return more / less
    net = median(results, ratio.net) if ratio.net else 0.0
    above = sum(median(results, key) for key in ratio.above) - net
    return above / (sum(median(results, key) for key in ratio.below) - net) / ratio.per_id


def _known(results: Results) -> list[Ratio]:
    """The ratios of which everything was measured."""
    return [ratio for ratio in RATIOS if all(key in results for key in ratio.cases)]


def write(folder: Path, results: Results, about: dict[str, t.Any]) -> str:
    """Write the three files; return the table."""
    folder.mkdir(parents=True, exist_ok=True)
    ratios = {ratio.name: {"value": value_of(ratio, results), "target": ratio.target} for ratio in _known(results)}
    data = {
        "about": about,
        "ratios": ratios,
        "cases": {key: [dataclasses.asdict(run) for run in runs] for key, runs in results.items()},
    }
    (folder / "results.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    table = _table(results, about)
    (folder / "results.md").write_text(table, encoding="utf-8")
    (folder / "results.svg").write_text(_plot(results), encoding="utf-8")
    return table


def _table(results: Results, about: dict[str, t.Any]) -> str:
    lines = [
        "# How fast",
        "",
        f"Made by `make bench` on {about['date']}: {about['cores']} cores, Python {about['python']}, "
        f"ansible-core {about['ansible_core']}, requests {about['requests']}, {about['runs']} runs of each, in turn. "
        "The service is the simulator on the same machine, so trust the ratios and not the seconds.",
        "",
        "| Ratio within this run | Measured | To reach |",
        "|---|---|---|",
    ]
    for ratio in _known(results):
        sign = "at least" if ratio.more_is_better else "at most"
        lines.append(f"| {ratio.name} | {value_of(ratio, results):.2f} | {sign} {ratio.target:g} |")
    lines += [
        "",
        "| What | Latency | Bound by it | Median | Fastest to slowest | Requests | Connections | Logins | Memory |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for case in (case for case in CASES if case.key in results):
        runs = results[case.key]
        times = sorted(run.seconds for run in runs)
        lines.append(
            f"| {case.group}: {case.name} | {case.latency} ms "
            f"| {f'{case.bound:.2f} s' if case.latency else ''} | {statistics.median(times):.2f} s "
            f"| {times[0]:.2f} to {times[-1]:.2f} s | {runs[-1].requests} | {runs[-1].connections} | {runs[-1].tokens} "
            f"| {max(run.memory for run in runs) / 2**20:.0f} MiB |"
        )
    lines += [
        "",
        f"Bound by latency: latency x routes / {WORKERS} workers. Memory: the most of any run that all processes of it "
        "held at once, what they share counted for each.",
    ]
    return "\n".join(lines) + "\n"


def _plot(results: Results) -> str:
    """Bars on a logarithmic scale, readable on light and dark alike."""
    floors = ("empty", "set_fact", "script")
    shown = [case for case in CASES if case.key in results and (case.group != "floor" or case.name.startswith(floors))]
    height, left, width = 24, 330, 420
    body = []
    for place, case in enumerate(shown):
        body += _bar(case, median(results, case.key), 40 + place * height, left, width)
    total = 60 + len(shown) * height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {total}" font-family="sans-serif" font-size="13">\n'
        f'<rect width="860" height="{total}" fill="#ffffff"/>\n'
        '<text x="20" y="24" font-weight="bold" fill="#111827">Seconds, median, logarithmic; shorter is better</text>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _bar(case: Case, seconds: float, y: int, left: int, width: int) -> list[str]:
    length = max(2.0, width * math.log10(1 + seconds * 10) / math.log10(1 + 1000))
    label = f"{case.group}: {case.name}" + (f", {case.latency} ms" if case.latency else "")
    return [
        f'<text x="{left - 10}" y="{y + 14}" text-anchor="end" fill="#111827">{label}</text>',
        f'<rect x="{left}" y="{y + 3}" width="{length:.0f}" height="16" rx="2" fill="{COLOURS[case.group]}"/>',
        f'<text x="{left + length + 6:.0f}" y="{y + 15}" fill="#374151">{seconds:.2f}</text>',
    ]
