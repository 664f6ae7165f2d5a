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
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth import _ecs_metadata, _password
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._access_key import AccessKey
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._credential import Credential
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._auth._find import METHODS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import REASONS
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._session._operation import ShowSession

PAGE = ROOT / "docs" / "docsite" / "rst" / "errors.rst"

_AS_FOR_ANY = "as for any operation"
_FAILS = {
    "body": "The body of the response cannot be read",
    "dns": "The host name cannot be resolved",
    "other": "Any other failure",
    "protocol": "The response is no HTTP",
    "proxy": "The proxy cannot be reached, or refuses",
    "refused": "The connection is refused",
    "reset": "The connection is closed",
    "timeout": "The response is not complete in time",
    "tls": "TLS fails",
}
"""What the kinds of failures without a complete response are."""

_HEAD = """\
..
  Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later
  Made by scripts/errors_page.py.

.. _ansible_collections.huaweicloud.dataarts_fabric.docsite.errors:

Errors and what to do
=====================

The result of a module that failed has the keys ``reason``, ``http_status``, ``error_code``, ``error_msg`` and
``solution_msg``. A key is null if there is no value. ``reason`` is always one of the words in the first table, so a
playbook can use it in conditions. ``solution_msg`` always says what to do. It is the solution of the service if the
response has one (``solution_source`` is then ``api``), and otherwise a sentence of this collection (``collection``).
The tables below have these sentences for HTTP statuses and for connections that fail. For some causes, such as a
certificate that has expired, the sentence is more exact than in the tables. A failure of Ansible itself, such as a
variable that is not defined, has none of these keys.

Check ``http_status`` before ``error_code``: the service uses ``common.01000001`` for 400 and for 404. Codes of the
API gateway start with ``APIG.`` or ``APIGW.``. The number after the dot has the same meaning with both.

A row with a code takes precedence over a row for any other code. A table for one operation takes precedence over the
table for any operation. There are two exceptions. HTTP 404 has the meaning of a code that ends with ``0101`` if there
is no code, or only ``404``. HTTP 403 has the reason ``permission_denied`` if the message is about permissions.

"""

_FOOT = """
If there is no complete response from IAM or from the ECS metadata service, the sentence is the one in its own table,
unless TLS or the proxy failed.
"""


def page() -> str:
    """Return the page."""
    head = ("Status", "Code", "``reason``", "What to do")
    tables = [_table("The values of ``reason``", ("``reason``", "Meaning"), _words(REASONS))]
    tables.append(_table("If the session API returns an error", head, _rows(ShowSession.advice)))
    of_iam = [
        ("401, 403", "a second factor is required", "credential_refused", _password.SECOND_FACTOR),
        ("404", "any", _advice.advice_for(404, _advice.API_NOT_FOUND)[0], _password.UNAVAILABLE),
        ("other than 407 and 429", "any", _AS_FOR_ANY, _password.UNAVAILABLE),
    ]
    tables.append(_table("If a login at IAM fails", head, [*_rows(_password.CreateToken.advice), *of_iam]))
    of_metadata = [("other than 407 and 429", "any", _AS_FOR_ANY, _ecs_metadata.UNAVAILABLE)]
    tables.append(_table("If the ECS metadata service fails", head, of_metadata))
    others = [
        ("2xx", "a web page", "gateway", _advice.LOGIN_PAGE),
        ("3xx", "any", _advice.advice_for(300, None)[0], _advice.REDIRECT),
        ("4xx, but not 404, 407, 408 and 429", "a web page or a text", "gateway", _advice.GATEWAY),
        ("500", "a web page or a text", "service", _advice.GATEWAY_FAILED),
        ("5xx", "any other", _advice.advice_for(599, None)[0], _advice.UNEXPECTED),
        ("other", "any", _advice.advice_for(299, None)[0], _advice.UNEXPECTED),
    ]
    tables.append(_table("If any operation returns an error", head, [*_rows(_advice.ADVICE), *others]))
    methods = [(f"``{one.method}``", _codes(one), one.advice[0].text) for one in _credentials() if one.advice]
    columns = ("``auth_method``", "Codes with 401 that end with", "What to do")
    tables.append(
        _table("If a credential is refused: this table takes precedence over the other tables", columns, methods)
    )
    failures = [
        (_FAILS[kind], _advice.transport_reason(kind), text) for kind, text in sorted(_advice.TRANSPORT.items())
    ]
    tables.append(_table("If there is no complete response", ("What fails", "``reason``", "What to do"), failures))
    return _HEAD + "\n".join(tables) + _FOOT


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
            f"ends with {row.suffix}" if row.suffix else "any other",
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
