# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The guide "Automation Platform and AWX": its credential type and playbooks in ansible-runner."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest
import yaml
from jinja2 import meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scripts.collection import ROOT
from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.documentation import examples
from tests.e2e.runner import Ansible
from tests.simulator.handle import Simulator

PAGE = (ROOT / "docs" / "docsite" / "rst" / "automation_platform.rst").read_text(encoding="utf-8")
ENVIRONMENT, INPUTS, INJECTORS = map(yaml.safe_load, examples(PAGE, "yaml"))
PLAYBOOKS = {name: text for text in examples(PAGE, "yaml+jinja") for name in re.findall(r"\A# (\S+)", text)}
SECRET_KEY = ROUTES["access_keys"]["AKFORTESTSONLY"]["secret_key"]
PASSWORD = ROUTES["users"][0]["password"]
CREDENTIALS: dict[str, dict[str, str]] = {
    "access_key": {"access_key": "AKFORTESTSONLY", "secret_key": SECRET_KEY},
    "token": {"token": TOKEN},
    "password": {"username": "user", "password": PASSWORD, "domain_name": "account"},
}
SECRETS = {"access_key": SECRET_KEY, "token": TOKEN, "password": PASSWORD}


class Job(t.NamedTuple):
    """What is left of a job."""

    code: int
    output: str
    folder: Path

    def files_with(self, text: str) -> set[str]:
        """The artifacts in which a text stands."""
        artifacts = self.folder / "artifacts" / "job"
        assert (artifacts / "command").is_file()
        files = (path for path in artifacts.rglob("*") if path.is_file())
        return {str(path.relative_to(artifacts)) for path in files if text in path.read_text(encoding="utf-8")}


def start(ansible: Ansible, simulator: Simulator, playbook: str, credential: dict[str, str], **variables: t.Any) -> Job:
    """Start a job with the credential type of the guide, in the way of a controller."""
    template = ImmutableSandboxedEnvironment().from_string
    folder = ansible.home / "private"
    held = folder / "env" / "credential"
    names = {**credential, "region": "cn-north-4", "tower": {"filename": str(held)}}
    (folder / "env").mkdir(parents=True)
    (folder / "project").mkdir()
    held.write_text(template(INJECTORS["file"]["template"]).render(names), encoding="utf-8")
    environment = {name: template(value).render(names) for name, value in INJECTORS["env"].items()}
    # The simulator's addresses, which are the only thing that a controller would not set.
    environment |= {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url, "HUAWEICLOUD_SDK_IAM_ENDPOINT": simulator.url}
    (folder / "env" / "envvars").write_text(json.dumps(environment), encoding="utf-8")
    (folder / "env" / "extravars").write_text(json.dumps(variables), encoding="utf-8")
    for name, text in PLAYBOOKS.items():
        (folder / "project" / name).write_text(text.replace("ray-train-01", "ray-1"), encoding="utf-8")
    options = ["--cmdline", "--check --diff -vvv", "--ident", "job", "--playbook", playbook]
    run = ansible.run("ansible-runner", "run", str(folder), *options)
    return Job(run.code, run.output, folder)


@pytest.fixture
def runner(tmp_path: Path, installed_collections: Path) -> Ansible:
    """Ansible without an endpoint or a credential of its own."""
    return Ansible(tmp_path, installed_collections)


def test_the_credential_type() -> None:
    """It is what a controller accepts: the keys of its documentation, and no names that it keeps for itself."""
    assert INPUTS.keys() == {"fields", "required"}
    assert INJECTORS.keys() <= {"file", "env", "extra_vars"}
    known = {"id", "type", "label", "help_text", "secret", "multiline", "choices", "format", "default"}
    for field in INPUTS["fields"]:
        assert {"id", "type", "label"} <= field.keys() <= known
        assert re.fullmatch(r"[a-zA-Z_][a-zA-Z0-9_]*", field["id"])
        assert field["type"] == "string"
        assert field["id"] != "tower"
    identifiers = {field["id"] for field in INPUTS["fields"]}
    assert len(identifiers) == len(INPUTS["fields"])
    assert set(INPUTS["required"]) <= identifiers
    assert {field["id"] for field in INPUTS["fields"] if field.get("secret")} == {
        "secret_key",
        "security_token",
        "token",
        "password",
    }
    assert not [name for name in INJECTORS["env"] if name.startswith("ANSIBLE_")]
    parse = ImmutableSandboxedEnvironment().parse
    for text in (*INJECTORS["file"].values(), *INJECTORS["env"].values()):
        assert meta.find_undeclared_variables(parse(text)) <= {*identifiers, "tower"}


def test_the_execution_environment() -> None:
    """The page shows the file that ``make ee`` checks."""
    file = ROOT / "execution-environment.yml"
    assert yaml.safe_load(file.read_text(encoding="utf-8")) == ENVIRONMENT


@pytest.mark.parametrize("method", CREDENTIALS)
def test_a_job(runner: Ansible, simulator: Simulator, method: str) -> None:
    """A check passes with each method, in the project of the credential; the secret is only where the guide says."""
    project = ROUTES["users"][0]["projects"][0]["id"]
    job = start(runner, simulator, "check_drift.yml", {**CREDENTIALS[method], "project_id": project})
    assert job.code == 0, job.output
    sent = [dict(request["headers"]) for request in simulator.requests() if request["path"].startswith("/v1/sessions")]
    assert {headers.get("X-Project-Id") for headers in sent} == {project}
    assert SECRETS[method] not in job.output
    assert job.files_with("ray-1")
    assert job.files_with(SECRETS[method]) == (set() if method == "access_key" else {"command"})
    assert (job.folder / "artifacts" / "job" / "command").stat().st_mode & 0o077 == 0


@pytest.mark.nightly
@pytest.mark.parametrize("method", CREDENTIALS)
def test_a_job_that_is_refused(runner: Ansible, simulator: Simulator, method: str) -> None:
    """Nor is the secret shown where the service refuses it."""
    wrong = {name: f"{value}-wrong" for name, value in CREDENTIALS[method].items()}
    job = start(runner, simulator, "check_drift.yml", wrong)
    assert job.code == 2, job.output
    assert SECRETS[method] not in job.output
    assert job.files_with(f"{SECRETS[method]}-wrong") == (set() if method == "access_key" else {"command"})


@pytest.mark.nightly
def test_drift(runner: Ansible, simulator: Simulator) -> None:
    """A job fails where there is drift."""
    simulator.set_route("ray-1", session_id="another", status="STOPPED")
    job = start(runner, simulator, "check_drift.yml", CREDENTIALS["access_key"])
    assert job.code == 2, job.output
    assert "STOPPED" in job.output


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("playbook", "answer"),
    [
        ("show_sessions.yml", {"ray_routes": "ray-1\nray-2\r\n"}),
        ("huaweicloud.dataarts_fabric.show_sessions", {"dataarts_fabric_routes": "ray-1, ray-2"}),
    ],
)
def test_a_survey(runner: Ansible, simulator: Simulator, playbook: str, answer: dict[str, str]) -> None:
    """The answer's lines are routes, and so are the parts between commas."""
    job = start(runner, simulator, playbook, CREDENTIALS["access_key"], **answer)
    assert job.code == 0, job.output
    assert {ROUTES["routes"][name]["session_id"] in job.output for name in ("ray-1", "ray-2")} == {True}
