"""What a child may do, and what really confines it: values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

__all__ = ["Enforced", "Limits", "Mode", "Policy"]

Mode = Literal["auto", "strict", "off"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a child may use, each of its processes for itself: MiB and seconds.

    ``seconds`` is for the whole family, by the clock on the wall.
    """

    memory_mib: int = 4096
    file_mib: int = 512
    cpu_seconds: int = 600
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Policy:
    """What a child may reach, beside the interpreter, its libraries and its own folder.

    It reads ``read`` and writes ``write``. Without ``network`` it has no sockets; without
    ``processes`` no children or threads; without ``execute`` no other program.
    """

    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()
    network: bool = False
    processes: bool = True
    execute: bool = True
    limits: Limits = field(default_factory=Limits)
    mode: Mode = "auto"


@dataclass(frozen=True, slots=True)
class Enforced:
    """What confines a child.

    ``landlock`` is the version used, 0 for none. ``bubblewrap`` is a wall around all this where
    the machine allows one; nothing depends on it. ``missing`` says what could not be
    enforced, ``leaks`` what an attempt to escape got through to (only from :func:`probe`).
    """

    mode: Mode
    landlock: int = 0
    seccomp: bool = False
    limits: bool = False
    bubblewrap: bool = False
    missing: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether files, system calls and resources are all bounded and nothing leaked."""
        return bool(self.landlock and self.seccomp and self.limits) and not self.leaks

    def describe(self) -> str:
        """Say in one line what is in force."""
        if self.mode == "off":
            return "not confined (sandbox off)"
        parts = [
            f"files (Landlock {self.landlock})" if self.landlock else "files NOT confined",
            "system calls (seccomp)" if self.seccomp else "system calls NOT confined",
            "memory and time (limits)" if self.limits else "memory and time NOT limited",
        ]
        if self.bubblewrap:
            parts.append("files, processes and network of its own (bubblewrap)")
        parts += [f"LEAKS: {leak}" for leak in self.leaks]
        return "; ".join(parts)
