# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real OpenStack Keystone on loopback, for the tests of the password login.

    with Keystone.start(home) as keystone:
        ...  # log in at keystone.url + "/v3/auth/tokens"

``home`` is a cache directory. The first start builds in it a virtual environment with Keystone (about 160 MB, half a
minute) and a database with the users and projects below; each holds a stamp of what it was built from. A later start
with the same inputs reuses both and takes two or three seconds. Every start serves a copy of the database of its own,
so a test may change anything in it. Runs may share a home, also at the same time.
"""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"
SETTINGS = HERE / "keystone.conf"
ADMIN_PASSWORD = "fake-admin-password"
OWNER = ("--keystone-user", str(os.getuid()), "--keystone-group", str(os.getgid()))
MANAGE = (
    ("fernet_setup", *OWNER),
    ("credential_setup", *OWNER),
    ("db_sync",),
    ("bootstrap", "--bootstrap-password", ADMIN_PASSWORD),
)

Answer = tuple[int, Mapping[str, str], Any]  # status, headers, decoded body


class KeystoneError(Exception):
    """Keystone could not be built, started or asked; the message ends with what its process printed last."""


@dataclass(frozen=True)
class Keystone:
    """A running Keystone: one domain, a user and a project for each answer to a login."""

    domain_name: ClassVar[str] = "acme"
    project_name: ClassVar[str] = "cn-north-4"
    other_project_name: ClassVar[str] = "other"  # exists, but no user has a role on it
    username: ClassVar[str] = "fabric"
    disabled_username: ClassVar[str] = "fabric-disabled"
    two_factor_username: ClassVar[str] = "fabric-two-factors"  # a password alone does not do for this user
    password: ClassVar[str] = "fake-password-of-fabric"  # of all users

    url: str
    project_id: str
    other_project_id: str
    user_id: str
    _admin_token: str
    _state: Path
    _python: Path

    @classmethod
    @contextmanager
    def start(cls, home: Path) -> Iterator[Keystone]:
        """Build Keystone in ``home`` unless it is there, and serve a copy of what was built."""
        home = home.resolve()
        home.mkdir(parents=True, exist_ok=True)
        python, prepared = home / "venv" / "bin" / "python", home / "state"
        with tempfile.TemporaryDirectory() as scratch:
            state = Path(scratch, "state")
            with (home / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                _build_environment(home / "venv", python)
                _build_state(prepared, python)
                shutil.copytree(prepared, state)
            ids = json.loads((state / "ids.json").read_text())
            with _serve(python, state) as url:
                yield cls(url=url, _admin_token=_admin_login(url), _state=state, _python=python, **ids)

    @contextmanager
    def expired_logins(self) -> Iterator[str]:
        """Serve the same database at a second URL, whose logins succeed with a token that has already expired."""
        with _serve(self._python, self._state, {"OS_TOKEN__EXPIRATION": "0"}) as url:
            yield url

    def describe(self, token: str) -> dict[str, Any] | None:
        """Return what Keystone knows of a token (user, project, expires_at), or None if it is not valid."""
        status, _unused, body = self._token_call("GET", token, expected=(200, 404))
        return dict(body["token"]) if status == 200 else None

    def validate(self, token: str) -> bool:
        """Tell whether a token is valid now and scoped to ``project_id``."""
        described = self.describe(token)
        return described is not None and described.get("project", {}).get("id") == self.project_id

    def revoke(self, token: str) -> None:
        """Make a token invalid at once."""
        self._token_call("DELETE", token, expected=(204,))

    def _token_call(self, method: str, token: str, expected: tuple[int, ...]) -> Answer:
        headers = {"X-Auth-Token": self._admin_token, "X-Subject-Token": token}
        return _request(method, f"{self.url}/v3/auth/tokens", expected, headers=headers)


def _build_environment(directory: Path, python: Path) -> None:
    """Make the virtual environment, unless it is there and its interpreter still is."""
    with _building(directory, REQUIREMENTS, usable=python.exists()) as needed:
        if needed:
            _run(directory, sys.executable, "-m", "venv", str(directory))
            # Python compiles on first use the few modules that a login needs; pip would compile them all.
            install = ("-m", "pip", "install", "--quiet", "--no-compile", "--requirement", str(REQUIREMENTS))
            _run(directory, str(python), *install)


def _build_state(directory: Path, python: Path) -> None:
    """Make the keys and the database, and record what was created in it."""
    with _building(directory, REQUIREMENTS, SETTINGS, Path(__file__)) as needed:
        if needed:
            for command in MANAGE:
                _run(directory, str(python.with_name("keystone-manage")), "--config-file", str(SETTINGS), *command)
            with _serve(python, directory) as url:
                (directory / "ids.json").write_text(json.dumps(_fill(url)))


@contextmanager
def _building(directory: Path, *inputs: Path, usable: bool = True) -> Iterator[bool]:
    """Give whether a directory must be built from the inputs, by then empty; stamp it when that succeeded."""
    digest = hashlib.sha256(str(directory).encode())
    for source in inputs:
        digest.update(source.read_bytes())
    stamp = directory / "stamp"
    if usable and stamp.exists() and stamp.read_text() == digest.hexdigest():
        yield False
        return
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700)
    yield True
    stamp.write_text(digest.hexdigest())


def _environment(home: Path) -> dict[str, str]:
    """Return this process's environment without what would steer Python (PYTHON*) or Keystone (OS_*)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "OS_"))}
    return {**environment, "HOME": environment.get("HOME") or str(home)}


def _run(directory: Path, *command: str) -> None:
    """Run one step of the build."""
    try:
        subprocess.run(
            command,
            cwd=directory,
            env=_environment(directory),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=900,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise KeystoneError(f"{error}\n{_tail(error.output or b'')}") from error


def _tail(output: bytes) -> str:
    return output.decode(errors="replace")[-4000:]


@contextmanager
def _serve(python: Path, state: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run one server over a database and give its base URL once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        log = state / f"{port}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                (str(python), str(HERE / "app.py"), str(listener.fileno())),
                cwd=state,
                env={**_environment(state), "OS_KEYSTONE_CONFIG_FILES": str(SETTINGS), **(settings or {})},
                pass_fds=(listener.fileno(),),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
    # From here only the server holds the socket: a request waits until it serves, or fails as soon as it dies.
    url = f"http://127.0.0.1:{port}"
    try:
        _request("GET", f"{url}/v3", (200,))
        yield url
    except KeystoneError as error:
        raise KeystoneError(f"{error}\nKeystone printed:\n{_tail(log.read_bytes())}") from error
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _request(
    method: str, url: str, expected: tuple[int, ...], body: Any = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send one request, past any proxy, and insist on one of the expected statuses."""
    request = urllib.request.Request(
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        try:
            response = opener.open(request, timeout=120)
        except urllib.error.HTTPError as refusal:
            response = refusal
        with response:
            status, received, content = response.status, response.headers, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise KeystoneError(f"{method} {url} failed: {error}") from error
    if status not in expected:
        raise KeystoneError(f"{method} {url} answered {status}: {_tail(content)}")
    return status, received, json.loads(content or b"null")


def _admin_login(url: str) -> str:
    user = {"name": "admin", "password": ADMIN_PASSWORD, "domain": {"id": "default"}}
    login = {
        "identity": {"methods": ["password"], "password": {"user": user}},
        "scope": {"project": {"name": "admin", "domain": {"id": "default"}}},
    }
    _status, headers, _body = _request("POST", f"{url}/v3/auth/tokens", (201,), {"auth": login})
    return headers["X-Subject-Token"]


def _fill(url: str) -> dict[str, str]:
    """Create the domain, the projects and the users through the API."""
    headers = {"X-Auth-Token": _admin_login(url)}

    def create(kind: str, **fields: Any) -> str:
        _status, _headers, body = _request("POST", f"{url}/v3/{kind}s", (201,), {kind: fields}, headers)
        return str(body[kind]["id"])

    domain = create("domain", name=Keystone.domain_name)
    project = create("project", name=Keystone.project_name, domain_id=domain)
    other_project = create("project", name=Keystone.other_project_name, domain_id=domain)
    account = {"password": Keystone.password, "domain_id": domain}
    user = create("user", name=Keystone.username, **account)
    disabled_user = create("user", name=Keystone.disabled_username, enabled=False, **account)
    rules = {"multi_factor_auth_enabled": True, "multi_factor_auth_rules": [["password", "totp"]]}
    two_factor_user = create("user", name=Keystone.two_factor_username, options=rules, **account)
    _status, _headers, found = _request("GET", f"{url}/v3/roles?name=member", (200,), headers=headers)
    role = found["roles"][0]["id"]
    for each in (user, disabled_user, two_factor_user):
        _request("PUT", f"{url}/v3/projects/{project}/users/{each}/roles/{role}", (204,), headers=headers)
    return {"project_id": project, "other_project_id": other_project, "user_id": user}
