# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make the tree importable as the collection, so that the tests run and measure plugins/ itself."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from pathlib import Path

from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

_ROOT = Path(__file__).resolve().parents[2]


def _install_collection_finder() -> None:
    collections = Path(tempfile.mkdtemp(prefix="fabric-collections-"))
    atexit.register(shutil.rmtree, collections, ignore_errors=True)
    namespace = collections / "ansible_collections" / "huaweicloud"
    namespace.mkdir(parents=True)
    (namespace / "dataarts_fabric").symlink_to(_ROOT)
    _AnsibleCollectionFinder(paths=[str(collections)])._install()


# ansible-test has installed a finder of its own by now.
if not any(isinstance(finder, _AnsibleCollectionFinder) for finder in sys.meta_path):
    _install_collection_finder()
