"""A confined child: what it may do, what it may not, and what is left of it."""

from __future__ import annotations

import os
import platform
import re
import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archdocs.errors import EnvironmentFault
from archdocs.system import bubblewrap, process, sandbox, syscalls
from archdocs.system.policy import Enforced, Limits, Policy
from archdocs.system.process import TimedOut
from archdocs.system.warm import Warm


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "given").write_text("given")
    (tmp_path / "secret").write_text("secret")
    return folder


BOUNDS = Limits(seconds=20)
USUAL = Policy(limits=BOUNDS)


def shell(
    inside: Path, script: str, policy: Policy = USUAL, env: dict[str, str] | None = None
) -> tuple[int, str, str]:
    done, _ = sandbox.run(["/bin/sh", "-c", script], policy, cwd=inside, env=env)
    return done.status, done.text, done.error_text


def refusals(complaints: str) -> int:
    """Count what was refused: by the jail, or by the wall around it where there is one."""
    return len(re.findall("Permission denied|Read-only file system|No such file", complaints))


def test_this_machine_confines_and_the_probe_says_so() -> None:
    found = sandbox.probe()
    assert found.leaks == ()
    assert found.complete, found.describe()
    assert sandbox.require() == found


def test_reads_what_is_given_and_nothing_else(inside: Path) -> None:
    status, out, err = shell(inside, "cat given; cat ../secret /etc/passwd")
    assert (status, out) == (1, "given")
    assert refusals(err) == 2


def test_reads_and_writes_as_allowed(inside: Path, tmp_path: Path) -> None:
    more, target = tmp_path / "more", tmp_path / "target"
    more.mkdir()
    target.mkdir()
    (more / "x").write_text("more")
    script = f"cat {more}/x; echo made > {target}/made; echo no > {more}/no; echo no > no"
    _, out, err = shell(inside, script, Policy((more,), (target,), limits=BOUNDS))
    assert out == "more"
    assert refusals(err) == 2
    assert (target / "made").read_text() == "made\n"
    assert not (more / "no").exists()
    assert not (inside / "no").exists()


def test_home_and_temporary_files_are_private(inside: Path) -> None:
    _, out, _ = shell(inside, 'echo x > "$HOME/a"; cat "$TMPDIR/a"; echo "$HOME"')
    text, home = out.split()
    assert text == "x"
    assert home != os.environ["HOME"]
    assert not Path(home).exists()


def test_environment_holds_no_secret(inside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "hush")
    _, out, _ = shell(inside, "env", env={"GIVEN": "yes"})
    assert "hush" not in out
    assert "GIVEN=yes" in out


PYTHON_SOCKET = "import socket; socket.create_server(('127.0.0.1', 0)); print('open')"


def python(inside: Path, code: str, policy: Policy = USUAL) -> tuple[int, str, str]:
    (inside / "code_run_by_a_test.py").write_text(code)
    env = {"PYTHONPATH": str(inside)}
    done, _ = sandbox.run(["-m", "code_run_by_a_test"], policy, cwd=inside, env=env)
    return done.status, done.text.strip(), done.error_text


def test_git_works_without_the_configuration_it_cannot_read(inside: Path) -> None:
    status, configured, complaint = shell(
        inside, "git init -q . && git config --list --show-scope", Policy(write=(inside,))
    )
    assert (status, complaint) == (0, "")
    assert {line.split()[0] for line in configured.splitlines()} == {"local"}


def test_network_only_where_allowed(inside: Path) -> None:
    assert python(inside, PYTHON_SOCKET)[0] == 1
    status, out, err = python(inside, PYTHON_SOCKET, Policy(network=True))
    assert (status, out) == (0, "open"), err


def test_children_and_programs_only_where_allowed(inside: Path) -> None:
    code = "import os; os.waitpid(os.fork() or os._exit(0), 0); print('forked')"
    assert python(inside, code)[1] == "forked"
    assert python(inside, code, Policy(processes=False))[0] == 1
    code = "import os; os.execv('/bin/echo', ['echo', 'ran'])"
    assert python(inside, code)[1] == "ran"
    assert python(inside, code, Policy(execute=False))[0] == 1


def test_memory_is_limited(inside: Path) -> None:
    code = "x = bytearray(700 << 20); print('got it')"
    assert python(inside, code, Policy(limits=Limits(memory_mib=1024)))[1] == "got it"
    assert "MemoryError" in python(inside, code, Policy(limits=Limits(memory_mib=512)))[2]


def test_processor_time_is_limited(inside: Path) -> None:
    assert python(inside, "while True: pass", Policy(limits=Limits(cpu_seconds=1)))[0] == -9


def test_file_sizes_are_limited_and_so_is_what_it_prints(inside: Path) -> None:
    code = "open(__import__('os').environ['HOME'] + '/x', 'wb').write(b'x' * (3 << 20))"
    assert "File too large" in python(inside, code, Policy(limits=Limits(file_mib=2)))[2]
    status, out, _ = python(
        inside, "while True: print('x' * 1000)", Policy(limits=Limits(file_mib=2))
    )
    assert status != 0
    assert len(out) <= 2 << 20


def test_time_is_limited_for_the_whole_family(inside: Path, tmp_path: Path) -> None:
    late = tmp_path / "late"
    late.mkdir()
    script = f"(sleep 3; echo x > {late}/x) & sleep 600"
    with pytest.raises(TimedOut):
        shell(inside, script, Policy(write=(late,), limits=Limits(seconds=1)))
    time.sleep(3)
    assert not list(late.iterdir())


DAEMON = """
import os, sys, time
for _ in range(2):
    if os.fork():
        os._exit(0)
    os.setsid()
for stream in range(3):
    os.close(stream)
time.sleep(2)
open(os.environ['LATE'] + '/x', 'w').close()
"""


def test_no_daemon_outlives_the_child(inside: Path, tmp_path: Path) -> None:
    late = tmp_path / "late"
    late.mkdir()
    (inside / "daemon.py").write_text(DAEMON)
    env = {"PYTHONPATH": str(inside), "LATE": str(late)}
    sandbox.run(["-m", "daemon"], Policy(write=(late,), limits=BOUNDS), cwd=inside, env=env)
    time.sleep(2.5)
    assert not list(late.iterdir())


def test_modes_and_times_of_files_do_not_change(inside: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.chmod(0o640)
    before = secret.stat()
    shell(inside, f"chmod 666 {secret}; touch -d 2001-01-01 {inside}/given")
    assert secret.stat().st_mode == before.st_mode
    assert (inside / "given").stat().st_mtime > 1_000_000_000 + 1


def test_confined_children_may_confine_their_own(inside: Path) -> None:
    code = (
        "from archdocs.system import sandbox; from pathlib import Path\n"
        "done, state = sandbox.run(['/bin/sh', '-c', 'cat given; cat ../secret'], cwd=Path('.'))\n"
        "print(done.text, state.complete)"
    )
    status, out, err = python(inside, code)
    assert (status, out) == (0, "given True"), err


def test_off_confines_nothing(inside: Path) -> None:
    done, state = sandbox.run(["/bin/cat", "../secret"], Policy(mode="off"), cwd=inside)
    assert done.text == "secret"
    assert not state.complete
    assert state.describe() == "not confined (sandbox off)"


def test_strict_refuses_where_the_probe_escapes(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaky = Enforced("auto", 7, True, True, leaks=("ran a program",))
    monkeypatch.setattr(sandbox, "probe", lambda: leaky)
    with pytest.raises(EnvironmentFault, match="LEAKS: ran a program") as caught:
        sandbox.run(["/bin/true"], Policy(mode="strict"), cwd=inside)
    assert "--sandbox=auto" in caught.value.hint


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path | None], None]]:
    """Give a way to say which bubblewrap this machine has."""

    def set_to(place: Path | None) -> None:
        monkeypatch.setattr(bubblewrap, "find", lambda: place)
        sandbox.probe.cache_clear()

    yield set_to
    sandbox.probe.cache_clear()


LOOK = "import os; print(os.path.exists('../secret'), os.getpid())"


def test_the_wall_stands_where_the_machine_allows_it(inside: Path) -> None:
    (inside / "code_run_by_a_test.py").write_text(LOOK)
    done, state = sandbox.run(
        ["-m", "code_run_by_a_test"], USUAL, cwd=inside, env={"PYTHONPATH": str(inside)}
    )
    seen, number = done.text.split()
    assert state.bubblewrap == (bubblewrap.find() is not None) == sandbox.probe().bubblewrap
    assert (seen == "False") == state.bubblewrap  # the jail refuses to read; the wall hides
    assert int(number) < 100 or not state.bubblewrap
    assert ("bubblewrap" in state.describe()) == state.bubblewrap


@pytest.mark.parametrize("place", [None, Path("/bin/false")])
def test_nothing_depends_on_the_wall(
    inside: Path, wall: Callable[[Path | None], None], place: Path | None
) -> None:
    wall(place)
    done, state = sandbox.run(["/bin/cat", "given", "../secret"], USUAL, cwd=inside)
    assert (done.text, refusals(done.error_text)) == ("given", 1)
    assert state.complete
    assert not state.bubblewrap
    words = [sys.executable, "-c", "print(input())"]
    served, walled = sandbox.serve(words, USUAL, scratch=inside, stdin=b"said")
    assert (served.text, walled) == ("said\n", False)
    with Warm([], cwd=inside, env=sandbox.environment(inside), policy=USUAL) as warm:
        done, state = sandbox.run(["-m", "json.tool", "--help"], USUAL, cwd=inside, warm=warm)
    assert "usage" in done.text, done.error_text
    assert not state.bubblewrap


def test_a_warm_process_stands_behind_the_wall_too(inside: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (inside / "job.json").write_text("{}")
    env = sandbox.environment(home)
    with Warm(["json"], cwd=home, env=env, policy=Policy((inside,))) as warm:
        for words, text in (("job.json", "{}\n"), ("../secret", "")):
            done, state = sandbox.run(["-m", "json.tool", words], USUAL, cwd=inside, warm=warm)
            assert done.text == text
            assert state.complete
            assert state.bubblewrap == (bubblewrap.find() is not None)
    assert refusals(done.error_text) == 1


FORGED = [b"", b"[]", b"{", b'"x"', b'{"landlock": []}', b"[" * 100_000, b'{"missing": 3}']


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_report_confines_nothing(data: bytes) -> None:
    assert not sandbox.read_report(data, "auto").complete


def test_an_unconfined_child_can_not_turn_its_streams_against_us(
    inside: Path, tmp_path: Path, wall: Callable[[Path | None], None]
) -> None:
    """Where nothing confines it, it can reach the files that its output is read from."""
    wall(None)
    script = 'cd "$HOME/.."; rm report output errors; mkfifo report errors; ln -s {} output'
    done, state = sandbox.run(
        ["/bin/sh", "-c", script.format(tmp_path / "secret")],
        Policy(mode="off", limits=BOUNDS),
        cwd=inside,
    )
    assert (done.status, done.text, done.error_text) == (0, "", "")
    assert not state.complete


def test_only_the_systems_own_wall_is_trusted(tmp_path: Path) -> None:
    assert bubblewrap.trusted(Path("/bin/sh"))
    assert not bubblewrap.trusted(tmp_path)
    assert not bubblewrap.trusted(tmp_path / "absent")
    mine = tmp_path / "bwrap"
    mine.write_bytes(Path("/bin/true").read_bytes())
    mine.chmod(0o777)
    assert not bubblewrap.trusted(mine)
    link = tmp_path / "link"
    link.symlink_to(mine)
    assert not bubblewrap.trusted(link)
    assert not bubblewrap.tried(Path("/bin/false"))
    assert not bubblewrap.tried(tmp_path / "absent")


def filtered(program: bytes, arch: int, number: int, argument: int = 0) -> int:
    """Run a filter as the kernel does (classic BPF), on one call, and return its answer."""
    data = {0: number, 4: arch, 16: argument}
    loaded, at = 0, 0
    lines = list(struct.iter_unpack("HBBI", program))
    while True:
        code, then, other, value = lines[at]
        at += 1
        if code == 0x20:
            loaded = data[value]
        elif code == 0x06:
            return int(value)
        else:
            tests = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}
            at += then if tests[code] else other


ALLOWED, KILLED = 0x7FFF0000, 0x80000000
EPERM, EACCES, ENOSYS, NOTHING = 0x50001, 0x5000D, 0x50026, 0x50000
#: Numbers as unistd_64.h and asm-generic/unistd.h have them, not as our table does.
KNOWN = {
    "x86_64": {"openat": 257, "ptrace": 101, "fchmodat": 268, "execve": 59, "clone": 56,
               "clone3": 435, "socket": 41, "prlimit64": 302, "kill": 62, "shmat": 30},
    "aarch64": {"openat": 56, "ptrace": 117, "fchmodat": 53, "execve": 221, "clone": 220,
                "clone3": 435, "socket": 198, "prlimit64": 261, "kill": 129, "shmat": 196},
}  # fmt: skip


@pytest.mark.parametrize("machine", KNOWN)
def test_filters_for_both_machines(machine: str) -> None:
    number, (_, arch) = KNOWN[machine], syscalls.ARCHES[machine]
    strict = syscalls.program(machine, network=False, processes=False, execute=False, signals=False)
    loose = syscalls.program(machine, network=True, processes=True, execute=True, signals=True)
    assert len(strict) // 8 < 4096

    def answers(name: str, argument: int = 0) -> tuple[int, int]:
        one, other = (filtered(made, arch, number[name], argument) for made in (strict, loose))
        return one, other

    assert answers("openat") == (ALLOWED, ALLOWED)
    assert answers("ptrace") == answers("shmat") == (EPERM, EPERM)
    assert answers("fchmodat") == (NOTHING, NOTHING)
    assert answers("clone3") == (ENOSYS, ENOSYS)
    assert answers("execve") == answers("clone") == answers("kill") == (EPERM, ALLOWED)
    assert answers("clone", 0x10000000) == (EPERM, EPERM)
    assert answers("prlimit64") == (ALLOWED, ALLOWED)
    assert answers("prlimit64", 1) == (EPERM, EPERM)
    assert [answers("socket", family) for family in (1, 2, 10, 16, 17, 40)] == [
        (EACCES, ALLOWED if family in (2, 10, 16) else EACCES) for family in (1, 2, 10, 16, 17, 40)
    ]
    assert filtered(strict, 0x40000003, number["openat"]) == KILLED  # as another machine's
    assert filtered(strict, arch, 0x40000000) == (KILLED if machine == "x86_64" else ALLOWED)


def test_a_machine_whose_calls_are_not_known() -> None:
    assert platform.machine() in syscalls.ARCHES
    assert not syscalls.program("vax", network=False, processes=False, execute=False, signals=False)


def test_unconfined_children_can_have_a_memory_limit(inside: Path) -> None:
    words = [sys.executable, "-c", "import time; time.sleep(0.3); x = bytearray(300 << 20)"]
    assert process.run(words, cwd=inside, memory_mib=1024).status == 0
    assert "MemoryError" in process.run(words, cwd=inside, memory_mib=128).error_text
