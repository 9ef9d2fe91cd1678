"""What a hostile diagram script may try, each on folders of its own.

Every attempt sets ``got`` to something with PWNED in it when it succeeds, or leaves a trace in
its folders. OUT is a folder beside the project with a file ``secret`` that says PWNED, mode
640; IN is a folder of the project with ``keep.txt``; ROOT is the project; PORT listens; SHARED is
a piece of shared memory that anybody may read.
"""

from __future__ import annotations

__all__ = ["ATTACKS", "MODULES"]

#: What the attempts import, for a server that can't read its modules any more.
MODULES = """_posixshmem ctypes encodings.idna fcntl io mmap os pathlib pickle pwd resource
    select shutil signal socket stat subprocess sysconfig tempfile threading""".split()  # noqa: SIM905

READING = {
    "read outside": "got = open(OUT + '/secret').read()",
    "read outside by a relative path": """
        import os
        got = open(os.path.relpath(OUT + '/secret', os.getcwd())).read()
        """,
    "read through a handle on the root": """
        import os
        root = os.open('/', os.O_RDONLY)
        got = os.read(os.open(OUT[1:] + '/secret', os.O_RDONLY, dir_fd=root), 9).decode()
        """,
    "read by the C library": """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        got = 'PWNED' if libc.open((OUT + '/secret').encode(), 0) >= 0 else ''
        """,
    "map a file": """
        import mmap
        with open(OUT + '/secret', 'rb') as file:
            got = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)[:].decode()
        """,
    "list outside": "import os; got = 'PWNED' if os.listdir(OUT) else ''",
    "copy from outside": """
        import shutil
        shutil.copyfile(OUT + '/secret', IN + '/stolen')
        got = 'PWNED'
        """,
    "read hidden file of project": "got = open(ROOT + '/.env').read()",
    "read git configuration": "got = open(ROOT + '/.git/config').read()",
    "follow symlink": "got = open(IN + '/link').read()",
    "follow top symlink": "got = open(ROOT + '/linked/secret').read()",
    "make and follow symlink": """
        import os
        os.symlink(OUT + '/secret', 'mine')
        got = open('mine').read()
        """,
    "read the users of the machine": """
        got = 'PWNED' if 'root' in open('/etc/passwd').read() else ''
        """,
    "look at other temporary files": "import os; got = 'PWNED' if os.listdir('/tmp') else ''",
    "read the environment of the parent": """
        import os
        got = 'PWNED' if open(f'/proc/{os.getppid()}/environ', 'rb').read() else ''
        """,
    "read the memory map of the parent": """
        import os
        got = 'PWNED' if open(f'/proc/{os.getppid()}/maps').read() else ''
        """,
    "read the command line of the parent": """
        import os
        got = 'PWNED' if open(f'/proc/{os.getppid()}/cmdline', 'rb').read() else ''
        """,
    "list processes": "import os; got = 'PWNED' if os.listdir('/proc') else ''",
    "read own process table": "got = 'PWNED' if open('/proc/self/status').read() else ''",
    "read own memory": "got = 'PWNED' if open('/proc/self/mem', 'rb') else ''",
    "read own handles": "import os; got = 'PWNED' if os.listdir('/proc/self/fd') else ''",
    "read mounts": "got = 'PWNED' if open('/proc/self/mountinfo').read() else ''",
    "read the kernel's settings": "got = 'PWNED' if open('/proc/sys/kernel/ostype').read() else ''",
    "read the machine's devices": "import os; got = 'PWNED' if os.listdir('/sys') else ''",
}

WRITING = {
    "write outside": "open(OUT + '/x', 'w').write('x'); got = 'PWNED'",
    "append outside": "open(OUT + '/secret', 'a').write('x'); got = 'PWNED'",
    "write in project": "open(IN + '/x.txt', 'w').write('x'); got = 'PWNED'",
    "overwrite in project": "open(IN + '/keep.txt', 'w').write('gone'); got = 'PWNED'",
    "truncate": "import os; os.truncate(IN + '/keep.txt', 0); got = 'PWNED'",
    "delete": "import os; os.unlink(IN + '/keep.txt'); got = 'PWNED'",
    "delete a folder": "import os; os.rmdir(IN + '/empty'); got = 'PWNED'",
    "rename": "import os; os.rename(IN + '/keep.txt', IN + '/k2'); got = 'PWNED'",
    "replace by a file of its own": """
        import os
        open('mine', 'w').write('x')
        os.replace('mine', IN + '/keep.txt')
        got = 'PWNED'
        """,
    "make folder": "import os; os.mkdir(OUT + '/d'); got = 'PWNED'",
    "hard link": "import os; os.link(OUT + '/secret', OUT + '/l'); got = 'PWNED'",
    "hard link to itself": "import os; os.link(OUT + '/secret', 'l'); got = open('l').read()",
    "make symlink": "import os; os.symlink('/etc', OUT + '/s'); got = 'PWNED'",
    "make pipe": "import os; os.mkfifo(OUT + '/p'); got = 'PWNED'",
    "make local socket file": """
        import socket
        socket.socket(socket.AF_UNIX).bind(OUT + '/s')
        got = 'PWNED'
        """,
    "plant a module for the next run": """
        open(ROOT + '/diagrams/os_.py', 'w').write('x = 1')
        got = 'PWNED'
        """,
    "write to shared memory's folder": """
        import tempfile
        with tempfile.NamedTemporaryFile(dir='/dev/shm'):
            got = 'PWNED'
        """,
    "write to the common temporary folder": """
        import tempfile
        with tempfile.NamedTemporaryFile(dir='/tmp'):
            got = 'PWNED'
        """,
    "be killed last when memory runs out": """
        open('/proc/self/oom_score_adj', 'w').write('500')
        got = 'PWNED'
        """,
    "change mode": """
        import os
        os.chmod(OUT + '/secret', 0o666)
        got = 'PWNED' if os.stat(OUT + '/secret').st_mode & 0o777 == 0o666 else ''
        """,
    "change mode by handle": """
        import os
        os.fchmod(os.open(OUT + '/secret', os.O_RDONLY), 0o666)
        got = 'PWNED' if os.stat(OUT + '/secret').st_mode & 0o777 == 0o666 else ''
        """,
    "change times": """
        import os
        os.utime(OUT + '/secret', (1, 1))
        got = 'PWNED' if os.stat(OUT + '/secret').st_mtime == 1 else ''
        """,
    "change owner": """
        import os
        os.chown(OUT + '/secret', 12, 12)
        got = 'PWNED' if os.stat(OUT + '/secret').st_uid == 12 else ''
        """,
    "set an attribute": """
        import os
        os.setxattr(OUT + '/secret', 'user.x', b'1')
        got = 'PWNED' if os.getxattr(OUT + '/secret', 'user.x') else ''
        """,
}

NETWORK = {
    "tcp socket": "import socket; socket.socket(); got = 'PWNED'",
    "udp socket": "import socket; socket.socket(type=socket.SOCK_DGRAM); got = 'PWNED'",
    "ipv6 socket": "import socket; socket.socket(socket.AF_INET6); got = 'PWNED'",
    "local socket": "import socket; socket.socket(socket.AF_UNIX); got = 'PWNED'",
    "netlink socket": "import socket; socket.socket(socket.AF_NETLINK, 3); got = 'PWNED'",
    "raw socket": """
        import socket
        socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); got = 'PWNED'
        """,
    "connect to a listener": """
        import socket
        socket.create_connection(('127.0.0.1', PORT), timeout=2).close()
        got = 'PWNED'
        """,
    "listen": """
        import socket
        socket.create_server(('127.0.0.1', 0)).close()
        got = 'PWNED'
        """,
}

PROCESSES = {
    "run a program": "import subprocess; got = subprocess.check_output(['echo', 'PWNED'])",
    "shell": "import os; got = 'PWNED' if os.system('true') == 0 else ''",
    "become a program": """
        import os
        os.execv('/bin/touch', ['touch', OUT + '/ran'])
        """,
    "spawn": """
        import os
        pid = os.posix_spawn('/bin/true', ['true'], {})
        got = 'PWNED' if os.waitpid(pid, 0)[1] == 0 else ''
        """,
    "run a program from memory": """
        import os
        handle = os.memfd_create('x')
        os.write(handle, open('/bin/true', 'rb').read())
        got = 'PWNED'
        """,
    "fork": """
        import os
        pid = os.fork()
        if not pid:
            os._exit(0)
        os.waitpid(pid, 0)
        got = 'PWNED'
        """,
    "fork many": """
        import os
        for n in range(12):
            pid = os.fork()
            if not pid:
                os._exit(0)
            os.waitpid(pid, 0)
        got = 'PWNED'
        """,
    "fork by number": """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        number = {'x86_64': 56, 'aarch64': 220}[os.uname().machine]
        pid = libc.syscall(number, 17, 0, 0, 0, 0)
        if pid == 0:
            os._exit(0)
        got = 'PWNED' if pid > 0 else ''
        """,
    "thread": """
        import threading
        seen = []
        t = threading.Thread(target=lambda: seen.append(1)); t.start(); t.join()
        got = 'PWNED' if seen else ''
        """,
    "signal the parent": "import os; os.kill(os.getppid(), 0); got = 'PWNED'",
    "signal everybody": "import os; os.kill(-1, 0); got = 'PWNED'",
    "signal itself": "import os; os.kill(os.getpid(), 0); got = 'PWNED'",
    "signal by handle": """
        import os, signal
        signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0)
        got = 'PWNED'
        """,
    "leave its group": """
        import os
        os.setpgid(0, os.getpgid(os.getppid()))
        got = 'PWNED' if os.getpgid(0) == os.getpgid(os.getppid()) else ''
        """,
    "trace the parent": """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        number = {'x86_64': 310, 'aarch64': 270}[os.uname().machine]
        libc.syscall(number, os.getppid(), 0, 0, 0, 0, 0)
        got = 'PWNED' if ctypes.get_errno() != 1 else ''
        """,
    "enter a new namespace": """
        import ctypes
        got = '' if ctypes.CDLL(None, use_errno=True).unshare(0x10000000) else 'PWNED'
        """,
}

RESOURCES = {
    "raise own limits": """
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 40, 1 << 40))
        got = 'PWNED'
        """,
    "memory": "big = bytearray(700 << 20); got = 'PWNED'",
    "mapped memory": "import mmap; big = mmap.mmap(-1, 3 << 30); got = 'PWNED'",
    "anonymous memory file": "import os; os.memfd_create('x'); got = 'PWNED'",
    "shared memory": """
        import os, _posixshmem
        name = f'/archdocs-{os.getpid()}'
        _posixshmem.shm_open(name, os.O_CREAT | os.O_RDWR, mode=0o600)
        _posixshmem.shm_unlink(name)
        got = 'PWNED'
        """,
    "system v shared memory": """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        number = libc.shmget(0, 4096, 0o1600)
        libc.shmctl(number, 0, None)
        got = 'PWNED' if number >= 0 else ''
        """,
    "attach somebody's shared memory": """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        libc.shmat.restype = ctypes.c_void_p
        libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
        address = libc.shmat(SHARED, None, 0o10000)
        got = ctypes.string_at(address, 5).decode() if address + 1 < 1 << 63 else ''
        """,
    "watch a folder": """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        watch = libc.inotify_add_watch(libc.inotify_init(), OUT.encode(), 0xfff)
        got = 'PWNED' if watch > 0 else ''
        """,
    "set another's cores": """
        import os
        os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0))
        got = 'PWNED'
        """,
    "big file in scratch": """
        with open('big', 'wb') as file:
            file.write(b'x' * (8 << 20))
        got = 'PWNED'
        """,
    "big file with a hole in scratch": """
        import os
        with open('hole', 'wb') as file:
            os.truncate(file.fileno(), 1 << 30)
        got = 'PWNED'
        """,
    "many files in scratch": """
        for n in range(100):
            open(str(n), 'w').close()
        got = 'PWNED'
        """,
    "many handles": """
        import os
        handles = [os.dup(1) for n in range(200)]
        got = 'PWNED'
        """,
}

ATTACKS = {**READING, **WRITING, **NETWORK, **PROCESSES, **RESOURCES}
