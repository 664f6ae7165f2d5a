# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which warnings of Sphinx fail the site."""

from __future__ import annotations

import pytest

from scripts.site import ours


@pytest.mark.parametrize(
    "line",
    [
        "a.rst:3: WARNING: undefined label: 'ansible_collections.huaweicloud.dataarts_fabric.gone_module' [ref.ref]",
        "README.md:9: WARNING: 'myst' cross-reference target not found: 'gone.md' [myst.xref_missing]",
        "a.rst:3: WARNING: unknown document: 'gone' [ref.doc]",
        "a.rst:3: ERROR: Unexpected indentation. [docutils]",
    ],
)
def test_ours(line: str) -> None:
    """What is broken in our pages."""
    assert ours(f"some text\n{line}\n") == [line]


@pytest.mark.parametrize("label", ["ansible_collections.ansible.builtin.uri_module", "common_return_values"])
def test_of_ansible(label: str) -> None:
    """What only the site of Ansible has."""
    assert ours(f"a.rst:3: WARNING: undefined label: '{label}' [ref.ref]") == []
