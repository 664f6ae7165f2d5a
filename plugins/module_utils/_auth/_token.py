# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A project-scoped IAM token, sent as ``X-Auth-Token``."""

from __future__ import annotations

import dataclasses
import typing as t

from .._answer._advice import NOT_VERIFIED, Advice, refused
from .._http._transport import HeaderAuth
from .._requests import AuthBase
from ._credential import Credential


@dataclasses.dataclass(frozen=True)
class Token(Credential):
    """A token from the user, or one that IAM issued."""

    name: t.ClassVar[str] = "token"
    required: t.ClassVar[tuple[str, ...]] = ("token",)
    selecting: t.ClassVar[tuple[str, ...]] = ("token",)
    way: t.ClassVar[str] = "a token (token, or HUAWEICLOUD_FABRIC_TOKEN)"
    secret: t.ClassVar[tuple[str, ...]] = ("token",)

    token: str = dataclasses.field(default="", repr=False)

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do if the service refuses the token with the code for a wrong signature."""
        return refused("Use a new token: it lasts at most 24 hours and is for one region.", NOT_VERIFIED)

    def auth(self) -> AuthBase:
        """Return the ``requests`` authentication that adds the token and the project ID."""
        return HeaderAuth({"X-Auth-Token": self.token, "X-Project-Id": self.project_id})
