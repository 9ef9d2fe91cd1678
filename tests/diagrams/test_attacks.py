"""Hostile diagram scripts: none succeeds confined, and a control run shows that they bite."""

from __future__ import annotations

import ctypes
import io
import json
import os
import socket
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from archdocs.diagrams.render import Result, render_script
from archdocs.diagrams.runner import Captured, capture
from archdocs.finding import Finding
from archdocs.project import Project
from archdocs.settings import DiagramSettings, Settings
from archdocs.system import bubblewrap, process, sandbox
from archdocs.system.cache import Cache
from attacks import ATTACKS, MODULES


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret").write_text("PWNED")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "project"
    (root / "diagrams").mkdir(parents=True)
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


#: What only root may do, or no ordinary user, with or without a sandbox.
FOR_ROOT = frozenset({"raise own limits", "raw socket", "change owner"})
#: An ordinary user: what becomes of root for one of the runs.
SOMEBODY = 54321
#: The server as another user. What its children import is loaded before, since that user may
#: not be able to read this Python.
AS_SOMEBODY = f"""
import importlib, os, sys
for name in {MODULES!r} + ["diagrams", "diagrams.custom", "archdocs.diagrams.server"]:
    importlib.import_module(name)
os.setgroups([]); os.setgid({SOMEBODY}); os.setuid({SOMEBODY})
sys.modules["ctypes"].CDLL(None).prctl(4, 1, 0, 0, 0)  # as if started by that user
sys.modules["archdocs.diagrams.server"].main()
"""
SECRET, KEPT = "PWNED", "kept"


@dataclass(frozen=True)
class Range:
    """A project full of attempts, and a folder outside for each."""

    top: Path
    names: tuple[str, ...]

    @property
    def root(self) -> Path:
        return self.top / "project"

    def out(self, number: int) -> Path:
        return self.top / "out" / str(number)

    def own(self, number: int) -> Path:
        return self.root / "data" / str(number)

    def scripts(self) -> list[str]:
        return [f"diagrams/attack_{number}.py" for number in range(len(self.names))]

    def lay(self, port: int, shared: int) -> None:
        """Write the files that are attacked, and the scripts that do it."""
        (self.root / "diagrams").mkdir(parents=True)
        (self.root / ".git").mkdir()
        (self.root / ".git" / "config").write_text(SECRET)
        (self.root / ".env").write_text(SECRET)
        (self.root / "linked").symlink_to(self.out(0))
        for number, name in enumerate(self.names):
            out, own = self.out(number), self.own(number)
            out.mkdir(parents=True)
            (out / "secret").write_text(SECRET)
            (out / "secret").chmod(0o640)
            (own / "empty").mkdir(parents=True)
            (own / "keep.txt").write_text(KEPT)
            (own / "link").symlink_to(out / "secret")
            lines = [f"OUT, IN, ROOT = {str(out)!r}, {str(own)!r}, {str(self.root)!r}"]
            lines += [f"PORT, SHARED = {port}, {shared}"]
            lines += [textwrap.dedent(ATTACKS[name])]
            lines += ["from diagrams import Diagram, Node", "with Diagram(str(got)):"]
            script = self.root / "diagrams" / f"attack_{number}.py"
            script.write_text("\n".join([*lines, "    Node('x')"]))

    def give_to(self, user: int) -> None:
        """Make it all another user's."""
        for path in (self.top, *self.top.rglob("*")):
            os.chown(path, user, user, follow_symlinks=False)

    def harmed(self, number: int) -> bool:
        """Say whether an attempt left a trace in its folders."""
        out, own = self.out(number), self.own(number)
        secret = out / "secret"
        state = secret.stat()
        whole = (
            secret.read_text() == SECRET
            and state.st_mode & 0o777 == 0o640
            and state.st_mtime > 1
            and state.st_nlink == 1
            and state.st_uid in (os.geteuid(), SOMEBODY)
            and not os.listxattr(secret)
            and {path.name for path in out.iterdir()} == {"secret"}
            and {path.name for path in own.iterdir()} == {"keep.txt", "link", "empty"}
            and (own / "keep.txt").read_text() == KEPT
        )
        return not whole

    def succeeded(self, told: dict[str, str]) -> list[str]:
        """Return the attempts that worked, by what their scripts said and by the traces."""
        return [
            name
            for number, name in enumerate(self.names)
            if SECRET in told[f"diagrams/attack_{number}.py"] or self.harmed(number)
        ]


@pytest.fixture
def shared() -> Iterator[int]:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    number = libc.shmget(0, 4096, 0o1644)
    address = libc.shmat(number, None, 0)
    ctypes.memmove(address, SECRET.encode(), len(SECRET))
    yield number
    libc.shmdt(ctypes.c_void_p(address))
    libc.shmctl(number, 0, None)


@pytest.fixture
def field(port: int, shared: int) -> Iterator[Callable[[Iterable[str]], Range]]:
    # Not below pytest's own folder, which no other user may enter.
    with tempfile.TemporaryDirectory(prefix="range-") as name:
        Path(name).chmod(0o755)

        def lay(names: Iterable[str]) -> Range:
            made = Range(Path(name).resolve(), tuple(names))
            made.lay(port, shared)
            return made

        yield lay


def told_by(at: Range, mode: sandbox.Mode) -> dict[str, str]:
    """Run every attempt as a diagram script of this project is run."""
    settings = Settings(diagrams=DiagramSettings(timeout=20, memory=512))
    project = Project(at.root, settings, cache=Cache(enabled=False))
    results = capture(project, at.scripts(), jobs=4, mode=mode)
    return {
        script: " ".join(graph.name for graph in result.graphs)
        if isinstance(result, Captured)
        else ""
        for script, result in results.items()
    }


def told_as_somebody(at: Range, *, confined: bool) -> dict[str, str]:
    """Run every attempt by a server that is an ordinary user's."""
    at.give_to(SOMEBODY)
    request = {
        "root": str(at.root), "scripts": at.scripts(), "scratch": str(at.top), "jobs": 4,
        "timeout": 20, "total": 600, "memory": 512, "confined": confined,
    }  # fmt: skip
    done = process.run(
        [sys.executable, "-s", "-P", "-c", AS_SOMEBODY],
        cwd=at.top,
        env=sandbox.environment(at.top),
        stdin=json.dumps(request).encode(),
        timeout=120,
    )
    assert done.status == 0, done.error_text
    parts = [json.loads(line) for line in done.stdout.splitlines()]
    return {part["script"]: part["result"] for part in parts}


Field = Callable[[Iterable[str]], Range]


@pytest.mark.parametrize("walled", [True, False])
def test_confined_attacks_fail(field: Field, monkeypatch: pytest.MonkeyPatch, walled: bool) -> None:
    if not walled:
        monkeypatch.setattr(bubblewrap, "find", lambda: None)
    at = field(ATTACKS)
    told = told_by(at, "auto")
    assert at.succeeded(told) == []
    assert len(told) == len(ATTACKS) >= 40


def test_confined_attacks_of_an_ordinary_user_fail(field: Field) -> None:
    at = field(ATTACKS)
    told = told_as_somebody(at, confined=True) if os.geteuid() == 0 else told_by(at, "strict")
    assert at.succeeded(told) == []


@pytest.mark.parametrize("root", [True, False])
def test_the_same_attacks_bite_without_the_sandbox(field: Field, root: bool) -> None:
    """Without this, that none succeeds would prove nothing."""
    names = [name for name in ATTACKS if name not in FOR_ROOT]
    at = field(names)
    somebody = os.geteuid() == 0 and not root
    worked = at.succeeded(told_as_somebody(at, confined=False) if somebody else told_by(at, "off"))
    # Some machines forbid a few of them to everybody, namespaces above all.
    assert len(worked) >= 60, f"these prove nothing: {sorted(set(names) - set(worked))}"


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


def test_hidden_pictures_are_no_icons(project: Project, outside: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    names = (".git/x.png", ".private/x.png", "docs/.git/x.png", "docs/x.png", "far/x.png")
    (project.root / "far").symlink_to(outside)
    for name in names:
        (project.root / name).parent.mkdir(parents=True, exist_ok=True)
        (project.root / name).write_bytes(picture.getvalue())
    (project.root / "docs/to.png").symlink_to("../.git/x.png")
    (project.root / "docs/no.png").write_text("<svg/>")
    os.mkfifo(project.root / "docs/pipe.png")
    wrong = (*(name for name in names if name != "docs/x.png"), "docs/to.png", "docs/no.png",
             "docs/pipe.png", str(outside / "x.png"), "/dev/zero", "x" * 5000, "a\0b",
             ".")  # fmt: skip
    lines = [f"Custom({name!r}, {name!r})" for name in ("docs/x.png", *wrong)]
    code = "\n".join([
        "from diagrams import Diagram", "from diagrams.custom import Custom",
        "with Diagram('icons'):", *(f"    {line}" for line in lines), "raise SystemExit",
    ])  # fmt: skip
    result = attack(project, outside, code, mode="auto")
    assert isinstance(result, Result), result
    assert [finding.code for finding in result.findings] == ["diagram.icon"] * len(wrong)
    assert result.pictures[0].svg.count(b"data:image/png") == 1
    # Where an icon was looked for is an input, too, but nowhere else than where it may be.
    looked_at = {name for name in result.inputs if not name.startswith("diagrams")}
    assert looked_at == {"docs/x.png", "docs/no.png", "docs/pipe.png", "ab"}
    assert not any(name.startswith(".") or ".git/" in name for name in result.inputs)


HOSTILE_TEXT = [
    "<script>alert(1)</script>", "]]><script>", "&lt;script&gt;", "\x1b[31m\u202ered",
    "{{ 7 * 7 }}",
    "![x](javascript:alert(1))", "`", "[a]: javascript:x", "</title><img src=x onerror=alert(1)>",
    "\\N\\G\\l", "\\", '"', "<b>", "<<b>bold</b>>", "\ud800", "a" * 5000, "\n\n# heading",
]  # fmt: skip


def test_hostile_text_stays_text_wherever_it_stands(project: Project, outside: Path) -> None:
    code = f"""
        from diagrams import Cluster, Diagram, Edge, Node
        for number, text in enumerate({HOSTILE_TEXT!r}):
            with Diagram(text or 'x', filename='用' * 90 + str(number), graph_attr=dict(
                    label=text, imagepath='/etc', fontpath='/etc', stylesheet='https://evil.example',
                    URL='javascript:alert(1)', tooltip=text, shapefile='/etc/passwd')):
                with Cluster(text):
                    a = Node(text, URL='javascript:alert(1)', tooltip=text, shape=text,
                             fontname=text, id=text, comment=text, target=text)
                b = Node('b', href='vbscript:x', xlabel=text, image='/etc/passwd')
                a >> Edge(label=text, labelURL='data:text/html,x', headlabel=text) >> b
        raise SystemExit
        """
    result = attack(project, outside, code, mode="auto")
    assert isinstance(result, Result), result
    assert len({picture.name for picture in result.pictures}) == len(HOSTILE_TEXT)
    for item in result.pictures:
        root = ElementTree.fromstring(item.svg)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "img", "image", "foreignObject"}
        leads = [v for e in root.iter() for k, v in e.attrib.items() if k.endswith("href")]
        assert all(address.startswith("#") for address in leads)
        assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)
        assert b"evil.example" not in item.svg
        assert len(f".{item.name}-{item.uid}.svg-0123456789abcdef".encode()) < 255
        assert "\x1b" not in item.title + item.alt + item.outline


def test_an_error_steers_no_terminal(project: Project, outside: Path) -> None:
    result = attack(project, outside, "raise ValueError('\x1b]0;owned\x07\u202e')", mode="auto")
    assert isinstance(result, Finding)
    assert result.message.isprintable()


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
