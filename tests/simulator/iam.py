# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""IAM: a password for a token, in Keystone's protocol."""

from __future__ import annotations

import datetime as dt
import typing as t

from aiohttp import web

from tests.simulator import answers
from tests.simulator.service import STATE, note_connection, respond
from tests.simulator.state import State

LIFETIME = dt.timedelta(hours=24)


async def tokens(request: web.Request) -> web.StreamResponse:
    """Issue a token for a project."""
    state = request.app[STATE]
    note_connection(request)
    state.counts.tokens += 1
    if state.settings.iam_answer:
        return respond(state, answers.find(state.settings.iam_answer))
    try:
        project = _log_in(state, (await request.json())["auth"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return _respond(state, 400, {"error": {"code": 400, "message": "Bad request", "title": "Bad Request"}})
    if project is None:
        message = "The username or password is wrong."
        return _respond(state, 401, {"error": {"code": 401, "message": message, "title": "Unauthorized"}})
    issued = state.now()
    body = {
        "token": {
            "expires_at": (issued + LIFETIME).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "issued_at": issued.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "methods": ["password"],
            "project": project,
        }
    }
    if not request.query.get("nocatalog"):
        body["token"]["catalog"] = []
    return _respond(state, 201, body, **{"X-Subject-Token": state.issue_token()})


def _log_in(state: State, auth: dict[str, t.Any]) -> dict[str, str] | None:
    user = auth["identity"]["password"]["user"]
    wanted = auth["scope"]["project"]
    for known in state.users:
        if (known["domain"], known["name"], known["password"]) == (
            user["domain"]["name"],
            user["name"],
            user["password"],
        ):
            for project in known["projects"]:
                if wanted.get("id") == project["id"] or ("id" not in wanted and wanted["name"] == project["name"]):
                    return dict(project)
    return None


def _respond(state: State, status: int, body: object, **headers: str) -> web.Response:
    response = respond(state, answers.make(status, body, **headers), request_id=False)
    response.headers["X-IAM-Trace-Id"] = "token_cn-north-4_null_5b1ad1f0"
    return response
