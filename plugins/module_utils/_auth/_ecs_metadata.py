# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The temporary access key of an ECS instance's agency, from the metadata service at a link-local address.

Sources: the official SDK's ``core/auth/internal.py`` (paths, headers, the fall-back to version 1, 3 s).
"""

from __future__ import annotations

import dataclasses
import datetime
import types
import typing as t

from .._answer._advice import INCORRECT, NOT_VERIFIED, UPDATE_NEEDED, Advice, refused
from .._answer._body import BodyError, read_object
from .._answer._operation import Operation, T
from .._answer._request import Server, request
from .._checks import check_base_url, header_value
from .._errors import CallError, InputError
from .._http._retry import Throttle
from .._http._transport import Response, Transport
from .._redact import Redactor
from ._access_key import AccessKey
from ._credential import Credential, Given

_OPTION = "metadata_endpoint"
_TIMEOUT = 3.0
_NO_SECOND_VERSION = (404, 405, 503)
UNAVAILABLE = "Run this on an ECS instance that has an agency, or use another auth_method."


@dataclasses.dataclass(frozen=True)
class EcsMetadata(Credential):
    """The agency of the ECS instance on which this code runs."""

    name: t.ClassVar[str] = "ecs_metadata"
    renewable: t.ClassVar[bool] = True

    metadata_endpoint: str = ""

    @classmethod
    def completed(cls, values: dict[str, str], given: Given) -> dict[str, str]:
        """Return the values with the base URL of the metadata service."""
        return {**values, "metadata_endpoint": check_base_url(str(given.options.get(_OPTION) or ""), _OPTION)}

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do if the service refuses the temporary key."""
        return refused(
            "Check the agency of the ECS instance, its permissions, and the region and project: the metadata service"
            " gave a temporary key, and the service does not accept it.",
            *(NOT_VERIFIED, INCORRECT, UPDATE_NEEDED, None),
        )

    def obtain(self, transport: Transport, throttle: Throttle, redact: Redactor, deadline: float) -> Credential:
        """Return the temporary access key of the instance."""
        service = Server(
            self.metadata_endpoint,
            transport,
            throttle,
            name="the metadata service",
            advice=UNAVAILABLE,
            timeout=_TIMEOUT,
            direct=True,
        )
        try:
            token: str | None = request(CreateMetadataToken(), service, redact, deadline)
        except CallError as error:
            if error.http_status not in _NO_SECOND_VERSION:
                raise
            token = None
        redact = redact.also((token,)) if token else redact
        return request(ShowSecurityKey(self, token), service, redact, deadline)


class _MetadataOperation(Operation[T]):
    api = "the metadata API"
    goal = "get a temporary access key"
    quotable = False


class CreateMetadataToken(_MetadataOperation[str]):
    """Obtain a token of the metadata service, version 2."""

    method = "PUT"
    path = "/meta-data/latest/api/token"
    headers = types.MappingProxyType({"X-Metadata-Token-Ttl-Seconds": "21600"})
    result = "a token that can be sent in a header"

    def read(self, response: Response) -> str:
        """Return the token."""
        try:
            return header_value(response.body.decode("ascii", "replace"), "the metadata token")
        except InputError:
            raise BodyError("contains other characters") from None


class ShowSecurityKey(_MetadataOperation[AccessKey]):
    """Obtain the temporary access key."""

    path = "/openstack/latest/securitykey"
    result = "a complete temporary key"

    def __init__(self, agency: EcsMetadata, token: str | None) -> None:
        self._agency = agency
        self.headers = {"X-Metadata-Token": token} if token else {}

    def read(self, response: Response) -> AccessKey:
        """Return the key."""
        credential = read_object(response.body, too_large=response.too_large).get("credential")
        fields = credential if isinstance(credential, dict) else {}
        texts = {name: value for name, value in fields.items() if isinstance(value, str)}
        try:
            access, secret, token = (
                header_value(texts.get(name, ""), name) for name in ("access", "secret", "securitytoken")
            )
        except InputError:
            raise BodyError("lacks access, secret or securitytoken, or they cannot be sent") from None
        return AccessKey(
            project_id=self._agency.project_id,
            access_key=access,
            secret_key=secret,
            security_token=token,
            source=self._agency.name,
            ends_at=_seconds(fields.get("expires_at")),
        )


def _seconds(text: object) -> float | None:
    """Return an ISO 8601 time as seconds since the epoch. Without a time zone, it is in UTC."""
    try:
        time = datetime.datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        return (time if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)).timestamp()
    except (ValueError, OverflowError):
        return None
