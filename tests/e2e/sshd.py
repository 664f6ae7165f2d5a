# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real sshd on loopback, with keys of its own, for whoever runs the tests."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import time
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

_PATIENCE = 30.0
# Where Debian's sshd, started by root, wants an empty directory; its service makes it.
_SEPARATION = Path("/run/sshd")


@contextlib.contextmanager
def start(home: Path) -> Iterator[dict[str, t.Any]]:
    """Start it in a directory, and give the variables of a host that is reached through it."""
    program = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("sshd is not installed: apt-get install openssh-server")
        pytest.skip("sshd is not installed: apt-get install openssh-server")
    if os.geteuid() == 0:
        _SEPARATION.mkdir(mode=0o755, exist_ok=True)
    home.mkdir()
    for name in ("host", "user"):
        _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name))
    port = _free_port()
    config = {
        "ListenAddress": "127.0.0.1",
        "Port": port,
        "HostKey": home / "host",
        "AuthorizedKeysFile": home / "user.pub",
        "PidFile": "none",
        "StrictModes": "no",  # the directory of a test may be anybody's
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "KbdInteractiveAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
        "PrintMotd": "no",
        "MaxStartups": "100",
        "Subsystem": "sftp internal-sftp",
    }
    (home / "config").write_text("".join(f"{name} {value}\n" for name, value in config.items()), encoding="utf-8")
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([program, "-D", "-e", "-f", str(home / "config")], stdout=log, stderr=log)
    try:
        ends = time.monotonic() + _PATIENCE
        while not _listens(port):
            assert process.poll() is None, (home / "log").read_text(encoding="utf-8")
            assert time.monotonic() < ends, (home / "log").read_text(encoding="utf-8")
            time.sleep(0.02)
        yield {
            "ansible_connection": "ssh",
            "ansible_host": "127.0.0.1",
            "ansible_port": port,
            "ansible_user": getpass.getuser(),
            "ansible_ssh_private_key_file": str(home / "user"),
            "ansible_ssh_common_args": "-F none -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no"
            " -o IdentitiesOnly=yes -o LogLevel=ERROR -o ControlMaster=no -o ControlPath=none",
        }
    finally:
        process.terminate()
        process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _run(*command: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
