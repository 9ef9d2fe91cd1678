"""The jail's filter of system calls as classic BPF, for x86_64 and aarch64.

Landlock bounds files and TCP; this bounds what it doesn't see: sockets of every other kind,
other processes, file modes and times, new namespaces, the kernel's larger doors. Loaded by
path inside the child, so it imports nothing of archdocs.

Numbers: the kernel's ``syscall_64.tbl`` and ``asm-generic/unistd.h``.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Mapping

__all__ = ["ARCHES", "program"]

#: Each call: its number on x86_64 and on aarch64 (-1 where it isn't one).
Table = Mapping[str, tuple[int, int]]

#: Refused to everybody: doors into the kernel, other processes, namespaces, shared memory.
REFUSED: Table = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "process_madvise": (440, 440), "migrate_pages": (256, 238), "move_pages": (279, 239),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "acct": (163, 89), "swapon": (167, 224),
    "swapoff": (168, 225), "reboot": (169, 142), "sethostname": (170, 161),
    "setdomainname": (171, 162), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "clock_adjtime": (305, 266), "adjtimex": (159, 171), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "personality": (135, 92), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "syslog": (103, 116), "vhangup": (153, 58), "iopl": (172, -1),
    "ioperm": (173, -1), "fanotify_init": (300, 262), "mknod": (133, -1), "mknodat": (259, 33),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "setpriority": (141, 140), "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274), "ioprio_set": (251, 30), "sched_setaffinity": (203, 122),
    "shmat": (30, 196), "shmctl": (31, 195), "semop": (65, 193), "semctl": (66, 191),
    "semtimedop": (220, 192), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    "inotify_init": (253, -1), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    "statmount": (457, 457), "listmount": (458, 458), "open_tree_attr": (467, 467),
    "process_mrelease": (448, 448), "modify_ldt": (154, -1), "uselib": (134, -1),
}  # fmt: skip

#: Answered with success and not carried out: Landlock doesn't govern modes, owners, times
#: and extended attributes, and copying functions fail when they can't set them. Leaving the
#: process group belongs here too, so that ending the group ends everybody.
PRETENDED: Table = {
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, -1), "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54),
    "utime": (132, -1), "utimes": (235, -1), "futimesat": (261, -1), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "setxattrat": (463, 463), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16), "removexattrat": (466, 466), "file_setattr": (469, 469),
    "setsid": (112, 157), "setpgid": (109, 154),
}  # fmt: skip

#: Refused where the process may have no children or threads.
CHILDREN: Table = {"clone": (56, 220), "fork": (57, -1), "vfork": (58, -1)}
#: Refused where nothing bounds whom a signal reaches.
SIGNALS: Table = {
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
}  # fmt: skip
PROGRAMS: Table = {"execve": (59, 221), "execveat": (322, 281)}
CLONE3 = (435, 435)
SOCKET = (41, 198)
PRLIMIT = (302, 261)
ARCHES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
KILL, ALLOW, ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
NUMBER, ARCH, ARGUMENT = 0, 4, 16
AF_INET, AF_INET6, AF_NETLINK = 2, 10, 16
NEW_NAMESPACES = 0x7E020000


def step(code: int, value: int, then: int = 0, other: int = 0) -> bytes:
    """Return one instruction: on a test, how many to skip when it holds and when not."""
    return struct.pack("HBBI", code, then, other, value & 0xFFFFFFFF)


def program(machine: str, *, network: bool, processes: bool, execute: bool, signals: bool) -> bytes:
    """Return the filter for a machine, or nothing when its kind is not known.

    Kept sockets are IPv4, IPv6 and netlink, and only with ``network``: a local socket would
    reach daemons that act for the user. ``prlimit`` is kept for the process itself.
    """
    if machine not in ARCHES:
        return b""
    column, arch = ARCHES[machine]
    tables = [(REFUSED, True), (CHILDREN, not processes), (PROGRAMS, not execute)]
    tables.append((SIGNALS, not signals))
    refused = [pair[column] for table, wanted in tables if wanted for pair in table.values()]
    lines = [step(LOAD, ARCH), step(EQUAL, arch, 1), step(RETURN, KILL), step(LOAD, NUMBER)]
    if machine == "x86_64":  # the x32 calls have other numbers
        lines += [step(AT_LEAST, 0x40000000, 0, 1), step(RETURN, KILL)]
    for number in sorted(n for n in refused if n >= 0):
        lines += [step(EQUAL, number, 0, 1), step(RETURN, ERRNO | errno.EPERM)]
    for number in sorted(n[column] for n in PRETENDED.values() if n[column] >= 0):
        lines += [step(EQUAL, number, 0, 1), step(RETURN, ERRNO)]
    # The flags of clone3 are out of a filter's sight; the C library falls back to clone.
    lines += [step(EQUAL, CLONE3[column], 0, 1), step(RETURN, ERRNO | errno.ENOSYS)]
    lines += [
        step(EQUAL, CHILDREN["clone"][column], 0, 4),
        step(LOAD, ARGUMENT),
        step(ANY_BIT, NEW_NAMESPACES, 0, 1),
        step(RETURN, ERRNO | errno.EPERM),
        step(LOAD, NUMBER),
        step(EQUAL, PRLIMIT[column], 0, 3),
        step(LOAD, ARGUMENT),
        step(EQUAL, 0, 1),
        step(RETURN, ERRNO | errno.EPERM),
        step(LOAD, NUMBER),
    ]
    families = (AF_INET, AF_INET6, AF_NETLINK) if network else ()
    lines += [step(EQUAL, SOCKET[column], 0, len(families) + 2), step(LOAD, ARGUMENT)]
    for left, family in zip(range(len(families), 0, -1), families, strict=True):
        lines += [step(EQUAL, family, left)]
    lines += [step(RETURN, ERRNO | errno.EACCES), step(RETURN, ALLOW)]
    return b"".join(lines)
