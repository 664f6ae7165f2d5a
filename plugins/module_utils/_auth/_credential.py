# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What every method of authenticating has in common: its options, its secrets, and how it becomes something to send."""

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
    """What a user gave: the options, the environment, and the region that these come to."""

    options: t.Mapping[str, t.Any]
    environ: t.Mapping[str, str]
    region: str | None


@dataclasses.dataclass(frozen=True)
class Credential(abc.ABC):
    """Any credential; a subclass is a method, and its fields are options.

    :param project_id: the project, sent as ``X-Project-Id`` where it is known
    """

    name: t.ClassVar[str]
    """The method, as ``auth_method`` names it."""
    required: t.ClassVar[tuple[str, ...]] = ()
    """The options that the method cannot do without."""
    selecting: t.ClassVar[tuple[str, ...]] = ()
    """The options whose presence selects the method. A domain name does not: it is often set for everybody."""
    optional: t.ClassVar[tuple[str, ...]] = ()
    """The other options that belong to it, apart from the project ID."""
    way: t.ClassVar[str] = ""
    """How to give it, for whoever gave no credential."""
    secret: t.ClassVar[tuple[str, ...]] = ()
    """The fields that must never be shown."""
    renewable: t.ClassVar[bool] = False
    """Whether obtaining it again may help where it was accepted and is refused."""

    project_id: str | None = None

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do where the service refuses it, as far as that differs from one method to another."""
        return ()

    @classmethod
    def completed(cls, values: dict[str, str], given: Given) -> dict[str, str]:
        """Return the values of the credential with what belongs beside them, such as where it is sent.

        :raises InputError: something is missing, or cannot be used
        """
        return values

    @property
    def method(self) -> str:
        """The method that found it."""
        return self.name

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return tuple(filter(None, (getattr(self, name) for name in self.secret)))

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The base URLs, beside the service's, that it is sent to."""
        return ()

    def obtain(self, transport: Transport, throttle: Throttle, redact: Redactor, deadline: float) -> Credential:
        """Return the credential that requests carry: this one, or what it is exchanged for.

        :param redact: takes its secrets out of what a server says
        :param deadline: when to give up, on the monotonic clock
        :raises CallError: it could not be exchanged
        """
        return self

    def auth(self) -> AuthBase:
        """Return what adds it to a request."""
        raise TypeError(f"{self.name} must be exchanged first")

    @property
    def expires_at(self) -> float | None:
        """When it ends, in seconds since the epoch; None where that is not known."""
        return None


def checked(option: str, value: object, name: str) -> str | None:
    """Return the value of a credential's option as it can be sent, or None where there is none.

    :param name: where it comes from, for the message, which does not show the value
    :raises InputError: it holds characters that cannot belong to it
    """
    if value is None or value == "":
        return None
    if option in _IN_HEADERS:
        return header_value(str(value), name)
    return text_value(str(value), name) if option == "password" else name_value(str(value), name)
