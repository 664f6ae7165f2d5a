# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of this repository; ``make test`` runs them all."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # nox does not

from scripts import ansible_test, collection, interpreters
from scripts.interpreters import Pair, dotted

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"

GROUPS = nox.project.load_toml("pyproject.toml")["dependency-groups"]
NOX = next(tool for tool in GROUPS["lint"] if tool.startswith("nox=="))
TEST_REQUIREMENTS = ROOT / "tests" / "unit" / "requirements.txt"
BEST = interpreters.best()
FIRST = next(pair for pair in interpreters.pairs() if not pair.core.nightly)
PYTEST = ["python", "-m", "pytest", "--quiet", "-rs", "--numprocesses=2", "--dist=loadfile"]
LOOKUP = (
    *("test_terms", "test_query", "test_missing_routes", "test_omitted_options", "test_many_terms_are_one_batch"),
    *("test_failure_is_the_modules[401]", "test_data_is_never_a_template", "test_errors_of_ansible"),
)
ESSENTIAL = [
    *(f"tests/unit/plugins/{name}" for name in ("action", "filter", "lookup", "modules", "plugin_utils", "test")),
    "tests/e2e/test_session_info.py::test_one_route",
    "tests/e2e/test_session_info.py::test_until_it_runs",
    "tests/e2e/test_session_info.py::test_until_it_exists",
    *(f"tests/e2e/test_lookup.py::{name}" for name in LOOKUP),
    "tests/e2e/test_guide.py::test_when_it_is_asked",
    "tests/e2e/test_secrets.py::test_given_by_the_environment[in the controller-password]",
    "tests/e2e/test_secrets.py::test_given_by_the_environment[in a process of its own-password]",
]
SCHEMAS = (
    ("github-workflows", ".github/workflows/*.yml"),
    ("github-workflows", "build/recipes/github/*.yml"),
    ("gitlab-ci", "build/recipes/gitlab/*.yml"),
    ("github-issue-forms", ".github/ISSUE_TEMPLATE/[!c]*.yml"),
    ("github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
    ("dependabot", ".github/dependabot.yml"),
)
# Before 2.19 Ansible has no trusted templates, which the unit tests of plugins take for granted.
OLD = [
    "tests/unit/plugins/module_utils",
    *(one for one in ESSENTIAL if "e2e" in one),
    "tests/e2e/test_lookup.py",
    *(f"tests/e2e/test_{name}.py" for name in ("examples", "pages", "rescue")),
    "tests/e2e/test_links.py::test_hostile_texts",  # where Ansible itself renders templates in data
]
PAIRS = [nox.param(pair.python, pair, id=pair.core.name) for pair in interpreters.pairs()]


def install(session: nox.Session, *requirements: str | Path) -> None:
    """Install packages, and files of packages, unless the environment was made of exactly these."""
    arguments = [part for item in requirements for part in (("-r", str(item)) if isinstance(item, Path) else (item,))]
    inputs = [item.read_text(encoding="utf-8") if isinstance(item, Path) else item for item in requirements]
    digest = hashlib.sha256("\0".join([os.path.realpath(str(session.python)), *inputs]).encode()).hexdigest()
    location = Path(session.virtualenv.location)
    stamp = location / f"made-of-{digest[:16]}"
    if not stamp.exists():
        # Anew, as nox reuses an environment even where the interpreter is another one now.
        make = [sys.executable, "-m", "virtualenv", "--quiet", "--clear", "--python", str(session.python)]
        session.run_install(*make, str(location), external=True)
        session.run_install("python", "-m", "pip", "install", "-qq", *arguments)
        stamp.touch()


def installed_collection(session: nox.Session) -> collection.Collection:
    """The collection as this tree gives it, built and installed with the session's ansible-galaxy."""
    return collection.install(str(Path(session.bin, "ansible-galaxy")))


@nox.session(python=BEST.python)
def lint(session: nox.Session) -> None:
    """Formatting, code, types and layers of everything that is Python; YAML, workflows and licences."""
    install(session, BEST.core.requirement, TEST_REQUIREMENTS, *GROUPS["lint"])
    collection.link()
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check", "--quiet")
    session.run("mypy")
    session.run("yamllint", "--strict", ".")
    session.run("python", "-m", "scripts.fragments", "--check")
    session.run("python", "-m", "scripts.recipes")
    for schema, files in SCHEMAS:
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, sorted(ROOT.glob(files))))
    shown = map(str, ROOT.glob("build/recipes/github/*.yml"))  # one by one, as git ignores their folder
    session.run("zizmor", "--offline", "--pedantic", "--strict-collection", "--quiet", ".github", *shown)
    session.run("reuse", "lint", "--quiet")
    session.run("python", "-m", "scripts.layers")


@nox.session(python=BEST.python, default=False)
def format(session: nox.Session) -> None:  # noqa: A001 - as make format
    """Correct what ``lint`` reports, and write the generated documentation."""
    ruff = (tool for tool in GROUPS["lint"] if tool.startswith("ruff=="))
    install(session, BEST.core.requirement, ROOT / "requirements.txt", *ruff)
    session.run("ruff", "check", "--fix-only", "--quiet")
    session.run("ruff", "format", "--quiet")
    session.run("python", "-m", "scripts.errors_page")
    session.run("python", "-m", "scripts.fragments")
    session.run("python", "-m", "scripts.event_source")


@nox.session(python=BEST.python)
def docs(session: nox.Session) -> None:
    """The documentation of modules and plugins, and the changelog."""
    install(session, BEST.core.requirement, *GROUPS["docs"])
    built = installed_collection(session)
    session.chdir(built.stage)
    session.env.update(collection.ansible_environment(built.installed))
    references = ["--validate-collection-refs", "all"]
    session.run("antsibull-docs", "lint-collection-docs", "--plugin-docs", *references, ".")
    session.run("antsibull-changelog", "lint")


@nox.session
@nox.parametrize("python,pair", PAIRS)
def sanity(session: nox.Session, pair: Pair) -> None:
    """ansible-test's own checks, without an ignore file."""
    install(session, pair.core.requirement)
    built = installed_collection(session)
    session.chdir(built.stage)
    session.env.update(collection.ansible_environment(built.installed))
    target = interpreters.found().get(interpreters.OLDEST_TARGET)
    programs = [session.bin, *([str(Path(target).parent)] if target else [])]
    session.env.update(ansible_test.environment(built.stage, *programs))
    command = ["ansible-test", "sanity", "--color", "no"]
    # pylint takes most of the time and hardly differs from one ansible-core to the next.
    omitted = [] if pair == BEST or session.posargs else ["--skip-test", "pylint"]
    session.run(*command, "--python", dotted(pair.version), *omitted, *session.posargs)
    if target:
        oldest = dotted(interpreters.OLDEST_TARGET)
        session.run(*command, "--python", oldest, "--test", "compile", "--test", "import")


@nox.session(python=BEST.python)
def ansible_lint(session: nox.Session) -> None:
    """ansible-lint's production profile."""
    install(session, BEST.core.requirement, *GROUPS["ansible_lint"])
    built = installed_collection(session)
    session.chdir(built.stage)
    session.env.update(collection.ansible_environment(built.installed))
    session.run("ansible-lint", "--offline", "--profile", "production", "--strict", "--nocolor")


@nox.session(python=BEST.python)
def importer(session: nox.Session) -> None:
    """Galaxy's own checks of an upload, for this tree or for the artefact that is given."""
    install(session, BEST.core.requirement, *GROUPS["importer"])
    built = installed_collection(session)
    session.env.update(collection.ansible_environment(built.installed))
    # The session ansible_lint fails where it complains; here that would be a line of the log.
    session.env["GALAXY_IMPORTER_RUN_ANSIBLE_LINT"] = "false"
    session.chdir(built.home)
    session.run("python", "-m", "galaxy_importer.main", *(session.posargs or [str(built.artefact)]))


@nox.session(python=BEST.python)
def release(session: nox.Session) -> None:
    """A release; without a version a dry run of the next one, without the other checks."""
    install(session, BEST.core.requirement, NOX, *GROUPS["release"])
    session.run("python", "-m", "scripts.release", *(session.posargs or ["--dry-run", "--no-checks"]))


@nox.session(python=BEST.python, default=False)
def artefact(session: nox.Session) -> None:
    """The artefact of the commit that is checked out, as a release makes it."""
    install(session, BEST.core.requirement, *GROUPS["release"])
    session.run("python", "-m", "scripts.artefact")


@nox.session(python=BEST.python)
def site(session: nox.Session) -> None:
    """The documentation as a site, without a reference of ours that leads nowhere, and not wider than a phone."""
    install(session, BEST.core.requirement, *GROUPS["site"])
    built = installed_collection(session)
    session.env.update(collection.ansible_environment(built.installed))
    session.run("python", "-m", "scripts.site")


@nox.session(python=BEST.python)
def ee(session: nox.Session) -> None:
    """The execution environment: what ansible-builder makes of the example and of the collection."""
    install(session, BEST.core.requirement, *GROUPS["ee"])
    built = installed_collection(session)
    session.run("python", "-m", "scripts.ee", str(built.home))


@nox.session(python=BEST.python, default=False)
def publish(session: nox.Session) -> None:
    """Upload the artefact in ``build/release`` to Galaxy."""
    install(session, BEST.core.requirement)
    built = sorted((collection.BUILD / "release").glob("*.tar.gz"))
    if not built:
        session.error("There is nothing in build/release. Check out the tag, and run make artefact first.")
    session.run("ansible-galaxy", "collection", "publish", *map(str, built))


@nox.session
@nox.parametrize("python,pair", PAIRS)
def tests(session: nox.Session, pair: Pair) -> None:
    """pytest: on the newest ansible-core all tests but the nightly ones; on the others what depends on Ansible most."""
    install(session, pair.core.requirement, TEST_REQUIREMENTS)
    built = installed_collection(session)
    session.env.update(collection.ansible_environment(built.installed))
    session.env["FABRIC_INSTALLED_COLLECTIONS"] = str(built.installed)
    if session.posargs and not (pair.core.nightly and session.posargs == ["tests"]):
        session.run(*PYTEST, *session.posargs)
        return
    results = collection.BUILD / "tests" / pair.core.name
    options = [f"--junitxml={results / 'junit.xml'}", "-m", "not nightly"]
    if pair == BEST:
        session.env["COVERAGE_FILE"] = str(results / "coverage")
        session.run(*PYTEST, *options, "--cov", "--cov-report=term-missing:skip-covered")
    else:
        # In one process, as those of the newest keep two busy at the same time.
        session.run(*PYTEST, "--numprocesses=0", *options, *(OLD if pair.core.nightly else ESSENTIAL))


@nox.session(python=FIRST.python, default=False)
def bounds(session: nox.Session) -> None:
    """The unit tests with the oldest packages that requirements.txt allows."""
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    oldest = re.findall(r"(?m)^(\w+) >= (\S+)(?: ; python_version >= .*)?$", requirements)
    install(session, FIRST.core.requirement, TEST_REQUIREMENTS)
    session.install("-qq", *(f"{name}=={version}" for name, version in oldest))
    session.run("python", "-m", "pip", "list")
    session.run("python", "-m", "pip", "check")
    session.run(*PYTEST, *(session.posargs or ["tests/unit/plugins"]))


@nox.session(python=BEST.python, default=False)
def nightly(session: nox.Session) -> None:
    """The unit tests with ten thousand examples for each rule of Hypothesis."""
    install(session, BEST.core.requirement, TEST_REQUIREMENTS)
    session.env["FABRIC_HYPOTHESIS"] = "nightly"
    session.run(*PYTEST, *(session.posargs or ["tests/unit/plugins"]))


@nox.session(python=BEST.python, default=False)
def soak(session: nox.Session) -> None:
    """Half an hour of requests: nothing grows, and no response belongs to another route."""
    install(session, BEST.core.requirement, TEST_REQUIREMENTS)
    built = installed_collection(session)
    session.env.update(collection.ansible_environment(built.installed))
    session.env["FABRIC_INSTALLED_COLLECTIONS"] = str(built.installed)
    session.run("python", "-m", "tests.soak", *session.posargs)


@nox.session(python=BEST.python, default=False)
def mutation(session: nox.Session) -> None:
    """Change the core in one place at a time, and see whether the unit tests notice."""
    install(session, BEST.core.requirement, TEST_REQUIREMENTS, *GROUPS["mutation"])
    session.run("python", "-m", "scripts.mutation", str(installed_collection(session).stage), *session.posargs)


@nox.session(python=BEST.python, default=False)
def demo(session: nox.Session) -> None:
    """The installed collection against a simulator of the service."""
    install(session, BEST.core.requirement, ROOT / "requirements.txt", *GROUPS["demo"])
    built = installed_collection(session)
    session.env.update(collection.ansible_environment(built.installed))
    session.run("python", "-m", "scripts.demo", *session.posargs)


@nox.session(python=BEST.python, default=False)
def bench(session: nox.Session) -> None:
    """Measure the collection and its peers; nothing is asserted."""
    install(session, BEST.core.requirement, ROOT / "requirements.txt", *GROUPS["demo"], *GROUPS["bench"])
    built = installed_collection(session)
    session.env.update(collection.ansible_environment(built.installed))
    session.run("python", "-m", "scripts.bench", *session.posargs)
