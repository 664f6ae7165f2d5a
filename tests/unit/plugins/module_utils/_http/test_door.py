# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""If requests cannot be imported, every file of this package still can, and the failure says why."""

from __future__ import annotations

import fractions
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import explain_import

ROOT = Path(__file__).resolve().parents[5]
FILES = sorted(path.stem for path in ROOT.glob("plugins/module_utils/_http/_*.py"))
SCRIPT = """
import importlib
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils import _requests
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _warm
for name in {files!r}:
    importlib.import_module(f"ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http.{{name}}")
_warm.warm({{}})
print(_requests.REQUESTS_IMPORT_ERROR.strip().splitlines()[-1], _requests.requests)
"""


@pytest.mark.parametrize(
    ("package", "statement", "told"),
    [
        ("requests", "raise ValueError('out of luck')", "ValueError in requests/__init__.py None"),
        ("requests", "from nowhere import nothing", "ModuleNotFoundError: nowhere None"),
        ("requests", "", "ModuleNotFoundError: requests.adapters None"),
        ("requests", "def (", "SyntaxError in requests/__init__.py None"),
        ("requests", "raise SystemExit(3)", "SystemExit in requests/__init__.py None"),
        ("idna", "raise SyntaxError", "SyntaxError in idna/__init__.py None"),
        ("socks", "raise OSError(13, 'no')", "PermissionError in socks/__init__.py None"),
        ("urllib3", "import ssl; ssl.nothing", "AttributeError in urllib3/__init__.py None"),
    ],
)
def test_a_broken_installation(package: str, statement: str, told: str, tmp_path: Path) -> None:
    """Whatever it raises, and whichever package does."""
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").write_text(statement, encoding="utf-8")
    namespace = tmp_path / "ansible_collections" / "huaweicloud"
    namespace.mkdir(parents=True)
    (namespace / "dataarts_fabric").symlink_to(ROOT)
    script = SCRIPT.format(files=[name for name in FILES if name != "__init__"])
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == told, done.stderr


def caught(raise_it: t.Callable[[], object]) -> Exception:
    """What a call raises."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of any kind
        raise_it()
    return caught.value


def throw(error: Exception) -> t.Callable[[], object]:
    """A call that raises it, here."""

    def raise_it() -> object:
        raise error

    return raise_it


@pytest.mark.parametrize(
    ("raise_it", "told"),
    [
        (throw(ModuleNotFoundError("no", name="requests")), "ModuleNotFoundError"),
        (throw(ImportError("no", name="idna")), "ImportError: idna"),
        (throw(ImportError("no")), "ImportError in _http/test_door.py"),
        (throw(SyntaxError("no", ("/lib/idna/core.py", 1, 1, ""))), "SyntaxError in idna/core.py"),
        (throw(FileNotFoundError(2, "no", "/keys")), "FileNotFoundError: the file of SSLKEYLOGFILE"),
        (throw(FileNotFoundError(2, "no", "/other")), "FileNotFoundError in _http/test_door.py"),
        (throw(OSError("no")), "OSError in _http/test_door.py"),
        (throw(AttributeError("no", name="ssl")), "AttributeError in _http/test_door.py"),
        (
            lambda: fractions.Fraction("hidden"),
            f"ValueError in {Path(fractions.__file__).parent.name}/fractions.py",
        ),
    ],
)
def test_what_an_import_ended_with(
    raise_it: t.Callable[[], object], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its kind, and the package or file to look at; never a text, which may quote anything."""
    monkeypatch.setenv("SSLKEYLOGFILE", "/keys")
    assert explain_import(caught(raise_it)) == told
    monkeypatch.delenv("SSLKEYLOGFILE")
    assert explain_import(caught(throw(OSError("no")))) == "OSError in _http/test_door.py"
