# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The call: ``POST /v1/sessions?route_id=...`` turns a route ID into a session.

Source: the page "Obtaining Session Information" of the DataArts Fabric API reference.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import email.utils
import re
import time
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._advice import advice_for
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._authenticator import Authenticator
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._body import (
    BodyError,
    ErrorBody,
    read_object,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import CallError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._exchange import Exchange, Pace, exchange
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._failure import (
    error_of,
    failure_of,
    request_id_of,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import AuthBase
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._signing import canonical_query
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._transport import (
    Answer,
    Transport,
    TransportError,
)

_API_NOT_FOUND = "0101"
_CLOCK_SKEW = "0303"
_UPDATE_NEEDED = "0307"
_EXPIRED = re.compile(r"(?i)token must be updated|token expire")


@dataclasses.dataclass(frozen=True)
class Session:
    """A Ray session.

    :param status: as the service says it, ``None`` where it says none
    :param request_id: the ID to quote to Huawei Cloud's support, ``None`` where none was sent
    :param attempts: how many attempts were made
    """

    route_id: str
    session_id: str
    status: str | None
    request_id: str | None
    attempts: int

    def as_result(self) -> dict[str, t.Any]:
        """Return the keys as a module returns them."""
        return dataclasses.asdict(self)


class SessionApi:
    """The session API at one endpoint; safe to use from many threads."""

    def __init__(self, endpoint: str, transport: Transport, authenticator: Authenticator, pace: Pace) -> None:
        self._endpoint = endpoint
        self._transport = transport
        self._authenticator = authenticator
        self._pace = pace

    def show(self, route_id: str) -> Session:
        """Return the session of a route.

        :raises CallError: there is none, or it could not be had
        :raises StoppedError: the run was stopped before an answer came
        """
        ends = time.monotonic() + self._transport.network.retry_deadline
        before = 0
        with self._authenticating(route_id, before):
            auth = self._authenticator.auth(ends)
        while True:
            done = self._exchange(route_id, auth, ends)
            done = dataclasses.replace(done, attempts=done.attempts + before)
            try:
                return self._read(route_id, done)
            except CallError as error:
                if not error.renewable:
                    raise
                with self._authenticating(route_id, done.attempts):
                    fresh = self._authenticator.renewed(auth, ends)
                if fresh is None:
                    raise
                auth, before = fresh, done.attempts

    @contextlib.contextmanager
    def _authenticating(self, route_id: str, attempts: int) -> t.Iterator[None]:
        """Make what goes wrong in it the route's failure."""
        try:
            yield
        except CallError as error:
            raise CallError(dataclasses.replace(error.failure, route_id=route_id), fatal=error.fatal) from None
        except TransportError as error:
            raise self._unanswered(route_id, Exchange(None, error, attempts)) from None

    def _exchange(self, route_id: str, auth: AuthBase, ends: float) -> Exchange:
        url = f"{self._endpoint}/v1/sessions?{canonical_query([('route_id', route_id)])}"

        def send(seconds: float) -> Answer:
            return self._transport.send("POST", url, auth=auth, timeout=seconds)

        return exchange(send, self._transport.network, self._pace, ends)

    def _read(self, route_id: str, done: Exchange) -> Session:
        answer = done.answer
        if answer is None:
            raise self._unanswered(route_id, done)
        if answer.status == 200:
            return self._read_session(route_id, answer, done)
        raise self._refusal(route_id, answer, done, error_of(done, self._authenticator.clean))

    def _unanswered(self, route_id: str, done: Exchange) -> CallError:
        what = f"{self._endpoint}, asked for the session of route {route_id}, {done.error}"
        return CallError(failure_of(what, done, ErrorBody(), route_id=route_id))

    def _read_session(self, route_id: str, answer: Answer, done: Exchange) -> Session:
        problem = None
        try:
            value = read_object(answer.body, too_large=answer.too_large)
            session_id, status = value.get("session_id"), value.get("status")
            if not isinstance(session_id, str) or not session_id:
                problem = "has no session_id that is a string with characters in it"
            elif status is not None and not isinstance(status, str):
                problem = "has a status that is no string"
            else:
                return Session(route_id, session_id, status, request_id_of(answer), done.attempts)
        except BodyError as error:
            problem = str(error)
        what = f"The answer for route {route_id} at {self._endpoint} is not a session"
        raise CallError(failure_of(what, done, ErrorBody(), route_id=route_id, detail=f"its body {problem}"))

    def _refusal(self, route_id: str, answer: Answer, done: Exchange, body: ErrorBody) -> CallError:
        suffix = body.code.rpartition(".")[2] if body.code else None
        where = f"route {route_id} at {self._endpoint}"
        advice = detail = None
        fatal = renewable = missing = False
        if answer.status == 404 and (suffix == _API_NOT_FOUND or body.code is None):
            what = f"{self._endpoint} does not serve the session API, so route {route_id} could not be asked for"
            advice = advice_for(404, _API_NOT_FOUND)
        elif answer.status == 404:
            missing = True
            what = f"Route {route_id} does not exist at {self._endpoint}"
        elif answer.status in (401, 403):
            fatal = True
            renewable = suffix == _UPDATE_NEEDED or bool(_EXPIRED.search(body.message or ""))
            detail = _clock_difference(answer) if suffix == _CLOCK_SKEW else None
            what = f"The credential ({self._authenticator.method}) was refused for {where}"
        else:
            what = f"The session of {where} could not be had"
        failure = failure_of(what, done, body, route_id=route_id, detail=detail, advice=advice)
        return CallError(failure, missing=missing, fatal=fatal, renewable=renewable)


def _clock_difference(answer: Answer) -> str | None:
    """Say how far this machine's clock is from the service's, by the header ``Date``."""
    try:
        theirs = email.utils.parsedate_to_datetime(answer.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=datetime.timezone.utc)
    seconds = round((datetime.datetime.now(datetime.timezone.utc) - theirs).total_seconds())
    return f"this machine's clock is {abs(seconds)} s {'ahead of' if seconds > 0 else 'behind'} the service's"
