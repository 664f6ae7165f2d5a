# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Serve Keystone on a socket that already listens: ``python app.py <file descriptor>``.

Runs in Keystone's own environment. It ends when its standard input does, so it never outlives the test run.
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
import threading


def end_with_parent() -> None:
    """Wait for the end of standard input, then leave at once."""
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Serve until told to stop."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    # Popped, because Keystone reads the rest of the command line as its own.
    listener = socket.socket(fileno=int(sys.argv.pop()))
    # Imported by name: the environment that type-checks this file has neither of them.
    application = importlib.import_module("keystone.wsgi.api").application
    importlib.import_module("waitress").serve(application, sockets=[listener])


if __name__ == "__main__":
    main()
