# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real proxies: squid and tinyproxy with a password, and Dante for SOCKS."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import time
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import find_http_config
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    HeaderAuth,
    Transport,
    TransportError,
)
from tests.unit.attempts import outcome
from tests.unit.misbehaving import reply, serve

USER, PASSWORD = "corp-user", "Summer#2031"
ENCODED = "Summer%232031"


def program(name: str) -> str:
    """Where a server is; without it a test is skipped on a desk, and fails in CI."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/squid")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found


def free_port() -> int:
    """A port that is likely to be free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], port: int, log: Path) -> Iterator[str]:
    r"""Let a server run until the end of the \`\`with\`\` block; return where it listens."""
    with log.open("w", encoding="utf-8") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            deadline = time.monotonic() + 60
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"{command[0]} does not run: {log.read_text(encoding='utf-8')[-2000:]}")
                time.sleep(0.05)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


@contextlib.contextmanager
def tinyproxy(directory: Path) -> Iterator[str]:
    """Tinyproxy, which wants a password."""
    port = free_port()
    settings = directory / "tinyproxy.conf"
    # It has no escapes: a number sign begins a comment.
    settings.write_text(
        f"Port {port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nAllow 127.0.0.1\nBasicAuth {USER} Summer-2031\n",
        encoding="utf-8",
    )
    with running([program("tinyproxy"), "-d", "-c", str(settings)], port, directory / "tinyproxy.log") as place:
        yield place


@contextlib.contextmanager
def squid(directory: Path) -> Iterator[str]:
    """Squid, which wants a password."""
    port = free_port()
    users = directory / "users"
    hashed = subprocess.run(
        [program("openssl"), "passwd", "-apr1", PASSWORD], check=True, capture_output=True, text=True
    ).stdout.strip()
    users.write_text(f"{USER}:{hashed}\n", encoding="utf-8")
    settings = directory / "squid.conf"
    settings.write_text(
        f"""http_port 127.0.0.1:{port}
auth_param basic program {program("basic_ncsa_auth")} {users}
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
cache deny all
pid_filename none
access_log none
cache_log stdio:/dev/stderr
coredump_dir {directory}
cache_effective_user {"proxy" if os.geteuid() == 0 else ""}
shutdown_lifetime 0 seconds
netdb_filename none
""".replace("cache_effective_user \n", ""),
        encoding="utf-8",
    )
    for path in (directory, *directory.parents):
        with contextlib.suppress(OSError):
            if path.stat().st_uid == os.geteuid() and str(path).startswith("/tmp/"):
                path.chmod(0o755)
    command = [program("squid"), "-N", "-f", str(settings)]
    with running(command, port, directory / "squid.log") as place:
        yield place


@pytest.mark.parametrize(("proxy", "good"), [(squid, ENCODED), (tinyproxy, "Summer-2031")])
def test_a_password(
    proxy: t.Callable[[Path], contextlib.AbstractContextManager[str]],
    good: str,
    tmp_path: Path,
    context: ssl.SSLContext,
    trusted: str,
) -> None:
    """A good one lets requests through, in the tunnel too; of a wrong one the status is told, and it is final."""
    with proxy(tmp_path) as place, serve(reply()) as plain, serve(reply(), context) as tls:
        for password, told in ((good, ["200", "200"]), ("wrong", None)):
            url = f"http://{USER}:{password}@{place}"
            environ = {"http_proxy": url, "https_proxy": url}
            options = {"ca_path": trusted, "timeout": 20.0}
            transport = Transport(find_http_config(options, environ, [plain.url, tls.url]))
            if told:
                assert [outcome(transport, server.url) for server in (plain, tls)] == told
            else:
                check_refusal(transport, plain.url, tls.url)
            transport.close()
    assert [len(server.received) for server in (plain, tls)] == [1, 1]


def check_refusal(transport: Transport, plain: str, tls: str) -> None:
    """Squid answers 407, tinyproxy 401 or 407, depending on its release; never is there a retry."""
    status = transport.send("POST", plain, auth=HeaderAuth({})).status
    assert status in (401, 407)
    with pytest.raises(TransportError) as caught:
        transport.send("POST", tls, auth=HeaderAuth({}))
    words = f"could not be reached through the proxy (which answered HTTP {status})"
    assert (caught.value.kind, str(caught.value), caught.value.retryable) == ("proxy", words, False)
    assert caught.value.status == status


@pytest.mark.parametrize("scheme", ["socks4", "socks5", "socks5h"])
def test_dante(scheme: str, tmp_path: Path, context: ssl.SSLContext, trusted: str) -> None:
    """A SOCKS server of somebody else's, for each version it speaks."""
    pytest.importorskip("socks")
    port = free_port()
    settings = tmp_path / "danted.conf"
    settings.write_text(
        f"""logoutput: stderr
internal: 127.0.0.1 port = {port}
external: lo
clientmethod: none
socksmethod: none
client pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
socks pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
""",
        encoding="utf-8",
    )
    with running([program("danted"), "-f", str(settings)], port, tmp_path / "danted.log") as place:
        config = find_http_config({"ca_path": trusted, "timeout": 20.0}, {"ALL_PROXY": f"{scheme}://{place}"})
        with serve(reply()) as plain, serve(reply(), context) as tls:
            transport = Transport(config)
            named = plain.url.replace("127.0.0.1", "localhost")
            assert [outcome(transport, url) for url in (plain.url, named, tls.url)] == ["200"] * 3
            transport.close()
