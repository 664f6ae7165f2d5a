# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""A server whose operations are called: the service, IAM or the ECS metadata service."""

from __future__ import annotations

import dataclasses

from .._http._retry import Throttle
from .._http._transport import Transport


@dataclasses.dataclass(frozen=True)
class Server:
    """The address of a server, and how to send requests to it.

    :param url: the base URL
    :param name: the name of the server in messages; empty for the service
    :param advice: what to do about its failures, if the operation has no advice of its own
    :param timeout: seconds for one try, if it must be shorter than the option ``timeout``
    :param direct: never use a proxy
    """

    url: str
    transport: Transport
    throttle: Throttle
    name: str = ""
    advice: str | None = None
    timeout: float | None = None
    direct: bool = False

    def __str__(self) -> str:
        return f"{self.name} at {self.url}" if self.name else self.url
