# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules' own main, as Ansible runs it: arguments in, JSON out."""

from __future__ import annotations

import importlib
import json
import sys
import types
import typing as t
from collections.abc import Iterator

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _requests, _result, _token_info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session import _info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.modules import fabric_session_info, iam_token_info
from tests.failure_keys import FAILURE_KEYS
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import reply, serve

TOKEN = "token-for-tests-only"
WORD = "fake-password"
PROJECT = {"id": "p" * 32, "name": "cn-north-4"}
TABLE = {
    "tokens": [TOKEN, "fake-token-and-route"],
    "users": [{"domain": "account", "name": "user", "password": WORD, "projects": [PROJECT]}],
    "routes": {"ray-1": {"session_id": "one", "status": "{{ 7 * 7 }}"}},
}
LOGIN = {"username": "user", "password": WORD, "domain_name": "account", "project_name": "cn-north-4"}


@pytest.fixture(scope="session")
def _simulator() -> Iterator[Simulator]:
    with Simulator.start(TABLE) as running:
        yield running


@pytest.fixture
def simulator(_simulator: Simulator) -> Simulator:
    """The simulator, as it was at its start."""
    _simulator.reset()
    return _simulator


Run = t.Callable[..., dict[str, t.Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a module with some arguments and gives what it returns, with its exit code as ``rc``.

    Warnings and exceptions are taken on their way to Ansible, which shows them elsewhere inside a controller's process.
    """
    warnings: list[str] = []
    exceptions: list[str] = []
    fail_json = AnsibleModule.fail_json

    def watched(module: AnsibleModule, msg: str, **result: t.Any) -> t.NoReturn:
        exceptions.extend([result["exception"]] if "exception" in result else [])
        fail_json(module, msg, **result)
        raise AssertionError("it goes on")

    monkeypatch.setattr(AnsibleModule, "warn", lambda _module, warning: warnings.append(warning))
    monkeypatch.setattr(AnsibleModule, "fail_json", watched)

    def run_module(module: types.ModuleType, **arguments: t.Any) -> dict[str, t.Any]:
        with patch_module_args(arguments), pytest.raises(SystemExit) as ended:
            module.main()
        output = capsys.readouterr().out
        seen = {"rc": ended.value.code, "warnings": warnings, "exceptions": exceptions}
        return {**json.loads(output), **seen, "output": output + repr(seen)}

    return run_module


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_session(run: Run, simulator: Simulator, check_mode: bool) -> None:
    """The same in check mode; never a fact, and the token is hidden."""
    given = {"route_id": "ray-1", "endpoint": simulator.url, "token": TOKEN, "_ansible_check_mode": check_mode}
    result = run(fabric_session_info, **given)
    assert (result["rc"], result["changed"], result["session_id"], result["status"]) == (0, False, "one", "{{ 7 * 7 }}")
    assert TOKEN not in result["output"]
    assert "ansible_facts" not in result
    assert simulator.counters().requests == 1


def test_a_failure(run: Run, simulator: Simulator) -> None:
    """All its keys, and no traceback."""
    result = run(fabric_session_info, route_ids=["ray-1", "gone"], endpoint=simulator.url, token=TOKEN)
    assert (result["rc"], result["failed"], result["http_status"]) == (1, True, 404)
    assert result["error_code"] == "common.01000001"
    assert result["reason"] == "not_found"
    assert result["msg"].startswith("1 of 2 routes failed; the first: Route gone does not exist at ")
    assert [session["session_id"] for session in result["sessions"]] == ["one"]
    assert result["exceptions"] == []


def test_a_warning(run: Run, simulator: Simulator) -> None:
    """A missing route where that is no error."""
    result = run(fabric_session_info, route_id="gone", endpoint=simulator.url, token=TOKEN, on_missing="warn")
    assert (result["rc"], result["missing"]) == (0, ["gone"])
    assert [warning.split(" at ")[0] for warning in result["warnings"]] == ["Route gone does not exist"]


def test_secrets_of_the_environment(run: Run, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Ansible does not know to be one is hidden all the same."""
    monkeypatch.setenv("HUAWEICLOUD_FABRIC_TOKEN", TOKEN)
    simulator.set_route("ray-1", session_id=f"it is {TOKEN}", status="RUNNING")
    result = run(fabric_session_info, route_id="ray-1", endpoint=simulator.url)
    assert (result["rc"], result["reason"]) == (1, "bad_answer")
    assert "its body repeats a credential as session_id" in result["msg"]
    assert TOKEN not in result["output"]
    simulator.set_route("ray-1", answer={"status": 400, "json": {"error_msg": f"it is {TOKEN}"}})
    result = run(fabric_session_info, route_id="ray-1", endpoint=simulator.url)
    assert result["error_msg"] == "it is ********"
    assert TOKEN not in result["output"]


@pytest.mark.parametrize("where", ["option", "environment"])
def test_a_short_secret(run: Run, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """It is cut out of no data, shown nowhere else, and warned about once."""
    given = {"token": "4711"} if where == "option" else {}
    monkeypatch.setenv("HUAWEICLOUD_FABRIC_TOKEN", "4711" if where == "environment" else "")
    body = b'{"session_id": "id-4711-4711", "status": "4711"}'
    with serve(reply(body, "200 OK", "X-Request-Id: 4711")) as server:
        result = run(fabric_session_info, route_id="ray-1", endpoint=server.url, **given)
    assert (result["session_id"], result["status"], result["request_id"]) == ("id-4711-4711", "4711", "4711")
    assert [warning for warning in result["warnings"] if "fewer than 8 characters" in warning] == result["warnings"]
    assert len(result["warnings"]) == 1
    assert result["output"].count("4711") == 8  # in the session, which stands at the top and in a list


def test_a_warning_is_censored(run: Run, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ansible itself does not do this for warnings."""
    monkeypatch.setenv("HW_AUTH_TOKEN", "fake-token-and-route")
    result = run(fabric_session_info, route_id="fake-token-and-route", endpoint=simulator.url, on_missing="warn")
    assert result["rc"] == 0
    assert [warning.split(" at ")[0] for warning in result["warnings"]] == ["Route ******** does not exist"]
    assert "fake-token-and-route" not in result["output"]


def test_a_route_id_that_holds_a_secret(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of which a part would be cut out is none; a word of ours stays whole."""
    monkeypatch.setenv("HUAWEICLOUD_FABRIC_TOKEN", "fake-token-and-route")
    with serve(reply(b'{"session_id": "a"}')) as server:
        result = run(fabric_session_info, route_id="x-fake-token-and-route", endpoint=server.url)
        assert result["rc"] == 1
        assert result["msg"].startswith("route_id: one of them contains a credential")
        assert "fake-token-and-route" not in result["output"]
        result = run(fabric_session_info, route_id="token", endpoint=server.url)
    assert (result["route_id"], result["session_id"], result["auth_method"]) == ("token", "a", "token")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "one of the following is required: route_id, route_ids"),
        ({"route_id": "a", "route_ids": ["b"]}, "mutually exclusive: route_id|route_ids"),
        ({"route_id": "ray_1"}, "route_id: 'ray_1' cannot be a route ID"),
        ({"route_ids": []}, "route_ids is empty"),
        ({"route_id": "a", "on_missing": "never"}, "value of on_missing must be one of: error, warn, skip"),
        ({"route_id": "a", "timeout": "soon"}, "timeout"),
        ({"route_id": "a", "retries": 21}, "retries: 21"),
        ({"route_id": "a", "tokn": "x"}, "tokn"),
    ],
)
def test_bad_arguments(run: Run, simulator: Simulator, arguments: dict[str, t.Any], words: str) -> None:
    """Ansible's own checks and the collection's; nothing is sent."""
    result = run(fabric_session_info, endpoint=simulator.url, token=TOKEN, **arguments)
    assert (result["rc"], result["failed"]) == (1, True)
    assert words in result["msg"]
    assert simulator.counters().requests == 0


def test_a_token(run: Run, simulator: Simulator) -> None:
    """The token is what was asked for, and is shown; the password is not."""
    result = run(iam_token_info, iam_endpoint=simulator.url, **LOGIN)
    assert (result["rc"], result["changed"], result["project_id"]) == (0, False, "p" * 32)
    assert result["token"].startswith("issued-")
    assert WORD not in result["output"]


def test_a_token_that_is_refused(run: Run, simulator: Simulator) -> None:
    """With the keys of a failure."""
    result = run(iam_token_info, iam_endpoint=simulator.url, **{**LOGIN, "password": "fake-wrong"})
    assert (result["rc"], result["http_status"], result["error_code"]) == (1, 401, "401")
    assert "fake-wrong" not in result["output"]
    assert "token" not in result


@pytest.mark.parametrize("module", [fabric_session_info, iam_token_info])
def test_what_nobody_foresaw(run: Run, monkeypatch: pytest.MonkeyPatch, module: types.ModuleType) -> None:
    """Its kind and its place are told, its text, which may hold a secret, is not."""

    def find(*_arguments: object) -> t.NoReturn:
        raise LookupError(f"something with {TOKEN}") from ValueError(f"and with {WORD}")

    where = _info if module is fabric_session_info else _token_info
    monkeypatch.setattr(where, "check_route_ids" if module is fabric_session_info else "find_region", find)
    arguments: dict[str, t.Any] = {"route_id": "ray-1"} if module is fabric_session_info else {}
    result = run(module, region="cn-north-4", **arguments)
    assert (result["rc"], result["reason"]) == (1, "internal")
    assert result["msg"].startswith("Unexpected LookupError in test_modules.py, line ")
    assert "lease report it" in result["msg"]
    assert set(result) >= FAILURE_KEYS
    assert TOKEN not in result["output"]
    assert WORD not in result["output"]


@pytest.mark.parametrize("module", [fabric_session_info, iam_token_info])
def test_without_requests(
    run: Run, monkeypatch: pytest.MonkeyPatch, module: types.ModuleType, simulator: Simulator
) -> None:
    """A machine that lacks it is told so, with all the keys of a failure, and nothing else is tried."""
    monkeypatch.setitem(sys.modules, "requests", None)
    kept = dict(vars(_requests))
    try:
        lacking = importlib.reload(_requests)
        assert lacking.requests is None
        assert lacking.HTTPAdapter is object
        error = lacking.REQUESTS_IMPORT_ERROR
    finally:
        vars(_requests).update(kept)
    assert error == "ModuleNotFoundError"
    monkeypatch.setattr(_result, "REQUESTS_IMPORT_ERROR", error)
    arguments: dict[str, t.Any] = {"route_id": "ray-1", "token": TOKEN} if module is fabric_session_info else LOGIN
    result = run(module, region="cn-north-4", **arguments)
    assert (result["rc"], result["reason"]) == (1, "missing_library")
    assert result["msg"].startswith("the Python package requests cannot be imported (ModuleNotFoundError) - Install ")
    assert set(result) >= FAILURE_KEYS
    assert simulator.counters().requests == 0
