# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""An access key (AK and SK), with which requests are signed. The secret key is never sent."""

from __future__ import annotations

import dataclasses
import typing as t

from .._answer._advice import INCORRECT, UPDATE_NEEDED, Advice, refused
from .._requests import AuthBase
from ._credential import Credential
from ._signing import SignatureAuth


@dataclasses.dataclass(frozen=True)
class AccessKey(Credential):
    """A permanent access key, or a temporary one with a security token.

    :param source: the value of the result key ``auth_method``: ``access_key``, ``profile`` or ``ecs_metadata``
    :param ends_at: when a temporary key expires, in seconds since the epoch
    """

    name: t.ClassVar[str] = "access_key"
    required: t.ClassVar[tuple[str, ...]] = ("access_key", "secret_key")
    selecting: t.ClassVar[tuple[str, ...]] = ("access_key", "secret_key", "security_token")
    optional: t.ClassVar[tuple[str, ...]] = ("security_token",)
    way: t.ClassVar[str] = "an access key (access_key and secret_key, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK)"
    secret: t.ClassVar[tuple[str, ...]] = ("access_key", "secret_key", "security_token")

    access_key: str = dataclasses.field(default="", repr=False)
    secret_key: str = dataclasses.field(default="", repr=False)
    security_token: str | None = dataclasses.field(default=None, repr=False)
    source: str = "access_key"
    ends_at: float | None = None

    @property
    def method(self) -> str:
        """The value of the result key ``auth_method``."""
        return self.source

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What to do if the service refuses the key with a code for tokens, or with an unknown code."""
        where = "in the profile file (ak, sk)" if self.source == "profile" else "(access_key, secret_key)"
        return refused(
            f"Check the access key {where}, whether it is enabled, its security_token if it is a temporary one, and the"
            " region and project.",
            *(INCORRECT, UPDATE_NEEDED, None),
        )

    def auth(self) -> AuthBase:
        """Return the ``requests`` authentication that signs a request."""
        return SignatureAuth(self.access_key, self.secret_key, self.security_token, self.project_id)

    @property
    def expires_at(self) -> float | None:
        """When the key expires, in seconds since the epoch; None if that is not known."""
        return self.ends_at
