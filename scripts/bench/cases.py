# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured: each case is a play or a script, as data, for a latency of the service."""

from __future__ import annotations

import dataclasses
import math
import typing as t

COLLECTION = "huaweicloud.dataarts_fabric"
MODULE = f"{COLLECTION}.fabric_session_info"
LOOKUP = f"{COLLECTION}.fabric_session"
SESSION = {"session_id": "ac8111bf-3601-4905-8ddd-b41d3e636a4e", "status": "RUNNING"}
WRITTEN = "written-"
"""How the names of the files start that a case writes."""
WORKERS = 32


@dataclasses.dataclass(frozen=True)
class Case:
    """One thing to measure.

    :param group: peer, module, ours, lookup, script or floor
    :param latency: milliseconds that every answer of the service takes
    :param tasks: the play's tasks; empty for a script
    :param routes: how many routes it is given, and asks for unless it is a floor
    :param tls: whether the service is asked over TLS, as users do
    :param hosts: how many hosts the play runs on, 0 for localhost; forks: how many of them at once
    :param threads: with how many a bare script of requests asks for the routes, instead of a play
    :param login: whether a password is given instead of a token
    :param slow: whether it starts a hundred processes or so
    :param installed: whether Ansible finds the collection
    """

    name: str
    group: str
    latency: int = 0
    routes: int = 0
    tasks: tuple[dict[str, t.Any], ...] = ()
    tls: bool = False
    hosts: int = 0
    forks: int = 5
    variables: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    threads: int = 0
    login: bool = False
    slow: bool = False
    installed: bool = True

    @property
    def key(self) -> str:
        """The case, its latency, and whether it is over TLS."""
        return f"{self.name} @{self.latency}{' TLS' if self.tls else ''}"

    @property
    def bound(self) -> float:
        """The seconds that the latency alone takes; all that has one is asked for by as many workers."""
        return math.ceil(self.routes / WORKERS) * self.latency / 1000


_ROUTES = "{{ bench_routes }}"
_HOST = "{{ inventory_hostname }}"
_ITEM = "{{ item }}"
_OFF = {"ansible_dataarts_fabric_in_process": False}
_LIST = {MODULE: {"route_ids": _ROUTES, "concurrency": WORKERS}, "register": "bench_result"}
_TERMS = f"{{{{ query('{LOOKUP}', bench_routes, concurrency={WORKERS}) }}}}"
_QUERY = {"ansible.builtin.set_fact": {"bench_fact": _TERMS}}
_CONSTANT_ROWS = {"bench_rows": {"count": "{{ bench_routes | length }}"}, "register": "bench_result"}
_PATH = f"{{{{ playbook_dir }}}}/{WRITTEN}{_HOST}"
_EXPECTED = [{"route_id": _HOST, **SESSION}]
_DRIFT = {f"{COLLECTION}.session_drift": {"expected": _EXPECTED}}
_DRIFT_ROLE = {
    "ansible.builtin.import_role": {"name": f"{COLLECTION}.session_drift"},
    "vars": {"session_drift_expected": _EXPECTED},
}
_COPY = {"ansible.builtin.copy": {"dest": _PATH, "content": _HOST}}
_RECORD = {f"{COLLECTION}.session_record": {"path": _PATH, "routes": [_HOST]}}
_PAGE = {
    f"{COLLECTION}.dashboard_links": {
        "path": _PATH,
        "routes": [_HOST],
        "url": "https://ray.example.com/{route_id}/?session={session_id}",
    }
}


def _uri(route: str) -> dict[str, t.Any]:
    url, headers = f"{{{{ bench_url }}}}/v1/sessions?route_id={route}", {"X-Auth-Token": "{{ bench_token }}"}
    return {"ansible.builtin.uri": {"url": url, "method": "POST", "headers": headers}}


def _fact(route: str) -> dict[str, t.Any]:
    return {"ansible.builtin.set_fact": {"bench_fact": route}}


def _one(route: str) -> dict[str, t.Any]:
    return {MODULE: {"route_id": route}}


def _loop(task: dict[str, t.Any]) -> tuple[dict[str, t.Any], ...]:
    return ({**task, "loop": _ROUTES, "register": "bench_result"},)


def _lookups(name: str) -> tuple[dict[str, t.Any], ...]:
    each = f"{{% for route in bench_routes %}}{{{{ lookup('{name}', route) }}}}{{% endfor %}}"
    return ({"ansible.builtin.set_fact": {"bench_fact": "{{ bench_text | length }}"}, "vars": {"bench_text": each}},)


def _both(*cases: Case) -> t.Iterator[Case]:
    """Each case over TLS, and without, unless it takes long."""
    for case in cases:
        yield dataclasses.replace(case, tls=True)
        if not case.slow:
            yield case


CASES = (
    Case("empty play", "floor"),
    Case("empty play, collection not installed", "floor", installed=False),
    Case("module play that does nothing", "floor", tasks=({"ansible.builtin.ping": {}},)),
    Case("set_fact loop of 100", "floor", routes=100, tasks=_loop(_fact(_ITEM))),
    Case("set_fact on 100 hosts", "floor", routes=100, tasks=(_fact(_HOST),), hosts=100),
    Case("set_fact on 300 hosts, 50 forks", "floor", routes=300, tasks=(_fact(_HOST),), hosts=300, forks=50),
    Case("copy on 100 hosts", "floor", routes=100, tasks=(_COPY,), hosts=100, slow=True),
    Case("1,000 lookups of a constant", "floor", routes=1000, tasks=_lookups("bench_constant")),
    Case("action that returns 1,000 constant rows", "floor", routes=1000, tasks=(_CONSTANT_ROWS,)),
    Case("action that returns 10,000 constant rows", "floor", routes=10000, tasks=(_CONSTANT_ROWS,)),
    *_both(
        Case("script, 1,000 routes, 1 thread", "script", routes=1000, threads=1),
        Case("script, 1,000 routes", "script", latency=20, routes=1000, threads=WORKERS),
        Case("script, 1,000 routes", "script", latency=100, routes=1000, threads=WORKERS),
        Case("uri on one host", "peer", routes=1, tasks=(_uri(_HOST),), hosts=1),
        Case("uri loop of 10", "peer", routes=10, tasks=_loop(_uri(_ITEM))),
        Case("uri loop of 100", "peer", routes=100, tasks=_loop(_uri(_ITEM)), slow=True),
        Case("uri on 100 hosts", "peer", routes=100, tasks=(_uri(_HOST),), hosts=100, slow=True),
        Case("module on one host", "module", routes=1, tasks=(_one(_HOST),), hosts=1, variables=_OFF),
        Case("module, loop of 100", "module", routes=100, tasks=_loop(_one(_ITEM)), variables=_OFF, slow=True),
        Case("module on 100 hosts", "module", routes=100, tasks=(_one(_HOST),), hosts=100, variables=_OFF, slow=True),
        Case("module, list of 1,000", "module", latency=20, routes=1000, tasks=(_LIST,), variables=_OFF),
        Case("on one host", "ours", routes=1, tasks=(_one(_HOST),), hosts=1),
        Case("loop of 100", "ours", routes=100, tasks=_loop(_one(_ITEM))),
        Case("loop of 100, with a login", "ours", routes=100, tasks=_loop(_one(_ITEM)), login=True),
        Case("on 100 hosts", "ours", routes=100, tasks=(_one(_HOST),), hosts=100),
        Case("on 300 hosts, 50 forks", "ours", routes=300, tasks=(_one(_HOST),), hosts=300, forks=50),
        Case("drift check on 100 hosts", "ours", routes=100, tasks=(_DRIFT,), hosts=100),
        Case("drift check on 100 hosts, by the role", "ours", routes=100, tasks=(_DRIFT_ROLE,), hosts=100),
        Case("record on 100 hosts", "ours", routes=100, tasks=(_RECORD,), hosts=100, slow=True),
        Case("page on 100 hosts", "ours", routes=100, tasks=(_PAGE,), hosts=100, slow=True),
        Case("list of 100", "ours", latency=20, routes=100, tasks=(_LIST,)),
        Case("list of 1,000", "ours", routes=1000, tasks=(_LIST,)),
        Case("list of 1,000", "ours", latency=20, routes=1000, tasks=(_LIST,)),
        Case("list of 1,000, with a login", "ours", latency=20, routes=1000, tasks=(_LIST,), login=True),
        Case("list of 1,000", "ours", latency=100, routes=1000, tasks=(_LIST,)),
        Case("list of 10,000", "ours", latency=20, routes=10000, tasks=(_LIST,)),
        Case("query of 1,000 terms", "lookup", latency=20, routes=1000, tasks=(_QUERY,)),
        Case("1,000 lookups in one template", "lookup", routes=1000, tasks=_lookups(LOOKUP)),
        Case("1,000 lookups in one template, with a login", "lookup", routes=1000, tasks=_lookups(LOOKUP), login=True),
    ),
)
