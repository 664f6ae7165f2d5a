# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the page of errors from the collection's own table of advice: ``python -m scripts.errors_page``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from scripts.collection import ROOT, link

sys.path.insert(0, str(link()))

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer import _advice
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._find import METHODS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._password import CreateToken
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import REASONS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import ShowSession

PAGE = ROOT / "docs" / "docsite" / "rst" / "errors.rst"

_OPERATIONS = (("When the session API refuses", ShowSession), ("When IAM refuses a login", CreateToken))

_HEAD = """\
..
  Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later
  Made by scripts/errors_page.py.

.. _ansible_collections.huaweicloud.dataarts_fabric.docsite.errors:

Errors and what to do
=====================

Every failed task has ``reason``, ``http_status``, ``error_code``, ``error_msg`` and ``solution_msg``; where there is
nothing to say they are null. ``reason`` is always one of the words of the first table, so a playbook can branch on it.
``solution_msg`` always says what to do. It is the service's own where it sends one (``solution_source`` is then
``api``), and else what stands here (``collection``).

Look at the status before the code: ``common.01000001`` comes with 400 and with 404. Codes of the gateway begin with
``APIG.`` or ``APIGW.`` for the same thing; the number behind the dot tells them apart.

A row for a code takes precedence over one for any other code, and advice for an operation over that for every
operation.

"""


def page() -> str:
    """Return the page."""
    head = ("Status", "Code", "``reason``", "What to do")
    tables = [_table("The values of ``reason``", ("``reason``", "Meaning"), _words(REASONS))]
    tables += [_table(title, head, _rows(operation.advice)) for title, operation in _OPERATIONS]
    others = [
        ("2xx", "a web page", "gateway", _advice.LOGIN_PAGE),
        ("3xx", "any", _advice.advice_for(300, None)[0], _advice.REDIRECT),
        ("4xx", "a web page or a text", "gateway", _advice.GATEWAY),
        ("5xx", "any other", _advice.advice_for(599, None)[0], _advice.UNEXPECTED),
        ("other", "any", _advice.advice_for(299, None)[0], _advice.UNEXPECTED),
    ]
    tables.append(_table("When any operation is refused", head, [*_rows(_advice.ADVICE), *others]))
    methods = [(f"``{one.method}``", _codes(one), one.advice[0].text) for one in _credentials() if one.advice]
    columns = ("``auth_method``", "Codes with 401 that end in", "What to do")
    tables.append(_table("When the credential of a method is refused, first of all", columns, methods))
    failures = [(kind, _advice.transport_reason(kind), text) for kind, text in sorted(_advice.TRANSPORT.items())]
    tables.append(_table("When no complete response comes", ("What fails", "``reason``", "What to do"), failures))
    return _HEAD + "\n".join(tables)


def _credentials() -> list[Credential]:
    """Return one credential of each kind."""
    return [*(kind() for kind in METHODS.values()), AccessKey(source="profile")]


def _codes(credential: Credential) -> str:
    return ", ".join(row.suffix or "any other" for row in credential.advice)


def _rows(advice: Sequence[_advice.Advice]) -> list[tuple[str, ...]]:
    """Return the rows of a table of advice, by status; those for a code come first."""
    return [
        (
            str(row.status),
            f"ends in {row.suffix}" if row.suffix else "any other",
            _advice.advice_for(row.status, row.suffix, advice)[0],
            row.text,
        )
        for row in sorted(advice, key=lambda row: row.status)
    ]


def _words(words: Mapping[str, str]) -> list[tuple[str, ...]]:
    return [(f"``{word}``", meaning) for word, meaning in words.items()]


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [f".. list-table:: {title}", "   :header-rows: 1", ""]
    for row in (head, *rows):
        lines += [f"   {'* -' if number == 0 else '  -'} {cell}" for number, cell in enumerate(row)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
