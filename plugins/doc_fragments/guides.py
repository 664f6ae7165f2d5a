# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The guides that the page of every module and of the lookup leads to."""

    # Ansible wants options in every fragment.
    DOCUMENTATION = r"""
options: {}
seealso:
  - ref: ansible_collections.huaweicloud.dataarts_fabric.docsite.credentials
    description: Each way to authenticate, with an example.
  - ref: ansible_collections.huaweicloud.dataarts_fabric.docsite.errors
    description: All errors, and what to do about each of them.
  - ref: ansible_collections.huaweicloud.dataarts_fabric.docsite.assumptions
    description: What is assumed about the API, and how to check it.
"""

    PLAYBOOKS = r"""
options: {}
seealso:
  - ref: ansible_collections.huaweicloud.dataarts_fabric.docsite.playbooks
    description: The playbooks and roles of this collection.
"""
