# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""An operation of a service, as far as it is its own: what to send, how to read a success, and what to say.

Authenticating, retrying, refusing and reading errors is the same for all of them, and is done elsewhere.
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
    """One call of one operation; a subclass says what is its own."""

    method: t.ClassVar[str] = "GET"
    success: t.ClassVar[int] = 200
    api: t.ClassVar[str]
    """What an address must serve, such as "the session API"."""
    result: t.ClassVar[str]
    """What a success holds, such as "a session"."""
    preposition: t.ClassVar[str] = "from"
    """Between :attr:`goal` and the server in a sentence."""
    quotable: t.ClassVar[bool] = True
    """Whether what a refusal says may be shown; it must not where it may hold keys that nobody knows yet."""
    advice: tuple[Advice, ...] = ()
    """What to do about a refusal; takes precedence over the advice for every operation."""

    path: str
    """The path behind the base URL."""
    goal: str
    """What the call is for, behind "Could not", such as "get the session of route a"."""
    query: t.Iterable[tuple[str, str]] = ()
    headers: t.Mapping[str, str] = types.MappingProxyType({})
    """The headers beside those of every request."""
    body: bytes | None = None
    target: t.Mapping[str, str] = types.MappingProxyType({})
    """What is requested, by the result key of a failure."""
    absence: str | None = None
    """The sentence for a 404 of the service, such as "Route a does not exist"; None where it has no such answer."""

    @abc.abstractmethod
    def read(self, response: Response) -> T:
        """Return what a success holds.

        :raises BodyError: it is not what the API promises
        """

    def advise(self, response: Response) -> str | None:
        """Return what to do about a refusal, where more than its status and code tell it."""
        return None

    def identifiers(self, value: T) -> t.Iterable[tuple[str, str]]:
        """Return the texts of a success, by their names, in which no credential may stand."""
        return ()

    @property
    def url_path(self) -> str:
        """Path and query, in the canonical form in which they are signed."""
        query = canonical_query(self.query)
        return f"{self.path}?{query}" if query else self.path


def canonical_query(pairs: t.Iterable[tuple[str, str]]) -> str:
    """Return a query string in the form that is signed, which is also the form to send."""
    return "&".join(f"{quote(key, safe='~')}={quote(value, safe='~')}" for key, value in sorted(pairs))
