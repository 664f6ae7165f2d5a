# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation says is what the code does: keys, reasons, variables, and the tests that SECURITY.md names."""

from __future__ import annotations

import ast
import re
import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import REASONS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import ENVIRONMENT_IDENTITIES
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._info import session_info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._token_info import token_info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._drift._compare import STATES

ROOT = Path(__file__).resolve().parents[4]
CORES = {"fabric_session_info": session_info, "iam_token_info": token_info}


def returned(module: str) -> dict[str, t.Any]:
    """Return what a module says it returns."""
    tree = ast.parse((ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8"))
    texts = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    return t.cast("dict[str, t.Any]", yaml.safe_load(ast.literal_eval(texts["RETURN"])))


def test_reasons() -> None:
    """Each reason is documented with its meaning, in the order of the table."""
    _summary, *rows = returned("fabric_session_info")["reason"]["description"]
    assert rows == [f"V({reason}) - {meaning}" for reason, meaning in REASONS.items()]


@pytest.mark.parametrize("module", CORES)
def test_every_key_of_a_failure(module: str) -> None:
    """A failure where nothing was sent has every key that is documented for any failure, and no other."""
    values = CORES[module]({"route_id": "a_b", "route_ids": None, "region": "a/b", "on_missing": "error"}, {}).values
    documented = {
        key
        for key, about in returned(module).items()
        if about["returned"] in ("always", "on failure") or about["returned"].endswith("and on failure")
    }
    assert set(values) == {*documented, "changed", "msg"}
    assert values["solution_msg"]
    assert values["reason"] in REASONS


def test_variables_of_credentials() -> None:
    """The page "Credentials" describes each variable once, and the index of the docsite knows it."""
    page = (ROOT / "docs" / "docsite" / "rst" / "credentials.rst").read_text(encoding="utf-8")
    described = re.findall(r"\.\. envvar:: (\w+)", page)
    names = list(dict.fromkeys(name for _method, names in ENVIRONMENT_IDENTITIES for name in names.values()))
    assert described == names
    index = yaml.safe_load((ROOT / "docs" / "docsite" / "config.yml").read_text(encoding="utf-8"))
    assert index["envvar_directives"] == sorted(names)


@pytest.mark.parametrize(
    ("page", "mark"),
    [
        ("plugins/modules/session_drift.py", "V({})"),
        ("plugins/filter/session_drift.py", "V({})"),
        ("roles/session_drift/meta/argument_specs.yml", "V({})"),
        ("roles/session_drift/README.md", "`{}`"),
    ],
)
def test_states(page: str, mark: str) -> None:
    """Each page about drift lists all states."""
    *others, last = map(mark.format, STATES)
    assert f"{', '.join(others)} or {last}" in " ".join((ROOT / page).read_text(encoding="utf-8").split())


def test_security_names_its_tests() -> None:
    """Each row of the table names at least one test, and each of these exists."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 5
    for row in rows:
        names = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert names, row
        for file, test in names:
            source = (ROOT / file).read_text(encoding="utf-8")
            assert not test or f"def {test}(" in source, (file, test)


def test_readme_for_automation_hub() -> None:
    """README has the headings that Automation Hub demands, and links that work anywhere."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^## (.*)$", text)
    for heading in ("Requirements", "Installation", "Use cases", "Testing", "Support", "Release notes", "License"):
        assert heading in headings
    assert re.findall(r"\]\((?!https://)", text) == []
    assert set(re.findall(r"\]\[([\w-]+)\]", text)) == set(re.findall(r"(?m)^\[([\w-]+)\]: https://", text))
    own = re.findall(r"https://\S+/ansible-collection-dataarts-fabric/(?:blob/)?main/(\S+)", text)
    assert len(own) > 5
    assert [path for path in own if not (ROOT / path).is_file()] == []
