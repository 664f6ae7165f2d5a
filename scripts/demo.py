# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show the installed collection at work, against a simulator of the service: what ``make demo`` does."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from scripts.collection import BUILD, ROOT
from tests.simulator.handle import Simulator

TABLE = ROOT / "tests" / "simulator" / "routes.yaml"
UNKNOWN = "ray-retired"
COLLECTION = "huaweicloud.dataarts_fabric"
HOME = BUILD / "demo"
RECORD = HOME / "sessions.json"
PAGE = HOME / "ray.html"
LINK = "https://ray.example.com/{route_id}/?session={session_id}"


def main() -> int:
    """Run the collection's own playbooks; the exit code is the first of Ansible's that is not 0."""
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    asked = [*({"name": route_id.replace("ray-", ""), "route_id": route_id} for route_id in table["routes"]), UNKNOWN]
    (HOME / "routes.yml").write_text(yaml.safe_dump({"dataarts_fabric_routes": asked}, sort_keys=False), "utf-8")
    (HOME / "ray.env.j2").write_text(
        f"RAY_SESSION={{{{ lookup('{COLLECTION}.fabric_session', 'ray-train-01') }}}}\n", "utf-8"
    )
    with Simulator.start() as simulator:
        _say(f"the collection is installed in {Path(os.environ['ANSIBLE_COLLECTIONS_PATH']).relative_to(ROOT)}")
        _say(f"a simulator of the service answers on {simulator.url}")
        try:
            _steps(simulator, table)
        except subprocess.CalledProcessError as error:
            _say(f"that ended with {error.returncode}")
            return error.returncode
    return 0


def _steps(simulator: Simulator, table: dict[str, dict[str, dict[str, str]]]) -> None:
    endpoint = {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url}
    token = {**endpoint, "HUAWEICLOUD_FABRIC_TOKEN": next(iter(table["tokens"]))}
    key, secret = next((name, entry["secret_key"]) for name, entry in table["access_keys"].items())
    signed = {**endpoint, "HUAWEICLOUD_SDK_AK": key, "HUAWEICLOUD_SDK_SK": secret}
    routes = ["-e", "@routes.yml"]

    _step(f"show the sessions of some routes, all of which the service knows but {UNKNOWN}, with a token")
    _run(token, "ansible-playbook", f"{COLLECTION}.show_sessions", *routes)

    _step("the same call with an access key: each request is signed, and the secret key is not sent")
    _run(signed, "ansible", "localhost", "-m", f"{COLLECTION}.fabric_session_info", "-a", "route_id=ray-serve-eu")

    _step("a template with the lookup: " + (HOME / "ray.env.j2").read_text("utf-8").strip())
    template = "src=ray.env.j2 dest=ray.env mode=0600"
    _run(signed, "ansible", "localhost", "--diff", "-m", "ansible.builtin.template", "-a", template)

    _step("record the sessions, let one cluster be restarted, and check for drift")
    record = ["-e", f"session_record_path={RECORD}"]
    _run(signed, "ansible-playbook", f"{COLLECTION}.record_sessions", *routes, *record)
    simulator.set_route("ray-train-02", session_id="9d5bd4ec-6a0c-4b57-8f0e-0a4f2a3c7e11", status="RUNNING")
    _run(signed, "ansible-playbook", f"{COLLECTION}.check_drift", *record, "--check", "--diff")

    _step("publish a page with a link to each dashboard, as a pattern of yours says")
    page = ["-e", f"dashboard_links_path={PAGE}", "-e", f"dashboard_links_url={LINK}"]
    _run(signed, "ansible-playbook", f"{COLLECTION}.publish_links", *routes, *page)
    _say(f"open {PAGE.relative_to(ROOT)} in a browser")


def _run(settings: dict[str, str], program: str, *arguments: str) -> None:
    for name, value in settings.items():
        _say(f"  export {name}={value}")
    shown = shlex.join((program, *arguments))
    _say("  " + shown.replace(str(HOME), "$PWD"))
    print(flush=True)
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    subprocess.run(command, cwd=HOME, env=_environment() | settings, check=True)


def _environment() -> dict[str, str]:
    """The variables without the user's own account and proxies, and with nothing to warn about."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUAWEICLOUD_", "HW_", "OS_"))}
    return kept | {
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def _step(text: str) -> None:
    print()
    _say(text)


def _say(text: str) -> None:
    print(f"demo > {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
