# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The failures, as exceptions with the sentence for the user and the result keys.

FabricError              any failure of this collection
├── InputError           an option or a variable cannot be used; nothing was sent
├── FileError            a file on the controller or on the managed host cannot be read or written
└── CallError            a call of an operation failed, with or without a response
TransportError           (in ``_http``) one try got no complete response; ``_answer`` turns it into a CallError
"""

from __future__ import annotations

import dataclasses
import typing as t

REASONS = {
    "input": "An option or a variable cannot be used.",
    "missing_library": "A Python package is missing, or cannot be imported.",
    "file": "A file on the controller or on the managed host cannot be read or written.",
    "credential_missing": "No credential was found, or only a part of one.",
    "credential_refused": "The service or IAM refused the credential.",
    "permission_denied": "The credential was accepted, but the user may not do this.",
    "not_found": "What was requested does not exist, according to the service.",
    "wrong_endpoint": "The address does not serve this API.",
    "throttled": "The service limits how many requests it accepts.",
    "timeout": "There was no complete response in time.",
    "connection": "There was no connection, or it was closed.",
    "tls": "TLS failed, for example because a certificate is not valid.",
    "proxy": "The proxy refused, or could not be reached.",
    "gateway": "A proxy or web server on the way answered in place of the service.",
    "service": "The service failed.",
    "bad_answer": "The service's response cannot be used.",
    "drift": "There is drift, and the task fails if there is drift.",
    "host": "The managed host could not run the module.",
    "internal": "A fault of this collection.",
}
"""Every value of the result key ``reason``, and what it means."""

AFTER_ACCEPTANCE = frozenset(("not_found", "permission_denied"))
"""The reasons that show that the service has accepted the credential."""

_CORRECT = "Correct what the message names."
_CHECK = "Check the path, its directory and the permissions."


@dataclasses.dataclass(eq=False)
class FabricError(Exception):
    """Any failure of this collection.

    :param msg: one sentence with what happened and what to do, without secrets
    :param reason: one of :data:`REASONS`
    :param solution_source: where ``solution_msg`` is from: ``api`` or ``collection``
    :param tries: how many requests were sent
    :param target: what was requested, as result keys, such as ``route_id``
    :param secrets: values to hide that are not known as secrets, such as a password in a URL
    """

    msg: str
    reason: str = "internal"
    http_status: int | None = None
    error_code: str | None = None
    error_msg: str | None = None
    solution_msg: str = ""
    solution_source: str = "collection"
    request_id: str | None = None
    tries: int = 0
    target: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    secrets: tuple[str, ...] = dataclasses.field(default=(), repr=False)

    def __str__(self) -> str:
        return self.msg

    def as_result(self) -> dict[str, t.Any]:
        """Return the result keys of a failure; a value is None if there is none."""
        names = (field.name for field in dataclasses.fields(FabricError) if field.name not in ("target", "secrets"))
        return {**{name: getattr(self, name) for name in names}, **self.target}


class InputError(FabricError):
    """An option or a variable cannot be used; nothing was sent."""

    def __init__(
        self, msg: str, secrets: tuple[str, ...] = (), *, reason: str = "input", solution: str = _CORRECT
    ) -> None:
        super().__init__(msg, reason=reason, solution_msg=solution, secrets=secrets)


class FileError(FabricError):
    """A file on the controller or on the managed host cannot be read or written."""

    def __init__(self, msg: str, *, solution: str = _CHECK) -> None:
        super().__init__(msg, reason="file", solution_msg=solution)


@dataclasses.dataclass(eq=False)
class CallError(FabricError):
    """A call of an operation failed.

    :param ends_run: whether every other call would fail too, such as after a refused credential; more requests could
        lock an access key
    :param expired: whether the service says that the credential has expired
    :param limited: whether the service limits requests for longer than the run may last
    """

    ends_run: bool = False
    expired: bool = False
    limited: bool = False
