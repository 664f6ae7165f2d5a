# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The class of an option of modules and plugins: its fields, its range, its argument spec."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Range:
    """The numbers that an option allows.

    :param exclusive: whether the minimum itself is not allowed
    """

    minimum: int
    maximum: int
    exclusive: bool = False

    def __contains__(self, value: float) -> bool:
        """Return whether a number is allowed; NaN never is."""
        return self.minimum <= value <= self.maximum and not (self.exclusive and value == self.minimum)

    def __str__(self) -> str:
        """Return the range in words, for messages and documentation."""
        if self.exclusive:
            return f"greater than {self.minimum} and at most {self.maximum}"
        return f"from {self.minimum} to {self.maximum}"


@dataclasses.dataclass(frozen=True)
class Option:
    """One option of the collection's modules and plugins.

    :param description: the paragraphs of its documentation. ``{environment}`` in one of them is replaced by the names
        of the variables; without it, a sentence about the variables is added.
    :param allowed: the range of a number
    :param secret: whether Ansible must never show the value
    :param environment: variables that are used if the option is omitted, in order of precedence. ``<REGION>`` in a name
        stands for the region. The variables of credentials are in ``ENVIRONMENT_IDENTITIES``.
    :param plugin_env: whether Ansible itself may read these variables for a plugin
    :param fallback: the default if no variable is set either. ``<region>`` and ``<cloud>`` in it stand for the region
        and for the domain of the cloud.
    :param version_added: the release that added the option; ``None`` if it is as old as its module
    """

    name: str
    description: tuple[str, ...]
    type: str = "str"
    elements: str | None = None
    required: bool = False
    default: t.Any = None
    choices: tuple[str, ...] = ()
    allowed: Range | None = None
    secret: bool = False
    environment: tuple[str, ...] = ()
    plugin_env: bool = True
    fallback: str = ""
    version_added: str | None = None

    @property
    def plugin_environment(self) -> tuple[str, ...]:
        """The variables that Ansible itself may read for a plugin, in its order: the last one that is set is used."""
        return tuple(name for name in reversed(self.environment) if self.plugin_env and "<" not in name)

    def spec(self) -> dict[str, t.Any]:
        """Return the entry of this option in an argument spec."""
        # no_log is set for every option, as Ansible guesses from a name such as "token" if nothing is set.
        spec: dict[str, t.Any] = {"type": self.type, "no_log": self.secret}
        if self.elements:
            spec["elements"] = self.elements
        if self.required:
            spec["required"] = True
        if self.default is not None:
            spec["default"] = self.default
        if self.choices:
            spec["choices"] = list(self.choices)
        return spec


def argument_spec(*groups: t.Sequence[Option]) -> dict[str, t.Any]:
    """Return the argument spec of a module that has these groups of options."""
    return {option.name: option.spec() for group in groups for option in group}
