# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Run a part of the core as an Ansible module: hide secrets, and return the result."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.common.parameters import remove_values

from ._redact import shown_options
from ._result import Result

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule

Core = t.Callable[[t.Mapping[str, t.Any], t.Mapping[str, str]], Result]


def run_module(module: AnsibleModule, core: Core) -> t.NoReturn:
    """Run a part of the core with a module's options, and end the module with its result."""
    result = core(module.params, os.environ)
    # Ansible knows the secrets in the options, but not those from the environment or those obtained during the run, and
    # it does not hide any in warnings. It would also remove a short secret from numbers and IDs.
    module.params = shown_options(module.params, module.argument_spec)
    module.no_log_values = result.with_hidden(module.no_log_values)
    for warning in result.warnings:
        module.warn(remove_values(warning, module.no_log_values))
    if result.failed:
        module.fail_json(**result.values)
    module.exit_json(**result.values)
    raise SystemExit  # for mypy: the line above does not return


def run_on_controller(module: AnsibleModule) -> t.NoReturn:
    """End a module that cannot run by itself, because Ansible runs its action plugin instead."""
    module.fail_json(msg="This module runs on the controller, and not without its action plugin")
    raise SystemExit  # for mypy: the line above does not return
