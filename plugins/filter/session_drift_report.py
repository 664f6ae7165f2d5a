# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: session_drift_report
short_description: Format comparisons as a report for a pipeline
version_added: 1.0.0
description:
  - Returns the text of a report about the results of P(huaweicloud.dataarts_fabric.session_drift#filter) for one or
    more hosts.
  - The module M(huaweicloud.dataarts_fabric.session_drift) writes such a report to a file.
positional: _input
options:
  _input:
    description:
      - A mapping with an entry for each host. An entry is what P(huaweicloud.dataarts_fabric.session_drift#filter)
        returned, or a mapping with C(error), which says why there is no comparison. An empty entry is left out.
    type: dict
    required: true
  format:
    description:
      - V(json) is one comparison of all hosts, in which each route also has its C(host). C(errors) is a mapping from
        hosts to their errors. If there is one, C(drifted) is null.
      - V(junit) is JUnit XML, with a test suite for each host and a test case for each route. A route that drifted is a
        failure, and a host with C(error) is an error.
    type: str
    choices: [json, junit]
    default: json
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
"""

EXAMPLES = r"""
- name: Get the sessions
  huaweicloud.dataarts_fabric.fabric_session_info:
    route_ids: [ray-train-01, ray-train-02]
    on_missing: skip
  register: rays

- name: Write a report for a pipeline
  ansible.builtin.copy:
    content: "{{ {'staging': drift} | huaweicloud.dataarts_fabric.session_drift_report(format='junit') }}"
    dest: "{{ playbook_dir }}/drift.xml"
    mode: "0600"
  vars:
    expected:
      - route_id: ray-train-01
        status: RUNNING
      - route_id: ray-train-02
        status: RUNNING
    drift: "{{ expected | huaweicloud.dataarts_fabric.session_drift(rays) }}"
"""

RETURN = r"""
_value:
  description: The text of the file.
  type: str
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._errors import FabricError
from ..plugin_utils._drift._report import FORMATS, drifts_of_hosts, report_of_hosts


def session_drift_report(drifts: object, *, format: str = "json") -> str:  # noqa: A002 - the option's name
    """Return the text of a report."""
    if format not in FORMATS:
        raise AnsibleFilterError(f"format must be {' or '.join(FORMATS)}")
    try:
        return report_of_hosts(drifts_of_hosts(drifts), format)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"session_drift_report": session_drift_report}
