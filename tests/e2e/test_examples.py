# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example runs as it stands, in an empty directory, and gives what it promises.

Examples are the EXAMPLES of ``ansible-doc``, and the blocks of README, of the page "Credentials", and of the READMEs of
the roles. (The commands are in test_pages, and each guide has tests of its own.) What an example needs beside the
environment, it says in a comment ``# Variables: a, b (what they are)``; an example that uses another variable fails
here. The only thing that is replaced is the root of the paths below ``/srv`` and ``/etc``, where a test must not write.
No request can leave this machine: the address of the service is set, and so is a proxy that refuses everything.
"""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import typing as t
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from scripts.collection import ROOT
from tests.e2e.documentation import (
    AK,
    README,
    SERVE,
    SK,
    TABLE,
    TOKEN,
    TRAIN_1,
    TRAIN_2,
    in_order,
    markdown_blocks,
    page_blocks,
    plugin_examples,
    settings,
)
from tests.e2e.runner import Ansible, Row, Run
from tests.simulator.handle import Simulator

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
GIVEN = {
    "vault_access_key": AK,
    "vault_secret_key": SK,
    "vault_iam_token": TOKEN,
    "vault_password": TABLE["users"][0]["password"],
}
"""The variables that an example may need, by the name that its comment gives."""

TEXTS = {
    **plugin_examples(),
    **{f"README {number}": text for number, text in enumerate(markdown_blocks(README, "yaml"), 1)},
    **{f"Credentials {number}": text for number, text in enumerate(page_blocks("credentials", "yaml"), 1)},
    **{
        f"{path.parent.name} {number}": text
        for path in in_order((ROOT / "roles").glob("*/README.md"))
        for number, text in enumerate(markdown_blocks(path, "yaml"), 1)
    },
}
TEXTS = {
    name: text for name, text in TEXTS.items() if isinstance(yaml.safe_load(text), list)
}  # not a file of variables


@dataclasses.dataclass(frozen=True)
class Done:
    """What came of the examples.

    :param rows: by example, what came of each of its tasks
    """

    home: Path
    run: Run
    rows: dict[str, list[Row]]

    def read(self, name: str) -> str:
        """Return the text of a file that an example wrote."""
        return (self.home / name).read_text(encoding="utf-8")

    def mode(self, name: str) -> str:
        """Return the permissions of a file that an example wrote."""
        return oct((self.home / name).stat().st_mode & 0o777)

    def messages(self, name: str) -> list[t.Any]:
        """Return what the tasks of an example show, one for each item of a loop."""
        results = [row.result for row in self.rows[name] if row.outcome == "ok"]
        items = [one for result in results for one in result.get("results", [result])]
        return [item["msg"] for item in items if "msg" in item]


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    """A gateway that adds a credential of its own."""
    with Simulator.start(TABLE) as running:
        running.set(require_credential=False)
        yield running.url


@pytest.fixture(scope="module")
def done(
    tmp_path_factory: pytest.TempPathFactory, installed_collections: Path, documented_service: Simulator, gateway: str
) -> Done:
    """Run all examples in one process, each in a play of its own, with a directory for each."""
    home = tmp_path_factory.mktemp("examples")
    ansible = Ansible(home, installed_collections, {**settings(documented_service), "HUAWEICLOUD_SDK_AK": AK})
    ansible.environment["HUAWEICLOUD_SDK_SK"] = SK
    for name in ("srv/ray", "srv/www", "etc/nginx", ".huaweicloud"):
        (home / name).mkdir(parents=True)
    (home / ".huaweicloud" / "credentials").write_text(page_blocks("credentials", "ini")[0], encoding="utf-8")
    inventory = home / "hosts"
    inventory.write_text(
        "[web]\nweb-1\n[bastions]\nbastion-1\n[all:vars]\nansible_connection=local\nansible_python_interpreter=auto_silent\n",
        encoding="utf-8",
    )
    ansible.environment["ANSIBLE_INVENTORY"] = str(inventory)
    given = {**GIVEN, "my_gateway": gateway}
    plays: list[dict[str, t.Any]] = []
    for name, text in TEXTS.items():
        content = yaml.safe_load(text)
        mark = {"name": "example", "ansible.builtin.debug": {"msg": name}}
        plays.append({"hosts": "localhost", "gather_facts": False, "tasks": [mark]})
        folder = home / name.replace("/", "-").replace(" ", "-")
        folder.mkdir()
        file = folder / "example.yml"
        file.write_text(re.sub(r"(?<=[ \"=])(?=/(srv|etc)/)", str(home), text), encoding="utf-8")
        if "hosts" not in content[0]:
            needed = {variable: given[variable] for variable in named_variables(text)}
            # Of every play, as the address of the metadata service is in no environment variable.
            needed["ansible_dataarts_fabric_metadata_endpoint"] = documented_service.url
            play = {"hosts": "localhost", "gather_facts": False, "vars": needed}
            file = folder / "play.yml"
            tasks = [{"ansible.builtin.import_tasks": "example.yml"}]
            file.write_text(yaml.safe_dump([{**play, "tasks": tasks}]), encoding="utf-8")
        plays.append({"name": name, "ansible.builtin.import_playbook": str(file)})
    run = ansible.play(*plays)
    rows: dict[str, list[Row]] = {}
    for row in run.rows:
        if row.task == "example":
            rows[row.result["msg"]] = current = []
        else:
            current.append(row)
    return Done(home, run, rows)


def named_variables(text: str) -> list[str]:
    """Return the variables that an example says it needs."""
    return [name for names in re.findall(r"# Variables: ([^(\n]+)", text) for name in re.findall(r"\w+", names)]


def _session_info(done: Done) -> None:
    first, *rest = done.messages("modules/fabric_session_info")
    assert first == "Session of-the-first-example is RUNNING"
    by_route, advice = rest
    assert by_route == {"ray-train-01": TRAIN_1, "ray-serve-eu": SERVE, "4711": "of-digits"}
    assert advice.startswith("HTTP 404, common.01000001: Check the route ID, and that its cluster still exists")


def _token_info(done: Done) -> None:
    tokens = [row.result["auth_method"] for row in done.rows["modules/iam_token_info"] if "auth_method" in row.result]
    assert tokens == ["token", "token"]


def _lookup(done: Done) -> None:
    shown = done.messages("lookup/fabric_session")
    assert shown == [TRAIN_1, [[TRAIN_1, "RUNNING"], [TRAIN_2, "CREATING"]], TRAIN_1]
    assert done.read("lookup-fabric_session/ray.env") == f"RAY_SESSION={TRAIN_1}\n"
    assert done.mode("lookup-fabric_session/ray.env") == "0o600"


def _env_lines(done: Done) -> None:
    file = done.home / "filter-env_lines" / "ray.env"
    shell = ["sh", "-euc", f'. {file}; printf %s "$RAY_SESSION_TRAINING"']
    assert subprocess.run(shell, capture_output=True, text=True, check=True).stdout == TRAIN_1
    expected = [f"RAY_SESSION_TRAINING={TRAIN_1}", "# RAY_SESSION_RAY_RETIRED: route ray-retired does not exist"]
    assert file.read_text(encoding="utf-8").splitlines() == expected
    assert done.mode("filter-env_lines/ray.env") == "0o600"


def _nginx_map_lines(done: Done) -> None:
    folder = done.home / "filter-nginx_map_lines"
    assert f"  ray-train-01 {TRAIN_1};\n" in (folder / "ray.conf").read_text(encoding="utf-8")
    nginx_loads(folder, "ray.conf")


def nginx_loads(folder: Path, file: str) -> None:
    """Check that nginx loads a file into its ``http`` block."""
    if NGINX is None:
        return  # the rest of the example is checked, and test_links says that nginx is missing
    main = folder / "nginx.conf"
    temporary = " ".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    main.write_text(
        f"pid {folder}/nginx.pid; error_log stderr; events {{}}\n"
        f"http {{ access_log off; {temporary} include {folder}/{file}; }}\n",
        encoding="utf-8",
    )
    command = [NGINX, "-t", "-p", str(folder), "-c", str(main), "-e", "stderr"]
    tested = subprocess.run(command, capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr


def _record(done: Done) -> None:
    entries = json.loads(done.read("filter-to_session_record/sessions.json"))["routes"]
    assert {entry["name"]: entry["session_id"] for entry in entries} == {"Training": TRAIN_1, "ray-serve-eu": SERVE}
    assert done.mode("filter-to_session_record/sessions.json") == "0o640"


def _report(done: Done) -> None:
    suite = ET.fromstring(done.read("filter-session_drift_report/drift.xml")).find("testsuite")
    assert suite is not None
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("staging", "2", "1")


def _readme(done: Done) -> None:
    assert done.rows["README 1"][0].result["session_id"] == "of-the-first-example"
    assert done.read("README-2/ray.env") == f"RAY_SESSION={TRAIN_1}\n"


def _credentials(done: Done) -> None:
    rows = [row for name in done.rows if name.startswith("Credentials") for row in done.rows[name]]
    by_task = {row.task: row.result for row in rows}
    assert {task: result["auth_method"] for task, result in by_task.items() if "auth_method" in result} == {
        "Use the access key of the environment": "access_key",
        "Use the access key of variables": "access_key",
        "Use a token": "token",
        "Log in, and get the sessions of two clusters": "password",
        "Get the session of one cluster": "token",
        "Get the session of another cluster": "token",
        "Use the profile file, and nothing else": "profile",
        "Use the agency of this ECS instance": "ecs_metadata",
        "Send no credential": "none",
        "Get a session": "access_key",
    }
    assert by_task["Show another session ID"]["msg"] == TRAIN_2


SHOWN = {
    "filter/dashboard_links": [
        [
            f"https://ray.example.com/ray-train-01/?session={TRAIN_1}",
            f"https://ray.example.com/ray-serve-eu/?session={SERVE}",
        ]
    ],
    "filter/from_session_record": [
        [{"name": "Training", "route_id": "ray-train-01", "session_id": "ac8111bf", "status": "RUNNING"}]
    ],
    "filter/routes": ["ray-train-01, Training"],
    "filter/session_drift": ["Training is session_changed"],
    "test/route_id": ["All assertions passed"],
}
PROMISES = [
    _session_info,
    _token_info,
    _lookup,
    _env_lines,
    _nginx_map_lines,
    _record,
    _report,
    _readme,
    _credentials,
]


def test_every_example_runs(done: Done) -> None:
    """Each example comes to its end, without a warning, and no task fails that nothing rescues."""
    assert done.run.succeeded()
    assert list(done.rows) == list(TEXTS)
    silent = [name for name, rows in done.rows.items() if not any(row.outcome == "ok" for row in rows)]
    assert silent == []
    expected = ("Route ray-retired does not exist",)
    warnings = [line for line in done.run.output.splitlines() if "[WARNING]" in line or "[DEPRECATION" in line]
    assert [line for line in warnings if not any(text in line for text in expected)] == []


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__.strip("_"))
def test_what_it_promises(done: Done, promise: t.Callable[[Done], None]) -> None:
    """The result of an example is the one that its text speaks of."""
    promise(done)


@pytest.mark.parametrize("name", SHOWN)
def test_what_it_shows(done: Done, name: str) -> None:
    """What an example shows."""
    assert done.messages(name) == SHOWN[name]


@pytest.mark.parametrize("name", TEXTS)
def test_files_with_session_ids(name: str) -> None:
    """No example writes a file that everybody can read, but for the page of links."""
    modes = re.findall(r"mode: \"?(\d+)", TEXTS[name])
    assert not [mode for mode in modes if mode[-1] != "0" and not name.startswith("dashboard_links")]
