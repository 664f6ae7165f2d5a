# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the simulator in a process of its own, look into it and change it. Needs the standard library only."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import typing as t
import urllib.request
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 30.0
_NO_CAS = {"SSL_CERT_FILE": os.devnull, "SSL_CERT_DIR": os.devnull}
"""For aiohttp's client, which reads all CAs when it is imported, though a simulator sends no requests."""


@dataclasses.dataclass(frozen=True)
class Counters:
    """What was counted since the last reset."""

    requests: int
    connections: int
    tokens: int
    metadata: int
    in_flight: int
    max_concurrent: int
    by_route: dict[str, int]


class Simulator:
    """A simulator that runs."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port = port
        self.url = f"{scheme}://127.0.0.1:{port}"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # it is our own process
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )

    @classmethod
    @contextlib.contextmanager
    def start(
        cls,
        table: dict[str, t.Any] | None = None,
        *,
        latency: float = 0.0,
        prefix: str = "",
        tls: tuple[Path, Path] | None = None,
    ) -> Iterator[Simulator]:
        """Start one, and stop it at the end of the ``with`` block.

        :param table: routes and credentials, by default those of ``routes.yaml``
        :param latency: seconds that every answer takes
        :param tls: the files of a certificate and its key
        """
        with tempfile.TemporaryDirectory(prefix="fabric-simulator-") as folder:
            port_file, output = Path(folder, "port"), Path(folder, "output")
            command = [sys.executable, "-m", "tests.simulator", "--port-file", str(port_file), f"--latency={latency}"]
            command.append("--while-stdin-is-open")
            if table is not None:
                routes = Path(folder, "routes.yaml")
                routes.write_text(json.dumps(table), encoding="utf-8")  # JSON is YAML
                command.append(f"--routes={routes}")
            if prefix:
                command.append(f"--prefix={prefix}")
            if tls:
                command += [f"--tls-cert={tls[0]}", f"--tls-key={tls[1]}"]
            with output.open("wb") as file:
                process = subprocess.Popen(
                    command,
                    cwd=_ROOT,
                    env={**os.environ, **_NO_CAS},
                    stdin=subprocess.PIPE,
                    stdout=file,
                    stderr=file,
                )
            try:
                ends = time.monotonic() + _PATIENCE
                while not port_file.exists():
                    if process.poll() is not None or time.monotonic() > ends:
                        raise RuntimeError(f"the simulator did not start: {output.read_text(errors='replace')}")
                    time.sleep(0.02)
                yield cls(int(port_file.read_text(encoding="ascii")), "https" if tls else "http")
            finally:
                process.communicate(timeout=10)  # which closes its standard input

    def counters(self) -> Counters:
        """What was counted since the last reset."""
        return Counters(**self._call("GET", "counters"))

    def requests(self) -> list[dict[str, t.Any]]:
        """The latest requests, the newest last: ``method``, ``path``, and ``headers`` as pairs."""
        return t.cast("list[dict[str, t.Any]]", self._call("GET", "requests"))

    def reset(self) -> None:
        """Forget everything since the start."""
        self._call("POST", "reset")

    def set_route(self, route_id: str, **entry: t.Any) -> None:
        """Set a route: ``session_id``, ``status``, ``latency``, ``answer``, ``answers``, ``request_id``."""
        self._call("PUT", f"routes/{route_id}", entry)

    def delete_route(self, route_id: str) -> None:
        """Let a route be gone."""
        self._call("DELETE", f"routes/{route_id}")

    def set(self, **settings: t.Any) -> None:
        """Change settings, by the names in ``state.Settings``; ``expire_tokens`` ends what IAM issued."""
        self._call("PUT", "settings", settings)

    def _call(self, method: str, path: str, body: object = None) -> t.Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_control/{path}", data, {"Connection": "close"}, method=method)
        with self._opener.open(request, timeout=10) as response:
            text = response.read()
        return json.loads(text) if text else None
