"""What waits to be published is in memory once, and is what was kept."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archdocs.project import Project
from archdocs.site.store import Versions
from archdocs.system.cache import Cache

FILES = st.dictionaries(st.text(max_size=4), st.binary(max_size=3), max_size=6)


@given(st.lists(FILES, max_size=5))
def test_equal_files_are_there_once_and_none_is_another(many: list[dict[str, bytes]]) -> None:
    versions = Versions(Project(Path("/"), cache=Cache(Path("/"))))
    # Files as they are read: each a piece of memory of its own.
    read = [{name: bytes(bytearray(data)) for name, data in files.items()} for files in many]
    shared = [versions.shared(files) for files in read]
    assert shared == many
    values = [data for files in shared for data in files.values()]
    assert len({id(data) for data in values}) == len(set(values))
