# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The operation "Obtaining Session Information": ``POST /v1/sessions?route_id=...`` returns the session of a route.

Source: the page of that name in the DataArts Fabric API reference. The limits of length are larger than in its table.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._answer._advice import API_NOT_FOUND, Advice
from .._answer._body import BodyError, read_object
from .._answer._operation import Operation
from .._answer._request import request_id_of
from .._http._transport import Response
from .._text import is_printable
from ._route_id import QUOTE_DIGITS, may_be_number

_ACTION = "DataArtsFabric:workspace:showSession"
_LONGEST = {"session_id": 128, "status": 256}
_ABSENT = "Check the route ID, and that its cluster still exists in this region and project."


@dataclasses.dataclass(frozen=True)
class Session:
    """A Ray session.

    :param status: the status as the service returns it; None if it returns none
    :param request_id: the ID of the request, for Huawei Cloud's support; None if the service returns none
    :param tries: how many requests were sent
    """

    route_id: str
    session_id: str
    status: str | None
    request_id: str | None
    tries: int

    def as_result(self) -> dict[str, t.Any]:
        """Return the session as a module returns it."""
        return dataclasses.asdict(self)


class ShowSession(Operation[Session]):
    """Obtain the session of a route."""

    method = "POST"
    path = "/v1/sessions"
    api = "the session API"
    result = "a session"
    advice: tuple[Advice, ...] = (
        Advice(400, None, "Check the route ID and the endpoint: the service could not read the request."),
        Advice(403, "1005", f"Grant the IAM user the permission {_ACTION}.", "permission_denied"),
        Advice(403, None, f"Check the credential, and that the IAM user has the permission {_ACTION} in this project."),
        Advice(
            404,
            API_NOT_FOUND,
            "Check endpoint and region: this address does not serve the session API (fabric-ep does, fabric does not).",
            "wrong_endpoint",
        ),
        Advice(404, None, _ABSENT),
    )

    def __init__(self, route_id: str) -> None:
        self._route_id = route_id
        self.query = (("route_id", route_id),)
        self.target = {"route_id": route_id}
        self.goal = f"get the session of route {route_id}"
        self.absence = f"Route {route_id} does not exist"
        if may_be_number(route_id):
            self.advice = (Advice(404, None, f"{_ABSENT} {QUOTE_DIGITS}"), *self.advice)

    def read(self, response: Response) -> Session:
        """Return the session, with ID and status exactly as the service returns them."""
        value = read_object(response.body, too_large=response.too_large)
        session_id, status = value.get("session_id"), value.get("status")
        if not isinstance(session_id, str) or not session_id:
            raise BodyError("has no session_id that is a string with characters in it")
        if status is not None and not isinstance(status, str):
            raise BodyError("has a status that is no string")
        problem = problem_of({"session_id": session_id, "status": status})
        if problem:
            raise BodyError(f"has {problem}")
        return Session(self._route_id, session_id, status, request_id_of(response), response.tries)

    def identifiers(self, value: Session) -> t.Iterable[tuple[str, str]]:
        """Return the session ID and the status, which must not contain a credential."""
        return (("session_id", value.session_id), ("status", value.status or ""))


def problem_of(session: t.Mapping[str, t.Any]) -> str | None:
    """Return why the text of ``session_id`` or ``status`` cannot be that of a session; None if it can."""
    for name, limit in _LONGEST.items():
        text = session.get(name)
        if isinstance(text, str) and (len(text) > limit or not is_printable(text)):
            return f"a {name} of more than {limit} characters, or with characters that nobody can see"
    session_id = session.get("session_id")
    if isinstance(session_id, str) and session_id != session_id.strip():
        return "a session_id with blanks around it"
    return None
