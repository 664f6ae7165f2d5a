# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every failure of every module has all the keys that its page documents for a failure, whatever went wrong."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from tests.e2e.conftest import TOKEN
from tests.e2e.runner import Ansible, Run
from tests.simulator.handle import Simulator

COLLECTION = "huaweicloud.dataarts_fabric"
PREFIX = "ansible_dataarts_fabric_"
NOWHERE = "http://127.0.0.1:1"
USER = {"username": "user", "password": "password-for-tests-only", "domain_name": "account", "region": "cn-north-4"}
ANSWERS: dict[str, t.Any] = {
    "credential_refused": "401",
    "permission_denied": {"status": 403, "json": {"error_code": "APIG.1005", "error_msg": "no"}},
    "not_found": "404",
    "wrong_endpoint": "api-not-found",
    "throttled": "throttled-day",
    "timeout": "408",
    "gateway": {"status": 400, "body": "<html></html>", "content_type": "text/html"},
    "service": "500",
    "bad_answer": {"status": 200, "json": {"status": "RUNNING"}},
}
_ON_FAILURE = ("always", "on failure")
Task = dict[str, t.Any]


def task(reason: str, module: str, options: dict[str, t.Any], **keywords: t.Any) -> Task:
    """A task whose name is its module and the reason for which it fails."""
    return {"name": f"{module} {reason}", f"{COLLECTION}.{module}": options, "ignore_errors": True, **keywords}


def on_the_controller(home: Path) -> list[Task]:
    """The modules that work on a file of the managed host: what the service answers, and what else is wrong."""
    file = str(home / "file")
    tasks = []
    modules: dict[str, dict[str, t.Any]] = {
        "session_record": {"path": file, "on_missing": "error"},
        "session_drift": {"fail_on_drift": True},
        "dashboard_links": {"path": file, "template": "env"},
    }
    for module, options in modules.items():
        routes = "expected" if module == "session_drift" else "routes"
        # What the service answers takes the same way in all of them.
        answered = ANSWERS if module == "session_record" else ["service"]
        tasks += [task(one, module, {**options, routes: [{"route_id": one.replace("_", "-")}]}) for one in answered]
        good = {**options, routes: [{"route_id": "ray-1"}]}
        tasks += [
            task("input", module, {}),
            task("input", module, {**good, "rotues": []}),
            task("input", module, {**good, "timeout": "60s"}),
            task("input", module, {**good, routes: [{"name": "x"}]}),
            task("input", module, good, vars={f"{PREFIX}region": "{{ no_such_variable }}"}),
            task("input", module, good, vars={f"{PREFIX}regoin": "r"}),
            task("credential_missing", module, good, environment={"HUAWEICLOUD_FABRIC_TOKEN": ""}),
            task("connection", module, {**good, "endpoint": NOWHERE}),
        ]
        if module != "session_drift":
            tasks += [
                task("file", module, {**good, "path": "/no/such/folder/file"}),
                task("file", module, {**good, "path": str(home)}),
                task("file", module, {**good, "mode": "rwx"}),
            ]
    return [
        *tasks,
        task("file", "session_drift", {"record": "/no/such/record"}),
        task("file", "session_drift", {"expected": [{"route_id": "ray-1"}], "report": "/no/such/folder/report.xml"}),
        task("input", "session_drift", {"record": str(home / "playbook.yml")}),
        task("drift", "session_drift", {"fail_on_drift": True, "expected": [{"route_id": "gone"}]}),
    ]


def on_either_machine(simulator: Simulator) -> list[Task]:
    """The modules that only read: what the process of another Python cannot say, and what IAM answers."""
    process = {f"{PREFIX}in_process": False}
    elsewhere = {**process, "ansible_python_interpreter": "/no/such/python"}
    good = {**USER, "iam_endpoint": simulator.url}
    return [
        task("host", "fabric_session_info", {"route_id": "ray-1"}, vars=elsewhere),
        task("host", "iam_token_info", good, vars=elsewhere),
        task("input", "fabric_session_info", {"route_id": "ray-1"}, vars={**process, f"{PREFIX}token": "{{ nope }}"}),
        task("input", "fabric_session_info", {"route_id": "ray-1"}, vars={f"{PREFIX}in_process": "{{ nope }}"}),
        task("input", "fabric_session_info", {"route_id": "ray-1"}, vars={f"{PREFIX}in_process": "perhaps"}),
        task("input", "iam_token_info", {**good, "retries": "x"}),
        task("input", "iam_token_info", {**good, "iam_endpoint": "ftp://x"}),
        task("credential_missing", "iam_token_info", {"region": "cn-north-4"}),
        task("credential_refused", "iam_token_info", {**good, "password": "wrong-password"}),
        task("connection", "iam_token_info", {**good, "iam_endpoint": NOWHERE}),
        task("wrong_endpoint", "iam_token_info", {**good, "iam_endpoint": f"{simulator.url}/v2"}),
    ]


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory, installed_collections: Path) -> t.Iterator[Run]:
    """A run in which every task fails."""
    home = tmp_path_factory.mktemp("failures")
    routes: dict[str, t.Any] = {reason.replace("_", "-"): {"answer": answer} for reason, answer in ANSWERS.items()}
    users = [
        {"domain": "account", "name": "user", "password": USER["password"], "projects": [{"id": "1", "name": "x"}]}
    ]
    table = {"tokens": [TOKEN], "users": users, "routes": {**routes, "ray-1": {"session_id": "one"}}}
    with Simulator.start(table) as simulator:
        environment = {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url, "HUAWEICLOUD_FABRIC_TOKEN": TOKEN}
        ansible = Ansible(home, installed_collections, environment)
        tasks = [*on_the_controller(home), *on_either_machine(simulator)]
        yield ansible.tasks(*tasks, vars={f"{PREFIX}retries": 0}).succeeded()


@pytest.fixture(scope="module")
def documented(
    failures: Run, tmp_path_factory: pytest.TempPathFactory, installed_collections: Path
) -> dict[str, t.Any]:
    """What each module says of the keys that it returns."""
    modules = sorted({row.task.split()[0] for row in failures.rows})
    ansible = Ansible(tmp_path_factory.mktemp("pages"), installed_collections)
    names = [f"{COLLECTION}.{module}" for module in modules]
    pages = json.loads(ansible.run("ansible-doc", "--json", *names).succeeded().output)
    return {module: pages[f"{COLLECTION}.{module}"]["return"] for module in modules}


def test_the_reason_and_all_keys(failures: Run, documented: dict[str, t.Any]) -> None:
    """The reason is the word that is expected, and no key that is documented for a failure is absent."""
    assert len(documented) == 5
    for row in failures.rows:
        module, reason = row.task.split()
        assert row.outcome == "failed", (row.task, row.result)
        assert row.result["reason"] == reason, (row.task, row.result["msg"])
        keys = {key for key, about in documented[module].items() if about["returned"].endswith(_ON_FAILURE)}
        assert keys >= {"reason", "http_status", "error_code", "error_msg", "solution_msg", "request_id", "tries"}
        assert keys <= row.result.keys(), (row.task, keys - row.result.keys())
        assert row.result["solution_msg"], row.task
        assert (row.result["http_status"] is not None) == (reason in ANSWERS), (row.task, row.result["http_status"])


def test_messages(failures: Run) -> None:
    """Each is about what is wrong, and none has the names of Ansible's classes or a traceback."""
    for row in failures.rows:
        assert "Ansible" not in row.result["msg"].replace("Ansible's temporary", ""), row.result["msg"]
        assert "Traceback" not in json.dumps(row.result)
