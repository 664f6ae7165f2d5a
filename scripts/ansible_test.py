# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``ansible-test sanity`` needs to run without a container and without the download of its pip bootstrap."""

from __future__ import annotations

from pathlib import Path

from scripts.collection import HOME

# The pip versions that ansible-core 2.19 to 2.21 bootstrap their environments with.
PIP_VERSIONS = ("23_1_2", "24_2", "25_2")

# ansible-test runs this file as it would run get-pip: with the options and requirements of a pip install.
GET_PIP = '''"""Install pip with the copy that comes with Python."""

import os
import subprocess
import sys

options = [option for option in sys.argv[1:] if option not in ("--no-setuptools", "--no-wheel")]
subprocess.run([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL, check=True)
os.execv(sys.executable, [sys.executable, "-m", "pip", "install", *options])
'''


def environment(stage: Path, *programs: str) -> dict[str, str]:
    """The variables to run ansible-test with, once its pip bootstrap is where it looks for one downloaded before."""
    cache = HOME / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in PIP_VERSIONS:
        (cache / f"get_pip_{version}.py").write_text(GET_PIP, encoding="utf-8")
    return {
        # It would ask git otherwise, which ignores all of build/.
        "ANSIBLE_TEST_CONTENT_ROOT": str(stage),
        # No shims here: it would take each python3.x that it finds for an interpreter.
        "PATH": ":".join([*programs, "/usr/local/bin", "/usr/bin", "/bin"]),
    }
