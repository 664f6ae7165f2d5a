# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example runs as it stands, in an empty directory, and gives what it promises.

Examples are the EXAMPLES of ``ansible-doc``, and the blocks of README, of the pages "Credentials", "Playbooks" and
"Assumptions", and of the READMEs of the roles. (The guide "Session IDs in templates" and the one about pipelines have
tests of their own.) What an example needs beside the environment, it says in a comment ``# Variables: a, b (what they
are)``; an example that uses another variable fails here. The only thing that is replaced is the root of the paths below
``/srv`` and ``/etc``, where a test must not write. No request can leave this machine: the address of the service is
set, and so is a proxy that refuses everything.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import shutil
import subprocess
import typing as t
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.e2e.runner import Ansible, Row, Run
from tests.e2e.test_guide import examples as rst_blocks
from tests.simulator.handle import Simulator

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "docsite" / "rst"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
MODULE = "huaweicloud.dataarts_fabric.fabric_session_info"

AK, SK, TOKEN = "YOUR_ACCESS_KEY", "YOUR_SECRET_KEY", "token-for-tests-only"
TABLE: dict[str, t.Any] = yaml.safe_load((ROOT / "tests" / "simulator" / "routes.yaml").read_text(encoding="utf-8"))
TABLE["tokens"] = [TOKEN]
TABLE["access_keys"][AK] = {"secret_key": SK}
TABLE["routes"]["0b5633ba-2b90-4511-ad51-4346f4d23d4b"] = {"session_id": "of-the-first-example", "status": "RUNNING"}
TABLE["routes"]["4711"] = {"session_id": "of-digits", "status": ""}
SESSIONS = {route_id: entry["session_id"] for route_id, entry in TABLE["routes"].items()}
TRAIN_1, TRAIN_2, SERVE = (SESSIONS[route_id] for route_id in ("ray-train-01", "ray-train-02", "ray-serve-eu"))
GIVEN = {
    "vault_access_key": AK,
    "vault_secret_key": SK,
    "vault_iam_token": TOKEN,
    "vault_password": TABLE["users"][0]["password"],
}
"""The variables that an example may need, by the name that its comment gives."""


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Return files by their names, but the record first, which the check for drift compares with."""
    return sorted(paths, key=lambda path: ("session_record" not in str(path), path))


def plugin_examples() -> dict[str, str]:
    """Return the EXAMPLES of every module and plugin, by its type and name."""
    found = {}
    for folder in ("modules", "lookup", "filter", "test"):
        for path in in_order((ROOT / "plugins" / folder).glob("[a-z]*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
                    found[f"{folder}/{path.stem}"] = ast.literal_eval(node.value)
    return found


def markdown_blocks(path: Path, language: str) -> list[str]:
    """Return the blocks of a page in a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"))


def page_blocks(name: str, language: str) -> list[str]:
    """Return the blocks of a page of the docsite in a language."""
    return rst_blocks((PAGES / f"{name}.rst").read_text(encoding="utf-8"), language)


def commands(block: str) -> str:
    """Return the commands of a block, without the prompt."""
    return re.sub(r"(?m)^(\$ |  +(?=\S))", "", block)


README = ROOT / "README.md"
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


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    """The simulator with the routes and credentials that the examples name."""
    with Simulator.start(TABLE) as running:
        yield running


def settings(simulator: Simulator) -> dict[str, str]:
    """Return the environment of somebody whose service is the simulator."""
    return {
        "HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url,
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": simulator.url,
        "HUAWEICLOUD_REGION": "cn-north-4",
        "HTTPS_PROXY": "http://127.0.0.1:1",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "NO_PROXY": "127.0.0.1",
    }


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
    tmp_path_factory: pytest.TempPathFactory, installed_collections: Path, simulator: Simulator, gateway: str
) -> Done:
    """Run all examples in one process, each in a play of its own, with a directory for each."""
    home = tmp_path_factory.mktemp("examples")
    ansible = Ansible(home, installed_collections, {**settings(simulator), "HUAWEICLOUD_SDK_AK": AK})
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
            needed["ansible_dataarts_fabric_metadata_endpoint"] = simulator.url
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


def type_in(home: Path, text: str, environment: dict[str, str], **programs: str) -> str:
    """Run commands in a shell, in a directory, and return what they print.

    :param programs: scripts in place of programs that need more than this machine
    """
    tools = home / "tools"
    tools.mkdir()
    for name, script in programs.items():
        (tools / name).write_text(f"#!/bin/sh -eu\n{script}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    environment = {**environment, "PATH": f"{tools}:{environment['PATH']}"}
    command = ["sh", "-euc", text]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def walk(
    tmp_path_factory: pytest.TempPathFactory, installed_collections: Path, simulator: Simulator
) -> tuple[Path, list[str]]:
    """What README says, typed from the clone to the page of links: where, and what each block printed."""
    home = tmp_path_factory.mktemp("walk")
    clone = installed_collections.parent / "stage" / "ansible_collections" / "huaweicloud" / "dataarts_fabric"
    git = f'[ "$1" = clone ] && cp -R {clone} "$(basename "$2" .git)"'
    # In one shell, as the variables of one block are there in the next.
    text = "\necho ---\n".join(markdown_blocks(README, "console"))
    environment = Ansible(home, home / "collections", settings(simulator)).environment
    return home / "ansible-collection-dataarts-fabric", type_in(home, text, environment, git=git, pip=":").split(
        "---\n"
    )


def test_walk(walk: tuple[Path, list[str]]) -> None:
    """From the clone to the first session ID, and on to drift and links."""
    home, (installed, sessions, drift, links) = walk
    assert "huaweicloud.dataarts_fabric:1.0.0 was installed successfully" in installed
    assert "of-the-first-example" in sessions
    assert "failed=0" in drift
    assert "changed=1" in links
    assert "/?session=of-the-first-example" in (home / "ray.html").read_text(encoding="utf-8")


def test_page_of_playbooks(walk: tuple[Path, list[str]], simulator: Simulator) -> None:
    """The page has the commands of README, and two more, whose files a shell and nginx read."""
    home, _printed = walk
    (routes,) = page_blocks("playbooks", "yaml")
    (home / "routes.yml").write_text(routes, encoding="utf-8")
    text = "\n".join(page_blocks("playbooks", "console")).replace("\\\n", " ")
    lines = [" ".join(line.removeprefix("$ ").split()) for line in text.splitlines() if line]
    readme = " ".join("\n".join(markdown_blocks(README, "console")).replace("\\\n", " ").split())
    others = [line for line in lines if line not in readme]
    assert (len(lines), len(others)) == (6, 2)
    environment = Ansible(home, home.parent / "collections", settings(simulator)).environment
    type_in(home, "\n".join(others), {**environment, "HUAWEICLOUD_SDK_AK": AK, "HUAWEICLOUD_SDK_SK": SK})
    sourced = subprocess.run(
        ["sh", "-euc", '. ./ray.env; echo "$RAY_SESSION_TRAINING $RAY_SESSION_RAY_SERVE_EU"'],
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert sourced.stdout == f"{TRAIN_1} {SERVE}\n"
    assert (home / "ray.env").stat().st_mode & 0o777 == 0o600
    file = home / "ray.conf"
    assert f"ray-train-01 {TRAIN_1};" in file.read_text(encoding="utf-8")


@pytest.mark.nightly
def test_assumptions(tmp_path: Path, installed_collections: Path, simulator: Simulator) -> None:
    """Each command of the page says what the page says of it, where the service is as assumed."""
    blocks = page_blocks("assumptions", "console")
    prepare, checks = blocks[0], list(dict.fromkeys(blocks[1:]))
    environment = Ansible(tmp_path, installed_collections, settings(simulator)).environment
    # The last line of each is what came of it; a check that is to fail does not end the shell.
    text = "\n".join([commands(prepare), *(f"{{\n{commands(check)}}} || true\necho ---" for check in checks)])
    text = text.replace("USER", "demo-user").replace("PASSWORD", "demo-password").replace("ACCOUNT", "demo-account")
    # This machine is no ECS instance, and the page must not say where a test's metadata service is.
    text = text.replace("ecs_metadata", f"ecs_metadata metadata_endpoint={simulator.url}")
    printed = dict(zip(checks, type_in(tmp_path, text, environment).split("---\n"), strict=False))
    failed = [check for check, output in printed.items() if "FAILED" in output]
    assert [re.findall(r"token=wrong", check) for check in failed] == [["token=wrong"]]
    assert '"reason": "credential_refused"' in printed[failed[0]]
    absent = next(output for check, output in printed.items() if "on_missing=skip" in check)
    assert json.loads(absent[absent.index("{") :])["missing"] == ["00000000-0000-0000-0000-000000000000"]
    twice = next(output for check, output in printed.items() if check.startswith("$ for "))
    assert len(set(re.findall(r'"session_id": "(.*)"', twice))) == 1


BROKEN = {"PYTHONPATH": "broken", "HUAWEICLOUD_FABRIC_ENDPOINT": "http://127.0.0.1:1"}
UNREACHABLE = {"HUAWEICLOUD_FABRIC_ENDPOINT": "http://127.0.0.1:1"}
PAGE_OF_A_PROXY = {"status": 400, "body": "<html><title>400 Bad Request</title></html>", "content_type": "text/html"}
REASONS: dict[str, tuple[dict[str, str], t.Any]] = {
    "input": ({"HUAWEICLOUD_FABRIC_ENDPOINT": "ftp://127.0.0.1"}, None),
    "missing_library": (BROKEN, None),
    "credential_missing": ({"HUAWEICLOUD_FABRIC_TOKEN": ""}, None),
    "credential_refused": ({}, "401"),
    "permission_denied": ({}, {"status": 403, "json": {"error_code": "APIG.1005", "error_msg": "no"}}),
    "not_found": ({}, "404"),
    "wrong_endpoint": ({}, "api-not-found"),
    "throttled": ({}, "throttled-day"),
    "timeout": ({}, "408"),
    "connection": (UNREACHABLE, None),
    "tls": ({"HUAWEICLOUD_FABRIC_ENDPOINT": "https"}, None),
    "proxy": ({"NO_PROXY": "", "HTTP_PROXY": "http://127.0.0.1:1"}, None),
    "gateway": ({}, PAGE_OF_A_PROXY),
    "service": ({}, "500"),
    "bad_answer": ({}, {"status": 200, "json": {"status": "RUNNING"}}),
}
"""By reason, the environment and the answer of the service that provoke it. ``internal`` has unit tests."""


def test_documented_rescue(tmp_path: Path, installed_collections: Path, simulator: Simulator) -> None:
    """The documented rescue works for each reason: it goes on for a missing route, and else names the reason."""
    documented = next(task for task in yaml.safe_load(TEXTS["modules/fabric_session_info"]) if "block" in task)
    broken = tmp_path / "broken" / "requests"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError", encoding="utf-8")
    base = {**settings(simulator), "HUAWEICLOUD_FABRIC_TOKEN": TOKEN}
    ansible = Ansible(tmp_path, installed_collections, base)
    (tmp_path / "rescue.yml").write_text(yaml.safe_dump([documented]), encoding="utf-8")
    simulator.set_route("ray-retired", answers=[answer for _environment, answer in REASONS.values() if answer])
    tasks = []
    for reason, (environment, _answer) in REASONS.items():
        values = {
            name: simulator.url.replace("http:", "https:") if value == "https" else value
            for name, value in environment.items()
        }
        values = {name: str(tmp_path / value) if value == "broken" else value for name, value in values.items()}
        variables = {
            "ansible_dataarts_fabric_retries": 0,
            "ansible_dataarts_fabric_in_process": reason != "missing_library",
        }
        attempt = {
            "block": [{"ansible.builtin.include_tasks": "rescue.yml"}],
            "rescue": [{"ansible.builtin.meta": "noop"}],
        }
        tasks.append({"name": reason, **attempt, "environment": values, "vars": variables})
    run = ansible.tasks(*tasks).succeeded()
    simulator.delete_route("ray-retired")
    failures = [row.result for row in run.rows if row.task == "Get the session"]
    assert [failure["reason"] for failure in failures] == list(REASONS), run.output
    keys = {
        "msg",
        "reason",
        "http_status",
        "error_code",
        "error_msg",
        "solution_msg",
        "solution_source",
        "request_id",
        "tries",
    }
    for failure in failures:
        assert {*keys, "auth_method", "sessions", "missing", "not_attempted", "route_id"} <= failure.keys()
        assert failure["solution_msg"]
        assert failure["solution_source"] == "collection"
    told = [row.result["msg"] for row in run.rows if row.task == "Stop" and row.outcome == "failed"]
    assert told == [f"{one['reason']}: {one['solution_msg']}" for one in failures if one["reason"] != "not_found"]
    assert [row.outcome for row in run.rows if row.task == "Show what to do"].count("ok") == 1
