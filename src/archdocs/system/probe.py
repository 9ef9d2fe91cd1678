"""Try to escape from a confinement, and print one line for each thing that worked.

Run as a module inside a confined child, with a folder that is outside of its reach and the
parent's process id. Nothing it tries does harm where it succeeds.
"""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

__all__ = ["main"]


class Target(NamedTuple):
    """What is out of reach: a folder with a file ``secret``, and a process."""

    folder: Path
    parent: int


def read_file(at: Target) -> None:
    """Read a file outside."""
    (at.folder / "secret").read_bytes()


def write_file(at: Target) -> None:
    """Write a file outside."""
    (at.folder / "written").write_bytes(b"")


def read_parent(at: Target) -> None:
    """Read the parent's environment."""
    Path(f"/proc/{at.parent}/environ").read_bytes()


def open_socket(_: Target) -> None:
    """Open an internet socket."""
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def open_local_socket(_: Target) -> None:
    """Open a local socket."""
    socket.socket(socket.AF_UNIX).close()


def signal_parent(at: Target) -> None:
    """Ask whether the parent may be signalled."""
    os.kill(at.parent, 0)


def run_program(_: Target) -> None:
    """Run a program."""
    subprocess.run(["/bin/true"], check=True)


def have_child(_: Target) -> None:
    """Have a child."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def new_namespace(_: Target) -> None:
    """Enter a new user namespace."""
    if ctypes.CDLL(None, use_errno=True).unshare(0x10000000):
        raise OSError(ctypes.get_errno(), "refused")


ATTEMPTS: dict[str, Callable[[Target], None]] = {
    "read a file outside": read_file,
    "wrote a file outside": write_file,
    "read the environment of another process": read_parent,
    "opened a network socket": open_socket,
    "opened a local socket": open_local_socket,
    "signalled another process": signal_parent,
    "ran a program": run_program,
    "had a child process": have_child,
    "entered a new namespace": new_namespace,
}


def main(at: Target) -> list[str]:
    """Make every attempt and return the names of those that worked."""
    worked = []
    for name, attempt in ATTEMPTS.items():
        try:
            attempt(at)
        except (OSError, subprocess.SubprocessError):
            continue
        worked.append(name)
    return worked


if __name__ == "__main__":
    for line in main(Target(Path(sys.argv[1]), int(sys.argv[2]))):
        print(line)  # noqa: T201 - this is the child's answer to its parent
