# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role ``dashboard_links`` and its playbook, as an operator runs them; nginx and a shell read what it writes."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
import socket
import stat
import subprocess
import time
import typing as t
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.e2e.conftest import ROUTES
from tests.e2e.roles import attempt, home_of, inventory, playbook
from tests.e2e.runner import Ansible, Run
from tests.needs import needs, path
from tests.simulator.handle import Simulator

ROOT = Path(__file__).resolve().parents[2]
URL = "https://ray.example.com/{route_id}/?session={session_id}"
WRITE = "Write the links"
SESSIONS = {route_id: entry["session_id"] for route_id, entry in ROUTES["routes"].items()}
HOSTILE = """</td></tr></table><script>document.title = "owned"</script><img src=x onerror="document.title='owned'">'"""


@pytest.fixture
def mode() -> str:
    """The way that the roles have by default. The module's own tests see to it that the other one is no different."""
    return "in-process"


def publish(ansible: Ansible, *arguments: str, playbooks: str = "publish_links", **variables: t.Any) -> Run:
    """Run the playbook."""
    given = {"dashboard_links_path": str(path_of(ansible)), "dashboard_links_url": URL, **variables}
    return playbook(ansible, playbooks, *arguments, **given)


def path_of(ansible: Ansible) -> Path:
    """Where the file is."""
    return ansible.home / "published"


def text_of(ansible: Ansible) -> str:
    """What was published."""
    return path_of(ansible).read_text(encoding="utf-8")


class Page(HTMLParser):
    """The tags, links, and texts of a page; those of the rows are in ``rows``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.content = ""
        self.raw: dict[str, str] = {}
        self.rows: list[list[str]] = []
        self._in = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        self.tags.append(tag)
        self._in = tag
        attributes = dict(attrs)
        if tag == "a":
            self.links.append(attributes["href"] or "")
        elif tag == "tr":
            self.rows.append([])
        elif attributes.get("http-equiv") == "Content-Security-Policy":
            self.content = attributes["content"] or ""
        assert not any(name.startswith("on") or name == "style" for name in attributes)

    def handle_data(self, data: str) -> None:
        """Note it."""
        if self._in in {"script", "style"}:
            self.raw.setdefault(self._in, data)
        elif data.strip() and self.rows:
            self.rows[-1].append(data.strip())


def test_page(ansible: Ansible, simulator: Simulator) -> None:
    """Check mode, apply, nothing left to do, a change in the service, check mode with its diff, and apply."""
    routes = [
        "ray-2",
        {"route_id": "ray-1", "name": "Training", "url": "http://{route_id}.x/{session_id}"},
        "no-status",
    ]
    given: dict[str, t.Any] = {
        "dataarts_fabric_routes": [*routes, "gone"],
        "dashboard_links_title": "Our <Ray> clusters",
    }
    assert publish(ansible, "--check", **given).succeeded().of(WRITE).result["changed"] is True
    assert not path_of(ansible).exists()

    run = publish(ansible, playbooks="publish_links publish_links", **given).succeeded()
    assert [row.result["changed"] for row in run.rows if row.task == WRITE] == [True, False]
    assert run.output.count("Route gone does not exist") == 2  # each of them warns once
    assert stat.S_IMODE(path_of(ansible).stat().st_mode) == 0o644
    page = Page(text_of(ansible))
    assert page.links == [
        f"https://ray.example.com/ray-2/?session={SESSIONS['ray-2']}",
        f"http://ray-1.x/{SESSIONS['ray-1']}",
        f"https://ray.example.com/no-status/?session={SESSIONS['no-status']}",
    ]
    assert page.rows[1:] == [
        ["ray-2", "CREATING", SESSIONS["ray-2"], "Open", "ray-2"],
        ["Training", "ray-1", "RUNNING", SESSIONS["ray-1"], "Open", "Training"],
        ["no-status", "No status", SESSIONS["no-status"], "Open", "no-status"],
        ["gone", "Missing", "This route does not exist", "No link", *page.rows[-1][4:]],
    ]
    assert "<title>Our &lt;Ray&gt; clusters</title>" in text_of(ansible)

    before = path_of(ansible).read_bytes()
    simulator.set_route("ray-1", session_id="another", status="RUNNING")
    checked = publish(ansible, "--check", "--diff", **given).succeeded()
    assert checked.of(WRITE).result["changed"] is True
    lines = [line for line in checked.output.splitlines() if line[:1] in {"+", "-"}]
    lines = [line for line in lines if not line.startswith(("---", "+++"))]
    assert all(SESSIONS["ray-1"] in line for line in lines if line[0] == "-")
    assert any("http://ray-1.x/another" in line for line in lines if line[0] == "+")
    assert len(lines) == 4
    assert path_of(ansible).read_bytes() == before

    assert publish(ansible, **given, dashboard_links_mode="0600").succeeded().of(WRITE).result["changed"] is True
    assert stat.S_IMODE(path_of(ansible).stat().st_mode) == 0o600
    assert "another" in text_of(ansible)


def test_the_policy_of_the_page(ansible: Ansible) -> None:
    """It allows this very script and this very style, and nothing else."""
    publish(ansible, dataarts_fabric_routes=["ray-1"]).succeeded()
    page = Page(text_of(ansible))
    policy = dict(part.strip().split(" ", 1) for part in page.content.split(";"))
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.raw[tag].encode()).digest()).decode()
        assert policy.pop(f"{tag}-src") == f"'sha256-{digest}'", f"the policy must name sha256-{digest} for the {tag}"
        assert page.tags.count(tag) == 1
    none = "'none'"
    assert policy == {"default-src": none, "img-src": "data:", "base-uri": none, "form-action": none}
    assert not set(page.tags) & {"img", "iframe", "object", "embed", "form", "base"}
    assert not re.search(r'(?:src|href)="(?!#|data:|https://ray\.example\.com/)', text_of(ansible))


def test_hostile_texts(ansible: Ansible, simulator: Simulator) -> None:
    """Markup, quotes, newlines and template braces are text."""
    status = f"{HOSTILE} {{{{ 7 * 7 }}}}{{% for %}}"
    simulator.set_route("ray-1", session_id=f"{HOSTILE} {{{{ 7 * 7 }}}}", status=status)
    routes = [{"route_id": "ray-1", "name": f"{HOSTILE}\n&amp;"}, "ray-2"]
    publish(ansible, dataarts_fabric_routes=routes).succeeded()
    page = Page(text_of(ansible))
    assert page.rows[1][0] == f"{HOSTILE}\\n&amp;"
    assert page.rows[1][2:4] == [f"{HOSTILE} {{{{ 7 * 7 }}}}{{% for %}}", f"{HOSTILE} {{{{ 7 * 7 }}}}"]
    assert len(page.rows) == 3
    assert re.fullmatch(r"https://ray\.example\.com/ray-1/\?session=[A-Za-z0-9%._-]+", page.links[0])
    assert page.tags.count("script") == page.tags.count("table") == 1
    assert "img" not in page.tags


@contextmanager
def nginx(home: Path, configuration: str) -> Iterator[t.Callable[[str], tuple[int, str]]]:
    """An nginx with this in its ``http`` block; gives a function that asks ``front.sock`` for a path."""
    folders = "".join(
        f"{name}_temp_path {home}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (home / "nginx.conf").write_text(
        f"pid {home}/nginx.pid; error_log stderr; daemon off; master_process off; events {{}}\n"
        f"http {{\naccess_log off;\n{folders}{configuration}\n}}\n",
        encoding="utf-8",
    )
    command = [path("nginx"), "-p", str(home), "-c", str(home / "nginx.conf"), "-e", "stderr"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    front = home / "front.sock"

    def ask(path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("localhost", timeout=10)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(front))
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, body

    try:
        ends = time.monotonic() + 30
        while not front.exists():
            assert process.poll() is None, (process.communicate()[1] or b"").decode()
            assert time.monotonic() < ends
            time.sleep(0.02)
        yield ask
    finally:
        process.terminate()
        process.communicate(timeout=10)


@needs("nginx")
def test_nginx_map(ansible: Ansible, simulator: Simulator) -> None:
    """nginx loads the map, and answers as the README of the role says: with the right session, or with 404."""
    routes = ["ray-1", "default", "hostnames", "include", "volatile", "4711", "n1", "Ray-X", "gone"]
    for route_id in ("default", "hostnames", "include", "volatile", "n1", "Ray-X"):
        simulator.set_route(route_id, session_id=f"session:of/{route_id}", status="RUNNING")
    template = {"dashboard_links_template": "nginx_map", "dashboard_links_url": ""}
    publish(ansible, dataarts_fabric_routes=routes, **template).succeeded()
    assert "# gone does not exist" in text_of(ansible)

    readme = (ROOT / "roles" / "dashboard_links" / "README.md").read_text(encoding="utf-8")
    example = readme.split("```nginx\n")[1].split("```")[0]
    for said, here in {
        "/etc/nginx/ray_sessions.conf": str(path_of(ansible)),
        "server {\n": f"server {{\n    listen unix:{ansible.home}/front.sock;\n",
        "http://127.0.0.1:8265": f"http://unix:{ansible.home}/back.sock:",
    }.items():
        assert said in example
        example = example.replace(said, here)
    back = f'server {{ listen unix:{ansible.home}/back.sock; location / {{ return 200 "$http_x_ray_session"; }} }}'
    with nginx(ansible.home, f"{back}\n{example}") as ask:
        assert ask("/ray/ray-1/jobs") == (200, SESSIONS["ray-1"])
        assert ask("/ray/4711/") == (200, "digits")
        for route_id in ("default", "hostnames", "include", "volatile", "n1", "Ray-X"):
            assert ask(f"/ray/{route_id}/") == (200, f"session:of/{route_id}")
        assert ask("/ray/gone/")[0] == 404
        assert ask("/ray/other/")[0] == 404


def test_env(ansible: Ansible) -> None:
    """A shell sources it, under strict settings."""
    routes = ["ray-1", {"route_id": "ray-2", "name": "Training (large)"}, "gone"]
    publish(ansible, dataarts_fabric_routes=routes, dashboard_links_template="env.j2").succeeded()
    script = '. "$1" && printf "%s " "$RAY_SESSION_RAY_1" "$RAY_SESSION_TRAINING_LARGE" "${RAY_SESSION_GONE-unset}"'
    command = ["sh", "-euc", script, "sh", str(path_of(ansible))]
    said = subprocess.run(command, env={}, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert said.split() == [SESSIONS["ray-1"], SESSIONS["ray-2"], "unset"]


def test_what_a_format_cannot_hold(ansible: Ansible, simulator: Simulator) -> None:
    """It is refused with a sentence, and the file stays as it was."""
    path_of(ansible).write_text("old", encoding="utf-8")
    simulator.set_route("hostile", session_id='x"; } $(reboot)', status="RUNNING")
    clash = {"dataarts_fabric_routes": [{"route_id": "ray-1", "name": "a b"}, {"route_id": "ray-2", "name": "A-B"}]}
    hostile = {"dataarts_fabric_routes": ["ray-1", "hostile"], "dashboard_links_path": str(path_of(ansible))}
    run = ansible.tasks(
        attempt("env", "dashboard_links", **hostile, dashboard_links_template="env"),
        attempt("nginx", "dashboard_links", **hostile, dashboard_links_template="nginx_map.j2"),
        attempt("clash", "dashboard_links", **{**hostile, **clash}, dashboard_links_template="env.j2"),
    ).succeeded()
    for name in ("env", "nginx"):
        assert "the session ID of route hostile cannot be written to this file" in run.of(name).result["msg"]
    assert "'a b' (route ray-1) and 'A-B' (route ray-2) both give RAY_SESSION_A_B" in run.of("clash").result["msg"]
    assert text_of(ansible) == "old"


def test_a_template_of_ones_own(ansible: Ansible) -> None:
    """By an absolute path, and by one from where Ansible was started."""
    template = ansible.home / "own.j2"
    template.write_text("{{ dashboard_links_entries | to_json }}", encoding="utf-8")
    given = {
        "dataarts_fabric_routes": [{"route_id": "ray-1", "name": "Training"}, "gone"],
        "dashboard_links_path": str(path_of(ansible)),
        "dashboard_links_url": URL,
    }
    run = ansible.tasks(
        attempt("relative", "dashboard_links", **given, dashboard_links_template="own.j2"),
        attempt("absolute", "dashboard_links", **given, dashboard_links_template=str(template)),
    ).succeeded()
    assert [(row.outcome, row.result["changed"]) for row in run.rows if row.task == WRITE] == [
        ("ok", True),
        ("ok", False),
    ]
    nothing = {"session_id": None, "status": None, "url": None, "missing": True}
    found = {"session_id": SESSIONS["ray-1"], "status": "RUNNING", "missing": False}
    url = f"https://ray.example.com/ray-1/?session={SESSIONS['ray-1']}"
    assert json.loads(text_of(ansible)) == [
        {"name": "Training", "route_id": "ray-1", **found, "url": url},
        {"name": "gone", "route_id": "gone", **nothing},
    ]


def test_managed_hosts(ansible: Ansible, simulator: Simulator) -> None:
    """Two hosts with routes of their own, from one batch."""
    hosts = inventory(
        ansible, one={"dashboard_links_routes": ["ray-1"]}, two={"dashboard_links_routes": ["ray-1", "ray-2"]}
    )
    path = "{{ home }}/published"
    publish(ansible, *hosts, dataarts_fabric_hosts="managed", dashboard_links_path=path).succeeded()
    pages = {name: Page((home_of(ansible, name) / "published").read_text(encoding="utf-8")) for name in ("one", "two")}
    assert {name: len(page.links) for name, page in pages.items()} == {"one": 1, "two": 2}
    assert simulator.counters().by_route == {"ray-1": 1, "ray-2": 1}


def test_bad_input(ansible: Ansible, simulator: Simulator) -> None:
    """Bad variables are said to be so, and nothing is sent."""
    path = {"dashboard_links_path": str(path_of(ansible))}
    given = {**path, "dashboard_links_routes": ["ray-1"], "dashboard_links_url": URL}
    route = {"route_id": "ray-1", "url": "ftp://x"}
    directory = {"dashboard_links_path": str(ansible.home), "dashboard_links_routes": ["4711"]}
    run = ansible.tasks(
        attempt("no path", "dashboard_links", dashboard_links_routes=["ray-1"]),
        attempt("no routes", "dashboard_links", **path),
        attempt("no url", "dashboard_links", **path, dashboard_links_routes=["ray-1", {**route, "url": URL}]),
        attempt("relative", "dashboard_links", **{**given, "dashboard_links_path": "links.html"}),
        attempt("rule", "dashboard_links", **{**given, "dashboard_links_routes": ["a_b", {"route_id": "c/d"}]}),
        attempt("pattern", "dashboard_links", **{**given, "dashboard_links_url": "https://x/{session}"}),
        attempt("own pattern", "dashboard_links", **{**given, "dashboard_links_routes": [route]}),
        attempt("no template", "dashboard_links", **given, dashboard_links_template="nowhere.j2"),
        attempt("a directory", "dashboard_links", **given, dashboard_links_template="."),
        attempt("path", "dashboard_links", **{**given, **directory}),
    ).succeeded()
    for name, message in {
        "no path": "missing required arguments: dashboard_links_path",
        "no routes": "dataarts_fabric_routes) is missing",
        "no url": "dashboard_links_url is missing",
        "relative": "dashboard_links_path must be the absolute path of a file, not links.html",
        "rule": "'a_b', 'c/d' cannot be route IDs: the rule is 1 to 36 ASCII letters, digits and hyphens",
        "pattern": "the URL has an unknown placeholder {session}: known are {route_id} and {session_id}",
        "own pattern": "the URL of route ray-1 must begin with http:// or https://",
    }.items():
        assert message in str(run.of(name).result["msg"]), name
    for name, why in {
        "no template": " does not exist",
        "a directory": " is a directory",
        "path": f"dashboard_links_path must be the path of a file, and {ansible.home} is a directory",
    }.items():
        assert run.of(name).result["msg"].endswith(why), name
    # What is at the path of a host is seen when the links are written.
    assert simulator.counters().by_route == {"4711": 1}
    assert not path_of(ansible).exists()
