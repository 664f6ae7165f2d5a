# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A name whose first address is dead, as the resolver of the machine gives it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.runner import MODULE, Ansible
from tests.unit.misbehaving import reply, serve, silent_port

NAME = "fabric.test"
SESSION = b'{"session_id": "11111111-2222-4333-8444-555555555555", "status": "RUNNING"}'
IN_A_NAMESPACE = ("unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"')


def own_hosts(hosts: Path) -> tuple[str, ...]:
    """What to put before a command that shall see a hosts file of its own."""
    return (*IN_A_NAMESPACE, str(hosts))


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    """A hosts file in which the name has two addresses."""
    path = tmp_path / "hosts"
    path.write_text(f"::1 {NAME}\n127.0.0.1 {NAME} localhost\n", encoding="utf-8")
    look = f"import socket; print(socket.getaddrinfo({NAME!r}, 1, type=socket.SOCK_STREAM)[0][4][0])"
    command = [*own_hosts(path), sys.executable, "-c", look]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.stdout.strip() != "::1":
        if os.environ.get("CI") == "true":
            pytest.fail(f"no hosts file of its own: {done.stderr}")
        pytest.skip("needs IPv6 and a mount namespace, which only root may have")
    return path


def test_a_dead_first_address(ansible: Ansible, hosts: Path) -> None:
    """The second one is tried within the first attempt."""
    options = json.dumps({"route_id": "ray-1", "timeout": 20, "retries": 0})
    program = str(Path(sys.executable).with_name("ansible"))
    with serve(reply(SESSION)) as server:
        port = int(server.url.rpartition(":")[2])
        ansible.environment["HUAWEICLOUD_FABRIC_ENDPOINT"] = f"http://{NAME}:{port}"
        with silent_port("::1", port):
            done = subprocess.run(
                [*own_hosts(hosts), program, "localhost", "-m", MODULE, "-a", options],
                env=ansible.environment,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
    assert "11111111-2222-4333-8444-555555555555" in done.stdout, done.stdout + done.stderr
    assert server.connections == 1
