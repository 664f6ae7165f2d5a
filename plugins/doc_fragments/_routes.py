# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._options import ROUTES, documentation


class ModuleDocFragment:
    """The options that say which routes to ask for, as the table of options has them."""

    DOCUMENTATION: str = documentation(ROUTES)
