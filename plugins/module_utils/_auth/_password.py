# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The password of an IAM user, exchanged for a token with ``POST /v3/auth/tokens``, as in OpenStack Keystone.

Source: the page "Obtaining a User Token Through Password Authentication" of the IAM API reference. The token comes in
the header ``X-Subject-Token`` and lasts 24 hours at most.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing as t

from .._answer._advice import INCORRECT, NOT_VERIFIED, Advice, refused
from .._answer._body import BodyError, read_object
from .._answer._operation import Operation
from .._answer._request import Server, request
from .._checks import header_value
from .._endpoint import find_iam_endpoint
from .._errors import InputError
from .._http._retry import Throttle
from .._http._transport import Response, Transport
from .._redact import Redactor
from .._text import one_line
from ._credential import Credential, Given
from ._token import Token

_REFUSED = "Check username, password, domain_name and the project. An IAM user is needed, not a HUAWEI ID."
SECOND_FACTOR = "Use an access key, or a user without a second factor: IAM requires one for this user."
_FACTOR = re.compile(rb"(?i)\bmfa\b|multi-?\s?factor|two-?\s?factor|second factor|\btotp\b")
_FACTOR_WITHIN = 4096
_NOT_READ = "Check username, domain_name and the project: IAM could not read the login. Check iam_endpoint too."
_NAMED = 64
"""How many characters of a user's name are shown."""
UNAVAILABLE = "Check iam_endpoint. If the error persists, use an access key, which needs no login."


@dataclasses.dataclass(frozen=True)
class Login:
    """A token that IAM issued.

    :param token: the value of ``X-Auth-Token``
    :param expires_at: when it expires, in UTC and ISO 8601, as IAM returns it; None if IAM does not return it
    :param project_id: the ID of its project; None if IAM does not return it
    """

    token: str = dataclasses.field(repr=False)
    expires_at: str | None = None
    project_id: str | None = None


@dataclasses.dataclass(frozen=True)
class Password(Credential):
    """A user name and password."""

    name: t.ClassVar[str] = "password"
    required: t.ClassVar[tuple[str, ...]] = ("username", "password", "domain_name")
    selecting: t.ClassVar[tuple[str, ...]] = ("username", "password")
    optional: t.ClassVar[tuple[str, ...]] = ("project_name",)
    way: t.ClassVar[str] = (
        "a user (username, password and domain_name, or HW_USER_NAME, HW_USER_PASSWORD and HW_DOMAIN_NAME)"
    )
    secret: t.ClassVar[tuple[str, ...]] = ("password",)
    renewable: t.ClassVar[bool] = True

    username: str = ""
    password: str = dataclasses.field(default="", repr=False)
    domain_name: str = ""
    project_name: str | None = None
    iam_endpoint: str = ""

    @classmethod
    def completed(cls, values: dict[str, str], given: Given) -> dict[str, str]:
        """Return the values with the base URL of IAM and a project; the default project has the name of the region."""
        project = {}
        if not values.get("project_id") and not values.get("project_name"):
            if given.region is None:
                raise InputError("a login with a password needs a project: set project_id, project_name or region")
            project = {"project_name": given.region}
        return {**values, **project, "iam_endpoint": find_iam_endpoint(given.options, given.environ, given.region)}

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The base URL of IAM, to which the password is sent."""
        return (self.iam_endpoint,)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do if the service refuses the token that IAM issued."""
        text = "Check region, endpoint and project: IAM issued a token, and the service does not accept it."
        return refused(text, NOT_VERIFIED, INCORRECT, None)

    def log_in(self, transport: Transport, throttle: Throttle, redact: Redactor, deadline: float) -> Login:
        """Exchange the password for a token.

        :param deadline: when to give up, on the monotonic clock
        :raises CallError: IAM refused the password, could not be reached, or returned no token
        """
        iam = Server(self.iam_endpoint, transport, throttle, name="IAM", advice=UNAVAILABLE)
        return request(CreateToken(self), iam, redact, deadline, credential="login")

    def obtain(self, transport: Transport, throttle: Throttle, redact: Redactor, deadline: float) -> Credential:
        """Return the token that the password is exchanged for."""
        login = self.log_in(transport, throttle, redact, deadline)
        return Token(project_id=self.project_id, token=login.token)


class CreateToken(Operation[Login]):
    """Obtain a token with a password."""

    method = "POST"
    success = 201
    api = "IAM's API of version 3"
    result = "a token"
    preposition = "at"
    advice = (Advice(401, None, _REFUSED), Advice(403, None, _REFUSED), Advice(400, None, _NOT_READ))
    path = "/v3/auth/tokens"
    query = (("nocatalog", "true"),)
    headers = types.MappingProxyType({"Content-Type": "application/json;charset=utf8"})

    def __init__(self, user: Password) -> None:
        self.goal = f"log in user {one_line(user.username, _NAMED)!r}"
        domain = {"name": user.domain_name}
        # Keystone looks up the name of a project in a domain. An ID needs no domain.
        project: dict[str, t.Any] = {"name": user.project_name, "domain": domain}
        if user.project_id:
            project = {"id": user.project_id}
        account = {"domain": domain, "name": user.username, "password": user.password}
        identity = {"methods": ["password"], "password": {"user": account}}
        self.body = json.dumps({"auth": {"identity": identity, "scope": {"project": project}}}).encode()

    def advise(self, response: Response) -> str | None:
        """Return what to do if IAM requires a second factor. Keystone says so in a header, others in the message."""
        is_demanded = response.headers.get("Openstack-Auth-Receipt") or _FACTOR.search(response.body[:_FACTOR_WITHIN])
        return SECOND_FACTOR if response.status in (401, 403) and is_demanded else None

    def read(self, response: Response) -> Login:
        """Return the token, and what the body says about it."""
        try:
            token = header_value(response.headers.get("X-Subject-Token", ""), "X-Subject-Token")
        except InputError:
            raise BodyError("comes without a usable header X-Subject-Token") from None
        try:
            details = read_object(response.body, too_large=response.too_large).get("token")
        except BodyError:
            details = None
        if not isinstance(details, dict):
            details = {}
        project = details.get("project")
        project_id = project.get("id") if isinstance(project, dict) else None
        return Login(token, _text(details.get("expires_at")), _text(project_id))

    def identifiers(self, value: Login) -> t.Iterable[tuple[str, str]]:
        """Return the details of the token that are shown."""
        return (("expires_at", value.expires_at or ""), ("project_id", value.project_id or ""))


def _text(value: object) -> str | None:
    return one_line(value, 64) if isinstance(value, str) and value else None
