# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the page of errors from the collection's own table of advice: ``python -m scripts.errors_page``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from scripts.collection import ROOT, link

sys.path.insert(0, str(link()))

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _advice

PAGE = ROOT / "docs" / "docsite" / "rst" / "errors.rst"

_HEAD = """\
..
  Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later
  Made by scripts/errors_page.py.

.. _ansible_collections.huaweicloud.dataarts_fabric.docsite.errors:

Errors and what to do
=====================

A failed task has ``http_status``, ``error_code``, ``error_msg`` and ``solution_msg``. The solution is the service's own
where it sends one (``solution_source`` is then ``api``), and else what stands here (``collection``).

Look at the status before the code: ``common.01000001`` comes with 400 and with 404. Codes of the gateway begin with
``APIG.`` or ``APIGW.`` for the same thing; the number behind the dot tells them apart.

"""


def page() -> str:
    """Return the page."""
    answers = [
        (str(row.status), f"ends in {row.suffix}" if row.suffix else "any other", row.text) for row in _advice.ADVICE
    ]
    answers.sort(key=lambda row: row[0])
    answers += [("3xx", "any", _advice.REDIRECT), ("other", "any", _advice.UNEXPECTED)]
    failures = sorted(_advice.TRANSPORT.items())
    return (
        _HEAD
        + _table("When the service or its gateway answers", ("Status", "Code", "What to do"), answers)
        + "\n"
        + _table("When no complete answer comes", ("What fails", "What to do"), failures)
    )


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [f".. list-table:: {title}", "   :header-rows: 1", ""]
    for row in (head, *rows):
        lines += [f"   {'* -' if number == 0 else '  -'} {cell}" for number, cell in enumerate(row)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
