"""Put an export on disk: all of it or none, and never over what is no export."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from archdocs.errors import EnvironmentFault, UsageError
from archdocs.records.export.model import Format, Made
from archdocs.system import swap
from archdocs.system.files import write_atomic
from archdocs.system.regular import read_regular

__all__ = ["MARKER", "place_file", "place_folder", "project_folder", "put"]

#: The list of its files that a folder carries, so that it can be known and replaced.
MARKER = ".archdocs-export.json"
ELSEWHERE = "choose another --output, or move it away"


def put(target: Path, name: str, form: Format, made: Made) -> None:
    """Write an export of the format called ``name``.

    Raises what :func:`place_file` and :func:`place_folder` do.
    """
    if form.shape == "folder":
        place_folder(target, name, made.files)
    else:
        place_file(target, form, made.files[""])


def place_file(target: Path, form: Format, data: bytes) -> None:
    """Write an export of one file.

    Raises :class:`UsageError` where something else than such an export stands, and
    :class:`EnvironmentFault` when the disk refuses.
    """
    try:
        there = target.exists()
        if target.is_symlink() or (there and not target.is_file()):
            raise UsageError(f"{target} is no file to write to", hint=ELSEWHERE)
        if there and not form.ours(target.read_bytes()):
            raise UsageError(f"{target} exists and is no such export", hint=ELSEWHERE)
    except OSError as error:
        raise EnvironmentFault(f"cannot read {target}: {error.strerror or error}") from error
    write_atomic(target, data)


def place_folder(target: Path, form: str, files: Mapping[str, bytes]) -> None:
    """Write an export of several files; a former one in its place goes as a whole.

    Raises :class:`UsageError` where the folder holds anything that no export wrote, and
    :class:`EnvironmentFault` when the disk refuses.
    """
    try:
        guard(target, form)
        made = swap.aside(target.absolute().parent)
        try:
            for name, data in files.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_bytes(data)
            (made / MARKER).write_bytes(listing(form, files))
            swap.replace_folder(made, target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise EnvironmentFault(f"cannot write {target}: {error.strerror or error}") from error


def listing(form: str, files: Mapping[str, bytes]) -> bytes:
    """Return the marker's content: every file with its digest."""
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    data = {"generator": "archdocs", "export": form, "files": digests}
    return json.dumps(data, indent=2, ensure_ascii=False).encode() + b"\n"


def guard(target: Path, form: str) -> None:
    """Refuse a place that is not free, and not an untouched export of this format.

    Raises :class:`UsageError`.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(f"{target} is no folder to write to", hint=ELSEWHERE)
    if not target.exists():
        return
    known = written(target / MARKER, form)
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target).as_posix()
        if name == MARKER or (path.is_dir() and not path.is_symlink()):
            continue
        if path.is_symlink() or name not in known:
            raise UsageError(f"{path} was written by no export", hint=ELSEWHERE)
        if hashlib.sha256(path.read_bytes()).hexdigest() != known[name]:
            raise UsageError(f"{path} was changed since it was exported", hint=ELSEWHERE)


def written(marker: Path, form: str) -> dict[str, str]:
    """Return the files of a former export with their digests; none where there was none."""
    try:
        data = json.loads(read_regular(marker))
        if data["generator"] != "archdocs" or data["export"] != form:
            return {}
        return {str(name): str(digest) for name, digest in data["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def project_folder(root: Path, target: Path, *, is_folder: bool) -> str | None:
    """Return the folder of a project that a target is in; ``None`` when it is outside."""
    folder = (target if is_folder else target.parent).resolve()
    if not folder.is_relative_to(root.resolve()):
        return None
    name = folder.relative_to(root.resolve()).as_posix()
    return "" if name == "." else name
