# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""What can go wrong, as exceptions that own the sentence for the user and the result keys."""

from __future__ import annotations

import dataclasses
import typing as t


class FabricError(Exception):
    """Any failure of this collection. Its text is one sentence to act on, and never holds a secret."""


class InputError(FabricError):
    """An option or environment variable cannot be used; nothing was sent.

    :param secrets: what was given where no secret belongs, so that nobody else would hide it
    """

    def __init__(self, text: str, secrets: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.secrets = secrets


@dataclasses.dataclass(frozen=True)
class Failure:
    """The result keys of a failure after something was sent; ``None`` where there is nothing to say."""

    msg: str
    http_status: int | None = None
    error_code: str | None = None
    error_msg: str | None = None
    solution_msg: str | None = None
    solution_source: str | None = None
    request_id: str | None = None
    route_id: str | None = None
    attempts: int = 1

    def as_result(self) -> dict[str, t.Any]:
        """Return the keys as a module returns them."""
        return dataclasses.asdict(self)


class CallError(FabricError):
    """A call that was sent did not succeed.

    :param failure: the result keys
    :param missing: the service answered that the route does not exist
    :param fatal: the credential was refused or could not be had, so that asking for another route would end no
        better, and could lock an access key
    :param renewable: a new token, if one can be had, may help
    """

    def __init__(
        self, failure: Failure, *, missing: bool = False, fatal: bool = False, renewable: bool = False
    ) -> None:
        super().__init__(failure.msg)
        self.failure = failure
        self.missing = missing
        self.fatal = fatal
        self.renewable = renewable
