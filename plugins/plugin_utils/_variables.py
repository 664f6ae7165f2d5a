# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# PRIVATE to this collection: names and behaviour may change in any release.

"""Ansible variables that stand for options: ``ansible_dataarts_fabric_<option>``, with their templates rendered."""

from __future__ import annotations

import typing as t

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import CONNECTION, CREDENTIALS

PREFIX = "ansible_dataarts_fabric_"


_NAMES = {f"{PREFIX}{option.name}": option.name for option in (*CONNECTION, *CREDENTIALS)}


def option_variables(
    variables: t.Mapping[str, t.Any] | None,
    render: t.Callable[[dict[str, t.Any]], dict[str, t.Any]],
    given: t.Container[str] = (),
) -> dict[str, t.Any]:
    """Return the variables that stand for options of the connection and the credential, by their names, rendered.

    Ansible hands variables to plugins as they were written. Rendering them is safe, as Ansible renders only what it
    trusts: a template in data that came from elsewhere stays text. One that gives ``omit`` counts as not set.

    :param given: the options that are given directly, whose variables are of no interest
    """
    if not variables:
        return {}
    # Rendered as one mapping, as Ansible leaves what is omitted out of one, and fails where it is all there is.
    return render({name: variables[name] for name in _NAMES if name in variables and _NAMES[name] not in given})


def given_variables(
    variables: t.Mapping[str, t.Any],
    render: t.Callable[[dict[str, t.Any]], dict[str, t.Any]],
    given: t.Container[str] = (),
) -> dict[str, t.Any]:
    """Return the same by the options' names."""
    return {_NAMES[name]: value for name, value in option_variables(variables, render, given).items()}
