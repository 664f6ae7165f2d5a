# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The base of all credentials: their options and secrets, and how they authenticate a request."""

from __future__ import annotations

import abc
import dataclasses
import typing as t

from .._answer._advice import Advice
from .._checks import header_value, name_value, text_value
from .._http._retry import Throttle
from .._http._transport import Transport
from .._redact import Redactor
from .._requests import AuthBase

_IN_HEADERS = frozenset(("token", "access_key", "security_token", "project_id"))


class Given(t.NamedTuple):
    """What the user has set: the options, the environment, and the region that follows from them."""

    options: t.Mapping[str, t.Any]
    environ: t.Mapping[str, str]
    region: str | None


@dataclasses.dataclass(frozen=True)
class Credential(abc.ABC):
    """A credential. Each method of authentication is a subclass, whose fields are options.

    :param project_id: the ID of the project, sent in the header ``X-Project-Id``; None if it is not known
    """

    name: t.ClassVar[str]
    """The value of the option ``auth_method`` for it."""
    required: t.ClassVar[tuple[str, ...]] = ()
    """The options that the method requires."""
    selecting: t.ClassVar[tuple[str, ...]] = ()
    """The options whose presence selects the method. ``domain_name`` alone does not: it is often set globally."""
    optional: t.ClassVar[tuple[str, ...]] = ()
    """The other options of the method, apart from the project ID."""
    way: t.ClassVar[str] = ""
    """How to set this credential, for the message if none was found."""
    secret: t.ClassVar[tuple[str, ...]] = ()
    """The fields that must never be shown."""
    renewable: t.ClassVar[bool] = False
    """Whether to obtain it again if it was accepted before and is now refused."""

    project_id: str | None = None

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do if the service refuses the credential, if that is special for the method."""
        return ()

    @classmethod
    def completed(cls, values: dict[str, str], given: Given) -> dict[str, str]:
        """Return the values of the credential with those that follow from other options, such as the IAM endpoint.

        :raises InputError: a value is missing, or cannot be used
        """
        return values

    @property
    def method(self) -> str:
        """The value of the result key ``auth_method``."""
        return self.name

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return tuple(filter(None, (getattr(self, name) for name in self.secret)))

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The base URLs that the credential is sent to, in addition to that of the service."""
        return ()

    def obtain(self, transport: Transport, throttle: Throttle, redact: Redactor, deadline: float) -> Credential:
        """Return the credential to use in requests: this one, or the token or key that it is exchanged for.

        :param redact: removes the secrets from the texts of a server
        :param deadline: when to give up, on the monotonic clock
        :raises CallError: the exchange failed
        """
        return self

    def auth(self) -> AuthBase:
        """Return the ``requests`` authentication that adds the credential to a request."""
        raise TypeError(f"{self.name} must be exchanged first")

    @property
    def expires_at(self) -> float | None:
        """When the credential expires, in seconds since the epoch; None if that is not known."""
        return None


def checked(option: str, value: object, name: str) -> str | None:
    """Return the value of an option of a credential in the form in which it is sent; None if it is not set.

    :param name: the name of the option or variable, for the message, which does not show the value
    :raises InputError: the value contains characters that it cannot have
    """
    if value is None or value == "":
        return None
    if option in _IN_HEADERS:
        return header_value(str(value), name)
    return text_value(str(value), name) if option == "password" else name_value(str(value), name)
