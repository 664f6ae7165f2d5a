# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every fault, as the module, the fast path, the lookup and the role ``session_drift`` meet it.

Each fault is a host of its own, for each of the four. What came of it is written to ``build/fault_matrix.md``, and is
what ``docs/fault_matrix.md`` says.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import re
import ssl
import sys
import typing as t
import warnings
from concurrent.futures import ThreadPoolExecutor
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
    "fast path": {**ASK, MODULE: {"route_id": "ray-1"}},
    "lookup": {**ASK, "ansible.builtin.debug": {"msg": braced(lookup("'ray-1'"))}},
    "session_drift": {
        "block": [{"ansible.builtin.import_role": {"name": f"{COLLECTION}.session_drift"}, "vars": DRIFT}],
        "rescue": [{"name": "ask", "ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}}],
    },
}


EXPECTED = [{"route_id": route_id, "session_id": "s-1"} for route_id in LISTED]
LIST_COLUMNS: dict[str, dict[str, t.Any]] = {
    "module": {**COLUMNS["module"], MODULE: {"route_ids": LISTED}},
    "fast path": {**COLUMNS["fast path"], MODULE: {"route_ids": LISTED}},
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
    """A fault as one of the columns meets it."""

    fault: Fault | ListFault
    column: str
    number: int
    server: Server | None = None
    options: dict[str, t.Any] = dataclasses.field(default_factory=dict)

    @property
    def host(self) -> str:
        """The name of the host that stands for it."""
        return f"{self.column.replace(' ', '-')}-{self.number}"


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
    attempts: int
    drift: bool = False

    def __str__(self) -> str:
        """The cell of the document."""
        if self.drift:
            return f"drift, {self.attempts}"
        return f"{'failed' if self.sentence else 'recovered' if self.attempts > 1 else 'found'}, {self.attempts}"


@dataclasses.dataclass
class Matrix:
    """What came of everything."""

    meetings: dict[tuple[str, str], Meeting]
    rows: dict[str, Row]
    output: str
    iam_requests: int

    def outcome(self, fault: Fault, column: str) -> Outcome:
        """What the column says of the fault."""
        meeting = self.meetings[fault.name, column]
        row = self.rows[meeting.host]
        told = re.search(r"(\d+) attempts", json.dumps(row.result))
        attempts = int(told[1]) if told else 1
        if meeting.server and fault.place != "no login":
            attempts = meeting.server.connections
        message = str(row.result.get("msg") or row.result)
        if column == "session_drift":
            result = row.result.get("ansible_facts", {}).get("session_drift_result")
            if result is None:
                return Outcome(message, attempts)
            return Outcome("missing" if result["counts"].get("missing") else "", attempts, result["drifted"])
        found = row.result["msg"] == "s-1" if column == "lookup" else row.result.get("session_id") == "s-1"
        return Outcome("" if found else message, attempts)


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory, installed_collections: Path) -> Matrix:
    """The matrix, from two runs side by side."""
    home = tmp_path_factory.mktemp("faults")
    certificates = Certificates(home)
    meetings = {
        (fault.name, column): Meeting(fault, column, number)
        for number, fault in enumerate(FAULTS)
        for column in COLUMNS
    }
    with contextlib.ExitStack() as stack:
        simulator = stack.enter_context(Simulator.start(ROUTES))
        for meeting in meetings.values():
            _prepare(meeting, stack, certificates, simulator.url)
        groups = (("module", "fast path", "lookup"), ("session_drift",))
        with ThreadPoolExecutor(len(groups)) as lanes:
            runs = list(
                lanes.map(lambda columns: _run(columns, meetings, home, installed_collections, COLUMNS), groups)
            )
        tokens = simulator.counters().tokens
    rows: dict[str, Row] = {}
    for row in (row for run in runs for row in run.rows if row.task in {"ask", "Keep the result"}):
        rows[row.host] = row
    return Matrix(meetings, rows, "\n".join(run.output for run in runs), tokens)


def _run(
    columns: tuple[str, ...],
    meetings: dict[tuple[str, str], Meeting],
    home: Path,
    installed: Path,
    tasks: dict[str, dict[str, t.Any]],
) -> Run:
    folder = home / columns[0]
    folder.mkdir()
    ansible = Ansible(folder, installed)
    groups: dict[str, dict[str, t.Any]] = {column.replace(" ", "_"): {"hosts": {}} for column in columns}
    for meeting in meetings.values():
        if meeting.column in columns:
            groups[meeting.column.replace(" ", "_")]["hosts"][meeting.host] = {
                "ansible_connection": "local",
                "ansible_python_interpreter": sys.executable,
                **meeting.options,
            }
    (folder / "inventory.json").write_text(json.dumps({"all": {"children": groups}}), encoding="utf-8")
    plays = []
    for column in columns:
        # The role asks once for all hosts of a batch.
        pace: dict[str, t.Any] = {"serial": 1} if column == "session_drift" else {"strategy": "ansible.builtin.free"}
        plays.append({"hosts": column.replace(" ", "_"), "gather_facts": False, "tasks": [tasks[column]], **pace})
    return ansible.play(*plays, arguments=["-i", str(folder / "inventory.json"), "--forks", "8"]).succeeded()


@dataclasses.dataclass
class Lists:
    """What came of each list."""

    rows: dict[str, Row]

    def outcome(self, fault: ListFault, column: str) -> tuple[str, int]:
        """What the column says of the fault, nothing where it found all; and how many routes it found."""
        result = self.rows[f"{column.replace(' ', '-')}-{LIST_FAULTS.index(fault)}"].result
        if column == "session_drift":
            result = result.get("ansible_facts", {}).get("session_drift_result", result)
            found = result["counts"]["unchanged"] if "counts" in result else 0
        elif column == "lookup":
            found = len(result["msg"]) if isinstance(result["msg"], list) else 0
        else:
            found = len(result["sessions"])
        return "" if found == len(LISTED) else str(result["msg"]), found


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory, installed_collections: Path) -> Lists:
    """Each list, in one run."""
    home = tmp_path_factory.mktemp("lists")
    certificates = Certificates(home)
    meetings = {
        (fault.name, column): Meeting(fault, column, number)
        for number, fault in enumerate(LIST_FAULTS)
        for column in LIST_COLUMNS
    }
    with contextlib.ExitStack() as stack:
        simulator = stack.enter_context(Simulator.start(ROUTES))
        for meeting in meetings.values():
            _prepare(meeting, stack, certificates, simulator.url)
        run = _run(tuple(LIST_COLUMNS), meetings, home, installed_collections, LIST_COLUMNS)
    assert TOKEN not in run.output
    return Lists({row.host: row for row in run.rows if row.task in {"ask", "Keep the result"}})


@pytest.mark.parametrize("column", LIST_COLUMNS)
@pytest.mark.parametrize("fault", LIST_FAULTS, ids=[fault.name for fault in LIST_FAULTS])
def test_list(lists: Lists, fault: ListFault, column: str) -> None:
    """What could be found is not lost, where there is a result to keep it in."""
    sentence, found = lists.outcome(fault, column)
    assert fault.sentence in sentence
    assert bool(sentence) == bool(fault.sentence)
    assert found == (fault.found if column in {"module", "fast path"} or not fault.sentence else 0)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_fault(matrix: Matrix, fault: Fault, column: str) -> None:
    """The route is found in the end, or it is said why not; after as many attempts as are of use and no more."""
    outcome = matrix.outcome(fault, column)
    assert outcome.drift == (fault.drift and column == "session_drift")
    if outcome.drift:
        assert outcome.sentence == "missing"
    elif fault.sentence:
        assert fault.sentence in outcome.sentence
        assert "ray-1" in outcome.sentence or fault.place == "no login"
    else:
        assert outcome.sentence == ""
    assert outcome.attempts == fault.attempts


def test_no_secret_and_no_traceback(matrix: Matrix) -> None:
    """Whatever happens, the credential is not shown and Python is not either."""
    told = matrix.output + json.dumps([row.result for row in matrix.rows.values()])
    assert "Traceback" not in told
    assert TOKEN not in told
    assert PASSWORD not in told


def test_nothing_is_given_to_a_proxy_or_an_untrusted_server(matrix: Matrix) -> None:
    """Neither the token nor the route gets to a server whose certificate is not good, or to a proxy for TLS."""
    for meeting in matrix.meetings.values():
        if meeting.server and isinstance(meeting.fault, Fault) and meeting.fault.certificate:
            assert meeting.server.received == []
        elif meeting.server and meeting.fault.place == "proxy":
            assert all(TOKEN.encode() not in one and b"ray-1" not in one for one in meeting.server.received)


def test_no_redirect_is_followed(matrix: Matrix) -> None:
    """Whoever a redirect names gets nothing, the same host and another alike."""
    redirected = [one for one in matrix.meetings.values() if one.fault.name.startswith("redirect") and one.server]
    assert len(redirected) == 2 * len(COLUMNS)
    for meeting in redirected:
        assert meeting.server is not None
        assert len(meeting.server.received) == 1


def test_document(matrix: Matrix, lists: Lists) -> None:
    """The document says what this run has seen."""
    lines = [
        "# Faults, and what comes of them",
        "",
        "Made by `tests/e2e/test_fault_matrix.py`, which fails where this is not what it sees. Each fault is met by",
        "the module, by the fast path (the module's action inside Ansible's process), by the lookup and by the role",
        "`session_drift`, with `timeout: 2` and `retries: 1`: no attempt takes longer than 2 s. A number is how",
        "many attempts were made. None of them shows a secret or a traceback. `session_drift` reports as drift that a",
        "route is not there, and no other fault.",
        "",
        f"| Fault | {' | '.join(COLUMNS)} | What is said |",
        "|---|" + "---|" * (len(COLUMNS) + 1),
    ]
    for fault in FAULTS:
        seen = [matrix.outcome(fault, column) for column in COLUMNS]
        lines.append(f"| {fault.name} | {' | '.join(map(str, seen))} | {_said(seen[0].sentence)} |")
    lines += [
        "",
        "1,000 routes, with the default concurrency. A number is how many of them are in the result; a lookup",
        "and a comparison that fail have none.",
        "",
        f"| Fault | {' | '.join(LIST_COLUMNS)} | What is said |",
        "|---|" + "---|" * (len(LIST_COLUMNS) + 1),
    ]
    for each in LIST_FAULTS:
        told = [lists.outcome(each, column) for column in LIST_COLUMNS]
        numbers = [f"{'failed' if sentence else 'found'}, {found}" for sentence, found in told]
        lines.append(f"| {each.name} | {' | '.join(numbers)} | {_said(told[0][0])} |")
    text = "\n".join(lines) + "\n"
    (BUILD / DOCUMENT.name).write_text(text, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == text, f"copy {DOCUMENT.name} from build/ to docs/ if it is right"


def _said(sentence: str) -> str:
    """The sentence without what is different in each run, and without what to do."""
    text = re.sub(r"(https?)://127\.0\.0\.1:\d+", r"\1://service", sentence.split(" - ", maxsplit=1)[0])
    return re.sub(r"request ID \w+", "request ID ...", text).replace("|", "\\|")
