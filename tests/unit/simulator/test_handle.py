# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulator's process: nothing of it outlives the tests."""

from __future__ import annotations

import select
import socket
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
_DIES = """
import os, signal
from tests.simulator.handle import Simulator

with Simulator.start({}) as simulator:
    print(simulator.port, flush=True)
    input()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_ends_with_a_process_that_is_killed() -> None:
    """A connection to it is closed by its end."""
    command = [sys.executable, "-c", _DIES]
    with subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), 30) as connection:
            assert select.select([connection], [], [], 0.2)[0] == []
            process.stdin.write("now\n")
            process.stdin.close()
            connection.settimeout(30)
            assert connection.recv(1) == b""
