# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Templates that look sessions up, as tasks of a play."""

from __future__ import annotations

import typing as t

LOOKUP = "huaweicloud.dataarts_fabric.fabric_session"


def lookup(arguments: str) -> str:
    """The expression that looks something up."""
    return f"lookup('{LOOKUP}', {arguments})"


def query(arguments: str) -> str:
    """The expression that looks something up and always gives a list."""
    return f"query('{LOOKUP}', {arguments})"


def braced(expression: str) -> str:
    """The template of an expression."""
    return f"{{{{ {expression} }}}}"


LOADED = braced("lookup('" + LOOKUP + "', 'no_route', errors='ignore') | default('localhost', true)")
"""The hosts of a play with many lookups: this machine.

The lookup in it sends nothing. Ansible renders it before it forks, so that each task finds the plugin loaded, and does
not compile it again.
"""


def times(number: int, arguments: str) -> str:
    """A template that does the same lookup so many times."""
    return f"{{% for number in range({number}) %}}{braced(lookup(arguments))} {{% endfor %}}"


def show(name: str, template: str, **keywords: t.Any) -> dict[str, t.Any]:
    """A task that renders an expression or a template, and whose failure does not end the play."""
    message = template if "{%" in template else braced(template)
    return {"name": name, "ansible.builtin.debug": {"msg": message}, "ignore_errors": True, **keywords}
