# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the lookup takes its options from: what reached the simulator is what counts."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.e2e.conftest import TOKEN
from tests.e2e.lookups import LOADED, lookup, show
from tests.e2e.runner import Ansible
from tests.simulator.handle import Simulator

PREFIX = "ansible_dataarts_fabric_"
TEMPLATE = "{{7*7}}"
USER = {"username": "user", "password": "password-for-tests-only", "domain_name": "account"}


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path) -> Ansible:
    """Ansible without an endpoint or a credential."""
    return Ansible(tmp_path, installed_collections)


def configure(ansible: Ansible, **options: str) -> None:
    """Write an ansible.cfg with these options of the collection."""
    path = ansible.home / "ansible.cfg"
    lines = ["[dataarts_fabric]", *(f"{name} = {value}" for name, value in options.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ansible.environment["ANSIBLE_CONFIG"] = str(path)


def sent(simulator: Simulator, header: str) -> list[str | None]:
    """The values of a header in each request since the last reset."""
    requests = [{name.lower(): value for name, value in one["headers"]} for one in simulator.requests()]
    return [headers.get(header) for headers in requests]


def variables(**options: t.Any) -> dict[str, t.Any]:
    """The variables that stand for options."""
    return {PREFIX + name: value for name, value in options.items()}


def test_the_usual_order(ansible: Ansible, simulator: Simulator) -> None:
    """Directly, by an Ansible variable, by the environment, by ansible.cfg: the first of these counts."""
    configure(ansible, endpoint=f"{simulator.url}/ini", token=TOKEN, retries="0")
    by_variable = {"vars": variables(endpoint=f"{simulator.url}/variable")}
    tasks = (
        show("direct", lookup(f"'ray-1', endpoint='{simulator.url}/direct'"), **by_variable),
        show("variable", lookup("'ray-1'"), **by_variable),
        show("other", lookup("'ray-1'")),
    )
    ansible.environment["HUAWEICLOUD_FABRIC_ENDPOINT"] = f"{simulator.url}/environment"
    ansible.tasks(*tasks).succeeded()
    del ansible.environment["HUAWEICLOUD_FABRIC_ENDPOINT"]
    ansible.tasks(tasks[-1]).succeeded()
    paths = [request["path"].partition("/v1/")[0] for request in simulator.requests()]
    assert paths == ["/direct", "/variable", "/environment", "/ini"]
    assert sent(simulator, "x-auth-token") == [TOKEN] * 4


def test_all_in_ansible_cfg(ansible: Ansible, simulator: Simulator) -> None:
    """Options of every type, and a login with a password."""
    numbers = {"timeout": "5.5", "retries": "2", "retry_deadline": "7"}
    login = {**USER, "iam_endpoint": f"{simulator.url}/v3", "project_name": "cn-north-4"}
    configure(ansible, endpoint=simulator.url, validate_certs="no", auth_method="password", **numbers, **login)
    # A token in the environment is of another level, and an IAM endpoint is no credential.
    ansible.environment["HUAWEICLOUD_FABRIC_TOKEN"] = "token-of-nobody"
    run = ansible.tasks(show("one", lookup("'ray-1', query='status'"))).succeeded()
    assert run.result["msg"] == "RUNNING"
    assert simulator.counters().tokens == 1


def test_credentials_are_not_mixed(ansible: Ansible, simulator: Simulator) -> None:
    """What Ansible was given goes before the environment as a whole, ansible.cfg included."""
    simulator_is_there = {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url}
    of_the_environment = {"HUAWEICLOUD_SDK_AK": "AKFORTESTSONLY", "HUAWEICLOUD_SDK_SK": "sk-for-tests-only"}
    ansible.environment |= {**simulator_is_there, **of_the_environment}
    configure(ansible, token=TOKEN)
    run = ansible.tasks(
        show("of ansible.cfg", lookup("'ray-1', query='status'")),
        show("of two kinds", lookup("'ray-1'"), vars=variables(access_key="AKOFNOBODY", secret_key="sk-of-nobody")),
        show("chosen", lookup("'ray-1', query='status', auth_method='token'"), vars=variables(username="nobody")),
    ).succeeded()
    assert [run.of(name).result["msg"] for name in ("of ansible.cfg", "chosen")] == ["RUNNING", "RUNNING"]
    assert "the options contain credentials for token and access_key" in run.failure("of two kinds")["msg"]
    assert sent(simulator, "x-auth-token") == [TOKEN, TOKEN]
    assert sent(simulator, "authorization") == [None, None]

    simulator.reset()
    configure(ansible, access_key="AKFORTESTSONLY")
    run = ansible.tasks(show("half", lookup("'ray-1'"))).succeeded()
    assert "the options contain only a part of the credential for access_key" in run.failure("half")["msg"]
    assert simulator.counters().requests == 0

    configure(ansible)
    run = ansible.tasks(show("environment", lookup("'ray-1', query='status'"))).succeeded()
    assert run.result["msg"] == "RUNNING"
    assert "Access=AKFORTESTSONLY" in str(sent(simulator, "authorization"))


def test_templates_in_variables(ansible: Ansible, simulator: Simulator) -> None:
    """A template that the playbook holds is rendered; one that came as data never is."""
    (ansible.home / "data").write_text(TEMPLATE, encoding="utf-8")
    configure(ansible, endpoint=simulator.url, token=TOKEN)
    once = lookup("'ray-1', errors='ignore'")
    read = "{{ lookup('ansible.builtin.file', 'data') }}"
    content = "{{ slurped.content | ansible.builtin.b64decode }}"
    ansible.tasks(
        {"name": "slurp", "ansible.builtin.slurp": {"src": "{{ playbook_dir }}/data"}, "register": "slurped"},
        show("a template", once, vars=variables(project_id=TEMPLATE)),
        show("of a template", once, vars={**variables(project_id="{{ inner }}"), "inner": "inner-{{ 6*7 }}"}),
        show("of a result", once, vars=variables(project_id=content)),
        show("of a file", once, vars=variables(project_id=read)),
        show("directly", lookup("'ray-1', project_id=inner, errors='ignore'"), vars={"inner": content}),
        {"name": "keep", "ansible.builtin.set_fact": {**variables(project_id=read), "kept": content}},
        show("a fact", once),
        show("by a fact", lookup("'ray-1', project_id=kept, errors='ignore'")),
        hosts=LOADED,
    ).succeeded()
    expected = ["49", "inner-42", *[TEMPLATE] * 5]
    assert sent(simulator, "x-project-id") == expected


def test_templates_from_elsewhere(ansible: Ansible, simulator: Simulator) -> None:
    """Variables of the inventory and of the command line hold templates as well."""
    inventory = ansible.home / "inventory.yml"
    inventory.write_text(
        "all: {hosts: {ray-head: {ansible_connection: local, ansible_dataarts_fabric_token: '{{ vault_token }}'}}}\n",
        encoding="utf-8",
    )
    play = {"hosts": "all", "gather_facts": False, "tasks": [show("one", lookup("'ray-1', query='status'"))]}
    extra = ["-e", f"vault_token={TOKEN} {PREFIX}endpoint={{{{simulator}}}} simulator={simulator.url}"]
    run = ansible.play(play, arguments=["-i", str(inventory), *extra]).succeeded()
    assert run.result["msg"] == "RUNNING"
    assert sent(simulator, "x-auth-token") == [TOKEN]


def test_variables_that_do_not_count(ansible: Ansible, simulator: Simulator) -> None:
    """An omitted variable counts as not set; one that is not used is not rendered."""
    configure(ansible, endpoint=simulator.url)
    undefined = variables(token="{{ no_such_variable }}")
    omitted = variables(project_id="{{ no_such_variable | default(omit) }}", proxy="{{ omit }}", token=TOKEN)
    run = ansible.tasks(
        show("omitted", lookup("'ray-1', query='status'"), vars=omitted),
        show("not used", lookup(f"'ray-1', query='status', token='{TOKEN}'"), vars=undefined),
        show("used", lookup("'ray-1'"), vars=undefined),
    ).succeeded()
    assert [run.of(name).result["msg"] for name in ("omitted", "not used")] == ["RUNNING", "RUNNING"]
    assert "'no_such_variable' is undefined" in run.failure("used")["msg"]
    assert sent(simulator, "x-project-id") == [None, None]


def test_nothing_is_set(ansible: Ansible, simulator: Simulator) -> None:
    """Without an endpoint or a credential nothing is sent, and the message lists what may be set."""
    run = ansible.tasks(
        show("no endpoint", lookup("'ray-1'")),
        show("no credential", lookup(f"'ray-1', endpoint='{simulator.url}'")),
    ).succeeded()
    assert "HUAWEICLOUD_REGION" in run.failure("no endpoint")["msg"]
    for place in ("HUAWEICLOUD_FABRIC_TOKEN", "HUAWEICLOUD_SDK_AK", "HW_USER_NAME", ".huaweicloud/credentials"):
        assert place in run.failure("no credential")["msg"]
    assert simulator.counters().requests == 0
