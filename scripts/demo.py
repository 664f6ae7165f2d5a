# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show the installed collection at work, against a simulator of the service: what ``make demo`` does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

from scripts.collection import BUILD, ROOT
from tests.simulator.handle import Simulator

TABLE = ROOT / "tests" / "simulator" / "routes.yaml"
PLAYBOOK = "huaweicloud.dataarts_fabric.show_sessions"
UNKNOWN = "ray-retired"


def main() -> int:
    """Run the collection's own playbook; the exit code is Ansible's."""
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    asked = [*table["routes"], UNKNOWN]
    routes = BUILD / "demo" / "routes.yml"
    routes.parent.mkdir(parents=True, exist_ok=True)
    routes.write_text(yaml.safe_dump({"dataarts_fabric_routes": asked}), encoding="utf-8")

    with Simulator.start() as simulator:
        settings = {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url, "HUAWEICLOUD_FABRIC_TOKEN": table["tokens"][0]}
        command = ["ansible-playbook", PLAYBOOK, "-e", f"@{routes.relative_to(ROOT)}"]
        _say(f"the collection is installed in {Path(os.environ['ANSIBLE_COLLECTIONS_PATH']).relative_to(ROOT)}")
        _say(f"a simulator of the service answers on {simulator.url}")
        _say(f"{routes.relative_to(ROOT)} names {len(asked)} routes; the service knows all but {UNKNOWN}")
        print()
        for name, value in settings.items():
            _say(f"  export {name}={value}")
        _say(f"  {' '.join(command)}")
        print(flush=True)
        program = str(Path(sys.executable).with_name(command[0]))
        return subprocess.run([program, *command[1:]], cwd=ROOT, env=_environment() | settings, check=False).returncode


def _environment() -> dict[str, str]:
    """The variables without the user's own account and proxies, and with nothing to warn about."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUAWEICLOUD_", "HW_", "OS_"))}
    return kept | {
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def _say(text: str) -> None:
    print(f"demo > {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
