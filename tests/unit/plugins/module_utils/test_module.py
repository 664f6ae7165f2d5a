# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a module ends: with what its core returns, and with nothing secret in it."""

from __future__ import annotations

import os
import typing as t

import pytest

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._module import run_module, run_on_controller
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._redact import HIDDEN_OPTION
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._result import Result

SPEC = {"token": {"no_log": True}, "region": {"no_log": False}}


class Module:
    """What a module is to its core: options, and ways to warn and to end."""

    def __init__(self, **options: t.Any) -> None:
        self.params = options
        self.argument_spec = SPEC
        self.no_log_values = {"option-secret", "short"}
        self.warnings: list[str] = []
        self.ended: list[tuple[str, dict[str, t.Any]]] = []

    def warn(self, warning: str) -> None:
        """Note a warning."""
        self.warnings.append(warning)

    def fail_json(self, **values: t.Any) -> None:
        """Note a failure."""
        self.ended.append(("failed", values))

    def exit_json(self, **values: t.Any) -> None:
        """Note a success."""
        self.ended.append(("ok", values))


@pytest.mark.parametrize(("failed", "end"), [(False, "ok"), (True, "failed")])
def test_a_module_that_runs_its_core(failed: bool, end: str) -> None:
    """It gets the options and the environment; Ansible learns what to hide, and shows no secret in its own words."""
    options = {"token": "short", "region": "r"}
    module = Module(**options)
    got: list[tuple[t.Mapping[str, t.Any], t.Mapping[str, str]]] = []

    def core(options: t.Mapping[str, t.Any], environ: t.Mapping[str, str]) -> Result:
        got.append((dict(options), environ))
        warnings = ["it is core-secret", "it is option-secret", "it is short"]
        return Result(failed, {"changed": False, "msg": "m"}, warnings, secrets=("core-secret", "brief"))

    with pytest.raises(SystemExit):
        run_module(t.cast(t.Any, module), core)
    assert got == [(options, os.environ)]
    assert module.ended[0] == (end, {"changed": False, "msg": "m"})
    assert module.warnings == ["it is ********", "it is ********", "it is short"]
    assert module.no_log_values == {"core-secret", "option-secret"}
    assert module.params == {"token": HIDDEN_OPTION, "region": "r"}


def test_a_module_without_its_action() -> None:
    """It says where it runs, and nothing is done."""
    module = Module()
    with pytest.raises(SystemExit):
        run_on_controller(t.cast(t.Any, module))
    told = "This module runs on the controller, and not without its action plugin"
    assert module.ended == [("failed", {"msg": told})]
