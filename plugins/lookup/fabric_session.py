# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_session
short_description: Get the session ID of a Ray cluster on DataArts Fabric
version_added: 1.0.0
description:
  - Returns the session ID for the route ID of a Ray or Ray Serve cluster. It can be used in any expression.
  - The lookup runs on the controller, and sends a request each time the expression is evaluated. To use one result
    several times, or to handle a failure, use M(huaweicloud.dataarts_fabric.fabric_session_info) with C(register).
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
requirements:
  - requests
  - jmespath, if O(query) is neither V(@) nor the name of a key
seealso:
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - plugin: huaweicloud.dataarts_fabric.route_id
    plugin_type: test
  - ref: ansible_collections.huaweicloud.dataarts_fabric.docsite.session_ids_in_templates
    description: Examples, and when and how often a template sends a request.
notes:
  - Environment variables are read on the controller.
  - All lookups of one task on one host share a connection and a login.
  - The options O(query), O(default) and O(cache) can only be given as arguments of the lookup.
options:
  _terms:
    description:
      - The route IDs, as arguments or in lists.
      - Each is text of 1 to 36 ASCII letters, digits and hyphens, or a whole number, whose digits are used. Anything
        else is refused. Quote a route ID in YAML if it may be read as another value.
      - The sessions are requested concurrently. The result has one element for each route ID, in the same order.
    required: true
    type: list
    elements: raw
  query:
    description:
      - A JMESPath expression that is applied to each session. A session has the keys V(route_id), V(session_id),
        V(status) and V(request_id).
      - V(@) returns all of them. A name that is not one of these keys is refused. Any other expression that selects
        nothing returns V(none).
    type: str
    default: session_id
  default:
    description: The value of a route that does not exist, if O(on_missing) is V(warn) or V(skip).
    type: raw
  cache:
    description:
      - Whether the lookups of a task request the same route only once.
      - If V(false), each lookup sends a request, because the session may change between two of them.
    type: bool
    default: false
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric.guides
  - huaweicloud.dataarts_fabric.on_missing
  - huaweicloud.dataarts_fabric.on_missing.plugins
  - huaweicloud.dataarts_fabric.concurrency
  - huaweicloud.dataarts_fabric.concurrency.plugins
  - huaweicloud.dataarts_fabric.connection
  - huaweicloud.dataarts_fabric.connection.plugins
  - huaweicloud.dataarts_fabric.credentials
  - huaweicloud.dataarts_fabric.credentials.plugins
"""

EXAMPLES = r"""
# Examples without a credential use the one in the environment, for example HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.

- name: Show a session ID
  ansible.builtin.debug:
    msg: "{{ lookup('huaweicloud.dataarts_fabric.fabric_session', 'ray-train-01', region='cn-north-4') }}"

- name: Write an environment file, with an empty value if the cluster does not exist
  ansible.builtin.copy:
    dest: "{{ playbook_dir }}/ray.env"
    mode: "0600"
    content: |
      RAY_SESSION={{ lookup('huaweicloud.dataarts_fabric.fabric_session', route_id, on_missing='warn', default='') }}
  vars:
    route_id: ray-train-01
    ansible_dataarts_fabric_region: cn-north-4

- name: Show the session IDs and statuses of several clusters, which are requested concurrently
  ansible.builtin.debug:
    msg: "{{ query('huaweicloud.dataarts_fabric.fabric_session', *ray_routes, query='[session_id, status]') }}"
  vars:
    ray_routes:
      - ray-train-01
      - ray-train-02
    ansible_dataarts_fabric_region: cn-north-4

# Variables: vault_iam_token (in a file that is encrypted with Ansible Vault).
- name: Take the credential from a variable that is a template
  ansible.builtin.debug:
    msg: "{{ lookup('huaweicloud.dataarts_fabric.fabric_session', 'ray-train-01') }}"
  vars:
    ansible_dataarts_fabric_region: cn-north-4
    ansible_dataarts_fabric_token: "{{ vault_iam_token }}"
"""

RETURN = r"""
_raw:
  description:
    - What O(query) returns for each session, in the order of the route IDs.
    - C(query) always returns a list. C(lookup) returns the value itself for a single route ID, and joins the session
      IDs of several route IDs with commas.
  type: list
  elements: raw
"""

import difflib
import os
import typing as t

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ..module_utils._errors import FabricError, InputError
from ..module_utils._options import given_secrets
from ..module_utils._result import failed, unexpected
from ..module_utils._session._info import session_info
from ..module_utils._session._route_id import check_route_ids
from ..plugin_utils._clients import run_client, shared_sessions
from ..plugin_utils._prepared import Prepared, prepared
from ..plugin_utils._query import compile_query
from ..plugin_utils._retries import show_retries
from ..plugin_utils._validate import decrypted, validate
from ..plugin_utils._variables import given_variables, refuse_unknown

display = Display()

_NAME = "huaweicloud.dataarts_fabric.fabric_session"
_TERMS = frozenset(("route_id", "route_ids", "_terms"))
"""Names of options that users write in place of the first argument."""
_CHECKED = ("type", "elements", "choices")


class LookupModule(LookupBase):
    """The lookup, for Ansible."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[t.Any]:
        """Return the result of ``query`` for each session, in the order of the route IDs."""
        kwargs.pop("wantlist", None)  # with_ adds it before ansible-core 2.19
        _check_names(kwargs, [name for name in self.option_definitions if not name.startswith("_")])
        placeholder = (variables or {}).get("omit")
        given = {
            name: value
            for name, value in decrypted(kwargs).items()
            if value is not None and not self._is_omitted(value, placeholder)
        }
        options = given
        try:
            given |= given_variables(variables, self._templar.template, given)
            ready = prepared(given, lambda: self._options_of(given, variables or {}))
            options = ready.options
            return self._sessions(_flat(decrypted(terms)), ready)
        except FabricError as error:
            raise AnsibleLookupError(failed(error, {}).redacted(given_secrets(options)).values["msg"]) from None
        except AnsibleError:
            raise
        except Exception as error:  # noqa: BLE001 - Ansible shows an uncaught one as it is, and it may quote a secret
            raise AnsibleLookupError(str(unexpected(error))) from None

    def _options_of(self, given: dict[str, t.Any], variables: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        refuse_unknown(variables)
        # For plugins, Ansible accepts any text as a boolean, and its messages do not name the choices.
        # What may be of any type is not validated: a list would be copied, with all that Ansible keeps behind it.
        typed = {name: value for name, value in given.items() if self.option_definitions[name].get("type") != "raw"}
        spec = {name: {key: self.option_definitions[name].get(key) for key in _CHECKED} for name in typed}
        validated, wrong = validate({"argument_spec": spec}, typed, _NAME)
        if wrong:
            raise InputError(wrong)
        self.set_options(direct={**given, **validated.validated_parameters})
        options: dict[str, t.Any] = self.get_options()
        return options

    def _is_omitted(self, value: object, placeholder: object) -> bool:
        """Return whether a value is ``omit``, which Ansible passes to plugins, but drops from a list that it renders.

        :param placeholder: the text of ``omit`` before ansible-core 2.19
        """
        if isinstance(value, str):
            return value == placeholder
        return not isinstance(value, (int, float, list, tuple, dict, type(None))) and not self._templar.template(
            [value]
        )

    def _sessions(self, terms: list[t.Any], ready: Prepared) -> list[t.Any]:
        options = ready.options
        select = compile_query(options["query"])
        route_ids = check_route_ids(terms, "fabric_session")
        known = shared_sessions(ready.setup()) if options["cache"] else {}
        # None means that the route does not exist. It is requested again if ``on_missing`` is ``error``.
        may_miss = options["on_missing"] != "error"
        wanted = [one for one in route_ids if known.get(one) is None and not (may_miss and one in known)]
        if wanted:
            requested = {**options, "route_id": None, "route_ids": wanted}
            report = session_info(requested, os.environ, run_client(), None, ready.setup)
            for warning in report.warnings:
                display.warning(warning)
            show_retries(report.values)
            if report.failed:
                raise AnsibleLookupError(f"{report.values['msg']}{_next_step(report.values)}")
            known.update(dict.fromkeys(report.values["missing"]))
            known.update((session["route_id"], session) for session in report.values["sessions"])
        return [select(known[one]) if known[one] else options["default"] for one in route_ids]


def _flat(terms: t.Iterable[t.Any]) -> list[t.Any]:
    """Return the elements of nested lists as one list; the helper of Ansible only flattens one level."""
    return [one for term in terms for one in (_flat(term) if isinstance(term, (list, tuple)) else [term])]


def _next_step(result: dict[str, t.Any]) -> str:
    """Return what else to do about a failure in a template, in addition to the solution in its sentence."""
    if not result["tries"]:
        return ""  # nothing was sent
    if all(failure["reason"] == "not_found" for failure in result.get("failures", [result])):
        return " If a route may not exist, use on_missing='skip' and set default to what to render in its place."
    return " To handle a failure, use the module fabric_session_info with register and rescue."


def _check_names(given: t.Iterable[str], options: t.Collection[str]) -> None:
    """Refuse an option that does not exist, because Ansible would ignore it."""
    for name in given:
        if name not in options:
            close = difflib.get_close_matches(name, [*options, *_TERMS], n=1)
            hint = f", did you mean {close[0]}?" if close else f": known are {', '.join(sorted(options))}"
            if _TERMS.intersection(close):
                hint = f": route IDs are its first arguments, as in lookup('{_NAME}', 'ray-1')"
            raise AnsibleLookupError(f"fabric_session has no option {name}{hint}")
