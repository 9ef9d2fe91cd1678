"""Hostile diagram scripts: none succeeds confined, and a control run shows that they bite."""

from __future__ import annotations

import socket
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archdocs.diagrams.render import Result, render_script
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.settings import DiagramSettings, Settings
from archdocs.system import sandbox
from archdocs.system.cache import Cache

#: Each sets ``got`` to something with PWNED in it when it succeeds. OUTSIDE is a folder
#: beside the project with a file ``secret`` that says PWNED, mode 640.
ATTACKS = {
    "read outside": "got = open(OUTSIDE + '/secret').read()",
    "list outside": "import os; got = 'PWNED' if os.listdir(OUTSIDE) else ''",
    "read hidden file of project": "got = open(ROOT + '/.env').read()",
    "read git configuration": "got = open(ROOT + '/.git/config').read()",
    "write outside": "open(OUTSIDE + '/x', 'w').write('x'); got = 'PWNED'",
    "write in project": "open(ROOT + '/diagrams/x.txt', 'w').write('x'); got = 'PWNED'",
    "overwrite in project": "open(ROOT + '/keep.txt', 'w').write('gone'); got = 'PWNED'",
    "truncate": "import os; os.truncate(ROOT + '/keep.txt', 0); got = 'PWNED'",
    "delete": "import os; os.unlink(ROOT + '/keep.txt'); got = 'PWNED'",
    "rename": "import os; os.rename(ROOT + '/keep.txt', ROOT + '/k2'); got = 'PWNED'",
    "make folder": "import os; os.mkdir(OUTSIDE + '/d'); got = 'PWNED'",
    "hard link": "import os; os.link(OUTSIDE + '/secret', OUTSIDE + '/l'); got = 'PWNED'",
    "make symlink": "import os; os.symlink('/etc', OUTSIDE + '/s'); got = 'PWNED'",
    "follow symlink": "got = open(ROOT + '/diagrams/link').read()",
    "follow top symlink": "got = open(ROOT + '/linked/secret').read()",
    "chmod": """
        import os
        os.chmod(OUTSIDE + '/secret', 0o666)
        got = 'PWNED' if os.stat(OUTSIDE + '/secret').st_mode & 0o777 == 0o666 else ''
        """,
    "change times": """
        import os
        os.utime(OUTSIDE + '/secret', (1, 1))
        got = 'PWNED' if os.stat(OUTSIDE + '/secret').st_mtime == 1 else ''
        """,
    "environment of the parent": """
        import os
        data = open(f'/proc/{os.getppid()}/environ', 'rb').read()
        got = 'PWNED' if data else ''
        """,
    "memory map of the parent": """
        import os
        got = 'PWNED' if open(f'/proc/{os.getppid()}/maps').read() else ''
        """,
    "own process table": "got = 'PWNED' if open('/proc/self/status').read() else ''",
    "tcp socket": "import socket; socket.socket(); got = 'PWNED'",
    "udp socket": "import socket; socket.socket(type=socket.SOCK_DGRAM); got = 'PWNED'",
    "ipv6 socket": "import socket; socket.socket(socket.AF_INET6); got = 'PWNED'",
    "local socket": "import socket; socket.socket(socket.AF_UNIX); got = 'PWNED'",
    "connect to a listener": """
        import socket
        socket.create_connection(('127.0.0.1', PORT), timeout=2).close()
        got = 'PWNED'
        """,
    "run a program": "import subprocess; got = subprocess.check_output(['echo', 'PWNED'])",
    "shell": "import os; got = 'PWNED' if os.system('true') == 0 else ''",
    "fork": """
        import os
        pid = os.fork()
        if not pid:
            os._exit(0)
        os.waitpid(pid, 0)
        got = 'PWNED'
        """,
    "thread": """
        import threading
        seen = []
        t = threading.Thread(target=lambda: seen.append(1)); t.start(); t.join()
        got = 'PWNED' if seen else ''
        """,
    "signal the parent": "import os; os.kill(os.getppid(), 0); got = 'PWNED'",
    "signal itself": "import os; os.kill(os.getpid(), 0); got = 'PWNED'",
    "raise own limits": """
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 40, 1 << 40))
        got = 'PWNED'
        """,
    "big file in scratch": """
        with open('big', 'wb') as file:
            file.write(b'x' * (8 << 20))
        got = 'PWNED'
        """,
    "many files in scratch": """
        for n in range(100):
            open(str(n), 'w').close()
        got = 'PWNED'
        """,
    "memory": "big = bytearray(700 << 20); got = 'PWNED'",
    "anonymous memory file": "import os; os.memfd_create('x'); got = 'PWNED'",
    "ctypes": """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        got = 'PWNED' if libc.open((OUTSIDE + '/secret').encode(), 0) >= 0 else ''
        """,
}  # fmt: skip
#: What root may do that another user may not, with or without a sandbox.
FOR_ROOT = {"raise own limits"}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret").write_text("PWNED")
    (folder / "secret").chmod(0o640)
    return folder


@pytest.fixture
def project(tmp_path: Path, outside: Path) -> Project:
    root = tmp_path / "project"
    (root / "diagrams").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("PWNED")
    (root / ".env").write_text("PWNED")
    (root / "keep.txt").write_text("kept")
    (root / "diagrams" / "link").symlink_to(outside / "secret")
    (root / "linked").symlink_to(outside)
    settings = Settings(diagrams=DiagramSettings(timeout=10, memory=512))
    return Project(root, settings, cache=Cache(enabled=False))


def attack(project: Project, outside: Path, code: str, *, mode: sandbox.Mode) -> Result | Finding:
    lines = [f"OUTSIDE = {str(outside)!r}", f"ROOT = {str(project.root)!r}", textwrap.dedent(code)]
    lines += ["from diagrams import Diagram, Node", "with Diagram(str(got)):", "    Node('x')"]
    (project.root / "diagrams" / "attack.py").write_text("\n".join(lines))
    return render_script(project, "diagrams/attack.py", sandbox=mode)


def succeeded(result: Result | Finding) -> bool:
    return isinstance(result, Result) and any("PWNED" in item.title for item in result.pictures)


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("name", ATTACKS)
def test_confined_attacks_fail(project: Project, outside: Path, port: int, name: str) -> None:
    code = ATTACKS[name].replace("PORT", str(port))
    result = attack(project, outside, code, mode="auto")
    assert not succeeded(result), result
    assert (project.root / "keep.txt").read_text() == "kept"
    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert (outside / "secret").stat().st_mode & 0o777 == 0o640
    assert (outside / "secret").stat().st_mtime > 1


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in FOR_ROOT])
def test_the_same_attacks_bite_without_the_sandbox(
    project: Project, outside: Path, port: int, name: str
) -> None:
    code = ATTACKS[name].replace("PORT", str(port))
    assert succeeded(attack(project, outside, code, mode="off"))


ENDLESS = {
    "loop": "while True: pass",
    "sleep": "import time; time.sleep(600); got = 1",
    "deaf to interruption": """
        while True:
            try:
                while True: pass
            except BaseException: pass
        """,
    "deaf to signals": """
        import signal
        for n in (signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
            signal.signal(n, signal.SIG_IGN)
        while True: pass
        """,
    "closes the pipe": "import os, time; os.closerange(0, 64); time.sleep(600)",
    "slow regex": "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
}


@pytest.mark.timeout(90)
@pytest.mark.parametrize("name", ENDLESS)
def test_scripts_without_end_are_ended(project: Project, outside: Path, name: str) -> None:
    quick = Settings(diagrams=DiagramSettings(timeout=1))
    limited = Project(project.root, quick, cache=project.cache)
    result = attack(limited, outside, ENDLESS[name], mode="auto")
    assert isinstance(result, Finding)
    assert result.code in ("diagram.timeout", "diagram.failed")


FORGERIES = {
    "no json": "os.write(3, b'hello\\n')",
    "wrong shape": 'os.write(3, b\'{"outcome": "ok", "diagrams": 3}\\n\')',
    "deep": "os.write(3, b'[' * 100000 + b']' * 100000 + b'\\n')",
    "huge": "[os.write(3, b'x' * 65536) for _ in range(400)]",
    "two answers": "os.write(3, b'{}\\n{}\\n')",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_answers_are_findings(project: Project, outside: Path, name: str) -> None:
    code = f"import os\n{FORGERIES[name]}\nos._exit(0)"
    result = attack(project, outside, code, mode="auto")
    assert isinstance(result, Finding)
    assert result.code in ("diagram.failed", "diagram.memory")


def test_forged_graph_reads_no_file(project: Project, outside: Path) -> None:
    secret = str(outside / "secret")
    code = f"""
        import json, os
        graph = dict(name='x', file='../../up', strict=False, graph=dict(imagepath='/etc'),
            node=dict(image={secret!r}, shapefile={secret!r}), edge=dict(),
            edges=[], clusters=[], extra=0,
            nodes=[dict(id='a', label='<<img src="{secret}"/>>', kind='x', cluster=-1, at=1,
                attrs=dict(shapefile={secret!r}, image={secret!r}, URL='javascript:alert(1)'))])
        os.write(3, json.dumps(dict(outcome='ok', diagrams=[graph], inputs=['../../etc'])).encode())
        os.write(3, b'\\n'); os._exit(0)
        """
    result = attack(project, outside, code, mode="auto")
    assert isinstance(result, Result)
    text = result.pictures[0].svg.decode()
    assert "javascript" not in text
    assert "<image" not in text
    assert "href" not in text
    assert result.pictures[0].name == "up"
    assert [finding.code for finding in result.findings] == ["diagram.icon"]


def test_secrets_of_the_environment_stay_here(
    project: Project, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "PWNED")
    code = "import os; got = ' '.join(os.environ.values())"
    for mode in ("auto", "off"):
        assert not succeeded(attack(project, outside, code, mode=mode))


def test_no_process_outlives_a_script(project: Project, outside: Path) -> None:
    code = f"""
        import os, time
        if os.fork() == 0:
            os.setsid()
            time.sleep(4)
            open({str(outside)!r} + '/late', 'w').close()
            os._exit(0)
        got = 1
        """
    attack(project, outside, code, mode="auto")
    time.sleep(0.2)
    assert not (outside / "late").exists()
