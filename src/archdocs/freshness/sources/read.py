"""Which reader a file has, by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from archdocs.freshness.sources import docker, flat, hcl, markup, python, script
from archdocs.freshness.sources.key import NoValue, find
from archdocs.freshness.sources.model import Data, Scalar, Unreadable

__all__ = ["LARGEST", "READERS", "load", "value_of"]

#: Bytes of a file that is read; YAML is parsed a hundred times slower than the others.
LARGEST = 2_000_000
LARGEST_YAML = 300_000
LONGEST_TEXT = 200

Reader = Callable[[str], Data]

#: Names of files -> what reads them; the first that matches.
READERS: Mapping[str, Reader] = {
    r"(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?": docker.read,
    r"\.env(?:\..+)?|.*\.env|.*\.properties|\.envrc": flat.read_env,
    r".*\.toml|pipfile|(?:poetry|uv|cargo|pdm)\.lock": markup.read_toml,
    r".*\.ya?ml": markup.read_yaml,
    r".*\.(?:json|jsonc|json5|webmanifest)|\.babelrc|\.eslintrc": markup.read_json,
    r".*\.pyi?": python.read,
    r".*\.[mc]?[jt]sx?": script.read,
    r".*\.(?:tf|tfvars|hcl)": hcl.read,
    r".*\.(?:ini|cfg|editorconfig)|\.editorconfig": flat.read_ini,
}


def reader_of(path: str) -> Reader | None:
    """Return what reads a file, ``None`` for a kind that nothing does."""
    name = path.rpartition("/")[2].lower()
    return next((reader for names, reader in READERS.items() if re.fullmatch(names, name)), None)


def load(path: str, data: bytes) -> Data:
    """Read a file as nested data.

    Raises :class:`Unreadable` for a kind of file there is no reader of, one that is too
    large, or not what its name says.
    """
    reader = reader_of(path)
    if reader is None:
        raise Unreadable("values of this kind of file can't be read")
    limit = LARGEST_YAML if reader is markup.read_yaml else LARGEST
    if len(data) > limit:
        raise Unreadable(f"the file is larger than {limit // 1000} kB")
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    try:
        return reader(text)
    except RecursionError:
        raise Unreadable("the file is nested too deep") from None


def value_of(path: str, data: bytes, key: str) -> Scalar | tuple[Scalar, ...]:
    """Return the value of a key in a file; without a key, the one line the file holds.

    Raises :class:`Unreadable` and :class:`NoValue`.
    """
    if key:
        return find(load(path, data), key)
    text = data[: LONGEST_TEXT * 8].decode("utf-8-sig", "replace").strip()
    if not text or "\n" in text or len(text) > LONGEST_TEXT:
        raise NoValue("the file is not a single line: name a key of it, as `path#key`")
    return text
