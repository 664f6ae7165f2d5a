# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation fragments: literal text that says what the table of options says."""

from __future__ import annotations

import ast
import re
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._option import Option, Range, argument_spec
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import (
    ENVIRONMENT_IDENTITIES,
    FILE,
    LOGIN,
    NAMED_ROUTES,
    ON_MISSING_WARN,
    OPTIONS,
    PAGE_MODE,
    RECORD_MODE,
    session_info_spec,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.modules import (
    dashboard_links,
    session_drift,
    session_record,
)
from scripts import fragments
from scripts.collection import ROOT

SPECS: dict[str, dict[str, t.Any]] = {
    "fabric_session_info": session_info_spec()["argument_spec"],
    "iam_token_info": argument_spec(LOGIN),
    "session_record": session_record.SPEC["argument_spec"],
    "session_drift": t.cast("dict[str, t.Any]", session_drift.SPEC["argument_spec"]),
    "dashboard_links": dashboard_links.SPEC["argument_spec"],
}
WRITTEN = {
    ("on_missing.py", "WARN"): ON_MISSING_WARN,
    ("named_routes.py", "DOCUMENTATION"): NAMED_ROUTES,
    ("file.py", "DOCUMENTATION"): FILE,
    ("file.py", "RECORD"): RECORD_MODE,
    ("file.py", "PAGE"): PAGE_MODE,
}
"""What only modules that write a file have."""
FILES = sorted(fragments.FOLDER.glob("*.py"))


def read(name: str, constant: str = "DOCUMENTATION") -> dict[str, t.Any]:
    """The options of a fragment in the tree."""
    return t.cast("dict[str, t.Any]", yaml.safe_load(constants(fragments.FOLDER / name)[constant])["options"])


def constants(path: Path) -> dict[str, str]:
    """The constants of a fragment's class, read as an editor does, without running it."""
    body = next(
        node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)
    ).body
    found = {}
    for node in body[1:]:
        assert isinstance(node, ast.Assign), path
        assert isinstance(node.value, ast.Constant), path
        assert isinstance(node.value.value, str), path
        assert isinstance(node.targets[0], ast.Name), path
        found[node.targets[0].id] = node.value.value
    return found


def documentation(module: str) -> dict[str, t.Any]:
    """The documentation of a module, with its fragments."""
    path = str(ROOT / "plugins" / "modules" / f"{module}.py")
    return t.cast("dict[str, t.Any]", get_docstring(path, fragment_loader)[0])


def sentences(**fields: t.Any) -> list[str]:
    """The paragraphs of an option with these fields, without its own."""
    return t.cast("list[str]", fragments.documented(Option("one", (), **fields))["description"])


def test_the_tree_has_what_the_table_says() -> None:
    """Run ``python -m scripts.fragments`` if this fails."""
    for name, text in fragments.files().items():
        assert (fragments.FOLDER / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_fragments_are_literal_and_public(path: Path) -> None:
    """The Ansible language server offers no option of a fragment that is computed or whose name begins with _."""
    assert not path.stem.startswith("_")
    texts = constants(path)
    assert "DOCUMENTATION" in texts
    for text in texts.values():
        assert isinstance(yaml.safe_load(text)["options"], dict)
        assert max(map(len, text.splitlines())) <= fragments.WIDTH


def test_what_is_written_is_what_is_read() -> None:
    """The YAML of the fragments says the same as the table."""
    written = {
        **read("routes.py"),
        **read("on_missing.py"),
        **read("concurrency.py"),
        **read("connection.py"),
        **read("credentials.py"),
    }
    assert written == {name: fragments.documented(option) for name, option in OPTIONS.items()}
    for (name, constant), group in WRITTEN.items():
        assert read(name, constant) == {option.name: fragments.documented(option) for option in group}
    sources = {**read("connection.py", "PLUGINS"), **read("credentials.py", "PLUGINS")}
    assert sources == {name: fragments.plugin_sources(OPTIONS[name]) for name in sources}
    assert sources.keys() == {**read("connection.py"), **read("credentials.py")}.keys()
    assert read("login.py") == {option.name: fragments.documented(option, "password") for option in LOGIN}
    assert "E(HW_PROJECT_ID)" in read("login.py")["project_id"]["description"][-1]
    assert "SDK" not in read("login.py")["project_id"]["description"][-1]


@pytest.mark.parametrize("module", SPECS)
def test_modules_document_what_they_accept(module: str) -> None:
    """The argument spec of each module equals its documentation."""
    documented = documentation(module)["options"]
    assert documented.keys() == SPECS[module].keys()
    for name, option in documented.items():
        for key in ("type", "elements", "required", "default", "choices"):
            assert option.get(key) == SPECS[module][name].get(key), (name, key)


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: option.name)
def test_every_fact_of_an_option_is_in_its_text_once(option: Option) -> None:
    """Its variables and its range are in the text because the table has them; sentences are whole."""
    text = " ".join(fragments.documented(option)["description"])
    variables = [
        *option.environment,
        *(names[option.name] for _method, names in ENVIRONMENT_IDENTITIES if option.name in names),
    ]
    for name in variables:
        assert text.count(f"E({name})") == 1, name
    if option.allowed:
        assert text.count(str(option.allowed)) == 1
    if option.fallback:
        assert text.count(f"V({option.fallback})") == 1
    assert "{" not in text
    own = "".join(option.description)
    assert not re.search(r"(?i)\bdefaults? (to|is)\b|by default", own)
    assert all(paragraph.endswith(".") for paragraph in fragments.documented(option)["description"])


def test_sources_of_plugins() -> None:
    """Each option has a key in ansible.cfg and a variable. Ansible reads no credential from the environment itself."""
    sources = {name: fragments.plugin_sources(option) for name, option in OPTIONS.items()}
    for name, source in sources.items():
        assert source["ini"] == [{"section": "dataarts_fabric", "key": name}]
        assert source["vars"] == [{"name": f"ansible_dataarts_fabric_{name}"}]
    # Values of two identities could be combined otherwise.
    assert not any("env" in sources[name] for _method, names in ENVIRONMENT_IDENTITIES for name in names)
    # Ansible uses the last one that is set.
    assert sources["region"]["env"] == [{"name": "HW_REGION_NAME"}, {"name": "HUAWEICLOUD_REGION"}]
    assert sources["endpoint"]["env"] == [{"name": "HUAWEICLOUD_FABRIC_ENDPOINT"}]
    assert "env" not in sources["ca_path"]


def test_sentences() -> None:
    """What is said about ranges and variables."""
    assert sentences(allowed=Range(0, 5, exclusive=True)) == ["The value must be greater than 0 and at most 5."]
    assert sentences(environment=("A",)) == ["If omitted, this is used if it is set: E(A)."]
    assert sentences(environment=("A", "B"), fallback="c") == [
        "If omitted, the first of these that is set is used: E(A), E(B). Otherwise V(c) is used."
    ]
    assert sentences() == []
    assert fragments.documented(OPTIONS["secret_key"])["description"][-1] == (
        "The environment variable is E(HUAWEICLOUD_SDK_SK) or E(HW_SECRET_KEY)."
    )
    placed = Option("one", ("Own. {environment}.",), environment=("A", "B"), fallback="c", version_added="9.9.9")
    documented = fragments.documented(placed)
    assert documented["description"] == ["Own. E(A), E(B).", "If none is set, V(c) is used."]
    assert documented["version_added"] == "9.9.9"


@pytest.mark.parametrize("module", SPECS)
def test_variables_are_said_on_each_page(module: str) -> None:
    """Each module's page says that Ansible variables work for it."""
    assert "C(ansible_dataarts_fabric_<option>)" in " ".join(documentation(module)["notes"])


def test_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the files that differ or are missing, and writes nothing; without it, they are written."""
    folder = tmp_path / "plugins" / "doc_fragments"
    folder.mkdir(parents=True)
    monkeypatch.setattr(fragments, "FOLDER", folder)
    monkeypatch.setattr(fragments, "ROOT", tmp_path)
    assert fragments.main(["--check"]) == 1
    assert list(folder.iterdir()) == []
    assert fragments.main([]) == 0
    assert {path.name for path in folder.iterdir()} == fragments.files().keys()
    assert fragments.main(["--check"]) == 0
    (folder / "login.py").write_text("", encoding="utf-8")
    capsys.readouterr()
    assert fragments.main(["--check"]) == 1
    assert capsys.readouterr().out == "login.py in plugins/doc_fragments: run python -m scripts.fragments\n"
