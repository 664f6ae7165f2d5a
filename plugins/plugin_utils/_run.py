# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# PRIVATE to this collection: names and behaviour may change in any release.

"""Share data between the processes of one run of Ansible, in the temporary directory that Ansible removes at its end.

Each host and task has its own process, so memory is not shared. Only the user who runs Ansible can read the files, and
they never contain a token, a key or a password.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import tempfile
import time
import typing as t
from pathlib import Path

from ansible import constants

from ..module_utils._errors import FileError

_FOLDER = "huaweicloud.dataarts_fabric"
_POLL = 0.05  # seconds between two looks at a lock that another process holds


class BusyError(FileError):
    """Another process of the run held a lock for too long."""


class Run:
    """The folder of this run of Ansible.

    :param folder: another folder, for tests
    :raises FileError: the folder cannot be created
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(constants.DEFAULT_LOCAL_TMP) / _FOLDER
        self._salt = b""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise _unusable(self.folder, error) from None

    def salt(self) -> bytes:
        """Return the random bytes that are the salt of all fingerprints of this run."""
        if not self._salt:
            with self.value("salt") as value:
                self._salt = bytes.fromhex(value.setdefault("salt", secrets.token_hex(32)))
        return self._salt

    def hashed(self, text: str) -> str:
        """Return what stands for a text that may hold a secret."""
        return hashlib.sha256(self.salt() + text.encode("utf-8", "surrogatepass")).hexdigest()

    def path(self, *name: str) -> Path:
        """Return the path of the file for a name, which may have any characters."""
        digest = hashlib.sha256("\0".join(name[1:]).encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / f"{name[0]}-{digest}"

    def read(self, *name: str) -> dict[str, t.Any]:
        """Return the current mapping of a name, or an empty one. Another process may change it at any time."""
        try:
            value: dict[str, t.Any] = json.loads(self.path(*name).read_bytes())
        except FileNotFoundError:
            return {}
        return value

    @contextlib.contextmanager
    def value(self, *name: str) -> t.Iterator[dict[str, t.Any]]:
        """Yield the mapping of a name, locked for other processes. At the end it is written, as JSON."""
        path = self.path(*name)
        with self.lock(*name):
            value = self.read(*name)
            before = json.dumps(value)
            yield value
            after = json.dumps(value)
            if after != before:
                try:
                    replace(path, after)
                except OSError as error:
                    raise _unusable(path, error) from None

    @contextlib.contextmanager
    def lock(self, *name: str, seconds: float | None = None) -> t.Iterator[None]:
        """Hold the lock of a name. If the process ends, the lock is released.

        :param seconds: how long to wait for the lock; without it, there is no limit
        :raises BusyError: another process held the lock all the time
        """
        file = _open(self.path(*name).with_suffix(".lock"))
        try:
            if seconds is None:
                fcntl.flock(file, fcntl.LOCK_EX)
            else:
                end = time.monotonic() + seconds
                while not _try(file):
                    if time.monotonic() >= end:
                        raise BusyError(f"another host of this run was busy with it for {seconds:g} s")
                    time.sleep(_POLL)
            yield
        finally:
            os.close(file)


class Claim:
    """The work of one process, of which other processes can see whether it continues and makes progress."""

    def __init__(self, name: str, file: int) -> None:
        self.name = name
        self._file = file

    def advance(self) -> None:
        """Show that there is progress. If this cannot be written, other processes only wait for a shorter time."""
        with contextlib.suppress(OSError):
            os.write(self._file, b".")


@contextlib.contextmanager
def claim(run: Run) -> t.Iterator[Claim]:
    """Yield a claim. It ends with the ``with`` block, or with the process."""
    name = secrets.token_hex(8)
    path = run.path("claim", name)
    file = _open(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield Claim(name, file)
    finally:
        path.unlink(missing_ok=True)
        os.close(file)


def is_claimed(run: Run, name: str) -> bool:
    """Return whether the process that made the claim still works on it."""
    with contextlib.suppress(FileNotFoundError):
        file = os.open(run.path("claim", name), os.O_RDWR | os.O_CLOEXEC)
        try:
            return not _try(file)
        finally:
            os.close(file)
    return False


def wait_for(run: Run, name: str, seconds: float) -> bool:
    """Wait until a claim ends.

    :param seconds: how long to wait after the last progress
    :return: whether the claim has ended
    """
    achieved, end = -1, 0.0
    while is_claimed(run, name):
        with contextlib.suppress(FileNotFoundError):
            size = run.path("claim", name).stat().st_size
            if size != achieved:
                achieved, end = size, time.monotonic() + seconds
        if time.monotonic() >= end:
            return False
        time.sleep(_POLL)
    return True


def replace(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file atomically, so that readers find either the old text or the new one.

    :raises OSError: the file cannot be written
    """
    file, temporary = tempfile.mkstemp(prefix=f".{path.name[:64]}-", dir=path.parent)
    try:
        with os.fdopen(file, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            os.fchmod(stream.fileno(), mode)
            stream.write(text)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_APPEND, 0o600)
    except OSError as error:
        raise _unusable(path, error) from None


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unusable(path: Path, error: OSError) -> FileError:
    return FileError(
        f"Ansible's temporary directory cannot be used, as {path} cannot be written ({error.strerror}):"
        " free some space, or set ANSIBLE_LOCAL_TEMP to another directory"
    )
