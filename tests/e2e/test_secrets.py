# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret is ever shown: each has a mark, and what Ansible prints, returns and leaves behind is searched for it."""

from __future__ import annotations

import base64
import json
import re
import tempfile
import typing as t
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.e2e.runner import MODULE, Ansible, Run
from tests.simulator.handle import Simulator

GROUP = "group/huaweicloud.dataarts_fabric.fabric"
LOGIN = "huaweicloud.dataarts_fabric.iam_token_info"
LOOKUP = "huaweicloud.dataarts_fabric.fabric_session"
PROJECT = "0123456789abcdef0123456789abcdef"

# The marks have letters and digits only, and so look the same in any escaping but base64. What follows them does not.
_TAIL = '/+="\\&%'
SECRETS = {
    "token": f"MarkOfTheToken1{_TAIL}",
    "access_key": f"MarkOfTheAccessKey2{_TAIL}",
    "secret_key": f"MarkOfTheSecretKey3{_TAIL}",
    "security_token": f"MarkOfTheSecurityToken4{_TAIL}",
    "password": f"MarkOfThePassword5{_TAIL} \u00e9",
    "wrong": f"MarkOfSomethingWrong6{_TAIL}",
    "control": "MarkOfAControlCharacter7\x07",
    "user_info": "MarkOfAUserInfo8",
    "proxy": "MarkOfTheProxy9",
}
KEY = ("access_key", "secret_key", "security_token")
IDENTITIES = {"token": ("token",), "access_key": KEY, "password": ("password",)}
USER = {"username": "user", "domain_name": "account", "region": "cn-north-4", "iam_endpoint": "{{ url }}"}
VARIABLES = {
    "token": {"HUAWEICLOUD_FABRIC_TOKEN": SECRETS["token"]},
    "access_key": {
        "HUAWEICLOUD_SDK_AK": SECRETS["access_key"],
        "HUAWEICLOUD_SDK_SK": SECRETS["secret_key"],
        "HUAWEICLOUD_SDK_SECURITY_TOKEN": SECRETS["security_token"],
    },
    "password": {
        "HW_USER_NAME": "user",
        "HW_USER_PASSWORD": SECRETS["password"],
        "HW_DOMAIN_NAME": "account",
        "HW_REGION_NAME": "cn-north-4",
    },
}
CONTROLLER, PROCESS = "in the controller", "in a process of its own"
FAILING = ("echo", "html", "unavailable")
"""Routes that fail, each in another way, but not for their credential."""


def _forms(secret: str) -> str:
    """A secret in all the forms in which a server may repeat it."""
    raw = secret.encode()
    shifted = (base64.b64encode(b"user:"[:length] + raw) for length in (0, 1, 2, 5))
    forms = [secret, repr(secret), json.dumps(secret), quote(secret), quote(secret, safe=""), quote_plus(secret)]
    forms += [re.sub("%..", lambda match: match[0].lower(), quote(secret))]
    forms += [one.decode() for one in (*shifted, base64.urlsafe_b64encode(raw))]
    return " ".join(forms)


def forms(*names: str) -> str:
    """Secrets in every form."""
    return " ".join(_forms(SECRETS[name]) for name in names)


def cut(name: str, limit: int) -> str:
    """A text that ends inside the secret, right behind its mark, where it is cut to a length."""
    return "x" * (limit - len(SECRETS[name]) + 1) + SECRETS[name]


def own(route: str, identity: str) -> str:
    """The route whose body has the secrets of an identity."""
    return f"{route}-{identity.replace('_', '-')}"


def failing(identity: str) -> list[str]:
    """The routes that fail, for an identity."""
    return [*FAILING, own("forms", identity), own("cut", identity)]


@pytest.fixture(scope="module")
def _simulator() -> Iterator[Simulator]:
    key = {"secret_key": SECRETS["secret_key"], "security_token": SECRETS["security_token"]}
    project = {"id": PROJECT, "name": "cn-north-4"}
    table: dict[str, t.Any] = {
        "tokens": [SECRETS["token"]],
        "access_keys": {SECRETS["access_key"]: key},
        "users": [{"domain": "account", "name": "user", "password": SECRETS["password"], "projects": [project]}],
        "routes": {
            "ok": {"session_id": "session", "status": "RUNNING"},
            "slow": {"session_id": "session", "latency": 5},
            **{name: {"answer": name} for name in (*FAILING, "keystone", "redirect", "too-large")},
        },
    }
    for identity, names in {**IDENTITIES, "proxy": ("token", "proxy"), "agency": ()}.items():
        body = {"error_code": "common.01000001", "error_msg": forms(*names), "solution_msg": forms(*names)}
        shortened = {"error_code": cut(names[0], 64), "error_msg": cut(names[0], 4096)} if names else body
        table["routes"][own("forms", identity)] = {"answer": {"status": 400, "json": body}}
        table["routes"][own("refused", identity)] = {"answer": {"status": 401, "json": body}}
        table["routes"][own("cut", identity)] = {"answer": {"status": 400, "json": shortened}}
    with Simulator.start(table) as simulator:
        yield simulator


@pytest.fixture(params=[CONTROLLER, PROCESS])
def where(request: pytest.FixtureRequest) -> str:
    """Where a module makes its call. A lookup always makes it in the controller, and is tested there only."""
    return str(request.param)


@pytest.fixture
def ansible(where: str, installed_collections: Path, simulator: Simulator) -> Iterator[Ansible]:
    """Ansible that prints all it can, into files of the test as well."""
    # pytest's own folders have long names: Ansible listens on a socket below TMPDIR, whose path has about 100 bytes.
    with tempfile.TemporaryDirectory(prefix="fabric-secrets-") as folder:
        home = Path(folder)
        (home / "tmp").mkdir()
        given = {
            "url": simulator.url,
            "ansible_dataarts_fabric_in_process": where == CONTROLLER,
            **{f"given_{name}": secret for name, secret in SECRETS.items()},
        }
        (home / "given.json").write_text(json.dumps(given), encoding="utf-8")
        talkative = {
            "ANSIBLE_DEBUG": "1",
            "ANSIBLE_DISPLAY_TRACEBACK": "always",
            "ANSIBLE_LOG_PATH": str(home / "ansible.log"),
            "TMPDIR": str(home / "tmp"),
            "HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url,
        }
        yield Ansible(home, installed_collections, talkative)


def play(ansible: Ansible, *tasks: dict[str, t.Any], **more: t.Any) -> Run:
    """Run tasks that may fail, with all that makes Ansible talk."""
    arguments = ["-e", f"@{ansible.home}/given.json", "-vvvv", "--diff"]
    run = ansible.tasks(*({"ignore_errors": True, **one} for one in tasks), arguments=arguments, **more)
    return run.succeeded()


def task(name: str, module: str = MODULE, **options: t.Any) -> dict[str, t.Any]:
    """A task that calls a module once."""
    return {"name": name, module: {"retries": 0, **options}}


def lookup(name: str, *routes: str, **options: str) -> dict[str, t.Any]:
    """A task that asks by a lookup; options are expressions."""
    arguments = "".join(f", {option}={value}" for option, value in options.items())
    terms = ", ".join(map(repr, routes))
    return {
        "name": name,
        "ansible.builtin.debug": {"msg": f"{{{{ query('{LOOKUP}', {terms}, retries=0{arguments}) }}}}"},
    }


def given(identity: str) -> dict[str, str]:
    """The options of an identity, as templates."""
    options = {name: f"{{{{ given_{name} }}}}" for name in IDENTITIES[identity]}
    return {**options, **(USER if identity == "password" else {})}


def usual_tasks(name: str, **options: str) -> list[dict[str, t.Any]]:
    """What goes well, what fails in each way, and what is refused; the name begins with the identity's."""
    identity = name.split(maxsplit=1)[0]
    return [
        task(f"{name} ok", route_id="ok", **options),
        task(f"{name} failing", route_ids=["ok", "gone", *failing(identity)], on_missing="warn", **options),
        task(f"{name} refused", route_ids=[own("refused", identity), "ok"], **options),
    ]


def usual_lookups(where: str, name: str, **options: str) -> list[dict[str, t.Any]]:
    """The same by lookup, in the controller."""
    if where != CONTROLLER:
        return []
    identity = name.split(maxsplit=1)[0]
    return [
        lookup(f"{name} ok lookup", "ok", "gone", on_missing="'warn'", **options),
        *(lookup(f"{name} {route} lookup", route, **options) for route in failing(identity)),
        lookup(f"{name} refused lookup", own("refused", identity), **options),
    ]


def outcomes(run: Run, word: str) -> dict[str, str]:
    """How the tasks with a word in their names ended."""
    return {row.task: row.outcome for row in run.rows if word in row.task.split()}


def shown(run: Run, ansible: Ansible, simulator: Simulator) -> list[str]:
    """Where a secret is shown: in what was printed, what was returned, and in any file that is left.

    What was issued on the way is searched for as well. The file in which a user gives the secrets is not searched.
    """
    marks = {name: re.findall("[A-Za-z]+[0-9]", secret)[0] for name, secret in SECRETS.items()}
    for request in simulator.requests():
        headers = {name.lower(): value for name, value in request["headers"]}
        signature = headers.get("authorization", "").rpartition("Signature=")[2]
        issued = {"token": headers.get("x-auth-token", ""), "security": headers.get("x-security-token", "")}
        access = re.findall("Access=(TEMP[^,]+)", headers.get("authorization", ""))
        found = [signature, *access, *(value for value in issued.values() if "Mark" not in value)]
        marks.update((f"{value} that was sent", value) for value in found if value)
    texts = {"the output": _CORE.sub("", run.output)}
    for path in ansible.home.rglob("*"):
        if path.is_file() and path.name != "given.json":
            texts[str(path)] = _CORE.sub("", path.read_text(encoding="utf-8", errors="replace"))
    assert str(ansible.home / "results.jsonl") in texts
    assert str(ansible.home / "ansible.log") in texts
    return [
        f"{name} in {where}: ...{text[max(0, text.index(form) - 300) : text.index(form) + 100]}..."
        for where, text in texts.items()
        for name, mark in marks.items()
        for form in _searched(mark)
        if form in text
    ]


# With ANSIBLE_DEBUG ansible-core itself prints the arguments of every module that it starts, of any collection, and
# documents that it may show secrets then. It is the one line that is not searched.
_CORE = re.compile(r"(?m)^.* done with _execute_module \([\w.]+, \{.*$")


def _searched(mark: str) -> Iterator[str]:
    """A mark, and what it looks like in base64 wherever in a text it begins."""
    yield mark
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + mark.encode()).decode()
        yield encoded[(shift * 8 + 5) // 6 : (shift + len(mark)) * 8 // 6]


@pytest.mark.parametrize("where", [CONTROLLER])
def test_the_search_finds(ansible: Ansible, simulator: Simulator) -> None:
    """The search itself: each secret is found in each form, or the other tests would prove nothing."""
    for form in ("{0}", "{0} | urlencode", "{0} | b64encode", "('user:' ~ {0}) | b64encode", "{0} | to_json"):
        tell = [f"{{{{ {form.format(f'given_{name}')} }}}}" for name in SECRETS]
        (ansible.home / "ansible.log").unlink(missing_ok=True)
        found = shown(play(ansible, {"name": "tell", "ansible.builtin.debug": {"msg": tell}}), ansible, simulator)
        for name in SECRETS:
            for where in ("the output", "results.jsonl", "ansible.log"):
                assert any(one.startswith(f"{name} in ") and where in one for one in found), (name, form, where)


@pytest.mark.parametrize("where", [CONTROLLER, pytest.param(PROCESS, marks=pytest.mark.nightly)])
def test_given_by_options(where: str, ansible: Ansible, simulator: Simulator) -> None:
    """Each identity in the options: of the module, of the action group, of the lookup, and in variables."""
    tasks = []
    for identity in IDENTITIES:
        options = given(identity)
        tasks += usual_tasks(identity, **options)
        expressions = {name: value[2:-2] if "{{" in value else repr(value) for name, value in options.items()}
        tasks += usual_lookups(where, identity, **expressions)
        defaults = {"module_defaults": {GROUP: options}, "block": usual_tasks(f"{identity} defaults")[1:]}
        variables = {f"ansible_dataarts_fabric_{name}": value for name, value in options.items()}
        tasks += [defaults, *({**one, "vars": variables} for one in usual_lookups(where, f"{identity} variables"))]
    run = play(ansible, *tasks)
    assert {*outcomes(run, "ok").values()} == {"ok"}, outcomes(run, "ok")
    looked_up = {route for identity in IDENTITIES for route in failing(identity)} if where == CONTROLLER else set()
    for word in ("failing", "refused", *looked_up):
        assert {*outcomes(run, word).values()} == {"failed"}, outcomes(run, word)
    for identity in IDENTITIES:
        failures = {one["route_id"]: one for one in run.failure(f"{identity} failing")["failures"]}
        assert [*failures] == failing(identity)
        assert "********" in failures[own("forms", identity)]["solution_msg"]
        assert ("x-auth-token" if identity != "access_key" else "x-sdk-date") in failures["echo"]["error_msg"].lower()
    assert shown(run, ansible, simulator) == []


@pytest.mark.parametrize("identity", IDENTITIES)
def test_given_by_the_environment(where: str, ansible: Ansible, simulator: Simulator, identity: str) -> None:
    """Each identity in the variables of the process."""
    ansible.environment |= {**VARIABLES[identity], "HW_AUTH_URL": f"{simulator.url}/v3"}
    run = play(ansible, *usual_tasks(identity), *usual_lookups(where, identity))
    assert run.of(f"{identity} ok").result["auth_method"] == identity
    assert {*outcomes(run, "ok").values()} == {"ok"}, outcomes(run, "ok")
    assert shown(run, ansible, simulator) == []


@pytest.mark.parametrize("where", [CONTROLLER, pytest.param(PROCESS, marks=pytest.mark.nightly)])
def test_what_never_gets_there(ansible: Ansible, simulator: Simulator) -> None:
    """What fails before a request, on its way, or for its credential; and what is warned about."""
    token = {"token": "{{ given_token }}"}
    wrong = "{{ given_wrong }}"
    nowhere, unresolved = "http://127.0.0.1:1", "http://fabric.invalid"
    ways: dict[str, dict[str, t.Any]] = {
        "wrong token": {"token": wrong},
        "wrong secret key": {**given("access_key"), "secret_key": wrong},
        "wrong password": {**given("password"), "password": wrong},
        "unsendable token": {"token": "{{ given_control }}"},
        "unsendable key": {**given("access_key"), "access_key": "{{ given_control }}"},
        "bad route": {**token, **given("access_key"), **given("password"), "route_id": "a_b"},
        "bad region": {**given("password"), "region": "a_b"},
        "half a key": {"access_key": "{{ given_access_key }}"},
        "two methods": {**token, **given("access_key")},
        "misspelled": {**token, "tokn": "x"},
        "not a number": {**token, "timeout": "x"},
        "user info": {**token, "endpoint": "https://user:{{ given_user_info }}@example.com"},
        "user info in a proxy": {**token, "proxy": "http://user:{{ given_user_info }}@example.com"},
        "refused": {**token, "endpoint": nowhere},
        "unresolved": {**token, "endpoint": unresolved},
        "slow": {**token, "route_id": "slow", "timeout": 0.2},
        "redirect": {**token, "route_id": "redirect"},
        "keystone": {**token, "route_id": "keystone"},
        "too large": {**given("access_key"), "route_id": "too-large"},
        "no IAM": {**given("password"), "iam_endpoint": nowhere},
        "unresolved IAM": {**given("password"), "iam_endpoint": unresolved},
    }
    tasks = [task(name, **{"route_id": "ok", **options}) for name, options in ways.items()]
    logins = [name for name, options in ways.items() if "username" in options and "token" not in options]
    tasks += [task(f"{name} login", LOGIN, **ways[name]) for name in logins]
    tasks += [
        lookup("unsendable lookup", "ok", token="given_control"),
        lookup("unresolved lookup", "ok", token="given_token", endpoint=repr(unresolved)),
        lookup("misspelled lookup", "ok", token="given_token", tokn="given_wrong"),
    ]
    run = play(ansible, *tasks)
    assert {row.outcome for row in run.rows} == {"failed"}
    assert "is plain HTTP" in run.output
    assert shown(run, ansible, simulator) == []


def test_failing_iam(ansible: Ansible, simulator: Simulator) -> None:
    """What IAM repeats is not shown, by whichever door it was asked."""
    tasks = [task("module", route_id="ok", **given("password")), task("login", LOGIN, **given("password"))]
    for status in (401, 500):
        simulator.set(iam_answer={"status": status, "json": {"error": {"code": status, "message": forms("password")}}})
        run = play(ansible, *tasks)
        for name in ("module", "login"):
            assert run.failure(name)["http_status"] == status
            assert "********" in run.failure(name)["error_msg"]
        assert shown(run, ansible, simulator) == []


def test_login_and_agency(ansible: Ansible, simulator: Simulator) -> None:
    """What is fetched on the way is as secret as what was given: a registered token, temporary keys."""
    # The token is what iam_token_info answers, and with ANSIBLE_DEBUG ansible-core prints every module's answer.
    ansible.environment["ANSIBLE_DEBUG"] = "0"
    login = {**task("login", LOGIN, **given("password")), "register": "iam", "no_log": True}
    agency = {"auth_method": "ecs_metadata", "metadata_endpoint": "{{ url }}"}
    tasks = [login, *usual_tasks("agency token", token="{{ iam.token }}"), *usual_tasks("agency", **agency)]
    run = play(ansible, *tasks)
    assert {*outcomes(run, "ok").values()} == {"ok"}
    sent = [dict(request["headers"]) for request in simulator.requests()]
    assert any("X-Auth-Token" in headers for headers in sent)
    assert any("X-Security-Token" in headers for headers in sent)
    assert shown(run, ansible, simulator) == []


def test_proxy(ansible: Ansible, simulator: Simulator) -> None:
    """A password in a proxy variable: the proxy is not there, or is and repeats the headers that it is sent."""
    there = f"http://user:{SECRETS['proxy']}@127.0.0.1:{simulator.port}"
    options = {"endpoint": "http://fabric.invalid", **given("token")}
    for proxy in (there, f"http://user:{SECRETS['proxy']}@127.0.0.1:1"):
        ansible.environment["HTTP_PROXY"] = proxy
        run = play(ansible, *usual_tasks("proxy", **options), lookup("lookup", "echo", token="given_token"))
        if proxy == there:
            assert outcomes(run, "ok") == {"proxy ok": "ok"}
            echoed = run.failure("proxy failing")["failures"][0]["error_msg"]
            assert "Proxy-Authorization" in echoed
        else:
            assert "could not be reached through the proxy" in run.failure("proxy ok")["msg"]
        assert shown(run, ansible, simulator) == []
