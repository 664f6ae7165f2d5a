# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens where something that a test needs is missing: it is skipped, and in CI it fails."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scripts import check, interpreters, programs
from scripts.programs import PROGRAMS
from tests import needs
from tests.prism import handle

SKIPPED, FAILED = pytest.skip.Exception, pytest.fail.Exception


@pytest.fixture(params=["here", "CI"])
def ended(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> type[BaseException]:
    """How a test has to end, on a developer's machine and in CI."""
    monkeypatch.setenv("CI", str(request.param == "CI").lower())
    return FAILED if request.param == "CI" else SKIPPED


@pytest.fixture
def nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program is installed."""
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)


@pytest.mark.usefixtures("nothing")
def test_a_program(ended: type[BaseException]) -> None:
    """The message says what to install."""
    with pytest.raises(ended, match=re.escape("apt-get install nginx-light")):
        needs.path("nginx")


@pytest.mark.usefixtures("nothing")
def test_the_mark(ended: type[BaseException], request: pytest.FixtureRequest) -> None:
    """A test that is marked ends before it runs."""
    request.node.add_marker(needs.needs("chromium"))
    with pytest.raises(ended, match="apt-get install chromium"):
        needs.check(request.node)


def test_a_misspelled_mark() -> None:
    """It is refused where it is written."""
    with pytest.raises(ValueError, match=r"scripts/programs\.py does not have chromuim"):
        needs.needs("chromuim")


@needs.needs("npm")
def test_npm_without_its_registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Prism is then unavailable, in one line."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:1")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(
        handle.PrismError, match=r"^npm could not install Prism: [^\n]*, reason: [^\n]*ECONNREFUSED[^\n]*$"
    ):
        handle.install(tmp_path)


def test_the_summary(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """``make test`` names what is missing; all checks passed, and yet it fails in CI."""
    monkeypatch.setattr(programs, "PROGRAMS", {"sshd": PROGRAMS["sshd"]})
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(interpreters, "skipped", lambda: ["ansible-core 2.19 is skipped"])
    monkeypatch.setattr(check, "RESULTS", tmp_path)
    outcomes = [check.Outcome("lint", True, 1.0)]
    for ci, code in (("", 0), ("true", 1)):
        monkeypatch.setenv("CI", ci)
        assert check.summarise(outcomes, 1.0) == code
        said = capsys.readouterr().out.splitlines()
        assert "check > ansible-core 2.19 is skipped" in said
        assert sum("apt-get install openssh-server" in line for line in said) == 1
