# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault, as the module in either process, the lookup and the role ``session_drift`` meet it.

Each fault is a host of its own, for each of the four. What came of it is written to ``build/fault_matrix.md``, and is
what ``docs/fault_matrix.md`` says.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import json
import re
import ssl
import sys
import typing as t
import warnings
from pathlib import Path

import pytest
import trustme
from ansible import __version__ as ansible_version

from scripts import interpreters
from scripts.collection import BUILD, ROOT
from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.faults import FAULTS, LIST_FAULTS, LISTED, Fault, ListFault
from tests.e2e.lookups import braced, lookup, query
from tests.e2e.roles import COLLECTION
from tests.e2e.runner import MODULE, Ansible, Row, Run
from tests.simulator.handle import Simulator
from tests.unit.misbehaving import Server, refused_port, serve, silent_port

# What a fault comes to is up to the core of the collection, so one ansible-core is enough.
NEWEST = interpreters.best().core.name
pytestmark = pytest.mark.skipif(
    not ansible_version.startswith(f"{NEWEST}."), reason=f"the matrix is made on ansible-core {NEWEST}"
)
DOCUMENT = ROOT / "docs" / "fault_matrix.md"
PASSWORD = ROUTES["users"][0]["password"]
USER = {"username": "user", "password": PASSWORD, "domain_name": "account", "region": "cn-north-4"}
ASK = {"name": "ask", "ignore_errors": True}
DRIFT = {"session_drift_expected": [{"route_id": "ray-1", "session_id": "s-1"}]}
COLUMNS: dict[str, dict[str, t.Any]] = {
    "module": {**ASK, MODULE: {"route_id": "ray-1"}, "vars": {"ansible_dataarts_fabric_in_process": False}},
    "in process": {**ASK, MODULE: {"route_id": "ray-1"}},
    "lookup": {**ASK, "ansible.builtin.debug": {"msg": braced(lookup("'ray-1'"))}},
    "session_drift": {
        "block": [{"ansible.builtin.import_role": {"name": f"{COLLECTION}.session_drift"}, "vars": DRIFT}],
        "rescue": [{"name": "ask", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}],
    },
}

LONG = {"module", "lookup", "session_drift"}


EXPECTED = [{"route_id": route_id, "session_id": "s-1"} for route_id in LISTED]
LIST_COLUMNS: dict[str, dict[str, t.Any]] = {
    "module": {**COLUMNS["module"], MODULE: {"route_ids": LISTED}},
    "in process": {**COLUMNS["in process"], MODULE: {"route_ids": LISTED}},
    "lookup": {
        **ASK,
        "ansible.builtin.debug": {"msg": braced(query("*listed"))},
        "vars": {"listed": LISTED},
    },
    "session_drift": {
        **COLUMNS["session_drift"],
        "block": [
            {
                "ansible.builtin.import_role": {"name": f"{COLLECTION}.session_drift"},
                "vars": {"session_drift_expected": EXPECTED},
            }
        ],
    },
}


@dataclasses.dataclass
class Meeting:
    """A fault as one of the columns meets it.

    :param host: the name of the host that stands for it
    """

    fault: Fault | ListFault
    host: str
    server: Server | None = None
    options: dict[str, t.Any] = dataclasses.field(default_factory=dict)


class Certificates:
    """What servers show to prove who they are."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.path = str(folder / "ca.pem")
        self._authority.cert_pem.write_to_path(self.path)

    def context(self, kind: str) -> ssl.SSLContext | None:
        """The context of a server with a certificate of this kind."""
        if not kind:
            return None
        now = dt.datetime.now(dt.timezone.utc)
        until = now + dt.timedelta(days=-1 if kind == "expired" else 1)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority = trustme.CA() if kind == "other authority" else self._authority
        name = "other.example" if kind == "other host" else "127.0.0.1"
        leaf = authority.issue_cert(name, not_before=now - dt.timedelta(days=2), not_after=until)
        leaf.configure_cert(context)
        if kind == "old":
            context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
        return context


def _prepare(meeting: Meeting, stack: contextlib.ExitStack, certificates: Certificates, iam: str) -> None:
    """Start what the fault needs, and find the options that lead to it."""
    fault = meeting.fault
    options: dict[str, t.Any] = {"token": TOKEN}
    nobody = f"http://127.0.0.1:{refused_port()}"
    if fault.place in {"nobody", "no service", "no proxy"}:
        options["endpoint"] = nobody
    elif fault.place == "no host":
        options["endpoint"] = "http://fabric.invalid"
    elif fault.place == "full":
        options["endpoint"] = f"http://127.0.0.1:{stack.enter_context(silent_port())}"
    else:
        context = certificates.context(fault.certificate) if isinstance(fault, Fault) else None
        talk = fault.talk if isinstance(fault, Fault) else fault.make()
        meeting.server = stack.enter_context(serve(talk, context))
        options["endpoint"] = meeting.server.url
    if fault.place == "plain":
        options["endpoint"] = options["endpoint"].replace("http:", "https:")
    if fault.place in {"proxy", "no proxy"}:
        options.update(proxy=options["endpoint"], endpoint="https://fabric.example")
    if fault.place == "plain proxy":
        options.update(proxy=options["endpoint"], endpoint="http://fabric.example")
    if fault.place in {"login", "no login", "no service"}:
        options = {
            "endpoint": options["endpoint"],
            **USER,
            "iam_endpoint": nobody if fault.place == "no login" else iam,
        }
    options.update(timeout=2, retries=1, ca_path=certificates.path)
    meeting.options = {f"ansible_dataarts_fabric_{name}": value for name, value in options.items()}


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What came of a fault.

    :param sentence: what is said of it, nothing where the session was found
    """

    sentence: str
    tries: int
    drift: bool = False

    def __str__(self) -> str:
        """The cell of the document."""
        if self.drift:
            return f"drift, {self.tries}"
        return f"{'failed' if self.sentence else 'recovered' if self.tries > 1 else 'found'}, {self.tries}"


@dataclasses.dataclass
class Column:
    """What came of every fault in one column."""

    name: str
    meetings: dict[str, Meeting]
    run: Run

    def _row(self, fault: Fault | ListFault) -> Row:
        host = self.meetings[fault.name].host
        rows = [row for row in self.run.succeeded().rows if row.host == host]
        return next(row for row in reversed(rows) if row.task in {"ask", "Report drift"})

    def outcome(self, fault: Fault) -> Outcome:
        """What it says of the fault."""
        meeting = self.meetings[fault.name]
        row = self._row(fault)
        told = re.search(r"(\d+) tries", json.dumps(row.result))
        tries = int(told[1]) if told else 1
        if meeting.server and fault.place != "no login":
            tries = meeting.server.connections
        message = str(row.result.get("msg") or row.result)
        if self.name == "session_drift":
            result = row.result
            if result.get("drifted") is None:
                return Outcome(message, tries)
            return Outcome("missing" if result["counts"].get("missing") else "", tries, result["drifted"])
        found = row.result["msg"] == "s-1" if self.name == "lookup" else row.result.get("session_id") == "s-1"
        return Outcome("" if found else message, tries)

    def list_outcome(self, fault: ListFault) -> tuple[str, int]:
        """What it says of the fault of a list, nothing where it found all; and how many routes it found."""
        result = self._row(fault).result
        if self.name == "session_drift":
            found = result.get("counts", {}).get("unchanged", 0)
        elif self.name == "lookup":
            found = len(result["msg"]) if isinstance(result["msg"], list) else 0
        else:
            found = len(result["sessions"])
        return "" if found == len(LISTED) else str(result["msg"]), found


Columns = t.Callable[[str], Column]


def _columns(
    faults: t.Sequence[Fault | ListFault], tasks: dict[str, dict[str, t.Any]], home: Path, installed: Path
) -> Columns:
    """Give each column, from one run of Ansible that is made when it is first needed."""

    @functools.cache
    def column(name: str) -> Column:
        folder = home / name.replace(" ", "-")
        folder.mkdir()
        meetings = {fault.name: Meeting(fault, f"fault-{number}") for number, fault in enumerate(faults)}
        with contextlib.ExitStack() as stack:
            simulator = stack.enter_context(Simulator.start(ROUTES))
            certificates = Certificates(folder)
            for meeting in meetings.values():
                _prepare(meeting, stack, certificates, simulator.url)
            return Column(name, meetings, _run(name, meetings.values(), Ansible(folder, installed), tasks[name]))

    return column


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory, installed_collections: Path) -> Columns:
    """The columns of the matrix."""
    return _columns(FAULTS, COLUMNS, tmp_path_factory.mktemp("faults"), installed_collections)


@pytest.fixture(scope="module")
def list_columns(tmp_path_factory: pytest.TempPathFactory, installed_collections: Path) -> Columns:
    """The columns of the matrix of lists."""
    return _columns(LIST_FAULTS, LIST_COLUMNS, tmp_path_factory.mktemp("lists"), installed_collections)


def _run(name: str, meetings: t.Iterable[Meeting], ansible: Ansible, task: dict[str, t.Any]) -> Run:
    hosts = {
        meeting.host: {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, **meeting.options}
        for meeting in meetings
    }
    inventory = ansible.home / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    # The role asks once for all hosts of a batch.
    pace: dict[str, t.Any] = {"serial": 1} if name == "session_drift" else {"strategy": "ansible.builtin.free"}
    play = {"hosts": "all", "gather_facts": False, "tasks": [task], **pace}
    return ansible.play(play, arguments=["-i", str(inventory), "--forks", "8"])


# The role takes a minute, and a module a process for each fault: make test has the two columns that do not.
BY_COLUMN = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.nightly if name in LONG else ()) for name in COLUMNS]
)


@BY_COLUMN
@pytest.mark.parametrize("fault", LIST_FAULTS, ids=[fault.name for fault in LIST_FAULTS])
def test_list(list_columns: Columns, fault: ListFault, name: str) -> None:
    """What could be found is not lost, where there is a result to keep it in."""
    column = list_columns(name)
    sentence, found = column.list_outcome(fault)
    assert fault.sentence in sentence
    assert bool(sentence) == bool(fault.sentence)
    assert found == (fault.found if name in {"module", "in process"} or not fault.sentence else 0)
    assert TOKEN not in column.run.output


@BY_COLUMN
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_fault(columns: Columns, fault: Fault, name: str) -> None:
    """The route is found in the end, or it is said why not; after as many tries as are of use and no more."""
    outcome = columns(name).outcome(fault)
    assert outcome.drift == (fault.drift and name == "session_drift")
    if outcome.drift:
        assert outcome.sentence == "missing"
    elif fault.sentence:
        assert fault.sentence in outcome.sentence
        assert "ray-1" in outcome.sentence or fault.place == "no login"
    else:
        assert outcome.sentence == ""
    assert outcome.tries == fault.tries


@BY_COLUMN
def test_no_secret_and_no_traceback(columns: Columns, name: str) -> None:
    """Whatever happens, the credential is not shown and Python is not either."""
    run = columns(name).run
    told = run.output + json.dumps([row.result for row in run.rows])
    assert "Traceback" not in told
    assert TOKEN not in told
    assert PASSWORD not in told


@BY_COLUMN
def test_nothing_is_given_to_a_proxy_or_an_untrusted_server(columns: Columns, name: str) -> None:
    """Neither the token nor the route gets to a server whose certificate is not good, or to a proxy for TLS."""
    for meeting in columns(name).meetings.values():
        if meeting.server and isinstance(meeting.fault, Fault) and meeting.fault.certificate:
            assert meeting.server.received == []
        elif meeting.server and meeting.fault.place == "proxy":
            assert all(TOKEN.encode() not in one and b"ray-1" not in one for one in meeting.server.received)


@BY_COLUMN
def test_no_redirect_is_followed(columns: Columns, name: str) -> None:
    """Whoever a redirect names gets nothing, the same host and another alike."""
    meetings = columns(name).meetings
    servers = [meeting.server for fault, meeting in meetings.items() if fault.startswith("redirect")]
    assert [server and len(server.received) for server in servers] == [1, 1]


@pytest.mark.nightly
def test_document(columns: Columns, list_columns: Columns) -> None:
    """The document says what this run has seen."""
    lines = [
        "# Faults and their results",
        "",
        "Written by `tests/e2e/test_fault_matrix.py`, which fails if it sees anything else. Each fault is provoked for",
        "the module in a process of its own, for the module in Ansible's process, for the lookup and for the role",
        "`session_drift`, with `timeout: 2` and `retries: 1`. No try takes longer than 2 s. The number is that of the",
        "requests that were sent. No message contains a secret or a traceback. Only a route that does not exist is",
        "drift for `session_drift`. All other faults are failures.",
        "",
        f"| Fault | {' | '.join(COLUMNS)} | Message |",
        "|---|" + "---|" * (len(COLUMNS) + 1),
    ]
    for fault in FAULTS:
        seen = [columns(name).outcome(fault) for name in COLUMNS]
        lines.append(f"| {fault.name} | {' | '.join(map(str, seen))} | {_said(seen[0].sentence)} |")
    lines += [
        "",
        "A list of 1,000 routes, with the default concurrency. The number is that of the routes in the result. If the",
        "lookup or `session_drift` fails, it has none.",
        "",
        f"| Fault | {' | '.join(LIST_COLUMNS)} | Message |",
        "|---|" + "---|" * (len(LIST_COLUMNS) + 1),
    ]
    for each in LIST_FAULTS:
        told = [list_columns(name).list_outcome(each) for name in LIST_COLUMNS]
        numbers = [f"{'failed' if sentence else 'found'}, {found}" for sentence, found in told]
        lines.append(f"| {each.name} | {' | '.join(numbers)} | {_said(told[0][0])} |")
    text = "\n".join(lines) + "\n"
    (BUILD / DOCUMENT.name).write_text(text, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == text, f"copy {DOCUMENT.name} from build/ to docs/ if it is right"


def _said(sentence: str) -> str:
    """The sentence without what is different in each run, and without what to do."""
    text = re.sub(r"(https?)://127\.0\.0\.1:\d+", r"\1://service", sentence.split(" - ", maxsplit=1)[0])
    text = re.sub(r"(https?)://localhost:\d+", r"\1://elsewhere", text)
    return re.sub(r"request ID \w+", "request ID ...", text).replace("|", "\\|")
