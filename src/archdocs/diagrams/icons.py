"""Icons of nodes: which files may be one, and how they are made small.

Icons come from the ``diagrams`` package or from the project, never from elsewhere. They are
embedded in the picture, so they are shrunk to what a screen shows of them.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import importlib.util
import io
import json
import os
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archdocs.diagrams.pictures import ICON_VERSION
from archdocs.system.cache import Cache, digest

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Icon", "Icons", "library_folder", "load", "locate", "sought"]

PIXELS = 128
LARGEST_FILE = 4 << 20
LONGEST_NAME = 1000
MOST_PIXELS = 16_000_000
MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
#: An icon whose visible pixels are darker than this on average (0 to 255) can't be seen on
#: a dark page.
DARK = 90


@dataclass(frozen=True)
class Icon:
    """A small PNG ready to embed; ``dark`` when it needs a light plate on a dark page."""

    png: bytes
    width: int
    height: int
    dark: bool

    @functools.cached_property
    def name(self) -> str:
        """A short name by content."""
        return hashlib.sha256(self.png).hexdigest()[:10]

    @functools.cached_property
    def uri(self) -> str:
        """The icon as an address that holds its data."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode()


class Icons:
    """The icons of one run: each file is looked for, read and made small once."""

    def __init__(self, root: Path, cache: Cache) -> None:
        self.root = root
        self.cache = cache
        self.found: dict[tuple[Path, str], Path | None] = {}
        self.loaded: dict[Path, Icon | None] = {}

    def find(self, name: str, script: Path) -> Path | None:
        """Return the file of an icon as a script names it, ``None`` when it can't be one."""
        key = (script.parent, name)
        if key not in self.found:
            path = locate(name, script=script, root=self.root)
            self.found[key] = path if path is not None and self.load(path) else None
        return self.found[key]

    def load(self, path: Path) -> Icon | None:
        """Return the small icon of a file that :func:`locate` found."""
        if path not in self.loaded:
            self.loaded[path] = load(path, self.cache)
        return self.loaded[path]


@functools.cache
def library_folder() -> Path:
    """Return the folder of the icons that come with ``diagrams``."""
    spec = importlib.util.find_spec("diagrams")
    origin = spec.origin if spec and spec.origin else ""
    return Path(origin).resolve().parents[1] / "resources"


def locate(name: str, *, script: Path, root: Path) -> Path | None:
    """Return the real file of an icon as a script names it, or ``None`` when it may not be.

    A relative name is looked up beside the script, then in the project's root.
    """
    folders = [script.parent, root]
    for path in [folder / name for folder in folders]:
        try:
            real = path.resolve(strict=True)
            if not (in_project(real, root) or real.is_relative_to(library_folder())):
                continue
            if not real.is_file() or real.stat().st_size > LARGEST_FILE:
                continue
            with real.open("rb") as file:
                if file.read(8).startswith(MAGIC):
                    return real
        except (OSError, ValueError, RuntimeError):
            continue
    return None


def sought(name: str, script: Path, root: Path) -> set[str]:
    """Return where in the project an icon was looked for: once it is there, it is to be used."""
    if len(name) > LONGEST_NAME:
        return set()
    paths = {os.path.normpath(folder / name) for folder in (script.parent, root)}
    start = f"{root}{os.sep}"
    found = set()
    for path in paths:
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            if path.startswith(start) and in_project(Path(path).resolve(), root):
                found.add(path[len(start) :])
    return found


def in_project(path: Path, root: Path) -> bool:
    """Say whether a real path is what a script may read of a project: nothing that is hidden."""
    if not path.is_relative_to(root):
        return False
    parts = path.relative_to(root).parts
    return bool(parts) and not parts[0].startswith(".") and ".git" not in parts


def load(path: Path, cache: Cache) -> Icon | None:
    """Return the small icon of a file, or ``None`` when it is no picture."""
    data = path.read_bytes()
    key = digest("icon", ICON_VERSION, data)
    found = cache.get("icon", key)
    if found is None:
        icon = shrink(data)
        if icon is None:
            return None
        facts = [icon.width, icon.height, icon.dark]
        cache.put("icon", key, {"png": icon.png, "facts": json.dumps(facts).encode()})
        return icon
    width, height, dark = json.loads(found["facts"])
    return Icon(found["png"], width, height, dark)


def shrink(data: bytes) -> Icon | None:
    """Make a small PNG of a picture; ``None`` when it is none or claims to be enormous."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF")) as image:
                if image.width * image.height > MOST_PIXELS:
                    return None
                picture = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning):
        return None
    picture.thumbnail((PIXELS, PIXELS), Image.Resampling.LANCZOS)
    candidates = []
    for candidate in (picture, picture.quantize(256, method=Image.Quantize.FASTOCTREE)):
        buffer = io.BytesIO()
        candidate.save(buffer, "PNG", optimize=True)
        candidates.append(buffer.getvalue())
    return Icon(min(candidates, key=len), picture.width, picture.height, is_dark(picture))


def is_dark(picture: Image.Image) -> bool:
    """Say whether what is visible of a picture is nearly black."""
    mask = picture.getchannel("A")
    histogram = picture.convert("L").histogram(mask.point(lambda alpha: 255 if alpha > 64 else 0))
    total = sum(histogram)
    return total > 0 and sum(level * n for level, n in enumerate(histogram)) / total < DARK
