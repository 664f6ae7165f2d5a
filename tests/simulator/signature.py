# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check signed requests with the signer of Huawei Cloud's official SDK, as the gateway would.

Five failures in a row lock an access key for five minutes, and a request's date must be within 15 minutes of the clock.
"""

from __future__ import annotations

import datetime as dt
import hmac
import re

from aiohttp import web

from tests.simulator.answers import BAD_SIGNATURE, CLOCK_SKEW, LOCKED, Answer
from tests.simulator.state import State

FAILURES = 5
LOCKED_FOR = dt.timedelta(minutes=5)
WINDOW = dt.timedelta(minutes=15)

_AUTHORIZATION = re.compile(
    r"SDK-HMAC-SHA256 Access=(?P<key>[^,]+), SignedHeaders=(?P<names>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def check(request: web.Request, state: State) -> Answer | None:
    """What is wrong with a signed request, as the answer to give; nothing where all is well."""
    match = _AUTHORIZATION.fullmatch(request.headers["Authorization"])
    if match is None:
        return BAD_SIGNATURE
    key = match["key"]
    if state.locked_until.get(key, state.now()) > state.now():
        return LOCKED
    try:
        date = dt.datetime.strptime(request.headers.get("X-Sdk-Date", ""), "%Y%m%dT%H%M%S%z")
    except ValueError:
        return BAD_SIGNATURE
    if abs(state.now() - date) > WINDOW:
        return CLOCK_SKEW
    known = state.access_keys.get(key)
    good = known is not None and known.get("security_token") == request.headers.get("X-Security-Token")
    if known is not None and good:
        names = match["names"].split(";")
        good = {"host", "x-sdk-date"} <= set(names) and hmac.compare_digest(
            _expected(request, key, known["secret_key"], names), request.headers["Authorization"]
        )
    if good:
        state.failures.pop(key, None)
        return None
    state.failures[key] += 1
    if state.failures[key] >= FAILURES:
        state.locked_until[key] = state.now() + LOCKED_FOR
        state.failures.pop(key)
    return BAD_SIGNATURE


def _expected(request: web.Request, access_key: str, secret_key: str, names: list[str]) -> str:
    """The header that the official signer makes for the same request."""
    # It takes half of the time in which a simulator starts, and most simulators get no signed request.
    from huaweicloudsdkcore.auth.credentials import BasicCredentials  # noqa: PLC0415
    from huaweicloudsdkcore.sdk_request import SdkRequest  # noqa: PLC0415
    from huaweicloudsdkcore.signer.signer import Signer  # noqa: PLC0415

    sdk_request = SdkRequest(
        method=request.method,
        schema=request.scheme,
        host=request.host,
        resource_path=request.rel_url.raw_path,
        query_params=list(request.query.items()),
        header_params={name: request.headers[name] for name in names if name in request.headers and name != "host"},
        body="",
    )
    signed = Signer(BasicCredentials(access_key, secret_key, "unused")).sign(sdk_request)
    return str(signed.header_params["Authorization"])
