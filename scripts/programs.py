# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs that tests need and that are no Python packages; ``python -m scripts.programs`` prints what to install."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """A program, the Debian package that brings it, and what is not tested without it."""

    command: str
    package: str
    tests: str

    @property
    def path(self) -> str | None:
        """Where it is, or None where it is not installed."""
        return shutil.which(self.command, path=f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin")

    @property
    def advice(self) -> str:
        """What to say where it is missing."""
        return f"{self.command} is not installed, so {self.tests} is not tested: apt-get install {self.package}"


PROGRAMS = {
    program.command: program
    for program in (
        Program("chromium", "chromium", "the page of links"),
        Program("nginx", "nginx-light", "the map for nginx, and nginx as a gateway"),
        Program("sshd", "openssh-server", "a managed host over SSH"),
        Program("tinyproxy", "tinyproxy", "a proxy with a password"),
        Program("squid", "squid-openssl", "a proxy that is spoken to over TLS"),
        Program("danted", "dante-server", "a SOCKS proxy"),
        Program("npm", "npm", "the contract as Prism reads it"),
        Program("java", "default-jre-headless", "the event source in ansible-rulebook"),
    )
}


def in_ci() -> bool:
    """Whether nothing may be skipped."""
    return os.environ.get("CI") == "true"


def missing() -> list[Program]:
    """The programs that are not installed here."""
    return [program for program in PROGRAMS.values() if program.path is None]


if __name__ == "__main__":
    print(*(program.package for program in missing()))
