# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real nginx as the gateway: what it refuses is neither the credential's fault nor the region's or the route ID's."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import typing as t
from collections.abc import Iterator

import pytest
import trustme

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._advice import GATEWAY
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._info import session_info
from tests.needs import needs, path
from tests.unit.misbehaving import refused_port, serve, silent

pytestmark = needs("nginx")

TOKEN = "token-for-tests-only"

SETTINGS = """
daemon off;
master_process off;
error_log stderr;
pid {directory}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    ssl_certificate {directory}/server.pem;
    ssl_certificate_key {directory}/server.pem;
    server {{ listen 127.0.0.1:{tls} ssl; }}
    server {{ listen 127.0.0.1:{mutual} ssl; ssl_verify_client on; ssl_client_certificate {directory}/ca.pem; }}
    server {{
        listen 127.0.0.1:{plain};
        large_client_header_buffers 2 2k;
        client_max_body_size 8;
        location /denied/ {{ deny all; }}
        location /basic/ {{ auth_basic "x"; auth_basic_user_file {directory}/nobody; }}
        location /get/ {{ limit_except GET {{ deny all; }} }}
        location /dead/ {{ proxy_pass http://127.0.0.1:{dead}; }}
        location /silent/ {{ proxy_pass {silent}; proxy_read_timeout 1s; }}
        location /moved/ {{ return 301 https://elsewhere.example/; }}
        location /down/ {{ return 503; }}
        location /broken/ {{ return 500; }}
    }}
}}
"""


class Nginx(t.NamedTuple):
    """Where it listens, and the CA that its certificate is of."""

    tls: int
    mutual: int
    plain: int
    ca: str


def free_ports(count: int) -> list[int]:
    """Ports that are likely to be free."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _port in range(count)]
        return [int(one.getsockname()[1]) for one in sockets]


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """One nginx with all its servers, before a service that is dead and one that never answers."""
    directory = tmp_path_factory.mktemp("nginx")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(directory / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(directory / "server.pem")
    (directory / "nobody").touch()
    tls, mutual, plain = free_ports(3)
    settings = directory / "nginx.conf"
    with serve(silent) as service:
        settings.write_text(
            SETTINGS.format(
                directory=directory, tls=tls, mutual=mutual, plain=plain, dead=refused_port(), silent=service.url
            )
            + ("user root;\n" if os.geteuid() == 0 else ""),
            encoding="utf-8",
        )
        log = directory / "log"
        with log.open("wb") as output:
            process = subprocess.Popen([path("nginx"), "-c", str(settings), "-p", str(directory)], stderr=output)
        try:
            deadline = time.monotonic() + 30
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", plain), 1):
                    break
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(log.read_text(encoding="utf-8"))
                time.sleep(0.05)
            yield Nginx(tls, mutual, plain, str(directory / "ca.pem"))
        finally:
            process.terminate()
            process.wait(10)


def failure(endpoint: str, **options: t.Any) -> dict[str, t.Any]:
    """The values of a failure."""
    given = {"route_id": "ray-1", "on_missing": "error", "endpoint": endpoint, "token": TOKEN, "retries": 0, **options}
    result = session_info({"timeout": 20.0, **given}, {})
    assert result.failed
    for word in ("credential", "region", "route ID", TOKEN):
        assert word not in result.values["msg"]
    return result.values


PAGES = {
    "400 The plain HTTP request was sent to HTTPS port": ("http", "tls", "", {}),
    "400 No required SSL certificate was sent": ("https", "mutual", "", {}),
    "400 Request Header Or Cookie Too Large": ("http", "plain", "", {"token": "t" * 4000}),
    "414 Request-URI Too Large": ("http", "plain", f"/{'p' * 4000}", {}),
    "403 Forbidden": ("http", "plain", "/denied", {}),
    "401 Authorization Required": ("http", "plain", "/basic", {}),
}


@pytest.mark.parametrize("title", PAGES)
def test_what_nginx_refuses(nginx: Nginx, title: str) -> None:
    """Its page is quoted, and the advice names the scheme, the client certificate and the sizes."""
    scheme, port, prefix, options = PAGES[title]
    url = f"{scheme}://127.0.0.1:{getattr(nginx, port)}{prefix}"
    values = failure(url, **{"ca_path": nginx.ca, **options})
    assert f"(HTTP {title[:3]}, its page says: {title})" in values["msg"]
    assert (values["reason"], values["solution_msg"]) == ("gateway", GATEWAY)


def test_a_body_that_is_too_large(nginx: Nginx) -> None:
    """A login's: IAM itself has not seen it."""
    url = f"http://127.0.0.1:{nginx.plain}"
    user = {"username": "user", "password": "fake-word-1", "domain_name": "account", "project_name": "p"}
    values = failure(url, token=None, iam_endpoint=url, **user)
    assert "(HTTP 413, its page says: 413 Request Entity Too Large)" in values["msg"]
    assert values["reason"] == "gateway"


@pytest.mark.parametrize(
    ("place", "status", "reason", "advice"),
    [
        ("dead", 502, "service", "the gateway could not reach the service"),
        ("silent", 504, "timeout", "the service did not answer the gateway in time"),
        ("down", 503, "service", "the service is not available"),
        ("broken", 500, "service", "This response is from a proxy or web server on the way, not from the service"),
        ("moved", 301, "wrong_endpoint", "Set endpoint to the final address"),
        ("nothing", 404, "wrong_endpoint", "this address does not serve the session API"),
    ],
)
def test_what_is_behind_nginx(nginx: Nginx, place: str, status: int, reason: str, advice: str) -> None:
    """A service that is dead, silent or elsewhere is told as that."""
    url = f"http://127.0.0.1:{nginx.plain}/{place}"
    given = {"route_id": "ray-1", "on_missing": "error", "endpoint": url, "token": TOKEN, "retries": 0}
    values = session_info({"timeout": 20.0, **given}, {}).values
    assert (values["http_status"], values["reason"]) == (status, reason)
    assert advice in values["msg"]
    assert "its page says: " in values["msg"]
    assert "refused" not in values["msg"]


def test_a_long_list_ends_at_the_gateway(nginx: Nginx) -> None:
    """No route fares better than the first."""
    routes = [f"ray-{number}" for number in range(20)]
    given = {"route_ids": routes, "on_missing": "error", "token": TOKEN, "retries": 0, "timeout": 20.0}
    values = session_info({**given, "endpoint": f"http://127.0.0.1:{nginx.tls}"}, {}).values
    assert len(values["not_attempted"]) == 19
