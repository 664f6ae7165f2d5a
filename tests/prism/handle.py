# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prism on loopback: it serves the OpenAPI document of the service, and refuses requests that break it.

npm installs Prism into a cache directory. Runs may share it, also at the same time.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

VERSION = "5.14.2"
DOCUMENT = Path(__file__).resolve().parents[1] / "simulator" / "openapi.yaml"
_PATIENCE = 60.0


class PrismError(Exception):
    """Prism could not be installed or started."""


@contextlib.contextmanager
def start(program: Path) -> Iterator[tuple[str, Path]]:
    """Serve until the end of the ``with`` block; gives the URL, and the file with what Prism says."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="fabric-prism-") as folder:
        said = Path(folder, "said")
        with said.open("wb") as file:
            command = [str(program), "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), str(DOCUMENT)]
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        try:
            _wait(process, port, said)
            yield f"http://127.0.0.1:{port}", said
        finally:
            process.terminate()
            process.wait(30)


def install(home: Path) -> Path:
    """Let npm install Prism unless it is there; return the program."""
    home.mkdir(parents=True, exist_ok=True)
    done, unfinished = home / VERSION, home / "unfinished"
    with (home / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            # Its own patience with a registry that does not answer is ten minutes.
            hurried = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"]
            quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
            command = [
                "npm",
                "install",
                "--prefix",
                str(unfinished),
                *quiet,
                *hurried,
                f"@stoplight/prism-cli@{VERSION}",
            ]
            ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            if ended.returncode:
                said = ended.stdout.splitlines()
                reason = next((line for line in said if ", reason: " in line), " ".join(said))
                raise PrismError(f"npm could not install Prism: {reason.removeprefix('npm error ')[:300]}")
            unfinished.rename(done)
    return done / "node_modules" / ".bin" / "prism"


def _wait(process: subprocess.Popen[bytes], port: int, said: Path) -> None:
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise PrismError(f"Prism did not start: {said.read_text(encoding='utf-8', errors='replace')[-500:]}")
