# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""No credential: a gateway in front of the service adds its own."""

from __future__ import annotations

import dataclasses
import typing as t

from .._answer._advice import INCORRECT, NOT_VERIFIED, UPDATE_NEEDED, Advice, refused
from .._http._transport import HeaderAuth
from .._requests import AuthBase
from ._credential import Credential


@dataclasses.dataclass(frozen=True)
class NoCredential(Credential):
    """A request without a credential; only the project ID is sent."""

    name: t.ClassVar[str] = "none"

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do if the service requires a credential."""
        return refused(
            "Choose another auth_method, or have the gateway in front of the service add a credential: with auth_method"
            " none this collection sends none.",
            *(NOT_VERIFIED, INCORRECT, UPDATE_NEEDED, None),
        )

    def auth(self) -> AuthBase:
        """Return the ``requests`` authentication that adds the project ID."""
        return HeaderAuth({"X-Project-Id": self.project_id})
