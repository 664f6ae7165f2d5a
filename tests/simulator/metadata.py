# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The metadata service of an ECS instance that has an agency: temporary access keys."""

from __future__ import annotations

import datetime as dt
import secrets

from aiohttp import web

from tests.simulator.answers import Answer, make
from tests.simulator.service import STATE, note_connection, respond

LIFETIME = dt.timedelta(hours=1)


async def token(request: web.Request) -> web.StreamResponse:
    """The token that version 2 asks for."""
    state = request.app[STATE]
    note_connection(request)
    state.counts.metadata += 1
    mode = state.settings.metadata_mode
    if mode.startswith("v1-"):  # v1-404, v1-405, v1-503
        return respond(state, Answer(int(mode[3:])))
    if "X-Metadata-Token-Ttl-Seconds" not in request.headers:
        return respond(state, Answer(400))
    issued = secrets.token_urlsafe(24)
    state.metadata_tokens.add(issued)
    return respond(state, Answer(200, issued.encode(), "text/plain"))


async def security_key(request: web.Request) -> web.StreamResponse:
    """A temporary access key with its security token."""
    state = request.app[STATE]
    note_connection(request)
    state.counts.metadata += 1
    mode = state.settings.metadata_mode
    if mode == "no-agency":
        return respond(state, Answer(401, b"Please configure Cloud Service Agency first", "text/plain"))
    if mode == "v2" and request.headers.get("X-Metadata-Token") not in state.metadata_tokens:
        return respond(state, Answer(401, b"Unauthorized", "text/plain"))
    expires = (state.now() + LIFETIME).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return respond(state, make(200, {"credential": {**state.issue_access_key(), "expires_at": expires}}))
