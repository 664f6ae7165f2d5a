# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The password method against a real Keystone, whose protocol Huawei Cloud's IAM speaks."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import threading
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.collection import BUILD
from tests.e2e.runner import MODULE, Ansible
from tests.keystone.handle import Keystone
from tests.simulator import answers

LOGIN = "huaweicloud.dataarts_fabric.iam_token_info"
ROUTES = [f"route-{number}" for number in range(6)]


@pytest.fixture(scope="module")
def keystone() -> Iterator[Keystone]:
    """A real Keystone."""
    with Keystone.start(BUILD / "keystone") as keystone:
        yield keystone


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path) -> Ansible:
    """Ansible without an endpoint or a credential, once: each answer of Keystone's is another."""
    return Ansible(tmp_path, installed_collections)


class Service:
    """A session API that asks Keystone about every token, as the real one does.

    :param revoke_after: how many requests it serves before the token they came with is revoked
    """

    def __init__(self, keystone: Keystone, revoke_after: int = 0) -> None:
        self.keystone = keystone
        self.tokens: list[str] = []
        self.url = ""
        self._revoke_after = revoke_after
        self._lock = threading.Lock()

    def answer(self, token: str) -> answers.Answer:
        """The answer to a request with that token."""
        with self._lock:
            self.tokens.append(token)
            if len(self.tokens) == self._revoke_after:
                self.keystone.revoke(token)
            if self.keystone.validate(token):
                return answers.make(200, {"session_id": "session", "status": "RUNNING"})
            return answers.TOKEN_MUST_BE_UPDATED

    @contextlib.contextmanager
    def serve(self) -> Iterator[Service]:
        """Serve on loopback."""
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                answer = service.answer(self.headers.get("X-Auth-Token", ""))
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_arguments: object) -> None:
                """Print nothing."""

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.url = f"http://127.0.0.1:{server.server_port}"
            yield self
            server.shutdown()


def account(keystone: Keystone, **other: str) -> dict[str, str]:
    """The options with which the user logs in, some of them replaced."""
    return {
        "username": keystone.username,
        "password": keystone.password,
        "domain_name": keystone.domain_name,
        "iam_endpoint": f"{keystone.url}/v3",
        "region": keystone.project_name,
        **other,
    }


def task(name: str, module: str = LOGIN, **options: t.Any) -> dict[str, t.Any]:
    """A task that calls a module, and whose failure does not end the play."""
    return {"name": name, module: options, "ignore_errors": True}


def test_scope_of_the_token(ansible: Ansible, keystone: Keystone) -> None:
    """The token is for the project that is named, by its ID or its name, or else by the region."""
    ways = {
        "region": account(keystone),
        "name": account(keystone, region="elsewhere", project_name=keystone.project_name),
        "ID": account(keystone, region="elsewhere", project_name="elsewhere", project_id=keystone.project_id),
    }
    run = ansible.tasks(*(task(name, **options) for name, options in ways.items())).succeeded()
    for name in ways:
        row = run.of(name)
        assert row.outcome == "ok", row.result
        assert keystone.validate(row.result["token"])
        known = keystone.describe(row.result["token"])
        assert known
        assert known["user"]["id"] == keystone.user_id
        assert row.result["project_id"] == keystone.project_id
        assert row.result["expires_at"] == known["expires_at"]
        assert "catalog" not in row.result


def test_refused_logins(ansible: Ansible, keystone: Keystone) -> None:
    """Each login that Keystone refuses is one attempt and a sentence about who, where and what to do."""
    ways = {
        "password": account(keystone, password="wrong-for-tests-only"),
        "disabled user": account(keystone, username=keystone.disabled_username),
        "unknown user": account(keystone, username="nobody"),
        "unknown domain": account(keystone, domain_name="nowhere"),
        "unknown project": account(keystone, project_name="nowhere"),
        "unknown project ID": account(keystone, project_id="0" * 32),
        "no role": account(keystone, project_name=keystone.other_project_name),
        "no role, by ID": account(keystone, project_id=keystone.other_project_id),
    }
    run = ansible.tasks(*(task(name, **options) for name, options in ways.items())).succeeded()
    for name, options in ways.items():
        result = run.failure(name)
        assert (result["http_status"], result["error_code"], result["tries"]) == (401, "401", 1), name
        assert result["error_msg"].startswith("The request you have made requires authentication"), name
        start = f"Could not log in user '{options['username']}': IAM at {keystone.url} refused the login (HTTP 401, The"
        assert result["msg"].startswith(start)
        assert "Check username, password, domain_name and the project" in result["solution_msg"]
        assert result["solution_source"] == "collection"
        assert "token" not in result
        assert "wrong-for-tests-only" not in str(result)


def test_a_second_factor(ansible: Ansible, keystone: Keystone) -> None:
    """Keystone takes the password and demands more: nobody is told to check the password."""
    options = account(keystone, username=keystone.two_factor_username)
    wrong = {**options, "password": "wrong-for-tests-only"}
    run = ansible.tasks(task("good", **options), task("wrong", **wrong)).succeeded()
    result = run.failure("good")
    assert (result["http_status"], result["reason"], result["tries"]) == (401, "credential_refused", 1), result
    assert (
        result["solution_msg"]
        == "Use an access key, or a user without a second factor: IAM requires one for this user."
    )
    assert result["msg"].endswith(result["solution_msg"])
    assert "Check username, password" in run.failure("wrong")["solution_msg"]


def test_a_list_of_routes(ansible: Ansible, keystone: Keystone) -> None:
    """One login serves a list; when its token is revoked in the middle, one more does, and nothing is lost."""
    with Service(keystone, revoke_after=3).serve() as service:
        asked = {"route_ids": ROUTES, "concurrency": 2, **account(keystone)}
        result = ansible.tasks(task("list", MODULE, endpoint=service.url, **asked)).succeeded().of("list").result
    assert [session["route_id"] for session in result["sessions"]] == ROUTES, result
    assert result["auth_method"] == "password"
    first, last = service.tokens[0], service.tokens[-1]
    assert {*service.tokens} == {first, last}
    assert not keystone.validate(first)
    assert keystone.validate(last)


def test_a_token_that_has_expired(ansible: Ansible, keystone: Keystone) -> None:
    """A login whose token is of no use any more is repeated once, and then a failure with that advice."""
    with keystone.expired_logins() as url, Service(keystone).serve() as service:
        login = account(keystone, iam_endpoint=url)
        tasks = [task("list", MODULE, endpoint=service.url, route_ids=ROUTES, **login), task("token", **login)]
        run = ansible.tasks(*tasks).succeeded()
    result = run.failure("list")
    assert (result["error_code"], result["http_status"], result["tries"]) == ("APIGW.0307", 401, 2)
    assert "Use a new token" in result["solution_msg"]
    assert result["not_attempted"] == ROUTES[1:]
    assert len(set(service.tokens)) == len(service.tokens) == 2

    issued = run.of("token").result
    assert keystone.describe(issued["token"]) is None
    ends = dt.datetime.strptime(issued["expires_at"], "%Y-%m-%dT%H:%M:%S.%f%z")
    assert ends <= dt.datetime.now(dt.timezone.utc)
