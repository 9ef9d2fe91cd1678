"""Find Mermaid's own script among the files of a project: no page loads one from elsewhere."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

from archdocs.errors import UsageError
from archdocs.project import Project
from archdocs.system.regular import read_regular

__all__ = ["HOW", "NONE", "Script", "find_script", "script_at"]

#: The setting that says that pages load no such script.
NONE = "none"
#: Where npm puts it; the package of Python has the same file, byte for byte.
INSTALLED = "node_modules/mermaid/dist/mermaid.min.js"
PACKAGE, ASSET = "mermaidx", "assets/mermaid.js"
LARGEST = 16 << 20
HOW = (
    "run `npm install mermaid@11` beside archdocs.toml, `pip install 'archdocs-cli[mermaid]'`,"
    " or name the file with mermaid-script in [diagrams]"
)
VERSION = re.compile(rb'\{version:"(\d+\.\d+\.\d+[\w.-]*)"\}')
#: A module has exports, and browsers load none from ``file://``.
MODULE = re.compile(rb"\bexport\s*(?:\{|default\b)|^\s*import\b")
GLOBAL = re.compile(rb"""globalThis\s*(?:\[\s*["']mermaid["']\s*\]|\.mermaid\b)|mermaid\s*=""")


@dataclass(frozen=True, slots=True)
class Script:
    """The script: its bytes, their digest and the version that it says it is of."""

    data: bytes
    digest: str
    version: str

    @property
    def name(self) -> str:
        """The name of its file in a site, which changes with its content."""
        return f"mermaid-{self.digest[:16]}.js"


def find_script(project: Project) -> Script | None:
    """Return the script that pages load, ``None`` for none.

    It is the file that is set, else the one that npm installed in the project, else the one
    that comes with a package of Python.

    Raises :class:`UsageError` for a file that is set and can't be used.
    """
    chosen = project.settings.diagrams.mermaid_script
    if chosen == NONE:
        return None
    root = project.root.resolve()
    path = (root / (chosen or INSTALLED)).resolve()
    if chosen:
        if not path.is_relative_to(root):
            raise wrong(chosen, "is outside of the project")
        try:
            return script_at(path)
        except (OSError, ValueError) as error:
            raise wrong(chosen, str(error)) from None
    for place in (path if path.is_relative_to(root) else None, packaged()):
        try:
            if place is not None:
                return script_at(place)
        except (OSError, ValueError):
            continue
    return None


def wrong(chosen: str, why: str) -> UsageError:
    """Say what is wrong with the file that is set."""
    return UsageError(
        f"the Mermaid script {chosen} can't be used: {why}",
        hint="name mermaid.min.js of Mermaid's npm package, or `none`",
    )


def packaged() -> Path | None:
    """Return where a package of Python has the script; the package itself is not loaded."""
    found = importlib.util.find_spec(PACKAGE)
    return Path(found.origin).parent / ASSET if found is not None and found.origin else None


def script_at(path: Path) -> Script:
    """Read the script.

    Raises ``OSError`` when it can't be read, ``ValueError`` when it is something else.
    """
    found = path.stat()
    return read(path, found.st_mtime_ns, found.st_size)


@functools.lru_cache(maxsize=4)
def read(path: Path, changed: int, size: int) -> Script:
    """Read the script once for all versions of a site, unless the file is another by then."""
    del changed, size
    data = read_regular(path, LARGEST)
    if MODULE.search(data[:2000]) or MODULE.search(data[-2000:]):
        raise ValueError("it is a module, which browsers don't load from files")
    if not GLOBAL.search(data):
        raise ValueError("it defines no `mermaid`")
    found = VERSION.search(data)
    version = found[1].decode() if found else ""
    return Script(data, hashlib.sha256(data).hexdigest(), version)
