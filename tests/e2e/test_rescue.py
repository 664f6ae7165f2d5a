# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documented way to react to a failure works for each of its reasons."""

from __future__ import annotations

import typing as t
from pathlib import Path

import yaml

from tests.e2e.documentation import TOKEN, plugin_examples, settings
from tests.e2e.runner import Ansible
from tests.failure_keys import FAILURE_KEYS
from tests.simulator.handle import Simulator

BROKEN = {"PYTHONPATH": "broken", "HUAWEICLOUD_FABRIC_ENDPOINT": "http://127.0.0.1:1"}
UNREACHABLE = {"HUAWEICLOUD_FABRIC_ENDPOINT": "http://127.0.0.1:1"}
PAGE_OF_A_PROXY = {"status": 400, "body": "<html><title>400 Bad Request</title></html>", "content_type": "text/html"}
REASONS: dict[str, tuple[dict[str, str], t.Any]] = {
    "input": ({"HUAWEICLOUD_FABRIC_ENDPOINT": "ftp://127.0.0.1"}, None),
    "missing_library": (BROKEN, None),
    "credential_missing": ({"HUAWEICLOUD_FABRIC_TOKEN": ""}, None),
    "credential_refused": ({}, "401"),
    "permission_denied": ({}, {"status": 403, "json": {"error_code": "APIG.1005", "error_msg": "no"}}),
    "not_found": ({}, "404"),
    "wrong_endpoint": ({}, "api-not-found"),
    "throttled": ({}, "throttled-day"),
    "timeout": ({}, "408"),
    "connection": (UNREACHABLE, None),
    "tls": ({"HUAWEICLOUD_FABRIC_ENDPOINT": "https"}, None),
    "proxy": ({"NO_PROXY": "", "HTTP_PROXY": "http://127.0.0.1:1"}, None),
    "gateway": ({}, PAGE_OF_A_PROXY),
    "service": ({}, "500"),
    "bad_answer": ({}, {"status": 200, "json": {"status": "RUNNING"}}),
}
"""By reason, the environment and the answer of the service that provoke it. ``internal`` has unit tests."""


def test_documented_rescue(tmp_path: Path, installed_collections: Path, documented_service: Simulator) -> None:
    """The documented rescue works for each reason: it goes on for a missing route, and else names the reason."""
    documented = next(
        task for task in yaml.safe_load(plugin_examples()["modules/fabric_session_info"]) if "block" in task
    )
    broken = tmp_path / "broken" / "requests"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    base = {**settings(documented_service), "HUAWEICLOUD_FABRIC_TOKEN": TOKEN}
    ansible = Ansible(tmp_path, installed_collections, base)
    (tmp_path / "rescue.yml").write_text(yaml.safe_dump([documented]), encoding="utf-8")
    documented_service.set_route("ray-retired", answers=[answer for _environment, answer in REASONS.values() if answer])
    tasks = []
    for reason, (environment, _answer) in REASONS.items():
        values = {
            name: documented_service.url.replace("http:", "https:") if value == "https" else value
            for name, value in environment.items()
        }
        values = {name: str(tmp_path / value) if value == "broken" else value for name, value in values.items()}
        variables = {
            "ansible_dataarts_fabric_retries": 0,
            "ansible_dataarts_fabric_in_process": reason != "missing_library",
        }
        attempt = {
            "block": [{"ansible.builtin.include_tasks": "rescue.yml"}],
            "rescue": [{"ansible.builtin.meta": "noop"}],
        }
        tasks.append({"name": reason, **attempt, "environment": values, "vars": variables})
    run = ansible.tasks(*tasks).succeeded()
    documented_service.delete_route("ray-retired")
    failures = [row.result for row in run.rows if row.task == "Get the session"]
    assert [one["reason"] for one in failures] == list(REASONS), run.output
    for one in failures:
        assert {*FAILURE_KEYS, "auth_method", "sessions", "missing", "not_attempted", "route_id"} <= one.keys()
        assert one["solution_msg"]
        assert one["solution_source"] == "collection"
    told = [row.result["msg"] for row in run.rows if row.task == "Stop" and row.outcome == "failed"]
    assert told == [f"{one['reason']}: {one['solution_msg']}" for one in failures if one["reason"] != "not_found"]
    assert [row.outcome for row in run.rows if row.task == "Show what to do"].count("ok") == 1
