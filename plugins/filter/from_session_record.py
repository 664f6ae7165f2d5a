# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: from_session_record
short_description: Read the sessions of a record
version_added: 1.0.0
description:
  - Returns the entries of a record, which M(huaweicloud.dataarts_fabric.session_record) writes.
  - A record with another format version is an error.
options:
  _input:
    description: The text of the record, for example from P(ansible.builtin.file#lookup).
    type: str
    required: true
seealso:
  - plugin: huaweicloud.dataarts_fabric.to_session_record
    plugin_type: filter
  - plugin: huaweicloud.dataarts_fabric.session_drift
    plugin_type: filter
author:
  - Contributors to the DataArts Fabric collection (!UNKNOWN)
"""

EXAMPLES = r"""
- name: Show the sessions of a record
  ansible.builtin.debug:
    msg: "{{ record | huaweicloud.dataarts_fabric.from_session_record }}"
  vars:
    # Usually the text of a file: lookup('ansible.builtin.file', 'sessions.json', rstrip=false)
    record: |
      {
        "format": 1,
        "routes": [
          {"name": "Training", "route_id": "ray-train-01", "session_id": "ac8111bf", "status": "RUNNING"}
        ]
      }
"""

RETURN = r"""
_value:
  description: The entries of the record, with C(name), C(route_id), C(session_id) and C(status).
  type: list
  elements: dict
  sample:
    - name: Training
      route_id: ray-train-01
      session_id: ac8111bf-3601-4905-8ddd-b41d3e636a4e
      status: RUNNING
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ..module_utils._errors import FabricError
from ..plugin_utils._record import read_record


def from_session_record(text: object) -> list[dict[str, t.Any]]:
    """Return the entries of a record."""
    try:
        return read_record(text)
    except FabricError as error:
        raise AnsibleFilterError(str(error)) from error


class FilterModule:
    """The filter, for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"from_session_record": from_session_record}
