# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a play does once and what each host costs, over TLS. Counted in every process of Ansible's, never timed."""

from __future__ import annotations

import dataclasses
import typing as t
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.lookups import lookup, show
from tests.e2e.runner import MODULE, Ansible
from tests.simulator.handle import Simulator

ASKED = [f"many-{number:03}" for number in range(100)]
DRIFT = "huaweicloud.dataarts_fabric.session_drift"
GET = {"name": "get", MODULE: {"route_id": "{{ inventory_hostname | trim }}"}, "when": "inventory_hostname is string"}
OURS = ("huaweicloud", "requests", "urllib3", "http", "idna", "encodings", "email", "certifi", "hmac", "ssl")

# Python runs it first in each process that it starts, and a fork inherits what it did.
WATCH = """
import os, ssl, sys

def note(what):
    file = os.open(os.environ["COUNTED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{'start' if os.getpid() == first else 'fork'} {what}\\n".encode())
    os.close(file)

class Imports:
    def find_spec(self, name, path=None, target=None):
        note(f"import {name}")

def load(self, *args, **kwargs):
    note("load")
    return was(self, *args, **kwargs)

def opened(event, arguments):
    if event == "open" and "/huaweicloud.dataarts_fabric/" in str(arguments[0]):
        note("file")
    if event == "open" and str(arguments[0]).endswith((".py", ".pyc")):
        note(f"code {arguments[0]}")

first = os.getpid()
was = ssl.SSLContext.load_verify_locations
ssl.SSLContext.load_verify_locations = load
sys.meta_path.insert(0, Imports())
sys.addaudithook(opened)
"""


@dataclasses.dataclass(frozen=True)
class Watched:
    """Ansible, and where each of its processes notes what it loads."""

    ansible: Ansible
    counted: Path

    def lines(self) -> list[str]:
        """Give what was noted: by a process that was started, or by a fork of it."""
        return self.counted.read_text(encoding="utf-8").splitlines()

    def files(self) -> int:
        """Give how often a file was opened that the processes of a run share."""
        return self.lines().count("fork file")

    def loads(self) -> list[str]:
        """Give who read CAs."""
        return [line.split()[0] for line in self.lines() if line.endswith(" load")]


@pytest.fixture
def mode() -> str:
    """In Ansible's process, where nothing else is said."""
    return "in-process"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """The authority that issued the certificate of the service."""
    return trustme.CA()


@pytest.fixture(scope="module")
def service(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The simulator over TLS, with a route for each host."""
    home = tmp_path_factory.mktemp("service")
    issued = authority.issue_cert("127.0.0.1")
    certificate, key = home / "certificate", home / "key"
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    routes = {one: {"session_id": one, "status": "RUNNING"} for one in ASKED}
    with Simulator.start({**ROUTES, "routes": routes}, tls=(certificate, key)) as simulator:
        yield simulator


@pytest.fixture
def watched(bare_ansible: Ansible, service: Simulator, authority: trustme.CA, tmp_path: Path) -> Watched:
    """Ansible that asks the service, trusts it by a variable, and has 100 hosts."""
    service.reset()
    watch = tmp_path / "watch"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    trusted = tmp_path / "trusted"
    authority.cert_pem.write_to_path(trusted)
    (tmp_path / "hosts").write_text("".join(f"{one} ansible_connection=local\n" for one in ASKED), encoding="utf-8")
    bare_ansible.environment |= {
        "HUAWEICLOUD_FABRIC_ENDPOINT": service.url,
        "HUAWEICLOUD_FABRIC_TOKEN": TOKEN,
        "REQUESTS_CA_BUNDLE": str(trusted),
        "PYTHONPATH": str(watch),
        "COUNTED": str(tmp_path / "counted"),
    }
    return Watched(bare_ansible, tmp_path / "counted")


def on_hosts(watched: Watched, *tasks: dict[str, t.Any]) -> None:
    """Run tasks on all hosts."""
    hosts = ("-i", str(watched.ansible.home / "hosts"))
    watched.ansible.tasks(*tasks, hosts="all", arguments=hosts).succeeded()


def test_many_hosts_read_the_cas_once_and_import_nothing(watched: Watched, service: Simulator) -> None:
    """What each of 100 forks would do is done by the process that they are forks of, but for three shared files."""
    on_hosts(watched, GET)
    assert watched.loads() == ["start"]
    imported = {line.split()[2] for line in watched.lines() if line.startswith("fork import")}
    assert not sorted(name for name in imported if name.startswith(OURS))
    # Ansible's filters and tests, which templates need.
    assert not [line for line in watched.lines() if line.startswith("fork code ") and "/ansible/plugins/" in line]
    counters = service.counters()
    assert (counters.requests, counters.connections) == (100, 100)  # no fork uses another's connection
    # The salt with its lock, and the one about the credential; the first hosts wait for each other.
    assert 300 <= watched.files() <= 360


@pytest.mark.nightly
def test_a_drift_check_of_many_hosts_reads_the_cas_once(watched: Watched) -> None:
    """The same for an action that compares."""
    on_hosts(watched, {"name": "check", DRIFT: {"expected": [{"route_id": "{{ inventory_hostname }}"}]}})
    assert watched.loads() == ["start"]


def test_a_list_reads_the_cas_once(watched: Watched, service: Simulator) -> None:
    """However many connections it has."""
    watched.ansible.tasks({"name": "get", MODULE: {"route_ids": ASKED, "concurrency": 32}}).succeeded()
    assert watched.loads() == ["start"]
    assert service.counters().requests == 100


def test_a_loop_reads_the_cas_once(watched: Watched, service: Simulator) -> None:
    """And each item opens one shared file, which says whether the credential was refused; the first one makes it."""
    watched.ansible.tasks({"name": "get", MODULE: {"route_id": "{{ item }}"}, "loop": ASKED}).succeeded()
    assert watched.loads() == ["start"]
    assert service.counters().requests == 100
    assert 100 <= watched.files() <= 112


def test_a_path_of_cas_is_read_once_for_a_list(watched: Watched) -> None:
    """Where an option names the CAs, only the task knows which."""
    del watched.ansible.environment["REQUESTS_CA_BUNDLE"]
    trusted = str(watched.ansible.home / "trusted")
    get = {"route_ids": ASKED, "concurrency": 32, "ca_path": trusted}
    watched.ansible.tasks({"name": "get", MODULE: get}).succeeded()
    assert watched.loads().count("fork") == 1


@pytest.mark.nightly
def test_the_module_reads_the_cas_once(watched: Watched) -> None:
    """The module is a process of its own, and so are its CAs."""
    get = {"route_ids": ASKED, "concurrency": 32}
    off = {"ansible_dataarts_fabric_in_process": False}
    watched.ansible.tasks({"name": "get", MODULE: get}, vars=off).succeeded()
    assert watched.loads() == ["start", "start"]


def test_a_template_with_many_lookups_reads_the_cas_once(watched: Watched, service: Simulator) -> None:
    """All lookups of a task share what one of them read."""
    each = f"{{% for one in asked %}}{{{{ {lookup('one')} }}}}{{% endfor %}}"
    watched.ansible.tasks(show("show", each), vars={"asked": ASKED}).succeeded()
    assert len(watched.loads()) == 1
    assert (service.counters().requests, service.counters().connections) == (100, 1)


def test_a_play_without_the_collection_pays_nothing(watched: Watched) -> None:
    """Where none of its plugins is used, none is loaded, and no CAs are read."""
    watched.ansible.tasks({"name": "none of ours", "ansible.builtin.debug": {"msg": "none"}}).succeeded()
    assert watched.loads() == []
    assert not [line for line in watched.lines() if "dataarts_fabric.plugins" in line or "requests" in line]
