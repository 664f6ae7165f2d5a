# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: session_drift_report
short_description: Write comparisons down for a pipeline
version_added: 1.0.0
description:
  - Gives the text of a file about the comparisons of P(huaweicloud.dataarts_fabric.session_drift#filter), of one or
    more hosts.
  - The role P(huaweicloud.dataarts_fabric.session_drift#role) writes it to a file.
positional: _input
options:
  _input:
    description: By host, its comparison. One with C(error) could not be made, and an empty one is left out.
    type: dict
    required: true
  format:
    description:
      - V(json) is one comparison of all hosts, in which each route also has its C(host). With C(errors), which are by
        host, C(drifted) is null.
      - V(junit) is JUnit XML, with a test suite for each host and a test case for each route. Drift is a failure, and
        an C(error) is an error.
    type: str
    choices: [json, junit]
    default: json
author:
  - Huawei Cloud DataArts Fabric collection contributors (@huaweicloud)
"""

EXAMPLES = r"""
- name: Write a comparison down
  ansible.builtin.copy:
    content: "{{ {'staging': drift} | huaweicloud.dataarts_fabric.session_drift_report(format='junit') }}"
    dest: /tmp/drift.xml
    mode: "0644"
  vars:
    drift: "{{ expected | huaweicloud.dataarts_fabric.session_drift(rays) }}"
"""

RETURN = r"""
_value:
  description: The text of the file.
  type: str
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._drift_report import as_json, as_junit

_FORMATS = {"json": as_json, "junit": as_junit}


def session_drift_report(drifts: t.Mapping[str, t.Mapping[str, t.Any]], *, format: str = "json") -> str:  # noqa: A002 - the option's name
    """Write comparisons down for a pipeline."""
    if format not in _FORMATS:
        raise AnsibleFilterError(f"format must be {' or '.join(_FORMATS)}")
    return _FORMATS[format]({host: drift for host, drift in drifts.items() if drift})


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"session_drift_report": session_drift_report}
