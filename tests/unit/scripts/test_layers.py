# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which imports ``make lint`` refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.layers import check


def plugins(folder: Path, **files: str) -> Path:
    """Write files below ``plugins``, by their path with two underscores for each slash."""
    for name, text in files.items():
        path = folder.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("module_utils___http___retry", "from .._errors import Failure"),
        ("module_utils___http___retry", "from ._transport import send"),
        ("module_utils___http___retry", "from . import _transport"),
        ("modules__info", "from ..module_utils._http._transport import send"),
        ("action__info", "from ..plugin_utils._record import read"),
        ("plugin_utils___drift___compare", "from ...module_utils._errors import Failure"),
        ("module_utils___http___retry", "import time\nfrom ansible.errors import AnsibleError"),
    ],
)
def test_down(tmp_path: Path, file: str, line: str) -> None:
    """What is below may be imported."""
    files = {"module_utils___errors": "", "module_utils___http___transport": "", "plugin_utils___record": ""}
    assert list(check(plugins(tmp_path, **files, **{file: line}))) == []


@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        ("module_utils___http___retry", "from .._auth._find import find", "_auth is above _http"),
        (
            "module_utils___http___retry",
            "from .._auth import _find",
            "imports module_utils._auth._find: _auth is above",
        ),
        ("module_utils___errors", "if x:\n    from ._text import clean", "_text is above _errors"),
        ("module_utils___errors", "def f():\n    from ..plugin_utils._record import a", "may import nothing"),
        ("modules__info", "from ..plugin_utils._record import a", "of other folders modules may import module_utils"),
        ("doc_fragments__fabric", "from ..module_utils._errors import a", "may import nothing"),
        ("module_utils___http___retry", "from .._new import x", "give _new a place in CORE"),
        ("new__x", "from ..module_utils._errors import x", "give new a place in FOLDERS"),
        ("action__info", "from ansible_collections.a.b.plugins.module_utils import c", "import relatively"),
    ],
)
def test_up(tmp_path: Path, file: str, line: str, says: str) -> None:
    """What is above may not, wherever in the file the import stands."""
    files = {"module_utils___errors": "", "module_utils___auth___find": "", "plugin_utils___record": ""}
    (problem,) = check(plugins(tmp_path, **{**files, file: line}))
    assert problem.startswith(f"plugins/{'/'.join(file.split('__'))}.py imports ")
    assert says in problem


def test_around(tmp_path: Path) -> None:
    """Two files that import each other are refused, also in one package."""
    files = {"plugin_utils___a": "from ._b import x", "plugin_utils___b": "from ._a import y"}
    (problem,) = check(plugins(tmp_path, **files))
    assert problem.startswith("These import each other: plugin_utils._")
