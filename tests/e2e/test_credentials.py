# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every source of a credential, and the rules by which one is chosen: what reached the simulator is what counts."""

from __future__ import annotations

import dataclasses
import re
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest
from huaweicloudsdkcore.auth.provider import EnvCredentialProvider, ProfileCredentialProvider

from tests.e2e.runner import MODULE, Ansible, Run
from tests.simulator.handle import Simulator

GROUP = "group/huaweicloud.dataarts_fabric.fabric"
PROJECT, OTHER_PROJECT = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
REGION = "cn-north-4"
SECRET_KEY = "sk-for-tests-only"
SECURITY_TOKEN = "security-token-for-tests-only"
PASSWORD = "password-for-tests-only"
PERCENT = "100%-%(sk)s-for-tests-only"

KEYS = ("AKOFOPTIONS", "AKOFSDK", "AKOFTERRAFORM")
TEMPORARY_KEYS = tuple(f"AKTEMPORARY{place}" for place in ("OPTIONS", "SDK", "TERRAFORM", "HOME", "FILE"))
TOKENS = ("token-of-options", "token-of-fabric", "token-of-terraform")

OPTIONS = {"access_key": "AKOFOPTIONS", "secret_key": SECRET_KEY}
SDK = {"HUAWEICLOUD_SDK_AK": "AKOFSDK", "HUAWEICLOUD_SDK_SK": SECRET_KEY}
TERRAFORM = {"HW_ACCESS_KEY": "AKOFTERRAFORM", "HW_SECRET_KEY": SECRET_KEY}
FABRIC_TOKEN = {"HUAWEICLOUD_FABRIC_TOKEN": "token-of-fabric"}
TERRAFORM_TOKEN = {"HW_AUTH_TOKEN": "token-of-terraform"}
# IAM knows one of these users in the region's project only, and the other in another project only.
USER = {"username": "regional", "password": PASSWORD, "domain_name": "account"}
OTHER_USER = {**USER, "username": "elsewhere"}
TERRAFORM_USER = {"HW_USER_NAME": "regional", "HW_USER_PASSWORD": PASSWORD, "HW_DOMAIN_NAME": "account"}
TERRAFORM_OTHER_USER = {**TERRAFORM_USER, "HW_USER_NAME": "elsewhere"}
IAM = {"iam_endpoint": "{{ url }}"}
AGENCY = {"auth_method": "ecs_metadata", "metadata_endpoint": "{{ url }}"}


@dataclasses.dataclass(frozen=True)
class Source:
    """Where a credential is, the method that it comes to, and who the service is then told is calling.

    :param mode: how the metadata service behaves
    """

    method: str
    sent: dict[str, str]
    options: dict[str, str] = dataclasses.field(default_factory=dict)
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    mode: str = "v2"


def signed(access_key: str, **more: str) -> dict[str, str]:
    """What a signed request tells."""
    return {"access": access_key, **more}


ISSUED = {"token": "issued"}
SOURCES = {
    "token": Source("token", {"token": "token-of-options"}, {"token": "token-of-options"}),
    "token-project": Source(
        "token", {"token": "token-of-options", "project": PROJECT}, {"token": "token-of-options", "project_id": PROJECT}
    ),
    "token-fabric": Source("token", {"token": "token-of-fabric"}, environment={**FABRIC_TOKEN, **TERRAFORM_TOKEN}),
    "token-terraform": Source(
        "token",
        {"token": "token-of-terraform", "project": PROJECT},
        environment={**TERRAFORM_TOKEN, "HW_PROJECT_ID": PROJECT},
    ),
    "key": Source("access_key", signed("AKOFOPTIONS"), OPTIONS),
    "key-temporary": Source(
        "access_key",
        signed("AKTEMPORARYOPTIONS", project=PROJECT, security=SECURITY_TOKEN),
        {**OPTIONS, "access_key": "AKTEMPORARYOPTIONS", "security_token": SECURITY_TOKEN, "project_id": PROJECT},
    ),
    "key-sdk": Source(
        "access_key",
        signed("AKTEMPORARYSDK", project=PROJECT, security=SECURITY_TOKEN),
        environment={
            **SDK,
            "HUAWEICLOUD_SDK_AK": "AKTEMPORARYSDK",
            "HUAWEICLOUD_SDK_SECURITY_TOKEN": SECURITY_TOKEN,
            "HUAWEICLOUD_SDK_PROJECT_ID": PROJECT,
        },
    ),
    "key-terraform": Source(
        "access_key",
        signed("AKTEMPORARYTERRAFORM", project=PROJECT, security=SECURITY_TOKEN),
        environment={
            **TERRAFORM,
            "HW_ACCESS_KEY": "AKTEMPORARYTERRAFORM",
            "HW_SECURITY_TOKEN": SECURITY_TOKEN,
            "HW_PROJECT_ID": PROJECT,
        },
    ),
    "profile-home": Source("profile", signed("AKTEMPORARYHOME", project=PROJECT, security=SECURITY_TOKEN)),
    "profile-option": Source(
        "profile",
        signed("AKTEMPORARYFILE", project=PROJECT, security=SECURITY_TOKEN),
        {"credentials_file": "{{ playbook_dir }}/profile"},
    ),
    "profile-variable": Source(
        "profile",
        signed("AKTEMPORARYFILE", project=OTHER_PROJECT, security=SECURITY_TOKEN),
        {"auth_method": "profile", "project_id": OTHER_PROJECT},
        {**SDK, "HUAWEICLOUD_SDK_CREDENTIALS_FILE": "{{ playbook_dir }}/profile"},
    ),
    "password": Source("password", ISSUED, {**USER, "iam_endpoint": "{{ url }}/v3"}),
    "password-name": Source("password", ISSUED, {**OTHER_USER, **IAM, "project_name": "other"}),
    "password-id": Source(
        "password",
        {**ISSUED, "project": OTHER_PROJECT},
        {**OTHER_USER, **IAM, "project_name": REGION, "project_id": OTHER_PROJECT},
    ),
    "password-variables": Source("password", ISSUED, environment={**TERRAFORM_USER, "HW_AUTH_URL": "{{ url }}/v3"}),
    "password-variables-name": Source(
        "password",
        ISSUED,
        environment={
            **TERRAFORM_OTHER_USER,
            "HW_PROJECT_NAME": "other",
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": "{{ url }}",
            "HW_AUTH_URL": "http://127.0.0.1:1",
        },
    ),
    "password-variables-id": Source(
        "password",
        {**ISSUED, "project": OTHER_PROJECT},
        IAM,
        {**TERRAFORM_OTHER_USER, "HW_PROJECT_NAME": REGION, "HW_PROJECT_ID": OTHER_PROJECT},
    ),
    "agency": Source("ecs_metadata", signed("temporary", security="temporary"), AGENCY, {**SDK, **TERRAFORM}),
    "agency-v1": Source(
        "ecs_metadata",
        signed("temporary", security="temporary", project=PROJECT),
        {**AGENCY, "project_id": PROJECT},
        mode="v1-404",
    ),
    "none": Source("none", {}, {"auth_method": "none"}, {**SDK, **FABRIC_TOKEN}),
    # Which level and which identity of several counts, and that nothing joins it from elsewhere.
    "options-first": Source(
        "access_key",
        signed("AKOFOPTIONS"),
        OPTIONS,
        {**SDK, **FABRIC_TOKEN, "HUAWEICLOUD_SDK_SECURITY_TOKEN": "stray", "HUAWEICLOUD_SDK_PROJECT_ID": "stray"},
    ),
    "sdk-before-terraform": Source(
        "access_key",
        signed("AKOFSDK"),
        environment={**TERRAFORM, **SDK, "HW_SECURITY_TOKEN": "stray", "HW_PROJECT_ID": "stray"},
    ),
    "half-sdk": Source(
        "access_key",
        signed("AKOFTERRAFORM"),
        environment={
            **TERRAFORM,
            "HUAWEICLOUD_SDK_AK": "AKOFSDK",
            "HUAWEICLOUD_SDK_SECURITY_TOKEN": "stray",
            "HUAWEICLOUD_SDK_PROJECT_ID": "stray",
        },
    ),
    "key-before-token": Source(
        "access_key", signed("AKOFTERRAFORM"), environment={**FABRIC_TOKEN, **TERRAFORM, **TERRAFORM_USER}
    ),
    "token-before-password": Source(
        "token", {"token": "token-of-terraform"}, IAM, {**TERRAFORM_TOKEN, **TERRAFORM_USER}
    ),
    "method-chooses": Source(
        "token", {"token": "token-of-options"}, {**OPTIONS, "token": "token-of-options", "auth_method": "token"}
    ),
}

REFUSED: dict[str, tuple[dict[str, str], dict[str, str], tuple[str, ...]]] = {
    "half a key": ({"access_key": "AKOFOPTIONS"}, SDK, ("the options", "access_key", "secret_key missing")),
    "a security token alone": ({"security_token": "x"}, SDK, ("access_key and secret_key missing",)),
    "half a login": (USER | {"password": ""}, TERRAFORM_USER, ("password missing",)),
    "two methods": ({**OPTIONS, "token": "x"}, {}, ("token and access_key", "auth_method")),
    "half a key in the environment": (
        {"credentials_file": "/no/such/file"},
        {"HUAWEICLOUD_SDK_AK": "AKOFSDK", "HW_SECRET_KEY": SECRET_KEY},
        ("the environment", "HUAWEICLOUD_SDK_AK is set, but HUAWEICLOUD_SDK_SK is not", "/no/such/file"),
    ),
    "only OpenStack's": (
        {"credentials_file": "/no/such/file"},
        {"OS_AUTH_TOKEN": "x", "OS_ACCESS_KEY": "x", "OS_SECRET_KEY": "x"},
        ("no credential found", "the options", "the environment", "HW_AUTH_TOKEN", "/no/such/file"),
    ),
    "no token for the method": ({"auth_method": "token"}, SDK, ("HUAWEICLOUD_FABRIC_TOKEN", "HW_AUTH_TOKEN")),
    "no profile": ({"auth_method": "profile", "credentials_file": "/no/such/file"}, SDK, ("ak and sk", "[basic]")),
}


@pytest.fixture(scope="module")
def _simulator() -> Iterator[Simulator]:
    keys = {name: {"secret_key": SECRET_KEY} for name in KEYS}
    for name in TEMPORARY_KEYS:
        keys[name] = {"secret_key": SECRET_KEY, "security_token": SECURITY_TOKEN}
    keys["AKTEMPORARYFILE"]["secret_key"] = PERCENT
    user = {"domain": "account", "password": PASSWORD}
    table = {
        "tokens": list(TOKENS),
        "access_keys": keys,
        "users": [
            {**user, "name": "regional", "projects": [{"id": PROJECT, "name": REGION}]},
            {**user, "name": "elsewhere", "projects": [{"id": OTHER_PROJECT, "name": "other"}]},
        ],
        "routes": {name: {"session_id": f"session-of-{name}"} for name in SOURCES},
    }
    with Simulator.start(table) as simulator:
        yield simulator


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path) -> Ansible:
    """Ansible without an endpoint or a credential, once: what is tested both ways says so itself."""
    return Ansible(tmp_path, installed_collections)


def task(name: str = "get", environment: dict[str, str] | None = None, **options: t.Any) -> dict[str, t.Any]:
    """A task that calls the module, and whose failure does not end the play."""
    return {"name": name, MODULE: options, "environment": environment or {}, "ignore_errors": True, "register": "ray"}


def setting(**settings: t.Any) -> dict[str, t.Any]:
    """A task that changes the simulator."""
    put = {"url": "{{ url }}/_control/settings", "method": "PUT", "body_format": "json", "body": settings}
    return {"name": "Change the simulator", "ansible.builtin.uri": {**put, "status_code": 204}}


def play(ansible: Ansible, simulator: Simulator, *tasks: dict[str, t.Any], **variables: t.Any) -> Run:
    """Run tasks that are told where the simulator is."""
    defaults = {GROUP: {"endpoint": simulator.url, "region": REGION}}
    return ansible.tasks(*tasks, vars={"url": simulator.url, **variables}, module_defaults=defaults).succeeded()


def caller(request: dict[str, t.Any]) -> dict[str, str]:
    """Who a request says is calling; what it was issued on the way goes by a name that does not change."""
    headers = {name.lower(): value for name, value in request["headers"]}
    names = {"x-auth-token": "token", "x-project-id": "project", "x-security-token": "security"}
    told = {known: headers[name] for name, known in names.items() if name in headers}
    if told.get("token", "").startswith("issued-"):
        told["token"] = "issued"
    if "authorization" in headers:
        match = re.match(r"SDK-HMAC-SHA256 Access=(\w+), SignedHeaders=([\w;-]+), ", headers["authorization"])
        assert match, headers["authorization"]
        told["access"] = match[1]
        assert {*names} & {*headers} <= {*match[2].split(";")}, "not all that identifies the call is signed"
    if told.get("access", "").startswith("TEMP"):
        told.update(access="temporary", security="temporary" if told.get("security") else "none")
    return told


class Played(t.NamedTuple):
    """What came of one play of all sources."""

    run: Run
    callers: dict[str, list[dict[str, str]]]
    home: Path


@pytest.fixture(
    scope="module",
    params=[True, pytest.param(False, marks=pytest.mark.nightly)],
    ids=["in the controller", "in a process of its own"],
)
def played(
    request: pytest.FixtureRequest,
    _simulator: Simulator,
    installed_collections: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Played:
    """All sources in one play, with a profile file at its usual place, which must not get in the way of the others."""
    ansible = Ansible(tmp_path_factory.mktemp("sources"), installed_collections)
    usual = ansible.home / ".huaweicloud" / "credentials"
    usual.parent.mkdir()
    for path, key, secret in (
        (usual, "AKTEMPORARYHOME", SECRET_KEY),
        (ansible.home / "profile", "AKTEMPORARYFILE", PERCENT),
    ):
        path.write_text(
            f"[global]\nak = AKOFGLOBAL\n\n[basic]\nak = {key}\nsk = {secret}\n"
            f"security_token = {SECURITY_TOKEN}\nproject_id = {PROJECT}\n",
            encoding="utf-8",
        )
    tasks = []
    for name, source in SOURCES.items():
        if source.mode != "v2":
            tasks.append(setting(metadata_mode=source.mode))
        if source.method == "none":
            tasks.append(setting(require_credential=False))
        tasks.append(task(name, source.environment, route_id=name, **source.options))
        if source.method == "none":
            tasks.append(setting(require_credential=True))
    _simulator.reset()
    run = play(ansible, _simulator, *tasks, ansible_dataarts_fabric_in_process=request.param)
    callers: dict[str, list[dict[str, str]]] = {name: [] for name in SOURCES}
    for sent in _simulator.requests():
        callers[sent["path"].rpartition("=")[2]].append(caller(sent))
    return Played(run, callers, ansible.home)


@pytest.mark.parametrize("name", SOURCES)
def test_source(played: Played, name: str) -> None:
    """Each source gives the session, says its method, and sends exactly what belongs to it."""
    source, row = SOURCES[name], played.run.of(name)
    assert row.outcome == "ok", row.result
    assert row.result["session_id"] == f"session-of-{name}"
    assert row.result["auth_method"] == source.method
    assert played.callers[name] == [source.sent]


@pytest.mark.parametrize(
    ("name", "provider"), [("key-sdk", EnvCredentialProvider), ("profile-home", ProfileCredentialProvider)]
)
def test_as_the_sdk(played: Played, monkeypatch: pytest.MonkeyPatch, name: str, provider: t.Any) -> None:
    """From the same variables and file, Huawei Cloud's own SDK resolves what was sent."""
    for variable, value in {"HOME": str(played.home), **SOURCES[name].environment}.items():
        monkeypatch.setenv(variable, value)
    resolved = provider.get_basic().get_credentials()
    assert played.callers[name] == [
        {"access": resolved.ak, "security": resolved.security_token, "project": resolved.project_id}
    ]


def test_incomplete_or_ambiguous(ansible: Ansible, simulator: Simulator) -> None:
    """A credential in part, or two of them, is an error before anything is sent, and the message says what is wrong."""
    tasks = [task(name, variables, route_id="a", **options) for name, (options, variables, _words) in REFUSED.items()]
    run = play(ansible, simulator, *tasks)
    for name, (_options, _variables, words) in REFUSED.items():
        message = run.failure(name)["msg"]
        assert [word for word in words if word not in message] == [], f"{name}: {message}"
    counters = simulator.counters()
    assert (counters.requests, counters.tokens, counters.metadata) == (0, 0, 0)


def test_a_path_is_expanded_as_a_process_of_the_task_would(ansible: Ansible) -> None:
    """With the variables of the task and of the blocks around it, in process or not; what is set nowhere stays."""
    place = {"HOME": "/of/the/task", "PLACE": "/place"}
    given: dict[str, tuple[dict[str, t.Any], t.Any, str]] = {
        "default": ({}, place, "/of/the/task/.huaweicloud/credentials"),
        "home": ({"credentials_file": "~/file"}, [{"HOME": "/of/nobody"}, place], "/of/the/task/file"),
        "variable": ({"credentials_file": "$PLACE/${PLACE}/$UNSET"}, place, "/place//place/$UNSET"),
        "by a variable": ({}, {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/file"}, "/of/the/block/file"),
        "authorities": ({"ca_path": "~/ca.pem", "token": "token-for-tests-only"}, place, "/of/the/task/ca.pem"),
    }
    # Each of them in process; two tell whether the module does the same.
    chosen = [*((name, True) for name in given), ("home", False), ("variable", False)]
    tasks = []
    for name, in_process in chosen:
        options, environment, _path = given[name]
        get = task(f"{name} {in_process}", environment, route_id="ray-1", endpoint="https://127.0.0.1:1", **options)
        tasks.append({**get, "vars": {"ansible_dataarts_fabric_in_process": in_process}})
    run = ansible.tasks({"block": tasks, "environment": {"HOME": "/of/the/block"}}).succeeded()
    for name, in_process in chosen:
        assert f"'{given[name][2]}'" in run.failure(f"{name} {in_process}")["msg"]
