# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup's own part: where its options come from, and what it says when something is amiss."""

from __future__ import annotations

import re
import sys
import typing as t

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import lookup_loader
from ansible.template import Templar, trust_as_template
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _result
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._option import Option
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import (
    CONCURRENCY,
    CONNECTION,
    CREDENTIALS,
    ON_MISSING,
)
from tests.simulator.handle import Simulator

NAME = "huaweicloud.dataarts_fabric.fabric_session"
OPTIONS = {option.name: option for option in (*ON_MISSING, *CONCURRENCY, *CONNECTION, *CREDENTIALS)}
TERMS = {"route_id", "route_ids", "terms"}
OWN = {"query", "default", "cache"}


def look_up(term: str, variables: t.Any = None, **options: t.Any) -> t.Any:
    """Run the lookup as a template does."""
    plugin = lookup_loader.get(NAME, loader=DataLoader(), templar=Templar(loader=DataLoader(), variables=variables))
    return plugin.run([term], variables=variables or {}, **options)


@pytest.fixture
def definitions() -> dict[str, t.Any]:
    """The lookup's options, as Ansible knows them."""
    return t.cast("dict[str, t.Any]", lookup_loader.get(NAME).option_definitions)


def test_every_option_is_there(definitions: dict[str, t.Any]) -> None:
    """The module's options without its routes, and its own."""
    assert {name for name in definitions if not name.startswith("_")} == {*OPTIONS, *OWN}


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.name)
def test_sources(option: Option, definitions: dict[str, t.Any]) -> None:
    """Each option is also taken from ansible.cfg and a variable, and from the environment names of the module alone."""
    defined = definitions[option.name]
    assert [(one["section"], one["key"]) for one in defined["ini"]] == [("dataarts_fabric", option.name)]
    assert [one["name"] for one in defined["vars"]] == [f"ansible_dataarts_fabric_{option.name}"]
    assert [one["name"] for one in defined.get("env", [])] == list(option.plugin_environment)
    assert (defined.get("type"), defined.get("default")) == (option.type, option.default)


@pytest.mark.parametrize("option", ["region", "iam_endpoint"])
def test_precedence_in_the_environment(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If several variables of an option are set, the lookup uses the same one as the module does."""
    first, second = OPTIONS[option].environment
    monkeypatch.setenv(first, "a/first")
    monkeypatch.setenv(second, "a/second")
    user = {"username": "user", "password": "password-of-a-test", "domain_name": "account", "project_name": "project"}
    with pytest.raises(AnsibleError, match=f"{option}: 'a/first' cannot be a"):
        look_up("ray-1", endpoint="http://127.0.0.1:1", **user)


@pytest.mark.parametrize("name", sorted(OWN))
def test_own_options_are_keywords_only(name: str, definitions: dict[str, t.Any]) -> None:
    """What concerns one template is not for a configuration."""
    assert not {"ini", "vars", "env"} & set(definitions[name])


@pytest.mark.parametrize("name", ["route_id", "route_ids", "_terms"])
def test_route_ids_are_arguments(name: str) -> None:
    """Nothing else is suggested to those who know the module."""
    with pytest.raises(AnsibleError, match=rf"has no option {name}: route IDs are its first arguments, as in lookup\("):
        look_up("ray-1", **{name: "ray-1"})


@given(
    st.from_regex(r"[a-z_]{1,20}", fullmatch=True).filter(
        lambda name: name not in {*OPTIONS, *OWN, *TERMS, "variables"}
    )
)
def test_an_unknown_option_is_refused(name: str) -> None:
    """Ansible would ignore it."""
    hints = r"(, did you mean [a-z_]+\?|: known are access_key|: route IDs are its first arguments)"
    with pytest.raises(AnsibleError, match=f"has no option {name}{hints}"):
        look_up("ray-1", **{name: "x"})


@pytest.mark.parametrize("name", OPTIONS)
def test_a_misspelled_option_is_found(name: str) -> None:
    """The suggestion is the option that was meant."""
    with pytest.raises(AnsibleError, match=f"has no option {name[:-1]}, did you mean {name}\\?"):
        look_up("ray-1", **{name[:-1]: "x"})


def test_variables_are_rendered() -> None:
    """A template is rendered where Ansible trusts it, and nowhere else."""
    for value, shown in ((trust_as_template("a/{{ 7*7 }}"), "'a/49'"), ("a/{{ 7*7 }}", "'a/{{ 7*7 }}'")):
        with pytest.raises(AnsibleError) as caught:
            look_up("ray-1", variables={"ansible_dataarts_fabric_region": value})
        assert f"region: {shown} cannot be a region" in str(caught.value)


def test_without_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is missing is named, with the Python that lacks it."""
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "jmespath", None)
        with pytest.raises(AnsibleError, match=f"package jmespath cannot be .* - Install .* for {sys.executable}"):
            look_up("ray-1", query="[session_id]", endpoint="http://127.0.0.1:1", auth_method="none")
    monkeypatch.setattr(_result, "REQUESTS_IMPORT_ERROR", "ModuleNotFoundError")
    with pytest.raises(AnsibleError, match=f"package requests cannot be .* - Install .* for {sys.executable}"):
        look_up("ray-1")


def test_an_unexpected_error_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a mistake of the collection must not show a secret."""

    def fail(*_arguments: t.Any) -> t.NoReturn:
        raise RuntimeError("token-for-tests-only")

    monkeypatch.setattr(sys.modules[type(lookup_loader.get(NAME)).__module__], "session_info", fail)
    with pytest.raises(AnsibleError) as caught:
        look_up("ray-1", token="token-for-tests-only", endpoint="http://127.0.0.1:1")
    assert re.fullmatch(
        r"Unexpected RuntimeError in test_fabric_session\.py, line \d+ - Please report it to this collection, .*",
        str(caught.value),
    )
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


class Behind:
    """What is behind a list that a template gives: the whole of Ansible's templating."""

    def __deepcopy__(self, memo: object) -> t.NoReturn:
        raise AssertionError("copied")


def test_a_default_that_is_a_list() -> None:
    """It is not copied, which ansible-core 2.21 warns about."""
    with pytest.raises(AnsibleError, match="refused the connection"):
        look_up("ray-1", default=[Behind()], endpoint="http://127.0.0.1:1", auth_method="none", retries=0)


def test_a_secret_in_the_wrong_place(capsys: pytest.CaptureFixture[str]) -> None:
    """It is not shown, whether it is given as a route that does not exist, with a failure or a warning, or a region."""
    token = "token-for-tests-only"
    with Simulator.start({"tokens": [token], "routes": {}}) as simulator:
        options = {"endpoint": simulator.url, "token": token}
        with pytest.raises(AnsibleError, match="does not exist") as gone:
            look_up(token, **options)
        with pytest.raises(AnsibleError, match="cannot be a region") as wrong:
            look_up("ray-1", region=f"{token}/", **options)
        look_up(token, on_missing="warn", **options)
    assert token not in f"{gone.value}{wrong.value}{capsys.readouterr()}"


@pytest.mark.parametrize("token", ["token/for+tests", "0123456789abcdef" * 4, "token/für-tests", r"token\for\tests"])
@pytest.mark.parametrize("cache", [False, True])
def test_a_secret_that_is_no_route_id(token: str, cache: bool) -> None:
    """It is hidden in the sentence about it too, where it is cut if it is long, and escaped."""
    told = ""
    for route_id, region in ((token, "r"), ("ray-1", f"{token}/")):
        with pytest.raises(AnsibleError, match="cannot be a") as caught:
            look_up(route_id, region=region, password=token, username="u", domain_name="d", cache=cache)
        told += str(caught.value)
    assert "tests" not in told
    assert "0123" not in told
