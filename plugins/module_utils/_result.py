# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The result of a run, which the module, action or lookup shows to the user."""

from __future__ import annotations

import copy
import dataclasses
import os
import platform
import sys
import traceback
import typing as t

from ._errors import FabricError, InputError
from ._redact import LONG_ENOUGH, Redactor
from ._requests import REQUESTS_IMPORT_ERROR

_OF_WORDS = ("auth_method", "reason", "solution_source", "state")


@dataclasses.dataclass(frozen=True)
class Result:
    """The result of a run.

    :param values: the result keys; for a failure, with those of a failure
    :param secrets: the values that must never be shown, also those that the caller does not know
    """

    failed: bool
    values: dict[str, t.Any]
    warnings: list[str] = dataclasses.field(default_factory=list)
    secrets: tuple[str, ...] = dataclasses.field(default=(), repr=False)

    @property
    def hidden(self) -> set[str]:
        """The secrets that Ansible may remove from the whole result, as they are not part of data by chance."""
        return self.with_hidden(())

    def with_hidden(self, known: t.Iterable[str]) -> set[str]:
        """Return these secrets, together with those that the caller knows.

        A secret that is also a word of the result is left out, such as the password "password" in ``auth_method``.
        """
        words = set(_words(self.values))
        secrets = {secret for secret in (*self.secrets, *known) if len(secret) >= LONG_ENOUGH}
        return {secret for secret in secrets if not any(secret in word for word in words)}

    def redacted(self, known: t.Iterable[str]) -> Result:
        """Return the same without these secrets in its sentences.

        Ansible finds a secret only where it is as it was given, and not where it is cut or escaped to be shown.
        """
        if not (self.failed or self.warnings):
            return self
        redact = Redactor(self.with_hidden(known))
        values = {key: redact(value) if key == "msg" else value for key, value in self.values.items()}
        return dataclasses.replace(self, values=values, warnings=list(map(redact, self.warnings)))


def _words(values: object) -> t.Iterator[str]:
    """Yield the values of keys whose values are always words of this collection."""
    if isinstance(values, dict):
        for key, value in values.items():
            if key in _OF_WORDS and isinstance(value, str):
                yield value
            else:
                yield from _words(value)
    elif isinstance(values, list):
        for value in values:
            yield from _words(value)


def failed(error: FabricError, nothing: t.Mapping[str, t.Any]) -> Result:
    """Return the result of a failure, with all keys of a failure.

    :param nothing: the keys in addition to those of every failure, with their values if nothing was found
    """
    secrets = tuple(filter(None, error.secrets))
    return Result(True, {"changed": False, **copy.deepcopy(dict(nothing)), **error.as_result()}, secrets=secrets)


def guarded(core: t.Callable[[], Result], nothing: t.Mapping[str, t.Any]) -> Result:
    """Return the result of a part of the core; any exception becomes a failure without secrets.

    :param nothing: as for :func:`failed`
    """
    try:
        if REQUESTS_IMPORT_ERROR:
            raise missing_library("requests", REQUESTS_IMPORT_ERROR)
        return core()
    except FabricError as error:
        return failed(error, nothing)
    except Exception as error:  # noqa: BLE001 - Ansible would show its text, which may quote a secret
        return failed(unexpected(error), nothing)


def unexpected(error: BaseException) -> FabricError:
    """Return the failure for an unexpected exception: its type and place, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {os.path.basename(frames[-1].filename)}, line {frames[-1].lineno}" if frames else ""
    what = f"Unexpected {type(error).__name__}{place}"
    solution = "Please report it to this collection, with this sentence and the versions in use."
    return FabricError(f"{what} - {solution}", reason="internal", solution_msg=solution)


def missing_library(package: str, error: str) -> InputError:
    """Return the failure for a Python package that cannot be imported.

    :param error: the type of the exception that the import raised, and where
    """
    solution = f"Install or repair the package {package} for {sys.executable or 'this Python'} on {platform.node()}."
    if "SSLKEYLOGFILE" in error:
        solution = "Unset SSLKEYLOGFILE, or set it to a file that can be written."
    what = f"the Python package {package} cannot be imported ({error}) - {solution}"
    return InputError(what, reason="missing_library", solution=solution)
