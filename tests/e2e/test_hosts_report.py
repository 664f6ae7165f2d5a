# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a drift check has what each host should have, whatever removes, orders or repeats the hosts."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from tests.e2e.reports import Row, json_rows, junit_rows
from tests.e2e.roles import COLLECTION, check_role, inventory
from tests.e2e.runner import Ansible

A, B, C = ("a", "status_changed"), ("b", "unchanged"), ("c", "unchanged")
CHECK = [check_role()]
NOT_C = "inventory_hostname[-1] != 'c'"
IS_C = "inventory_hostname[-1] == 'c'"
REACH = {"name": "Reach it", "ansible.builtin.ping": {}}
UNREACHABLE = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 1}
DRIFTED = [{"route_id": "ray-1", "status": "STOPPED"}]
AS_EXPECTED = [{"route_id": "ray-1", "status": "RUNNING"}]


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


@dataclasses.dataclass(frozen=True)
class Case:
    """A play of the hosts a (drifted), b and c, and the rows that its reports must have."""

    rows: list[Row]
    tasks: list[dict[str, t.Any]] = dataclasses.field(default_factory=lambda: CHECK)
    play: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    hosts: dict[str, dict[str, t.Any]] = dataclasses.field(default_factory=dict)


def not_checked(*hosts: str) -> list[Row]:
    """The rows of hosts that were not checked."""
    return [(host, "not checked") for host in hosts]


def hosts_of(case: Case, names: dict[str, str]) -> dict[str, dict[str, t.Any]]:
    """The hosts of a case, with what is expected of each."""
    return {
        host: {"session_drift_expected": DRIFTED if letter == "a" else AS_EXPECTED, **case.hosts.get(letter, {})}
        for letter, host in names.items()
    }


def compare(ansible: Ansible, cases: dict[str, Case], kind: str) -> None:
    """Compare the reports with what they must have."""
    read = json_rows if kind == "json" else junit_rows
    found = {name: read(ansible.home / f"{name}.{kind}") for name in cases}
    assert found == {name: sorted(case.rows) for name, case in cases.items()}


ROLE = f"{COLLECTION}.session_drift"
LOOPED = {
    "ansible.builtin.include_role": {"name": ROLE},
    "vars": {"session_drift_expected": [{"route_id": "{{ item }}"}]},
    "loop": ["ray-1", "ray-2"],
}
REFUSED = {"module_defaults": {f"group/{COLLECTION}.fabric": {"token": "refused"}}}
GOES_ON: dict[str, Case] = {
    "serial": Case([A, B, C], play={"serial": 1}),
    "serial half": Case([A, B, C], play={"serial": "50%"}),
    "free": Case([A, B, C], play={"strategy": "free"}),
    "host pinned": Case([A, B, C], play={"strategy": "host_pinned", "serial": 2}),
    "throttle": Case([A, B, C], [check_role(throttle=1)]),
    "run once": Case([A], [check_role(run_once=True)]),
    "run once, included": Case([A], [{"ansible.builtin.include_role": {"name": ROLE}, "run_once": "{{ true }}"}]),
    "unreachable before": Case([A, B, *not_checked("c")], [REACH, *CHECK], hosts={"c": UNREACHABLE}),
    "unreachable record": Case(
        [A, B, ("c", "unreachable")],
        [check_role(when=NOT_C), check_role(when=IS_C, session_drift_record="/none.json", expected=False)],
        hosts={"c": UNREACHABLE},
    ),
    "failed before": Case([A, B, *not_checked("c")], [{"ansible.builtin.fail": {}, "when": IS_C}, *CHECK]),
    "ended before": Case([A, B, *not_checked("c")], [{"ansible.builtin.meta": "end_host", "when": IS_C}, *CHECK]),
    "when": Case([A, B, *not_checked("c")], [check_role(when=NOT_C)]),
    "play ended after": Case(
        [A, *not_checked("b", "c")], [*CHECK, {"ansible.builtin.meta": "end_play"}], play={"serial": 1}
    ),
    "refused and ignored": Case(
        [("a", "unknown"), ("b", "unknown"), ("c", "unknown")], [{**check_role(ignore_errors=True), **REFUSED}]
    ),
    "checked, then refused and ignored": Case(
        [A, B, C, ("a", "unknown"), ("b", "unknown"), ("c", "unknown")],
        [*CHECK, {**check_role(ignore_errors=True), **REFUSED}],
    ),
    "unreachable and ignored": Case(
        [A, B, ("c", "unreachable")],
        [check_role(when=NOT_C), check_role(when=IS_C, session_drift_record="/none.json", expected=False)],
        play={"ignore_unreachable": True},
        hosts={"c": UNREACHABLE},
    ),
    "delegated": Case([A, B, C], [check_role(delegate_to="localhost")]),
    "loop": Case([(host, "unchanged") for host in "abc" for _item in range(2)], [LOOPED]),
    "twice": Case([A, A, B, B, C, C], [*CHECK, {"block": CHECK, "when": "true"}]),
    "rescued": Case(
        [A, B, C],
        [{"block": [check_role(session_drift_fail=True)], "rescue": [{"ansible.builtin.debug": {}}]}],
    ),
}


FAILS = [check_role(session_drift_fail=True)]
AFTER_A = [A, *not_checked("b", "c")]
ENDS = {
    "any error is fatal": Case([A, B, C], FAILS, play={"any_errors_fatal": True}),
    "any error is fatal, serial": Case(AFTER_A, FAILS, play={"any_errors_fatal": True, "serial": 1}),
    "too many failed": Case(AFTER_A, FAILS, play={"max_fail_percentage": 0, "serial": 1}),
}

# The report as XML is made of the same rows.
both = pytest.mark.parametrize("kind", ["json", pytest.param("xml", marks=pytest.mark.nightly)])


@both
def test_what_goes_on(ansible: Ansible, kind: str) -> None:
    """What a play goes on after, all in one run. Each report has what is its own, and nothing of an earlier run."""
    hosts: dict[str, dict[str, t.Any]] = {}
    plays = []
    for number, (name, case) in enumerate(GOES_ON.items()):
        (ansible.home / f"{name}.{kind}").write_text("old", encoding="utf-8")
        names = {letter: f"h{number}-{letter}" for letter in "abc"}
        hosts |= hosts_of(case, names)
        play = {"name": name, "hosts": list(names.values()), "gather_facts": False, "tasks": case.tasks, **case.play}
        plays.append({**play, "vars": {"session_drift_report": f"{name}.{kind}"}})
    ansible.play(*plays, arguments=[*inventory(ansible, **hosts), "--forks", "3"]).failed()
    compare(ansible, GOES_ON, kind)


@both
def test_what_ends_the_play(ansible: Ansible, kind: str) -> None:
    """The report is complete after each host: those that the play did not come to are not checked."""
    # One play a run, as the first one ends it.
    for name, case in ENDS.items():
        play = {"hosts": "managed", "gather_facts": False, "tasks": case.tasks, **case.play}
        play["vars"] = {"session_drift_report": f"{name}.{kind}"}
        hosts = hosts_of(case, {letter: letter for letter in "abc"})
        ansible.play(play, arguments=inventory(ansible, **hosts)).failed()
    compare(ansible, ENDS, kind)


@pytest.mark.nightly
def test_a_report_for_each_host(ansible: Ansible) -> None:
    """No other host is expected in it, though each batch of hosts includes the role anew."""
    hosts = {letter: {"session_drift_expected": AS_EXPECTED} for letter in "abc"}
    tasks = [{"ansible.builtin.include_role": {"name": ROLE}}]
    report = {"session_drift_report": "{{ inventory_hostname }}.json"}
    play = {"hosts": "managed", "gather_facts": False, "serial": 1, "vars": report, "tasks": tasks}
    ansible.play(play, arguments=inventory(ansible, **hosts)).succeeded()
    for host in "abc":
        assert json_rows(ansible.home / f"{host}.json") == [(host, "unchanged")]


def test_two_plays_and_a_limit(ansible: Ansible) -> None:
    """A report that two plays share has the hosts of both; a host that ``--limit`` leaves out is not in the play."""
    hosts = {letter: {"session_drift_expected": DRIFTED if letter == "a" else AS_EXPECTED} for letter in "abcd"}
    settings = {"gather_facts": False, "vars": {"session_drift_report": "drift.json"}, "tasks": CHECK}
    arguments = [*inventory(ansible, **hosts), "--limit", "a,b,c"]
    ansible.play({"hosts": "a,d", **settings}, {"hosts": "b,c,d", **settings}, arguments=arguments).succeeded()
    assert json_rows(ansible.home / "drift.json") == [A, B, C]
    # The next run begins anew.
    ansible.play({"hosts": "b", **settings}, arguments=arguments).succeeded()
    assert json_rows(ansible.home / "drift.json") == [B]
