# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever is raised becomes a failure."""

from __future__ import annotations

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import FabricError, InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._report import Report, report_of


def raising(error: Exception) -> Report:
    """The report of a core that raises."""

    def core() -> Report:
        raise error

    return report_of(core)


@pytest.mark.parametrize(
    ("error", "secrets"),
    [(InputError("no", ("hidden", "")), ("hidden",)), (InputError("no"), ()), (FabricError("no"), ())],
)
def test_a_failure(error: Exception, secrets: tuple[str, ...]) -> None:
    """Its sentence, and what must be hidden."""
    report = raising(error)
    assert (report.failed, report.result, report.secrets) == (True, {"msg": "no"}, secrets)


def test_what_nobody_expects() -> None:
    """Its kind and place, and not its text, which may quote a secret."""
    report = raising(RuntimeError("hidden"))
    assert report.result["msg"] == "Unexpected RuntimeError, please report it"
    assert "in core" in report.result["exception"]
    assert "hidden" not in str(report.result)
