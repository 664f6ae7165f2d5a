# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables as people write them: null, empty, text for a list, and mistakes, which are named with their variable."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from tests.e2e.conftest import TOKEN
from tests.e2e.lookups import braced, lookup, show
from tests.e2e.roles import COLLECTION, attempt
from tests.e2e.runner import MODULE, Ansible
from tests.simulator.handle import Simulator

RULE = "1 to 36 ASCII letters, digits and hyphens"
ONE = {"session_drift_expected": [{"route_id": "ray-1"}]}


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


def test_what_can_be_used(ansible: Ansible, simulator: Simulator) -> None:
    """Null and an empty text count as not given; a text is a list with commas."""
    simulator.set_route("ray-2", session_id="second", status="RUNNING")
    path = {"session_record_path": str(ansible.home / "sessions.json")}
    drift = [f"session_drift_{name}" for name in ("report", "record", "routes", "fail")]
    links = {
        "dashboard_links_path": str(ansible.home / "links"),
        "dashboard_links_url": "https://ray.example.com/",
        "dashboard_links_routes": "ray-1",
    }
    no_certs = {"vars": {"ansible_dataarts_fabric_validate_certs": None}}
    run = ansible.tasks(
        attempt("no routes", "session_drift", **ONE, dataarts_fabric_routes=None),
        attempt("null", "session_drift", **ONE, **dict.fromkeys(drift), dataarts_fabric_routes="ray-2"),
        attempt("empty", "session_drift", **ONE, **dict.fromkeys(drift, ""), dataarts_fabric_routes="ray-2"),
        attempt("no template", "dashboard_links", **links, dashboard_links_template=None),
        attempt("no mode", "session_record", **path, session_record_routes=["ray-1"], session_record_mode=None),
        attempt("text", "session_record", **path, session_record_owner="", dataarts_fabric_routes="ray-1, ray-2"),
        {"name": "module", MODULE: {"route_id": "ray-1"}, **no_certs},
        {"name": "lookup", "ansible.builtin.debug": {"msg": braced(lookup("'ray-1'"))}, **no_certs},
    ).succeeded()
    assert not [row for row in run.rows if row.outcome == "failed"], run.output
    routes = json.loads((ansible.home / "sessions.json").read_text(encoding="utf-8"))["routes"]
    assert [entry["route_id"] for entry in routes] == ["ray-1", "ray-2"]
    assert [row.result["counts"]["unexpected"] for row in run.rows if "counts" in row.result] == [0, 1, 1]


def test_what_cannot_be_used(ansible: Ansible, simulator: Simulator) -> None:
    """The variable, what is wrong with it, and what would be right. Nothing is sent."""
    path = {"session_record_path": str(ansible.home / "sessions.json")}
    bad: dict[str, tuple[str, dict[str, t.Any], list[str]]] = {
        "null": ("session_record", {**path, "dataarts_fabric_routes": None}, ["dataarts_fabric_routes", "missing"]),
        "no path": ("session_record", {"session_record_path": "", "dataarts_fabric_routes": "ray-1"}, ["_path"]),
        "text": ("session_record", {**path, "dataarts_fabric_routes": "ray-1,b_c"}, ["_routes", "b_c", RULE]),
        "mapping": ("session_record", {**path, "session_record_routes": {"a": "b"}}, ["session_record_routes", "list"]),
        "no id": ("session_record", {**path, "session_record_routes": [{"name": "x"}]}, ["route_id", "name"]),
        "unknown key": ("session_record", {**path, "session_record_routes": [{"route_id": "a", "nam": "x"}]}, ["nam"]),
        "drift": ("session_drift", {**ONE, "dataarts_fabric_routes": ["ray_train_02"]}, ["ray_train_02", RULE]),
        "drift, key": ("session_drift", {**ONE, "session_drift_routes": [{"name": "x"}]}, ["route_id", "name"]),
        "undefined": ("session_drift", {**ONE, "dataarts_fabric_routes": "{{ no_such }}"}, ["no_such", "template"]),
        "expected": ("session_drift", {"session_drift_expected": "ray-1"}, ["session_drift_expected"]),
        "links": (
            "dashboard_links",
            {"dashboard_links_path": "/none/x", "dashboard_links_url": "", "dashboard_links_routes": ["b_c"]},
            ["b_c", RULE],
        ),
    }
    tasks = [attempt(name, role, **variables) for name, (role, variables, _words) in bad.items()]
    run = ansible.tasks(*tasks).succeeded()
    said = {name: str(run.of(name).result.get("msg")) for name in bad}
    unsaid = {
        name: said[name] for name, (_role, _vars, words) in bad.items() for word in words if word not in said[name]
    }
    assert unsaid == {}
    assert not [text for text in said.values() if "NoneType" in text or "Marker" in text or "Traceback" in text]
    assert simulator.counters().requests == 0


@pytest.mark.nightly  # as only ansible-core before 2.19 makes a difference
def test_encrypted_values(ansible: Ansible, simulator: Simulator) -> None:
    """What is written with !vault is text, wherever it stands: in a variable, an option, a list or a lookup."""
    vault = VaultLib([("default", VaultSecret(b"password"))])
    (ansible.home / "password").write_text("password", encoding="utf-8")
    encrypted = {"ansible_dataarts_fabric_token": TOKEN, "token": TOKEN, "route": "ray-1", "status": "RUNNING"}
    lines = []
    for name, value in encrypted.items():
        lines += [f"{name}: !vault |", *(f"  {line}" for line in vault.encrypt(value).decode().splitlines())]
    (ansible.home / "vars.yml").write_text("\n".join(lines), encoding="utf-8")
    del ansible.environment["HUAWEICLOUD_FABRIC_TOKEN"]
    own = {"vars": {"ansible_dataarts_fabric_token": None}}
    path = str(ansible.home / "sessions.json")
    expected = braced("[{'route_id': route, 'status': status}]")
    tasks = [
        {"name": "variable", MODULE: {"route_id": "ray-1"}},
        {"name": "option", MODULE: {"route_ids": [braced("route")], "token": braced("token")}, **own},
        {"name": "record", f"{COLLECTION}.session_record": {"path": path, "routes": braced("[route]")}},
        {"name": "drift", f"{COLLECTION}.session_drift": {"expected": expected}},
        show("lookup", lookup("route, token=token"), **own),
    ]
    arguments = ["--vault-password-file", "password"]
    run = ansible.tasks(*tasks, vars_files=["vars.yml"], arguments=arguments).succeeded()
    assert [row for row in run.rows if row.outcome == "failed"] == []
    assert run.of("drift").result["counts"]["unchanged"] == 1
    assert TOKEN not in run.output
    assert simulator.counters().by_route == {"ray-1": 5}
