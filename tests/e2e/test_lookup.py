# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup as its user writes it: in a real play, against the simulator."""

from __future__ import annotations

import datetime
import re
import typing as t
from pathlib import Path

import pytest
from ansible.release import __version__ as ANSIBLE_VERSION  # noqa: N812 - it is a constant

from tests.e2e.conftest import ROUTES, TOKEN
from tests.e2e.lookups import LOADED, LOOKUP, braced, lookup, query, show
from tests.e2e.runner import MODULE, Ansible, Run
from tests.simulator.handle import Simulator

RAY_1, RAY_2 = (ROUTES["routes"][route_id]["session_id"] for route_id in ("ray-1", "ray-2"))
PREFIX_OF_VARIABLES = "ansible_dataarts_fabric_"
OLD = tuple(map(int, ANSIBLE_VERSION.split(".")[:2])) < (2, 19)
"""Whether templates give text, and undefined arguments are errors, as before ansible-core 2.19."""
PREFIX = "" if OLD else f"The lookup plugin '{LOOKUP}' failed: "


@pytest.fixture
def ansible(tmp_path: Path, installed_collections: Path, simulator: Simulator) -> Ansible:
    """Ansible whose environment names the simulator and a token for it."""
    settings = {"HUAWEICLOUD_FABRIC_ENDPOINT": simulator.url, "HUAWEICLOUD_FABRIC_TOKEN": TOKEN}
    return Ansible(tmp_path, installed_collections, settings)


def rendered(
    ansible: Ansible, cases: dict[str, tuple[str, t.Any]], *others: dict[str, t.Any], **variables: t.Any
) -> Run:
    """Check what expressions render to, each in a task of one play; the run has other tasks too."""
    tasks = [show(name, expression) for name, (expression, _value) in cases.items()]
    run = ansible.tasks(*tasks, *others, hosts=LOADED, vars=variables).succeeded()
    values = {name: run.of(name).result["msg"] if run.of(name).outcome == "ok" else run.of(name) for name in cases}
    assert values == {name: value for name, (_expression, value) in cases.items()}
    return run


def test_terms(ansible: Ansible, simulator: Simulator) -> None:
    """Terms are route IDs in any mixture of lists; each gives one element, in order."""
    cases = {
        "one": (lookup("'ray-1'"), RAY_1),
        "a plain string": (lookup("'ray-1'") + " is string", True),
        "an integer": (lookup("4711"), "digits"),
        "several": (query("'ray-2', 'ray-1'"), [RAY_2, RAY_1]),
        "one of a query": (query("'ray-1'"), [RAY_1]),
        "a list": (query("routes"), [RAY_2, "digits", RAY_1, RAY_2]),
        "a splat": (query("*routes"), [RAY_2, "digits", RAY_1, RAY_2]),
        "nested lists": (query("'ray-1', [['ray-2', [4711]], []]"), [RAY_1, RAY_2, "digits"]),
        "a generator": (query("[{'id': 'ray-1'}, {'id': 'ray-2'}] | map(attribute='id')"), [RAY_1, RAY_2]),
        "joined by Ansible": (lookup("routes"), f"{RAY_2},digits,{RAY_1},{RAY_2}"),
        "nothing to be evaluated": (lookup("no_such_variable") + " | default('unset')", "unset"),
    }
    if OLD:
        del cases["nothing to be evaluated"]
    rendered(ansible, cases, routes=["ray-2", 4711, "ray-1", "ray-2"])
    # Within one lookup a route is asked for once, however often it is named.
    assert simulator.counters().by_route == {"ray-1": 9, "ray-2": 6, "4711": 5}


def test_many_terms_are_one_batch(ansible: Ansible, simulator: Simulator) -> None:
    """Terms are asked for side by side, by one process, unless that is turned down."""
    routes = [f"slow-{number}" for number in range(6)]
    for route_id in routes:
        simulator.set_route(route_id, session_id=f"session of {route_id}", latency=0.2)
    run = ansible.tasks(show("all", query("routes, concurrency=1")), vars={"routes": routes}).succeeded()
    assert run.result["msg"] == [f"session of {route_id}" for route_id in routes]
    assert simulator.counters().max_concurrent == 1
    run = ansible.tasks(show("all", query("routes")), vars={"routes": routes}).succeeded()
    assert run.result["msg"] == [f"session of {route_id}" for route_id in routes]
    assert simulator.counters().max_concurrent > 1


def test_query(ansible: Ansible) -> None:
    """A JMESPath expression says what is taken of each session."""
    cases = {
        "status": (lookup("'ray-2', query='status'"), "CREATING"),
        "route ID": (lookup("4711, query='route_id'"), "4711"),
        "a list": (lookup("'ray-1', query='[session_id, status]'"), [RAY_1, "RUNNING"]),
        "a mapping": (query("'ray-1', 'ray-2', query='{s: status}'"), [{"s": "RUNNING"}, {"s": "CREATING"}]),
        "a function": (lookup("'ray-1', query='length(request_id)'"), "32" if OLD else 32),
        "nothing": (lookup("'ray-1', query='@.tries'") + " is none", True),
        "what the service left out": (lookup("'no-status', query='status'") + " is none", True),
        "all": (lookup("'ray-1', query='@'") + " | dict2items | map(attribute='key')", list(RECORD)),
        "all its values": (lookup("'no-status', query='@'"), {**RECORD, "route_id": "no-status"}),
    }
    rendered(ansible, cases)


RECORD = {"route_id": None, "session_id": "bare", "status": None, "request_id": None}


def test_bad_input_is_not_sent(ansible: Ansible, simulator: Simulator) -> None:
    """What cannot be used fails before anything is sent, and says where and why."""
    bad = {
        "end": ("'ray-1', query='session_id['", "query: 'session_id[' is not JMESPath: error at character 12"),
        "token": ("'ray-1', query='a b'", "error at character 3, near 'b'"),
        "character": ("'ray-1', query='a #'", "error at character 3, near '#'"),
        "empty": ("'ray-1', query=''", "query: '' is not JMESPath"),
        "digits": ("'ray-1', query='[" + "9" * 5000 + "]'", "is not JMESPath"),
        "underscore": ("'a_b', 'ray-1'", "'a_b' cannot be a route ID: the rule is 1 to 36 ASCII letters"),
        "newline": ("'ray-1\\n'", "cannot be a route ID"),
        "options in the term": ("'ray-1 region=cn-north-4'", "cannot be a route ID"),
        "mapping": ("{'route_id': 'ray-1'}", "{'route_id': 'ray-1'} cannot be a route ID"),
        "float": ("4711.0", "4711.0 cannot be a route ID"),
        "bool": ("true", "True cannot be a route ID"),
        "none": ("none", "None cannot be a route ID"),
        "no term": ("[]", "give at least one route ID"),
        "no argument": ("region='cn-north-4'", "give at least one route ID"),
        "misspelled": ("'ray-1', regoin='cn-north-4'", "has no option regoin, did you mean region?"),
        "unknown": ("'ray-1', zzz=1", "has no option zzz: known are access_key, auth_method,"),
        "the module's": ("'ray-1', route_ids=[]", "has no option route_ids"),
        "terms": ("_terms=['ray-1']", "has no option _terms"),
        "by name": ("route_id='ray-1'", "has no option route_id: route IDs are its first arguments"),
        "no key": ("'ray-1', query='sesion_id'", "query: 'sesion_id' is not a key of a session - Use one of route_id"),
        "a date": ("day", "2026-11-25 cannot be a route ID: the rule is"),
        "choice": ("'ray-1', on_missing='eror'", "value of on_missing must be one of: error, warn, skip, got: eror"),
        "number": ("'ray-1', timeout='60s'", "timeout must be a number, such as 60, not '60s'"),
        "boolean": ("'ray-1', validate_certs='maybe'", "validate_certs must be true or false, not 'maybe'"),
        "terms as text": ("'ray-1,ray-2'", "'ray-1,ray-2' cannot be a route ID: the rule is"),
        "close to a term": ("routeid='ray-1'", "has no option routeid: route IDs are its first arguments"),
        "range": ("'ray-1', concurrency=65", "concurrency: 65 is out of range: the rule is from 1 to 64"),
        "region": ("'ray-1', region='a/b'", "region: 'a/b' cannot be a region"),
        "list": ("'ray-1', token=['hidden']", "token must be text"),
        "mapping of a secret": ("'ray-1', secret_key={'hidden': 'hidden'}", "secret_key must be text"),
        "header": ("'ray-1', token='hidden for tests'", "token cannot be sent in a header"),
    }
    tasks = (show(name, lookup(arguments)) for name, (arguments, _rule) in bad.items())
    run = ansible.tasks(*tasks, hosts=LOADED, vars={"day": datetime.date(2026, 11, 25)}).succeeded()
    for name, (_arguments, rule) in bad.items():
        assert rule in run.failure(name)["msg"], name
        assert PREFIX in run.failure(name)["msg"], name
    assert "please report it" not in run.output.lower()
    assert simulator.counters().requests == 0


def test_query_that_cannot_be_applied(ansible: Ansible) -> None:
    """An expression may be well formed and still not fit a session."""
    for_bad = ("length(status)", "contains(session_id, `1`)", "[session_id][::0]", "ceil(to_number('1e999'))")
    tasks = (show(one, lookup(f'"no-status", query="{one}"')) for one in for_bad)
    run = ansible.tasks(*tasks, hosts=LOADED).succeeded()
    for expression in for_bad:
        assert "cannot be applied to a session" in run.failure(expression)["msg"]


def test_missing_routes(ansible: Ansible) -> None:
    """Where it is allowed, a route that does not exist keeps its place in the result."""
    cases = {
        "skip": (lookup("'gone', on_missing='skip'") + " is none", True),
        "default": (lookup("'gone', on_missing='skip', default='none yet'"), "none yet"),
        "empty": (lookup("'gone', on_missing='skip', default=''"), ""),
        "mapping": (query("'gone', on_missing='skip', default={'a': [1]}"), [{"a": [1]}]),
        "order": (
            query("'gone', 'ray-1', 'gone', query='status', on_missing='skip', default='-'"),
            ["-", "RUNNING", "-"],
        ),
        "default filter": (lookup("'gone', on_missing='skip'") + " | default('none', true)", "none"),
        "not used": (lookup("'ray-1', default='x'"), RAY_1),
        "warn": (lookup("'lost', on_missing='warn', default='x'"), "x"),
    }
    run = rendered(
        ansible,
        cases,
        show("error", lookup("'gone', default='x'")),
        show("others", query("'ray-1', 'gone', 'ray-2', on_missing='error'")),
    )
    assert run.output.count("Route lost does not exist") == 1
    assert "[WARNING]: Route lost does not exist" in run.output
    assert f"{PREFIX}Route gone does not exist" in run.failure("error")["msg"]
    assert "1 of 3 routes failed; the first: Route gone does not exist" in run.failure("others")["msg"]


def test_omitted_options(ansible: Ansible) -> None:
    """An option that is ``omit`` is not given, as in a task: variables and defaults apply."""
    run = ansible.tasks(
        show("default", lookup("'ray-1', timeout=x | default(omit), token=y | default(omit)")),
        show("variable", lookup("'ray-1', endpoint=x | default(omit)"), vars={f"{PREFIX_OF_VARIABLES}endpoint": "x"}),
    ).succeeded()
    assert run.of("default").result["msg"] == RAY_1
    assert "endpoint: 'x'" in run.failure("variable")["msg"]


def test_a_number_that_yaml_made(ansible: Ansible) -> None:
    """A number that is no route says so, for it may have been written as 0123."""
    (ansible.home / "octal.yml").write_text("route: 0123\ntime: 12:30:45\nquoted: '0123'\n", encoding="utf-8")
    names = ("route", "time", "quoted")
    run = ansible.tasks(
        *(show(name, lookup(name)) for name in names),
        {"name": "module", MODULE: {"route_id": "{{ route }}"}, "ignore_errors": True},
        show("text", lookup("'gone-0123'")),
        vars_files=["octal.yml"],
        hosts=LOADED,
    ).succeeded()
    hint = "If the route ID was given without quotes, quote it: YAML reads 0123 as 83 and 12:30:45 as 45045."
    for name, asked in zip(names, ("83", "45045", "0123"), strict=True):
        assert f"Route {asked} does not exist" in run.failure(name)["msg"]
        assert hint in run.failure(name)["msg"]
    assert run.failure("module")["msg"].endswith(hint)
    assert run.failure("module")["solution_msg"].endswith(hint)
    assert hint not in run.failure("text")["msg"]


def test_errors_of_ansible(ansible: Ansible) -> None:
    """Ansible's own keyword works as with any lookup."""
    run = ansible.tasks(
        show("ignore", lookup("'gone', errors='ignore'") + " | default('-', true)"),
        show("list", query("'gone', errors='ignore'")),
        show("warn", lookup("'lost', errors='warn'") + " | default('-', true)"),
    ).succeeded()
    assert [run.of(name).result["msg"] for name in ("ignore", "list", "warn")] == ["-", [], "-"]
    assert "Route gone" not in run.output
    assert "Route lost does not exist" in " ".join(run.output.split())


SOLVED = {"status": 429, "json": {"error_code": "APIG.0308", "error_msg": "no", "solution_msg": "Do as told."}}
FAILING: dict[str, t.Any] = {name: name for name in ("400", "401", "404", "500")} | {"429 with a solution": SOLVED}


@pytest.fixture(scope="module")
def failed(_simulator: Simulator, installed_collections: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run in which the module and the lookup get each of these answers."""
    _simulator.reset()
    tasks = []
    for name, answer in FAILING.items():
        route_id = f"failing-{name[:3]}"
        _simulator.set_route(route_id, answer=answer)
        module = {"name": f"module {name}", MODULE: {"route_id": route_id, "retries": 0}, "ignore_errors": True}
        tasks += [module, show(f"lookup {name}", lookup(f"'{route_id}', retries=0"))]
    settings = {"HUAWEICLOUD_FABRIC_ENDPOINT": _simulator.url, "HUAWEICLOUD_FABRIC_TOKEN": TOKEN}
    return Ansible(tmp_path_factory.mktemp("failed"), installed_collections, settings).tasks(*tasks).succeeded()


@pytest.mark.parametrize("answer", FAILING)
def test_failure_is_the_modules(failed: Run, answer: str) -> None:
    """A failure has the module's sentence, with code, solution and request ID, and says what a template can do."""
    expected, told = failed.failure(f"module {answer}"), failed.failure(f"lookup {answer}")["msg"]
    request_id = simulator_id(told)
    advice = "If a route may not exist, use on_missing='skip' and set default to what to render in its place."
    if answer != "404":
        advice = "To handle a failure, use the module fabric_session_info with register and rescue."
    assert told.endswith(f"{PREFIX}{expected['msg'].replace(expected['request_id'], request_id)} {advice}")
    assert request_id != expected["request_id"]
    for key in ("error_code", "error_msg", "solution_msg"):
        assert expected[key] in told
    assert "Traceback" not in failed.output


def simulator_id(text: str) -> str:
    """The request ID that a sentence quotes."""
    found = re.search(r"request ID ([0-9a-f]{32})", text)
    assert found, text
    return found[1]


def test_places(ansible: Ansible) -> None:
    """Everything that is rendered may look sessions up, in check mode too, as a lookup only reads."""
    ray_1 = braced(lookup("'ray-1'"))
    (ansible.home / "ray.j2").write_text(f"map ray-1 {ray_1};\n", encoding="utf-8")
    tasks = [
        {"name": "vars", "ansible.builtin.debug": {"var": "task"}, "vars": {"task": braced(lookup("'ray-1'"))}},
        {"name": "of the play", "ansible.builtin.debug": {"var": "session"}},
        {"name": "when", "ansible.builtin.debug": {}, "when": lookup("'ray-2', query='status'") + " == 'CREATING'"},
        {"name": "not when", "ansible.builtin.debug": {}, "when": lookup("'ray-2', query='status'") + " == 'RUNNING'"},
        {
            "name": "loop",
            "ansible.builtin.debug": {"msg": "{{ item }}"},
            "loop": braced(query("'ray-1', 'ray-2'")),
        },
        {"name": "with", "ansible.builtin.debug": {"msg": "{{ item }}"}, f"with_{LOOKUP}": ["ray-2", "ray-1"]},
        {"name": "template", "ansible.builtin.template": {"src": "ray.j2", "dest": "template.conf", "mode": "0600"}},
        {
            "name": "copy",
            "ansible.builtin.copy": {"content": f"RAY={ray_1}\n", "dest": "ray.env", "mode": "0600"},
        },
    ]
    play = {
        "hosts": braced("'localhost' if " + lookup("'ray-1', query='status'") + " == 'RUNNING' else 'nobody'"),
        "gather_facts": False,
        "vars": {"session": braced(lookup("'ray-1'"))},
        "tasks": tasks,
    }
    written = [ansible.home / "template.conf", ansible.home / "ray.env"]
    for arguments in (["--check", "--diff"], []):
        assert not any(path.exists() for path in written)
        run = ansible.play(play, arguments=arguments).succeeded()
        assert (run.of("vars").result["task"], run.of("of the play").result["session"]) == (RAY_1, RAY_1)
        assert (run.of("when").outcome, run.of("not when").outcome) == ("ok", "skipped")
        assert [one["msg"] for one in run.of("loop").result["results"]] == [RAY_1, RAY_2]
        assert [one["msg"] for one in run.of("with").result["results"]] == [RAY_2, RAY_1]
        if arguments:
            assert f"+map ray-1 {RAY_1};" in run.output
            assert f"+RAY={RAY_1}" in run.output
    assert [path.read_text(encoding="utf-8") for path in written] == [f"map ray-1 {RAY_1};\n", f"RAY={RAY_1}\n"]


def test_console(ansible: Ansible) -> None:
    """The prompt on which people try things out."""
    commands = "debug msg='" + braced(lookup('"ray-1"')).replace("'", '"') + "'\nexit\n"
    assert RAY_1 in ansible.run("ansible-console", "localhost", stdin=commands).succeeded().output


def test_data_is_never_a_template(ansible: Ansible, simulator: Simulator) -> None:
    """What the service says stays text wherever it is used next."""
    hostile = "{{ 1000003*1000003 }}{% set x = 1 %}"
    simulator.set_route("hostile", session_id=hostile, status=hostile)
    error = {"error_code": "common.01000001", "error_msg": hostile, "solution_msg": hostile}
    simulator.set_route("failing", answer={"status": 400, "json": error})
    again = {"again": braced(lookup("'hostile', query='status'"))}
    run = ansible.tasks(
        {"name": "keep", "ansible.builtin.set_fact": {"kept": braced(lookup("'hostile'"))}},
        show("session", lookup("'hostile'")),
        show("fact", "kept"),
        show("variable", "again", vars=again),
        show("text", "'status ' ~ again", vars=again),
        show("mapping", lookup("'hostile', query='{s: status}'")),
        show("error", lookup("'failing'")),
        hosts=LOADED,
    ).succeeded()
    shown = [run.of(name).result["msg"] for name in ("session", "fact", "variable", "text", "mapping")]
    assert shown == [hostile, hostile, hostile, f"status {hostile}", {"s": hostile}]
    assert run.failure("error")["msg"].count(hostile) == 2
    assert "1000006000009" not in run.failure("error")["msg"]


def test_nothing_to_complain_about(ansible: Ansible) -> None:
    """Neither warnings nor deprecations, and no secret however much is shown."""
    run = ansible.tasks(show("one", lookup("'ray-1'")), arguments=["-vvvv"]).succeeded()
    assert "WARNING" not in run.output
    assert TOKEN not in run.output
