# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: fabric_session
short_description: The session ID of a Ray cluster on DataArts Fabric, in a template
version_added: 1.0.0
description:
  - Turns the route ID of a Ray or Ray Serve cluster into its session ID, wherever an expression is allowed.
  - It runs on the controller, and again each time the expression is evaluated. Use
    M(huaweicloud.dataarts_fabric.fabric_session_info) and C(register) where one answer is to be used several times,
    and where a failure is to be handled.
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
requirements:
  - requests
  - jmespath, for a O(query) that is more than the name of a field
seealso:
  - module: huaweicloud.dataarts_fabric.fabric_session_info
  - plugin: huaweicloud.dataarts_fabric.route_id
    plugin_type: test
  - ref: ansible_collections.huaweicloud.dataarts_fabric.docsite.session_ids_in_templates
    description: Recipes, and when and how often a template asks the service.
notes:
  - Environment variables are those of the controller. Their names, and the order in which credentials are looked for,
    are those of M(huaweicloud.dataarts_fabric.fabric_session_info).
  - A template in an Ansible variable such as C(ansible_dataarts_fabric_token) is rendered.
  - All lookups of one task share one connection and one login.
options:
  _terms:
    description:
      - The route IDs. Lists are taken apart.
      - Each is 1 to 36 ASCII letters, digits and hyphens; an integer counts as its digits.
      - They are asked for in one go, and each gives one element, in order.
    required: true
    type: list
    elements: raw
  query:
    description:
      - A JMESPath expression that says what to take of each session, which has the keys V(route_id), V(session_id),
        V(status) and V(request_id).
      - V(@) is all of it. An expression that selects nothing gives V(none).
    type: str
    default: session_id
  on_missing:
    description:
      - What to do about a route that does not exist.
      - V(error) fails; V(warn) warns and V(skip) says nothing, and both give O(default).
    type: str
    default: error
    choices:
      - error
      - warn
      - skip
  default:
    description: What a route that does not exist is rendered as, where O(on_missing) allows that.
    type: raw
  cache:
    description:
      - Whether a route is asked for only once in a task.
      - Without it each lookup asks, as a session may change between two of them.
    type: bool
    default: false
  concurrency:
    description: How many routes are asked for at the same time, from 1 to 64, after the first.
    type: int
    default: 16
extends_documentation_fragment:
  - huaweicloud.dataarts_fabric._connection
  - huaweicloud.dataarts_fabric._connection.plugins
  - huaweicloud.dataarts_fabric._credentials
  - huaweicloud.dataarts_fabric._credentials.plugins
"""

EXAMPLES = r"""
- name: Show a session ID
  ansible.builtin.debug:
    msg: "{{ lookup('huaweicloud.dataarts_fabric.fabric_session', 'ray-train-01', region='cn-north-4') }}"

- name: Write an environment file, with an empty value for a cluster that is gone
  ansible.builtin.copy:
    dest: /tmp/ray.env
    mode: "0600"
    content: |
      RAY_SESSION={{ lookup('huaweicloud.dataarts_fabric.fabric_session', route_id, on_missing='warn', default='') }}
  vars:
    route_id: ray-train-01

- name: Show the sessions and statuses of many clusters, from one batch
  ansible.builtin.debug:
    msg: "{{ query('huaweicloud.dataarts_fabric.fabric_session', *ray_routes, query='[session_id, status]') }}"
  vars:
    ray_routes:
      - ray-train-01
      - ray-train-02

- name: Take the credential from a variable that is a template
  ansible.builtin.debug:
    msg: "{{ lookup('huaweicloud.dataarts_fabric.fabric_session', 'ray-train-01') }}"
  vars:
    ansible_dataarts_fabric_region: cn-north-4
    ansible_dataarts_fabric_token: "{{ vault_iam_token }}"
"""

RETURN = r"""
_raw:
  description: What O(query) selects of each session, by default its ID. One element for each term, in order.
  type: list
  elements: raw
"""

import difflib
import os
import typing as t

from ansible.errors import AnsibleLookupError
from ansible.module_utils.basic import missing_required_lib
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._query import compile_query
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import REQUESTS_IMPORT_ERROR
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._route_id import check_route_ids
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session_info import session_info
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._setup import find_setup
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._clients import (
    shared_client,
    shared_sessions,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._retries import show_retries
from ansible_collections.huaweicloud.dataarts_fabric.plugins.plugin_utils._variables import option_variables

display = Display()


class LookupModule(LookupBase):
    """The lookup, for Ansible."""

    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[t.Any]:
        """Return what was asked for of each route, in order."""
        if REQUESTS_IMPORT_ERROR:
            raise AnsibleLookupError(missing_required_lib("requests"))
        _check_names(kwargs, [name for name in self.option_definitions if not name.startswith("_")])
        self.set_options(var_options=option_variables(variables, self._templar.template, kwargs), direct=kwargs)
        try:
            return self._sessions(_flat(terms), self.get_options())
        except FabricError as error:
            raise AnsibleLookupError(str(error)) from None
        except ModuleNotFoundError as error:
            raise AnsibleLookupError(missing_required_lib(error.name or "jmespath")) from None
        except AnsibleLookupError:
            raise
        except Exception as error:  # noqa: BLE001 - Ansible shows an uncaught one as it is, and it may quote a secret
            raise AnsibleLookupError(f"Unexpected {type(error).__name__}, please report it") from None

    def _sessions(self, terms: list[t.Any], options: dict[str, t.Any]) -> list[t.Any]:
        select = compile_query(options["query"])
        route_ids = check_route_ids(terms, "fabric_session")
        known = shared_sessions(find_setup(options, os.environ)) if options["cache"] else {}
        # None stands for a route that is missing, which only those may take as an answer who allow it.
        may_miss = options["on_missing"] != "error"
        wanted = [one for one in route_ids if known.get(one) is None and not (may_miss and one in known)]
        if wanted:
            report = session_info({**options, "route_id": None, "route_ids": wanted}, os.environ, shared_client)
            for warning in report.warnings:
                display.warning(warning)
            show_retries(report.result)
            if report.failed:
                raise AnsibleLookupError(report.result["msg"], help_text=_next_step(report.result))
            known.update(dict.fromkeys(report.result["missing"]))
            known.update((session["route_id"], session) for session in report.result["sessions"])
        return [select(known[one]) if known[one] else options["default"] for one in route_ids]


def _flat(terms: t.Iterable[t.Any]) -> list[t.Any]:
    """Take lists apart, however deep; Ansible's own helper does it once."""
    return [one for term in terms for one in (_flat(term) if isinstance(term, (list, tuple)) else [term])]


def _next_step(result: dict[str, t.Any]) -> str:
    """Return what else a template can do about a failure, beside the solution that its sentence has."""
    if all(failure["route_id"] in result["missing"] for failure in result["failures"]):
        return "Where a route may be gone, give on_missing='skip' and, as default, what to render instead."
    return "Where a failure is to be handled, use the module fabric_session_info with register and rescue."


def _check_names(given: t.Iterable[str], options: t.Collection[str]) -> None:
    """Refuse an option that does not exist: Ansible would ignore it."""
    for name in given:
        if name not in options:
            close = difflib.get_close_matches(name, options, n=1)
            hint = f", did you mean {close[0]}?" if close else f": known are {', '.join(sorted(options))}"
            raise AnsibleLookupError(f"fabric_session has no option {name}{hint}")
