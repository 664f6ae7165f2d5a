# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How tests look into the simulator and change it, under ``/_control/``. None of this is counted."""

from __future__ import annotations

from aiohttp import web

from tests.simulator.service import STATE


async def counters(request: web.Request) -> web.Response:
    """What was counted since the last reset."""
    counts = request.app[STATE].counts
    return web.json_response(
        {
            "requests": counts.requests,
            "connections": len(counts.connections),
            "tokens": counts.tokens,
            "metadata": counts.metadata,
            "in_flight": counts.in_flight,
            "max_concurrent": counts.max_concurrent,
            "by_route": dict(counts.by_route),
        }
    )


async def requests(request: web.Request) -> web.Response:
    """The latest requests, the newest last."""
    return web.json_response(list(request.app[STATE].counts.kept))


async def reset(request: web.Request) -> web.Response:
    """Forget everything since the start."""
    request.app[STATE].reset()
    return web.Response(status=204)


async def put_route(request: web.Request) -> web.Response:
    """Set what a route answers."""
    request.app[STATE].routes[request.match_info["id"]] = await request.json()
    return web.Response(status=204)


async def delete_route(request: web.Request) -> web.Response:
    """Let a route be gone."""
    request.app[STATE].routes.pop(request.match_info["id"], None)
    return web.Response(status=204)


async def put_settings(request: web.Request) -> web.Response:
    """Change settings by name; ``expire_tokens`` lets every token that IAM issued end now."""
    state = request.app[STATE]
    for name, value in (await request.json()).items():
        if name == "expire_tokens":
            state.expire_tokens()
        elif hasattr(state.settings, name):
            setattr(state.settings, name, value)
        else:
            return web.Response(status=400, text=f"no setting {name}")
    return web.Response(status=204)


def routes() -> list[web.RouteDef]:
    """The control API's routes."""
    return [
        web.get("/_control/counters", counters),
        web.get("/_control/requests", requests),
        web.post("/_control/reset", reset),
        web.put("/_control/routes/{id}", put_route),
        web.delete("/_control/routes/{id}", delete_route),
        web.put("/_control/settings", put_settings),
    ]
