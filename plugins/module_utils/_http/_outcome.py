# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What sending a request comes to: a :class:`Response`, or a :class:`TransportError` where there is none."""

from __future__ import annotations

import dataclasses
import typing as t

RETRYABLE_STATUSES = frozenset((408, 429, 500, 502, 503, 504))
"""The HTTP statuses after which another attempt may help."""

REFUSALS = frozenset((401, 403, 407))
"""The HTTP statuses that say all that matters, whatever else can be read: a credential is not to be sent again."""

PASSWORD_REFUSED = 407
"""The HTTP status with which a proxy refuses a user name and password."""

NOT_REACHED = 502
"""An HTTP status with which a proxy says that it could not reach a host; others from 500 on mean the same."""


@dataclasses.dataclass(frozen=True)
class Response:
    """What came back: any complete HTTP response.

    :param too_large: whether ``body`` is only the beginning of a larger one
    :param unread: whether the body could not be read
    :param tries: how many attempts were made
    :param note: why no further one was made, where that is worth saying
    :param limited: whether the responder limits requests for longer than the run may last
    """

    status: int
    headers: t.Mapping[str, str]
    body: bytes
    too_large: bool = False
    unread: bool = False
    tries: int = 1
    note: str = ""
    limited: bool = False


class TransportError(Exception):
    """No complete response came back. It never leaves the core: ``_answer`` makes a failure of it.

    :param kind: what failed: ``timeout``, ``dns``, ``refused``, ``reset``, ``tls``, ``proxy``, ``protocol``,
        ``body`` or ``other``
    :param what: what happened, as the part of a sentence behind the endpoint
    :param retryable: whether another attempt may help
    :param status: the HTTP status by which a proxy refused, where it did, also if it was in the words of SOCKS
    :param advice: what to do, where what fits the kind does not fit
    :param tries: how many attempts were made
    :param note: why no further one was made, where that is worth saying
    """

    def __init__(
        self,
        kind: str,
        what: str,
        *,
        retryable: bool,
        status: int | None = None,
        advice: str | None = None,
        tries: int = 1,
        note: str = "",
    ) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what
        self.retryable = retryable
        self.status = status
        self.advice = advice
        self.tries = tries
        self.note = note
