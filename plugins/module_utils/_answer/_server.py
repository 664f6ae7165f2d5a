# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Where operations are called: the service, IAM or the metadata service."""

from __future__ import annotations

import dataclasses

from .._http._retry import Throttle
from .._http._transport import Transport


@dataclasses.dataclass(frozen=True)
class Server:
    """Where operations are called, and how requests get there.

    :param url: the base URL
    :param name: who is there, where it is not the service
    :param advice: what to do about its failures, where no operation knows better
    :param timeout: seconds for one attempt, where they are to be fewer than those of the options
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
