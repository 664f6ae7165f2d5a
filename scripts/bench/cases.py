# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: each case is a play or a script, as data, for a latency of the service."""

from __future__ import annotations

import dataclasses
import typing as t

MODULE = "huaweicloud.dataarts_fabric.fabric_session_info"
LOOKUP = "huaweicloud.dataarts_fabric.fabric_session"
WORKERS = 32


@dataclasses.dataclass(frozen=True)
class Case:
    """One thing to measure.

    :param group: peer, module, ours, lookup or floor
    :param latency: milliseconds that every answer of the service takes
    :param tasks: the play's tasks; empty for a script
    :param hosts: how many hosts the play runs on, 0 for localhost
    :param script: how many routes a bare script of requests asks for, instead of a play
    """

    name: str
    group: str
    latency: int = 0
    tasks: tuple[dict[str, t.Any], ...] = ()
    hosts: int = 0
    variables: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    script: int = 0

    @property
    def key(self) -> str:
        """The case and its latency."""
        return f"{self.name} @{self.latency}"


def _routes(count: int) -> str:
    return f"{{{{ bench_routes[:{count}] }}}}"


_URI = {
    "ansible.builtin.uri": {
        "url": "{{ bench_url }}/v1/sessions?route_id={{ item | default(inventory_hostname) }}",
        "method": "POST",
        "headers": {"X-Auth-Token": "{{ bench_token }}"},
    }
}
_FACT = {"ansible.builtin.set_fact": {"bench_fact": "{{ item | default(inventory_hostname) }}"}}
_OFF = {"ansible_dataarts_fabric_in_process": False}


def _list(count: int) -> dict[str, t.Any]:
    return {MODULE: {"route_ids": _routes(count), "concurrency": WORKERS}, "register": "bench_result"}


def _loop(task: dict[str, t.Any], count: int) -> dict[str, t.Any]:
    return {**task, "loop": _routes(count), "register": "bench_result"}


_ONE = {MODULE: {"route_id": "{{ item | default(inventory_hostname) }}"}}


def _single_lookups(name: str) -> dict[str, t.Any]:
    each = f"{{% for route in bench_routes[:1000] %}}{{{{ lookup('{name}', route) }}}}{{% endfor %}}"
    return {"ansible.builtin.set_fact": {"bench_fact": "{{ bench_text | length }}"}, "vars": {"bench_text": each}}


_TERMS = f"{{{{ query('{LOOKUP}', bench_routes[:1000], concurrency={WORKERS}) }}}}"
_QUERY: dict[str, t.Any] = {"ansible.builtin.set_fact": {"bench_fact": _TERMS}}


def _rows(count: int) -> dict[str, t.Any]:
    return {"bench_rows": {"count": count}, "register": "bench_result"}


CASES = (
    Case("empty play", "floor"),
    Case("module play that does nothing", "floor", tasks=({"ansible.builtin.ping": {}},)),
    Case("set_fact loop of 100", "floor", tasks=(_loop(_FACT, 100),)),
    Case("set_fact on 100 hosts", "floor", tasks=(_FACT,), hosts=100),
    Case("1,000 lookups of a constant", "floor", tasks=(_single_lookups("bench_constant"),)),
    Case("action that returns 1,000 constant rows", "floor", tasks=(_rows(1000),)),
    Case("action that returns 10,000 constant rows", "floor", tasks=(_rows(10000),)),
    Case("script, 1,000 routes", "floor", latency=20, script=1000),
    Case("script, 1,000 routes", "floor", latency=100, script=1000),
    Case("uri loop of 1", "peer", tasks=(_loop(_URI, 1),)),
    Case("uri loop of 10", "peer", tasks=(_loop(_URI, 10),)),
    Case("uri loop of 100", "peer", tasks=(_loop(_URI, 100),)),
    Case("uri on 100 hosts", "peer", tasks=(_URI,), hosts=100),
    Case("module, loop of 100", "module", tasks=(_loop(_ONE, 100),), variables=_OFF),
    Case("module on 100 hosts", "module", tasks=(_ONE,), hosts=100, variables=_OFF),
    Case("module, list of 1,000", "module", latency=20, tasks=(_list(1000),), variables=_OFF),
    Case("loop of 100", "ours", tasks=(_loop(_ONE, 100),)),
    Case("on 100 hosts", "ours", tasks=(_ONE,), hosts=100),
    Case("list of 100", "ours", latency=20, tasks=(_list(100),)),
    Case("list of 1,000", "ours", tasks=(_list(1000),)),
    Case("list of 1,000", "ours", latency=20, tasks=(_list(1000),)),
    Case("list of 1,000", "ours", latency=100, tasks=(_list(1000),)),
    Case("list of 10,000", "ours", tasks=(_list(10000),)),
    Case("query of 1,000 terms", "lookup", latency=20, tasks=(_QUERY,)),
    Case("1,000 lookups in one template", "lookup", tasks=(_single_lookups(LOOKUP),)),
)


@dataclasses.dataclass(frozen=True)
class Ratio:
    """A ratio within one run, and the one to reach.

    :param above: the cases whose sum is divided, by their keys; below: by which sum
    :param net: a case that is taken off both; memory: of peak memory instead of time
    """

    name: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    target: float
    more_is_better: bool = False
    net: str | None = None
    per_id: float = 1.0
    memory: bool = False


RATIOS = (
    Ratio(
        "list of 1,000 at 20 ms: ours / (script + empty play)",
        ("list of 1,000 @20",),
        ("script, 1,000 routes @20", "empty play @0"),
        1.0,
    ),
    Ratio(
        "list of 1,000 at 20 ms: plain module / (script + module play that does nothing)",
        ("module, list of 1,000 @20",),
        ("script, 1,000 routes @20", "module play that does nothing @0"),
        1.1,
    ),
    Ratio("loop of 100: uri / ours", ("uri loop of 100 @0",), ("loop of 100 @0",), 25, more_is_better=True),
    Ratio("loop of 100: ours / set_fact", ("loop of 100 @0",), ("set_fact loop of 100 @0",), 1.4),
    Ratio("100 hosts, 5 forks: uri / ours", ("uri on 100 hosts @0",), ("on 100 hosts @0",), 12, more_is_better=True),
    Ratio("100 hosts, 5 forks: ours / set_fact", ("on 100 hosts @0",), ("set_fact on 100 hosts @0",), 1.15),
    Ratio(
        "1,000 lookups in one template / of a constant",
        ("1,000 lookups in one template @0",),
        ("1,000 lookups of a constant @0",),
        1.75,
    ),
    Ratio(
        "time per ID, net of an empty play: list of 10,000 / of 1,000",
        ("list of 10,000 @0",),
        ("list of 1,000 @0",),
        1.1,
        net="empty play @0",
        per_id=10.0,
    ),
    Ratio("peak memory: list of 10,000 / of 1,000", ("list of 10,000 @0",), ("list of 1,000 @0",), 1.6, memory=True),
)
