"""Confine the process that calls :func:`enter`, for good; runs inside the child.

Nothing of archdocs is imported here: the module is also started as a plain script, before
anything else is loaded. It uses what an unprivileged process may do to itself: no new
privileges, dropped capabilities, resource limits, Landlock for files, TCP and signals, and
a seccomp filter (:mod:`archdocs.system.syscalls` holds its numbers, loaded by path). Each
part that the kernel lacks is left out and told, so that the parent can decide.

Sources: landlock(7), seccomp(2), capabilities(7) and prctl(2) of the Linux man-pages.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import functools
import importlib.util
import json
import os
import platform
import resource
import runpy
import struct
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["POLICY", "enter", "landlock_abi", "main", "prepare"]

#: The most generous policy; a caller's policy overrides single entries. Sizes are in MiB,
#: times in seconds. ``processes`` allows children and threads, ``execute`` other programs.
POLICY: Mapping[str, Any] = {
    "read": (),
    "write": (),
    "network": False,
    "processes": True,
    "execute": True,
    "memory_mib": 4096,
    "cpu_seconds": 600,
    "file_mib": 512,
    "open_files": 512,
}

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SYS_LANDLOCK_CREATE, SYS_LANDLOCK_ADD, SYS_LANDLOCK_RESTRICT = 444, 445, 446

#: Landlock's file rights in the order of their bits.
(
    EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE, MAKE_CHAR, MAKE_DIR,
    MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM, REFER, TRUNCATE, IOCTL_DEV,
) = (1 << bit for bit in range(16))  # fmt: skip
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READING = READ_FILE | READ_DIR
WRITING = (
    READING | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_SYM | REFER
    | TRUNCATE
)  # fmt: skip

#: What every program needs to start: the loader, its libraries, time zones, locales.
SYSTEM_READ = (
    "/lib", "/lib64", "/usr", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types",
    "/etc/alternatives", "/etc/fonts", "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip
NETWORK_READ = (
    "/etc/ssl", "/etc/pki", "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf",
    "/etc/gai.conf", "/run/systemd/resolve",
)  # fmt: skip
SCOPED_SIGNALS = 6
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1 << 1, 1 << 2
#: What is opened for later has a number from here on, out of the way of what children renumber.
FIRST_HANDLE = 100

libc = ctypes.CDLL(None, use_errno=True)


def syscall(number: int, *args: Any) -> int:
    """Call the kernel directly; raise ``OSError`` as Python's own wrappers do."""
    words = [arg if isinstance(arg, bytes) or arg is None else ctypes.c_long(arg) for arg in args]
    result = libc.syscall(ctypes.c_long(number), *words)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(result)


def landlock_abi() -> int:
    """Return the version of Landlock this kernel offers, 0 for none."""
    try:
        return syscall(SYS_LANDLOCK_CREATE, None, 0, 1)
    except OSError:
        return 0


def landlock(policy: Mapping[str, Any], prepared: int = -1) -> int:
    """Restrict files, TCP and signals; return the version used, 0 when there is none.

    ``prepared`` are rules made before, of the same policy.
    """
    abi = landlock_abi()
    if abi < 1:
        return 0
    rules = ruleset(policy, abi) if prepared < 0 else prepared
    syscall(SYS_LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)
    return abi


def ruleset(policy: Mapping[str, Any], abi: int) -> int:
    """Return a handle of Landlock's rules, which don't bind anybody yet.

    Version 2 adds moves between folders, 3 truncation, 4 TCP, 5 device ioctls, 6 signals and
    abstract sockets.
    """
    handled = (1 << 13) - 1
    handled |= (abi >= 2) * REFER | (abi >= 3) * TRUNCATE | (abi >= 5) * IOCTL_DEV
    tcp = 0b11 if abi >= 4 and not policy["network"] else 0
    scoped = 0b11 if abi >= 6 else 0
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    rules = syscall(SYS_LANDLOCK_CREATE, struct.pack("QQQ", handled, tcp, scoped)[:size], size, 0)
    reading = READING | (EXECUTE if policy["execute"] else 0)
    system = (*SYSTEM_READ, *(NETWORK_READ if policy["network"] else ()))
    own = (sys.prefix, sys.base_prefix, sys.base_exec_prefix, *filter(None, sys.path))
    for path in (*system, *own, *policy["read"]):
        allow(rules, path, reading & handled)
    for path in policy["write"]:
        allow(rules, path, (WRITING | (reading & EXECUTE)) & handled)
    allow(rules, "/dev/null", (READ_FILE | WRITE_FILE | TRUNCATE) & handled)
    return rules


def allow(rules: int, path: str | os.PathLike[str], rights: int) -> None:
    """Give rights on a path and what is under it; a path that isn't there gives none."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112 - pathlib is not worth its import here
            rights &= ON_FILES
        syscall(SYS_LANDLOCK_ADD, rules, 1, struct.pack("=Qi", rights, handle), 0)
    finally:
        os.close(handle)


def seccomp(policy: Mapping[str, Any], abi: int) -> bool:
    """Install the filter of system calls; say whether this machine's kind is known.

    Signals are left to Landlock where ``abi`` is new enough to bound them.
    """
    program = filter_program(
        policy["network"], policy["processes"], policy["execute"], abi >= SCOPED_SIGNALS
    )
    if not program:
        return False
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(code))
    pointer = ctypes.create_string_buffer(header, len(header))
    if libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(pointer), 0, 0):
        raise OSError(ctypes.get_errno(), "the seccomp filter was refused")
    return True


@functools.cache
def filter_program(network: bool, processes: bool, execute: bool, scoped: bool) -> bytes:
    """Return the filter, nothing when this machine's kind is not known.

    The table of system calls is loaded by path, so that no package is imported.
    """
    path = Path(__file__).with_name("syscalls.py")
    spec = importlib.util.spec_from_file_location("archdocs_jail_syscalls", path)
    if spec is None or spec.loader is None:
        raise OSError(errno.ENOENT, "syscalls.py is missing")
    numbers: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(numbers)
    flags = {"network": network, "processes": processes, "execute": execute}
    made: bytes = numbers.program(platform.machine(), **flags, signals=processes and scoped)
    return made


def drop_capabilities() -> bool:
    """Give up root's powers, save those over file modes, which Landlock bounds.

    Without this, root could raise its own limits again.
    """
    kept = CAP_DAC_OVERRIDE | CAP_DAC_READ_SEARCH
    if os.geteuid() != 0:
        kept = 0
    header = struct.pack("Ii", 0x20080522, 0)
    data = struct.pack("6I", kept, kept, 0, 0, 0, 0)
    return bool(libc.capset(header, data) == 0)


def limit(policy: Mapping[str, Any]) -> bool:
    """Set the resource limits, never above what is already in force.

    Memory is bounded as private data (``RLIMIT_DATA``); the address space gets a GiB more,
    because libraries reserve much of it without ever using it.
    """
    mebi = 1 << 20
    memory = policy["memory_mib"] * mebi
    wanted = {
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_AS: memory + 1024 * mebi,
        resource.RLIMIT_CPU: policy["cpu_seconds"],
        resource.RLIMIT_FSIZE: policy["file_mib"] * mebi,
        resource.RLIMIT_NOFILE: policy["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    done = True
    for kind, value in wanted.items():
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (bound, bound))
        except (OSError, ValueError):
            done = False
    return done


def prepare(policy: Mapping[str, Any]) -> int:
    """Make ready what :func:`enter` needs, for many children of this process.

    Returns a handle to give it in each of them, -1 where there is nothing to hand over. What
    is not there yet can't be allowed by it.
    """
    full = {**POLICY, **policy}
    abi = landlock_abi()
    try:
        filter_program(full["network"], full["processes"], full["execute"], abi >= SCOPED_SIGNALS)
        rules = ruleset(full, abi) if abi else -1
        if rules < 0:
            return rules
        moved = fcntl.fcntl(rules, fcntl.F_DUPFD_CLOEXEC, FIRST_HANDLE)
        os.close(rules)
    except OSError:
        return -1
    return moved


def enter(policy: Mapping[str, Any], prepared: int = -1) -> dict[str, Any]:
    """Confine this process and all it starts; return what is now in force.

    ``prepared`` is what :func:`prepare` returned for the same policy; it is closed.
    The result has ``landlock`` (the version, 0 for none), ``seccomp``, ``limits``,
    ``capabilities`` (dropped), and ``missing``, a list of reasons.
    """
    full = {**POLICY, **policy}
    missing: list[str] = []
    report: dict[str, Any] = {"landlock": 0, "seccomp": False, "limits": False}
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)
    report["limits"] = limit(full)
    steps: Iterable[tuple[str, Callable[[], Any]]] = (
        ("capabilities", drop_capabilities),
        ("landlock", lambda: landlock(full, prepared)),
        ("seccomp", lambda: seccomp(full, report["landlock"])),
    )
    for name, step in steps:
        try:
            report[name] = step()
        except OSError as error:
            report[name] = False
            missing.append(f"{name}: {error.strerror or error}")
    missing += [
        f"{name}: not on this machine" for name in ("landlock", "seccomp") if not report[name]
    ]
    report["missing"] = missing
    return report


def main(args: list[str]) -> None:
    """Confine this process as ``args[0]`` says (JSON), then become ``args[1:]``.

    The policy's ``report`` is a file that what is in force is written to; ``output`` and
    ``errors`` are files for the standard streams, so that the limit on file sizes bounds
    them. A command that starts with ``-m`` is a module of this Python, any other a program.
    """
    policy = json.loads(args[0])
    report = os.open(policy.pop("report"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for name, stream in (("output", 1), ("errors", 2)):
        handle = os.open(policy.pop(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(handle, stream)
        os.close(handle)
    confined = policy.pop("confined")
    done = enter(policy) if confined else {}
    os.write(report, json.dumps(done).encode())
    os.close(report)
    command = args[1:]
    if command[0] != "-m":
        os.execv(command[0], command)  # noqa: S606 - the caller's program, confined by now
    sys.argv = command[1:]
    runpy.run_module(command[1], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
