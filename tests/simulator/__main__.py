# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the simulator: ``python -m tests.simulator``."""

from __future__ import annotations

import argparse
import asyncio
import signal
import ssl
import sys
from pathlib import Path

import yaml
from aiohttp import web

from tests.simulator import control, iam, metadata, service
from tests.simulator.state import State

DEFAULT_ROUTES = Path(__file__).with_name("routes.yaml")
KEEP_ALIVE = 75.0


def application(state: State, prefix: str = "") -> web.Application:
    """The simulator as a web application."""
    app = web.Application()
    app[service.STATE] = state
    app.add_routes(
        [
            *control.routes(),
            web.post("/v3/auth/tokens", iam.tokens),
            web.put("/meta-data/latest/api/token", metadata.token),
            web.get("/openstack/latest/securitykey", metadata.security_key),
            web.post(f"{prefix}/v1/sessions", service.sessions),
            web.route("*", "/{path:.*}", service.not_found),
        ]
    )
    return app


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--port-file", type=Path, help="where to write the port once it listens")
    parser.add_argument("--while-stdin-is-open", action="store_true", help="stop with the process that started it")
    parser.add_argument("--routes", type=Path, default=DEFAULT_ROUTES, help="the table of routes and credentials")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that every answer takes")
    parser.add_argument("--prefix", default="", help="a path in front of /v1")
    parser.add_argument("--tls-cert", type=Path)
    parser.add_argument("--tls-key", type=Path)
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    table = yaml.safe_load(arguments.routes.read_text(encoding="utf-8"))
    context = None
    if arguments.tls_cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.tls_cert, arguments.tls_key)
    app = application(State(table, arguments.latency), arguments.prefix)
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=KEEP_ALIVE, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, arguments.host, arguments.port, ssl_context=context, backlog=1024)
    await site.start()
    port = runner.addresses[0][1]
    print(f"listening on {'https' if context else 'http'}://{arguments.host}:{port}", flush=True)
    if arguments.port_file:
        unfinished = arguments.port_file.with_suffix(".unfinished")
        unfinished.write_text(str(port), encoding="ascii")
        unfinished.rename(arguments.port_file)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if arguments.while_stdin_is_open:
        asyncio.get_running_loop().add_reader(sys.stdin, stop.set)
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))
