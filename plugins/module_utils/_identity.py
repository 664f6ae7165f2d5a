# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Who is calling: the kinds of credential, as plain data that does not show its secrets."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError

_HEADER_VALUE = re.compile(r"[\x21-\x7e]+")


@dataclasses.dataclass(frozen=True)
class Identity:
    """Any credential.

    :param project_id: the project, sent as ``X-Project-Id`` where it is known
    """

    method: t.ClassVar[str]

    project_id: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return ()


@dataclasses.dataclass(frozen=True)
class Anonymous(Identity):
    """No credential at all: a gateway adds its own."""

    method: t.ClassVar[str] = "none"


@dataclasses.dataclass(frozen=True)
class Token(Identity):
    """A project-scoped IAM token."""

    method: t.ClassVar[str] = "token"

    token: str = dataclasses.field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return (self.token,)


@dataclasses.dataclass(frozen=True)
class AccessKey(Identity):
    """An access key, permanent or, with a security token, temporary."""

    method: t.ClassVar[str] = "access_key"

    access_key: str = dataclasses.field(default="", repr=False)
    secret_key: str = dataclasses.field(default="", repr=False)
    security_token: str | None = dataclasses.field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return tuple(filter(None, (self.access_key, self.secret_key, self.security_token)))


@dataclasses.dataclass(frozen=True)
class Profile(AccessKey):
    """An access key from the profile file."""

    method: t.ClassVar[str] = "profile"


@dataclasses.dataclass(frozen=True)
class Password(Identity):
    """An IAM user's password, to be exchanged for a token."""

    method: t.ClassVar[str] = "password"

    username: str = ""
    password: str = dataclasses.field(default="", repr=False)
    domain_name: str = ""
    project_name: str | None = None
    iam_endpoint: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be shown."""
        return (self.password,)


@dataclasses.dataclass(frozen=True)
class EcsAgency(Identity):
    """The agency of the ECS instance this runs on, whose metadata service hands out temporary keys."""

    method: t.ClassVar[str] = "ecs_metadata"

    metadata_endpoint: str = ""


def header_value(value: str, name: str) -> str:
    """Return a value without the white space around it, such as the newline of the file it came from.

    :param name: where it came from, for the message, which does not show the value
    :raises InputError: what is left could not be sent in a header
    """
    stripped = value.strip()
    if _HEADER_VALUE.fullmatch(stripped) is None:
        raise InputError(f"{name} cannot be sent in a header: it holds white space, control or non-ASCII characters")
    return stripped
