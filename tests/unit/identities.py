# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credentials by options and by environment variables. What must not be shown begins with "hidden"."""

from __future__ import annotations

KEY = {"access_key": "option-ak", "secret_key": "hidden-option-sk"}
USER = {"username": "user", "password": "hidden-option-password", "domain_name": "account"}
SDK = {"HUAWEICLOUD_SDK_AK": "sdk-ak", "HUAWEICLOUD_SDK_SK": "hidden-sdk-sk"}
TERRAFORM = {"HW_ACCESS_KEY": "tf-ak", "HW_SECRET_KEY": "hidden-tf-sk", "HW_PROJECT_ID": "tf-project"}
LOGIN = {"HW_USER_NAME": "tf-user", "HW_USER_PASSWORD": "hidden-tf-password", "HW_DOMAIN_NAME": "tf-account"}
