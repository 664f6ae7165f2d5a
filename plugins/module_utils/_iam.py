# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A password login: ``POST /v3/auth/tokens`` of IAM, which speaks Keystone's protocol.

Source: the page "Obtaining a User Token Through Password Authentication" of the IAM API reference. The token comes in
the header ``X-Subject-Token`` and lasts 24 hours at most.
"""

from __future__ import annotations

import dataclasses
import json
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import BodyError, plain, read_object
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError, InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Pace, exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._failure import error_of, failure_of
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._identity import Password, header_value
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._scrub import Scrubber
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import (
    Answer,
    HeaderAuth,
    Transport,
)

_REFUSED = "Check username, password, domain_name and the project: an IAM user is needed, not a HUAWEI ID."
_UNAVAILABLE = "Check iam_endpoint; if it stays so, use an access key, which needs no login."


@dataclasses.dataclass(frozen=True)
class Login:
    """A token that IAM issued.

    :param token: what to send as ``X-Auth-Token``
    :param expires_at: when it ends, in UTC as ISO 8601, as IAM says it; ``None`` where it does not
    :param project_id: the project it is for; ``None`` where IAM does not say
    """

    token: str = dataclasses.field(repr=False)
    expires_at: str | None = None
    project_id: str | None = None


def log_in(identity: Password, transport: Transport, pace: Pace, ends: float) -> Login:
    """Exchange a password for a token.

    :param ends: when to give up, on the monotonic clock
    :raises CallError: IAM refused it, could not be asked, or gave no token
    """
    url = f"{identity.iam_endpoint}/v3/auth/tokens?nocatalog=true"
    body = json.dumps(_request(identity)).encode()

    def send(seconds: float) -> Answer:
        return transport.send(
            "POST",
            url,
            auth=HeaderAuth({}),
            headers={"Content-Type": "application/json;charset=utf8"},
            body=body,
            timeout=seconds,
        )

    done = exchange(send, transport.network, pace, ends)
    clean = Scrubber((*identity.secrets, *transport.network.secrets))
    user = f"user {identity.username!a}"
    if done.answer is None:
        what = f"IAM at {identity.iam_endpoint}, where {user} logs in, {done.error}"
        raise CallError(failure_of(what, done, error_of(done, clean)))
    if done.answer.status != 201:
        refused = done.answer.status in (401, 403)
        what = f"IAM at {identity.iam_endpoint} {'refused' if refused else 'could not log in'} {user}"
        advice = _REFUSED if refused else _UNAVAILABLE
        raise CallError(failure_of(what, done, error_of(done, clean), advice=advice))
    try:
        token = header_value(done.answer.headers.get("X-Subject-Token", ""), "X-Subject-Token")
    except InputError:
        what = f"IAM at {identity.iam_endpoint} gave {user} no token"
        detail = "no usable header X-Subject-Token"
        raise CallError(failure_of(what, done, error_of(done, clean), detail=detail, advice=_UNAVAILABLE)) from None
    return _read(token, done.answer)


def _request(identity: Password) -> dict[str, t.Any]:
    domain = {"name": identity.domain_name}
    # Keystone finds a project's name in a domain only; an ID stands for itself.
    project: dict[str, t.Any] = {"name": identity.project_name, "domain": domain}
    if identity.project_id:
        project = {"id": identity.project_id}
    user = {"domain": domain, "name": identity.username, "password": identity.password}
    return {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": project},
        }
    }


def _read(token: str, answer: Answer) -> Login:
    try:
        details = read_object(answer.body, too_large=answer.too_large).get("token")
    except BodyError:
        details = None
    if not isinstance(details, dict):
        details = {}
    project = details.get("project")
    project_id = project.get("id") if isinstance(project, dict) else None
    return Login(token, _text(details.get("expires_at")), _text(project_id))


def _text(value: object) -> str | None:
    return plain(value, 64) if isinstance(value, str) and value else None
