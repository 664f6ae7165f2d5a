# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many cases hypothesis makes: as many in every run, always the same; more with ``FABRIC_HYPOTHESIS=nightly``."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("default", max_examples=200, derandomize=True, deadline=None)
settings.register_profile("nightly", max_examples=10_000, derandomize=False, deadline=None)
settings.load_profile(os.environ.get("FABRIC_HYPOTHESIS", "default"))
