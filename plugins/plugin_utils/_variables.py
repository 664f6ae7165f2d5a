# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Read the Ansible variables that set options, and refuse facts of a managed host with their names."""

from __future__ import annotations

import difflib
import typing as t

from ..module_utils._errors import InputError
from ..module_utils._options import OPTIONS, ROUTES
from ._validate import decrypted

PREFIX = "ansible_dataarts_fabric_"

_NAMES = {f"{PREFIX}{name}": name for name, option in OPTIONS.items() if option not in ROUTES}
_KNOWN = (*_NAMES, f"{PREFIX}in_process")

# Names in ansible_facts, without the prefix "ansible_": the options and the variables of the roles.
_OURS = ("dataarts_fabric_", "session_record_", "session_drift_", "dashboard_links_")

_FILE = ("path", "routes", "mode", "owner", "group")
_OF_ROLES = {
    "session_record": (*_FILE, "on_missing"),
    "session_drift": ("expected", "record", "routes", "fail", "report"),
    "dashboard_links": (*_FILE, "url", "title", "template"),
}
"""What follows the name of a role in the names of the variables that are given to it."""

_RESULTS = ("result", "entries")
"""The same of those that a role sets itself."""

# Variables of Ansible that roles and actions use, and that a fact would replace. With "omit", a host could choose the
# value of each option that a role omits; with the others, it could pretend to be another host.
_ANSIBLES = frozenset(("omit", "inventory_hostname", "delegated_vars"))

Render = t.Callable[[dict[str, t.Any]], dict[str, t.Any]]
"""What renders the templates in a mapping."""


def given_variables(
    variables: t.Mapping[str, t.Any] | None,
    render: Render,
    given: t.Container[str] = (),
) -> dict[str, t.Any]:
    """Return the options that Ansible variables set, by the names of the options, with rendered values.

    There is a variable for every option but the routes. Plugins get variables before they are rendered. It is safe to
    render them here, because Ansible only renders templates from trusted sources. ``omit`` and null mean not set.

    :param given: the options of the task or lookup, whose variables are not used
    :raises InputError: the managed host returned a fact with the name of one of them
    """
    if not variables:
        return {}
    refuse_facts(variables)
    return _rendered({option: name for name, option in _NAMES.items() if option not in given}, variables, render)


def _rendered(names: t.Mapping[str, str], variables: t.Mapping[str, t.Any], render: Render) -> dict[str, t.Any]:
    """Return what variables come to, without those that are not set.

    :param names: those of the variables, by what they stand for
    """
    # Rendered as one mapping, as Ansible leaves what is omitted out of one, and fails where it is all there is.
    found = render({key: variables[name] for key, name in names.items() if name in variables})
    omitted = variables.get("omit")  # before ansible-core 2.19, text that stays in a mapping
    return {
        key: value
        for key, value in decrypted(found).items()
        if value is not None and not (isinstance(value, str) and value == omitted)
    }


def refuse_unknown(variables: t.Iterable[str]) -> None:
    """Refuse a variable that has the prefix of this collection, but is not the name of an option.

    :raises InputError: there is such a variable
    """
    for name in variables:
        if name.startswith(PREFIX) and name not in _KNOWN:
            option = name[len(PREFIX) :]
            close = difflib.get_close_matches(option, _NAMES.values(), n=1)
            hint = f"The options are {', '.join(_NAMES.values())}."
            if option in ("route_id", "route_ids"):
                hint = "Give the routes to the task or the lookup itself."
            elif close:
                hint = f"Did you mean {PREFIX}{close[0]}?"
            raise InputError(
                f"The variable {name!a} stands for no option - {hint}",
                solution=f"Rename or remove the variable. {hint}",
            )


def misspelled(variables: t.Collection[str], role: str) -> t.Iterator[str]:
    """Yield a warning for each variable whose name is similar to that of a variable of a role.

    Ansible would ignore it: with ``session_drift_fial``, drift would never fail the play. It is not an error, because
    it may be a variable of the user.
    """
    for prefix, known in ((f"{role}_", (*_OF_ROLES[role], *_RESULTS)), ("dataarts_fabric_", ("routes", "hosts"))):
        for name in variables:
            rest = name.removeprefix(prefix)
            if rest != name and rest not in known:
                longer = [one for one in known if rest.startswith(f"{one}_")]  # as session_drift_fail_on_drift
                for close in (longer or difflib.get_close_matches(rest, known, cutoff=0.75))[:1]:
                    yield f"The role {role} has no variable {name!a}, and ignores it. Did you mean {prefix}{close}?"


def of_role(role: str, variables: t.Mapping[str, t.Any], render: Render, given: t.Container[str]) -> dict[str, t.Any]:
    """Return what a role takes from other variables than its own, by the options' names.

    :param given: the options that its own variables give. The others are rendered too, as the tasks of a role take a
        variable that cannot be rendered for one that is not set.
    """
    _rendered({name: f"{role}_{name}" for name in _OF_ROLES[role] if name not in given}, variables, render)
    others = {} if "routes" in given else {"routes": "dataarts_fabric_routes"}
    if role == "session_drift" and "expected" not in given and "record" not in given:
        others["record"] = "session_record_path"
    return {option: value for option, value in _rendered(others, variables, render).items() if value != ""}


def refuse_facts(variables: t.Mapping[str, t.Any]) -> None:
    """Refuse facts of the managed host with the names of variables of this collection.

    Ansible turns the facts that a module returns into variables. They must not decide where a credential is sent, which
    file of the controller is read or written, or what is expected.

    :raises InputError: a fact has the name of a variable of this collection
    """
    name = refused(variables)
    if name:
        raise InputError(
            f"The variable {name!a} is also a fact of the host, and a host must not decide about it."
            " If a playbook sets it with set_fact, leave cacheable out; else do not trust this host"
        )


def refused(variables: t.Mapping[str, t.Any]) -> str | None:
    """Return the name of a fact that is also a variable of this collection, or one that it uses; otherwise ``None``."""
    own = _refused(variables)
    if own:
        return own
    delegated = variables.get("ansible_delegated_vars") or {}  # of Ansible: it is not a fact, as checked above
    return next(filter(None, map(_refused, delegated.values())), None)


def _refused(variables: t.Mapping[str, t.Any]) -> str | None:
    for fact in variables.get("ansible_facts") or ():
        if isinstance(fact, str) and (fact.startswith(_OURS) or fact in _ANSIBLES):
            return f"ansible_{fact}" if f"ansible_{fact}" in variables else fact
    return None
