"""``plantuml``: a launcher of Java; its class diagrams and others are laid out by our engine.

PlantUML's own profile ``SANDBOX`` keeps it from files and addresses (since 1.2020.11); older
versions, and what the profile lets pass, are kept from them by the confinement.
"""

from __future__ import annotations

import re
from pathlib import Path

from archdocs.diagrams.engines.graphviz_pure import find_program
from archdocs.diagrams.tools.call import Call
from archdocs.system import programs
from archdocs.system.process import Completed

__all__ = ["PlantUml"]

#: What reads files, the environment or addresses; `!include <C4/C4_Context>` is in the program.
READS = re.compile(
    r"!\s*(?:include\w*|import)\b(?!\s*<[\w/-]+>\s*$)|!\s*theme\b.*\bfrom\b"
    r"|%\s*(?:getenv|load_json|file_exists|get_json\w*)\b|<\s*(?:img|image)\b",
    re.IGNORECASE,
)
START = re.compile(r"^\s*@start\w+", re.MULTILINE)
#: Java takes as much memory as there is, unless it is told; the limits then end it.
JAVA = (
    "-Xmx384m -Xss1m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompressedClassSpaceSize=64m"
    " -XX:ReservedCodeCacheSize=48m -XX:-UsePerfData -Djava.awt.headless=true"
)
JAR = re.compile(r"(/[^\s\"'$]+\.jar)\b")
LONGEST_LAUNCHER = 64_000
FAILED = re.compile(rb">An error has occurr?ed : ")
COMPLAINT = re.compile(r"^ERROR\s+(\d+)\s+(.*)$", re.MULTILINE)


class PlantUml:
    """See the module."""

    name = "plantuml"
    title = "PlantUML"
    hint = "apt-get install plantuml, brew install plantuml, or the jar with a launcher on PATH"
    version_option = "-version"

    def refused(self, text: str) -> tuple[int, str] | None:
        """Return the line of what reads files, and why it may not be there."""
        for number, line in enumerate(text.splitlines(), 1):
            found = READS.search(line)
            if found:
                what = found[0].strip()
                return number, f"a block in a page can't read files or settings ({what})"
        return None

    def prepared(self, text: str) -> tuple[str, int]:
        """Put the first and the last line around a source that has none."""
        if START.search(text):
            return text, 0
        return f"@startuml\n{text}\n@enduml\n", 1

    def call(self, program: Path, scratch: Path, root: Path) -> Call:
        """Return how the program is started, with Java and Graphviz that aren't the project's."""
        env = {
            "JAVA_TOOL_OPTIONS": f"{JAVA} -Djava.io.tmpdir={scratch}",
            "PLANTUML_SECURITY_PROFILE": "SANDBOX",
            "PLANTUML_LIMIT_SIZE": "8192",
        }
        read = jars(program)
        java = programs.find("java", root)
        if java:
            home = java.resolve().parents[1]
            read += [home, *settings_of(home)]
        dot = find_program(root) or programs.find("dot", root)
        if dot:
            env["GRAPHVIZ_DOT"] = str(dot.resolve())
            read.append(dot.resolve())
        return Call(("-tsvg", "-pipe", "-charset", "UTF-8"), env, tuple(read))

    def fault(self, done: Completed) -> tuple[int, str] | None:
        """Return what the program complains of: it counts the lines of the source from 0."""
        found = COMPLAINT.search(done.error_text)
        if found:
            return int(found[1][:9]) + 1, found[2].strip()
        if b"Dot Executable" in done.stdout:
            return 0, "this kind of diagram needs Graphviz: pip install graphviz-pure"
        if FAILED.search(done.stdout):
            return 0, "it failed, and drew its own report instead of the diagram"
        return None


def settings_of(home: Path) -> list[Path]:
    """Return where Java's settings are; Debian has only links to them beside the program."""
    entries = [path for folder in ("conf", "conf/security") for path in (home / folder).glob("*")]
    real = {path.resolve() for path in entries if path.is_symlink()}
    return sorted(path for path in real if not path.is_relative_to(home))


def jars(program: Path) -> list[Path]:
    """Return the archives that a launcher starts."""
    try:
        with program.open("rb") as file:
            text = file.read(LONGEST_LAUNCHER).decode("utf-8", "replace")
    except OSError:
        return []
    return [Path(found) for found in JAR.findall(text) if text.startswith("#!")]
