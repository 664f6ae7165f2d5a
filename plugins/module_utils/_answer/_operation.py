# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The base of an operation of a service: what to send, how to read a success, and the words for its failures.

Authentication, retries and error responses are the same for all operations, and are handled elsewhere.
"""

from __future__ import annotations

import abc
import types
import typing as t
from urllib.parse import quote

from .._http._transport import Response
from ._advice import Advice

T = t.TypeVar("T")


class Operation(abc.ABC, t.Generic[T]):
    """One call of an operation; each operation is a subclass."""

    method: t.ClassVar[str] = "GET"
    success: t.ClassVar[int] = 200
    api: t.ClassVar[str]
    """The name of the API, for messages, such as "the session API"."""
    result: t.ClassVar[str]
    """What a successful response contains, for messages, such as "a session"."""
    preposition: t.ClassVar[str] = "from"
    """The word between :attr:`goal` and the server in a message."""
    quotable: t.ClassVar[bool] = True
    """Whether the body of an error may be shown; False if it may contain secrets that are not known yet."""
    advice: tuple[Advice, ...] = ()
    """What to do about an error response; takes precedence over the advice for every operation."""

    path: str
    """The path after the base URL."""
    goal: str
    """The purpose of the call, for messages after "Could not", such as "get the session of route a"."""
    query: t.Iterable[tuple[str, str]] = ()
    headers: t.Mapping[str, str] = types.MappingProxyType({})
    """The headers in addition to those of every request."""
    body: bytes | None = None
    target: t.Mapping[str, str] = types.MappingProxyType({})
    """What is requested, as result keys of a failure, such as ``route_id``."""
    absence: str | None = None
    """The sentence for HTTP 404, such as "Route a does not exist"; None if the service does not use 404 for that."""

    @abc.abstractmethod
    def read(self, response: Response) -> T:
        """Return the result of a successful response.

        :raises BodyError: the response is not as the API reference says
        """

    def advise(self, response: Response) -> str | None:
        """Return what to do about an error response, if that depends on more than its status and code."""
        return None

    def identifiers(self, value: T) -> t.Iterable[tuple[str, str]]:
        """Return the names and texts of a result that must not contain a credential."""
        return ()

    @property
    def url_path(self) -> str:
        """Path and query, in the canonical form in which they are signed."""
        query = canonical_query(self.query)
        return f"{self.path}?{query}" if query else self.path


def canonical_query(pairs: t.Iterable[tuple[str, str]]) -> str:
    """Return a query string in the form that is signed, which is also the form to send."""
    return "&".join(f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in sorted(pairs))
