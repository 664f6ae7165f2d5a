# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service itself: ``POST /v1/sessions``, as its page describes it, behind a gateway that knows no other path."""

from __future__ import annotations

import asyncio
import email.utils
import json
import re
import secrets
import typing as t

from aiohttp import web

from tests.simulator import answers, signature
from tests.simulator.answers import ANSWERS, API_NOT_FOUND, TOKEN_MUST_BE_UPDATED, Answer
from tests.simulator.state import State

STATE = web.AppKey("state", State)

_ROUTE_ID = re.compile(r"[A-Za-z0-9-]{1,36}")


async def sessions(request: web.Request) -> web.StreamResponse:
    """Turn a route ID into its session."""
    state = request.app[STATE]
    route_id = request.query.get("route_id", "")
    entry = state.routes.get(route_id, {})
    latency = float(entry.get("latency", state.settings.latency))
    count(request, route_id)
    counts = state.counts  # a reset while this is under way makes new ones, which know nothing of it
    counts.in_flight += 1
    counts.max_concurrent = max(counts.max_concurrent, counts.in_flight)
    try:
        if latency:
            await asyncio.sleep(latency)
        answer = _refusal(request, state) or _answer(request, route_id, entry)
    finally:
        counts.in_flight -= 1
    return respond(state, answer, request_id=bool(entry.get("request_id", True)))


async def not_found(request: web.Request) -> web.StreamResponse:
    """What the gateway says of every other path and method."""
    count(request, None)
    return respond(request.app[STATE], API_NOT_FOUND)


def count(request: web.Request, route_id: str | None) -> None:
    """Note a request and its connection."""
    counts = request.app[STATE].counts
    note_connection(request)
    counts.requests += 1
    if route_id is not None:
        counts.by_route[route_id] += 1
    counts.kept.append(
        {
            "method": request.method,
            "path": request.path_qs,
            "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in request.raw_headers],
        }
    )


def note_connection(request: web.Request) -> None:
    """Note the connection on which a request came."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    if peer:
        request.app[STATE].counts.connections.add(peer[1])


def respond(state: State, answer: Answer, *, request_id: bool = True) -> web.Response:
    """An answer, with what the gateway puts on every one."""
    headers = {**answer.headers, "Date": email.utils.format_datetime(state.now(), usegmt=True)}
    if request_id:
        headers["X-Request-Id"] = secrets.token_hex(16)
    if answer.body:
        headers["Content-Type"] = answer.content_type
    return web.Response(status=answer.status, body=answer.body, headers=headers)


def _refusal(request: web.Request, state: State) -> Answer | None:
    if "Authorization" in request.headers:
        return signature.check(request, state)
    token = request.headers.get("X-Auth-Token")
    if token in state.tokens or (token is None and not state.settings.require_credential):
        return None
    return TOKEN_MUST_BE_UPDATED if token in state.expired else ANSWERS["401"]


def _answer(request: web.Request, route_id: str, entry: dict[str, t.Any]) -> Answer:
    if _ROUTE_ID.fullmatch(route_id) is None:
        return ANSWERS["400"]
    if not entry:
        return ANSWERS["404"]
    named = entry["answers"].pop(0) if entry.get("answers") else entry.get("answer")
    if named == "echo":
        echoed = json.dumps(dict(request.headers))
        return answers.make(400, {"error_code": "common.01000001", "error_msg": f"cannot read {echoed}"})
    if named is not None:
        return answers.find(named)
    body = {key: entry[key] for key in ("session_id", "status") if key in entry}
    return answers.make(200, body)
