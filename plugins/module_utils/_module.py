# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# BSD 2-Clause License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""The thin layer between the core and an Ansible module: run it, censor, return."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.basic import missing_required_lib
from ansible.module_utils.common.parameters import remove_values

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._report import Report, report_of
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._requests import REQUESTS_IMPORT_ERROR

if t.TYPE_CHECKING:
    from ansible.module_utils.basic import AnsibleModule


def run_module(
    module: AnsibleModule, core: t.Callable[[t.Mapping[str, t.Any], t.Mapping[str, str]], Report]
) -> t.NoReturn:
    """Run a part of the core with a module's options, and end the module with what it reports."""
    if REQUESTS_IMPORT_ERROR:
        module.fail_json(msg=missing_required_lib("requests"), exception=REQUESTS_IMPORT_ERROR)
    report = report_of(lambda: core(module.params, os.environ))
    # Ansible knows the secrets among the options, not those of the environment or those fetched on the way,
    # and warnings it does not censor at all.
    module.no_log_values.update(report.secrets)
    for warning in report.warnings:
        module.warn(remove_values(warning, module.no_log_values))
    if report.failed:
        module.fail_json(**report.result)
    module.exit_json(**report.result)
    raise SystemExit  # for mypy: the line above does not return
