# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: each case is a play or a script, as data, for a latency of the service."""

from __future__ import annotations

import dataclasses
import math
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
    :param routes: how many routes it is given, and asks for unless it is a floor
    :param hosts: how many hosts the play runs on, 0 for localhost
    :param threads: with how many a bare script of requests asks for the routes, instead of a play
    :param login: whether a password is given instead of a token
    :param slow: whether it starts a hundred processes or so
    """

    name: str
    group: str
    latency: int = 0
    routes: int = 0
    tasks: tuple[dict[str, t.Any], ...] = ()
    hosts: int = 0
    variables: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    threads: int = 0
    login: bool = False
    slow: bool = False

    @property
    def key(self) -> str:
        """The case and its latency."""
        return f"{self.name} @{self.latency}"

    @property
    def bound(self) -> float:
        """The seconds that the latency alone takes; all that has one is asked for by as many workers."""
        return math.ceil(self.routes / WORKERS) * self.latency / 1000


_ROUTES = "{{ bench_routes }}"
_URI = {
    "ansible.builtin.uri": {
        "url": "{{ bench_url }}/v1/sessions?route_id={{ item | default(inventory_hostname) }}",
        "method": "POST",
        "headers": {"X-Auth-Token": "{{ bench_token }}"},
    }
}
_FACT = {"ansible.builtin.set_fact": {"bench_fact": "{{ item | default(inventory_hostname) }}"}}
_OFF = {"ansible_dataarts_fabric_in_process": False}


_ONE = {MODULE: {"route_id": "{{ item | default(inventory_hostname) }}"}}
_LIST = {MODULE: {"route_ids": _ROUTES, "concurrency": WORKERS}, "register": "bench_result"}
_TERMS = f"{{{{ query('{LOOKUP}', bench_routes, concurrency={WORKERS}) }}}}"
_QUERY = {"ansible.builtin.set_fact": {"bench_fact": _TERMS}}
_CONSTANT_ROWS = {"bench_rows": {"count": "{{ bench_routes | length }}"}, "register": "bench_result"}


def _loop(task: dict[str, t.Any]) -> tuple[dict[str, t.Any], ...]:
    return ({**task, "loop": _ROUTES, "register": "bench_result"},)


def _lookups(name: str) -> tuple[dict[str, t.Any], ...]:
    each = f"{{% for route in bench_routes %}}{{{{ lookup('{name}', route) }}}}{{% endfor %}}"
    return ({"ansible.builtin.set_fact": {"bench_fact": "{{ bench_text | length }}"}, "vars": {"bench_text": each}},)


CASES = (
    Case("empty play", "floor"),
    Case("module play that does nothing", "floor", tasks=({"ansible.builtin.ping": {}},)),
    Case("set_fact loop of 100", "floor", routes=100, tasks=_loop(_FACT)),
    Case("set_fact on 100 hosts", "floor", routes=100, tasks=(_FACT,), hosts=100),
    Case("1,000 lookups of a constant", "floor", routes=1000, tasks=_lookups("bench_constant")),
    Case("action that returns 1,000 constant rows", "floor", routes=1000, tasks=(_CONSTANT_ROWS,)),
    Case("action that returns 10,000 constant rows", "floor", routes=10000, tasks=(_CONSTANT_ROWS,)),
    Case("script, 1,000 routes, 1 thread", "floor", routes=1000, threads=1),
    Case("script, 1,000 routes", "floor", latency=20, routes=1000, threads=WORKERS),
    Case("script, 1,000 routes", "floor", latency=100, routes=1000, threads=WORKERS),
    Case("uri loop of 1", "peer", routes=1, tasks=_loop(_URI)),
    Case("uri loop of 10", "peer", routes=10, tasks=_loop(_URI)),
    Case("uri loop of 100", "peer", routes=100, tasks=_loop(_URI), slow=True),
    Case("uri on 100 hosts", "peer", routes=100, tasks=(_URI,), hosts=100, slow=True),
    Case("module, loop of 100", "module", routes=100, tasks=_loop(_ONE), variables=_OFF, slow=True),
    Case("module on 100 hosts", "module", routes=100, tasks=(_ONE,), hosts=100, variables=_OFF, slow=True),
    Case("module, list of 1,000", "module", latency=20, routes=1000, tasks=(_LIST,), variables=_OFF),
    Case("loop of 100", "ours", routes=100, tasks=_loop(_ONE)),
    Case("loop of 100, with a login", "ours", routes=100, tasks=_loop(_ONE), login=True),
    Case("on 100 hosts", "ours", routes=100, tasks=(_ONE,), hosts=100),
    Case("list of 100", "ours", latency=20, routes=100, tasks=(_LIST,)),
    Case("list of 1,000", "ours", routes=1000, tasks=(_LIST,)),
    Case("list of 1,000", "ours", latency=20, routes=1000, tasks=(_LIST,)),
    Case("list of 1,000, with a login", "ours", latency=20, routes=1000, tasks=(_LIST,), login=True),
    Case("list of 1,000", "ours", latency=100, routes=1000, tasks=(_LIST,)),
    Case("list of 10,000", "ours", latency=20, routes=10000, tasks=(_LIST,)),
    Case("query of 1,000 terms", "lookup", latency=20, routes=1000, tasks=(_QUERY,)),
    Case("1,000 lookups in one template", "lookup", routes=1000, tasks=_lookups(LOOKUP)),
    Case("1,000 lookups in one template, with a login", "lookup", routes=1000, tasks=_lookups(LOOKUP), login=True),
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

    @property
    def cases(self) -> tuple[str, ...]:
        """The keys of all that it needs."""
        return (*self.above, *self.below, *((self.net,) if self.net else ()))


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
        ("list of 10,000 @20",),
        ("list of 1,000 @20",),
        1.1,
        net="empty play @0",
        per_id=10.0,
    ),
    Ratio("peak memory: list of 10,000 / of 1,000", ("list of 10,000 @20",), ("list of 1,000 @20",), 1.6, memory=True),
)
