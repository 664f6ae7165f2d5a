# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever is raised becomes a failure with all its keys."""

from __future__ import annotations

import platform
import sys
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _result
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import (
    CallError,
    FabricError,
    FileError,
    InputError,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._result import (
    Result,
    failed,
    guarded,
    missing_library,
    unexpected,
)
from tests.failure_keys import FAILURE_KEYS


def raising(error: Exception) -> Result:
    """The result of a core that raises."""

    def core() -> Result:
        raise error

    result = guarded(core, {"sessions": []})
    assert result.failed
    assert set(result.values) == FAILURE_KEYS | {"changed", "sessions"}
    assert (result.values["changed"], result.values["sessions"], result.warnings) == (False, [], [])
    return result


@pytest.mark.parametrize(
    ("error", "secrets"),
    [(InputError("no", ("hidden", "")), ("hidden",)), (InputError("no"), ()), (FabricError("no"), ())],
)
def test_a_failure(error: Exception, secrets: tuple[str, ...]) -> None:
    """Its sentence, and what must be hidden."""
    report = raising(error)
    assert (report.failed, report.values["msg"], report.secrets) == (True, "no", secrets)
    assert "hidden" not in repr(report)


def test_bad_input() -> None:
    """There is something to do, and nothing was sent."""
    assert {**raising(InputError("no")).values} == {
        "changed": False,
        "sessions": [],
        "msg": "no",
        "reason": "input",
        "http_status": None,
        "error_code": None,
        "error_msg": None,
        "solution_msg": "Correct what the message names.",
        "solution_source": "collection",
        "request_id": None,
        "tries": 0,
    }
    values = raising(InputError("no", reason="credential_missing", solution="Set it.")).values
    assert (values["reason"], values["solution_msg"]) == ("credential_missing", "Set it.")


@pytest.mark.parametrize(
    ("given", "solution"),
    [
        ({}, "Check the path, its directory and the permissions."),
        ({"solution": "Free some space."}, "Free some space."),
    ],
)
def test_a_file(given: dict[str, str], solution: str) -> None:
    """Nothing is said of a request."""
    assert failed(FileError("no", **given), {}) == Result(
        True,
        {
            "changed": False,
            "msg": "no",
            "reason": "file",
            "http_status": None,
            "error_code": None,
            "error_msg": None,
            "solution_msg": solution,
            "solution_source": "collection",
            "request_id": None,
            "tries": 0,
        },
    )


def test_what_a_failure_has_is_its_own() -> None:
    """Whoever adds to the list of one failure changes no other."""
    nothing: dict[str, list[str]] = {"sessions": []}
    failed(InputError("no"), nothing).values["sessions"].append("one")
    assert nothing == {"sessions": []}


def test_what_was_requested_is_told_too() -> None:
    """By its own key, in place of what stands there where nothing was requested."""
    error = CallError("no", reason="service", tries=2, target={"route_id": "r"})
    result = failed(error, {"route_id": None})
    assert (result.values["route_id"], result.values["tries"]) == ("r", 2)


def test_a_success() -> None:
    """It is returned as it is."""
    result = Result(False, {"changed": False})
    assert guarded(lambda: result, {}) is result


def test_what_nobody_expects() -> None:
    """Its kind and place, and not its text, which may quote a secret."""
    report = raising(RuntimeError("hidden"))
    assert report.values["reason"] == "internal"
    assert report.values["msg"].startswith("Unexpected RuntimeError in test_result.py, line ")
    assert "lease report it" in report.values["msg"]
    assert report.values["solution_msg"] in report.values["msg"]
    assert "hidden" not in str(report.values)
    assert unexpected(ValueError("hidden")).msg.startswith("Unexpected ValueError - ")


def test_the_whole_sentence_about_what_nobody_expects() -> None:
    """Where it was raised, not where it was caught; and to whom it may be reported."""
    solution = "Please report it to this collection, with this sentence and the versions in use."

    def inner() -> t.NoReturn:
        raise LookupError("hidden")

    def outer() -> t.NoReturn:
        inner()

    with pytest.raises(LookupError) as caught:
        outer()
    line = inner.__code__.co_firstlineno + 1
    assert unexpected(caught.value).as_result() == {
        **FabricError("x").as_result(),
        "msg": f"Unexpected LookupError in test_result.py, line {line} - {solution}",
        "reason": "internal",
        "solution_msg": solution,
    }


@pytest.mark.parametrize(("executable", "name"), [("/opt/python", "/opt/python"), ("", "this Python")])
@pytest.mark.parametrize(
    ("error", "solution"),
    [
        ("ImportError in x.py", "Install or repair the package requests for {} on {}."),
        ("OSError of SSLKEYLOGFILE", "Unset SSLKEYLOGFILE, or set it to a file that can be written."),
    ],
)
def test_a_package_that_is_missing(
    error: str, solution: str, executable: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For which Python and where, as there may be several; or the variable of Python that keeps it from importing."""
    monkeypatch.setattr(sys, "executable", executable)
    solution = solution.format(name, platform.node())
    assert missing_library("requests", error).as_result() == {
        **InputError("x").as_result(),
        "msg": f"the Python package requests cannot be imported ({error}) - {solution}",
        "reason": "missing_library",
        "solution_msg": solution,
    }


def test_without_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package, the machine and what to do; the core is not run."""
    monkeypatch.setattr(_result, "REQUESTS_IMPORT_ERROR", "ModuleNotFoundError")
    result = guarded(lambda: Result(False, {}), {})
    assert (result.failed, result.values["reason"]) == (True, "missing_library")
    assert result.values["msg"].startswith("the Python package requests cannot be imported (ModuleNotFoundError) - ")
    assert platform.node() in result.values["solution_msg"]


def test_what_may_be_hidden_everywhere() -> None:
    """Only a secret that cannot stand in data by chance."""
    assert Result(False, {}, secrets=("1234567", "12345678", "")).hidden == {"12345678"}


@pytest.mark.parametrize(
    ("secret", "values"),
    [
        ("password", {"auth_method": "password"}),
        ("credential_refused", {"failures": [{"reason": "credential_refused"}]}),
        ("_refused", {"reason": "credential_refused"}),
        ("unchanged", {"routes": [{"state": "unchanged"}]}),
        ("collection", {"solution_source": "collection"}),
    ],
)
def test_words_of_the_result_are_not_cut(secret: str, values: dict[str, t.Any]) -> None:
    """A secret that is also one of them is hidden in messages only, which is done before."""
    assert Result(False, values, secrets=(secret,)).with_hidden([secret, "another-secret"]) == {"another-secret"}
    assert Result(False, {"msg": secret}, secrets=(secret,)).hidden == {secret}


@pytest.mark.parametrize("secret", ["0123456789abcdef" * 4, "pässwort-geheim", "back\\slash's", "short"])
def test_a_secret_in_a_sentence(secret: str) -> None:
    """It is hidden in the message and the warnings, also where it was cut or escaped to be shown; data stays."""
    told = Result(True, {"msg": f"no {ascii(secret)[:60]}", "route_id": secret}, [f"no {secret}"]).redacted([secret])
    hidden = secret if secret == "short" else "********"
    assert (told.values["route_id"], told.warnings) == (secret, [f"no {hidden}"])
    assert told.values["msg"] in (f"no '{hidden}'", f'no "{hidden}"', f"no '{hidden}")
    assert Result(False, {"changed": False}).redacted([secret]) == Result(False, {"changed": False})
