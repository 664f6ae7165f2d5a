# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Validate options as Ansible validates those of a module, with messages that say what to write."""

from __future__ import annotations

import contextlib
import difflib
import os
import typing as t

from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import DEFAULT_TYPE_VALIDATORS
from ansible.module_utils.errors import UnsupportedError

from ..module_utils._errors import InputError
from ..module_utils._text import one_line

_SHOWN = 128
_WANTED = {"int": "a whole number, such as 3", "float": "a number, such as 60", "bool": "true or false"}
"""What to write for types for which Ansible's own message names Python classes."""


def validate(
    spec: t.Mapping[str, t.Any], options: t.Mapping[str, t.Any], name: str, kind: str = "module"
) -> tuple[ValidationResult, str]:
    """Return the validated options, and an error message, which is empty if there is no error.

    :param spec: the keyword arguments of Ansible's validator
    :param name: the name of the module or plugin, for a message about an unsupported option
    :param kind: what has this name
    """
    wrong = _of_wrong_type(spec["argument_spec"], options)
    # Without those of a wrong type, because Ansible raises an exception for a number that is too large.
    validated = ModuleArgumentSpecValidator(**spec).validate({one: options[one] for one in options if one not in wrong})
    # If a required option is misspelled, report the misspelled one, and not the missing one.
    unsupported = next((one for one in validated.errors if isinstance(one, UnsupportedError)), None)
    if unsupported is not None:
        return validated, f"Unsupported parameters for ({name}) {kind}: {unsupported.msg}{_meant(spec, options)}"
    first = next(iter(wrong.values()), "")
    return validated, first or (str(validated.errors.msg) if validated.error_messages else "")


def _meant(spec: t.Mapping[str, t.Any], options: t.Iterable[str]) -> str:
    """Return a question about the options that the user may have meant; may be empty."""
    known = spec["argument_spec"]
    close = [difflib.get_close_matches(name, known, n=1) for name in sorted(options) if name not in known]
    meant = ", ".join(name for names in close for name in names)
    return f" Did you mean {meant}?" if meant else ""


def _of_wrong_type(spec: t.Mapping[str, t.Any], options: t.Mapping[str, t.Any]) -> dict[str, str]:
    known = ((name, spec[name]["type"], value) for name, value in options.items() if name in spec)
    return {name: wrong for name, kind, value in known if (wrong := _wrong(name, kind, value))}


def _wrong(name: str, kind: str, value: t.Any) -> str:
    if kind in ("str", "path"):
        if not isinstance(value, (str, int, float)):
            # Ansible would turn a list into text, and show values that it cannot convert.
            return f"{name} must be text, and not a {kind_of(value)}"
        if isinstance(value, bool):
            return f"{name} must be text, not {value} - Quote it: YAML reads yes, no, on and off as true and false."
    if kind in _WANTED:
        try:
            DEFAULT_TYPE_VALIDATORS[kind](value)
        except (TypeError, ValueError, OverflowError):
            return f"{name} must be {_WANTED[kind]}, not {one_line(ascii(value), _SHOWN)}"
    return ""


@contextlib.contextmanager
def process_environment(variables: t.Mapping[str, str]) -> t.Iterator[None]:
    """Set environment variables inside the ``with`` block, because Ansible expands ``~`` and ``$`` in paths with them.

    :raises InputError: a variable cannot be set
    """
    before: dict[str, str | None] = {}
    try:
        for name, value in variables.items():
            try:
                old = os.environ.get(name)
                os.environ[name] = value
            except (ValueError, OSError):
                raise InputError(f"environment: the variable {name!a} cannot be set") from None
            before[name] = old
        yield
    finally:
        for name, old in before.items():
            os.environ.pop(name, None)
            if old is not None:
                os.environ[name] = old


def decrypted(value: t.Any) -> t.Any:
    """Return a value in which all values of Ansible Vault are plain text.

    Before ansible-core 2.19, plugins get a value with ``!vault`` as an object.
    """
    if getattr(value, "__ENCRYPTED__", False):
        return str(value)
    if isinstance(value, dict):
        return {key: decrypted(each) for key, each in value.items()}
    return [decrypted(each) for each in value] if isinstance(value, list) else value


def kind_of(value: object) -> str:
    """Return the name of the built-in type of a value, for which Ansible uses subclasses."""
    return next(kind.__name__ for kind in type(value).__mro__ if kind.__module__ == "builtins")
