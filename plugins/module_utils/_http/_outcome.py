# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The outcome of a request: a :class:`Response`, or a :class:`TransportError` if there is none."""

from __future__ import annotations

import dataclasses
import typing as t

RETRYABLE_STATUSES = frozenset((408, 429, 500, 502, 503, 504))
"""The HTTP statuses after which another try may help."""

REFUSALS = frozenset((401, 403, 407))
"""The HTTP statuses after which a credential must not be sent again, even if the body cannot be read."""

PASSWORD_REFUSED = 407
"""The HTTP status of a proxy that refuses the user name and password, or requires them."""

NOT_REACHED = 502
"""The HTTP status that stands for a proxy that could not reach the host."""


@dataclasses.dataclass(frozen=True)
class Response:
    """A complete HTTP response, whatever its status is; of a refusal, only the status and the headers may be complete.

    :param too_large: whether ``body`` is only the beginning of a larger one
    :param unread: whether the body could not be read
    :param tries: how many tries were made
    :param note: why there was no further try, for the message; may be empty
    :param limited: whether the server limits requests for longer than the run may last
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
    """There is no complete response. ``_answer`` turns this error into a failure for the user.

    :param kind: what failed: ``timeout``, ``dns``, ``refused``, ``reset``, ``tls``, ``proxy``, ``protocol``,
        ``body`` or ``other``
    :param what: what happened, as the part of a sentence after the endpoint
    :param retryable: whether another try may help
    :param status: the HTTP status with which a proxy refused, or the one that fits the error of a SOCKS proxy
    :param advice: what to do, in place of the advice for the kind
    :param tries: how many tries were made
    :param note: why there was no further try, for the message; may be empty
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
