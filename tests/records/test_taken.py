"""The highest number among files."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.records.taken import highest, numbers

NAMES = st.one_of(
    st.sampled_from(
        ["0003-x.md", "ADR-0007.md", "adr12_x.rst", "README.md", "kep.yaml", "20240102-x.md"]
    ),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "adr", "ADR-", "-", "x", "adr- "]),
        st.integers(0, 99999999),
        st.sampled_from(["-x", "", " y", "_template", "é", "."]),
        st.sampled_from([".md", ".rst", ".png", "", ".MD"]),
    ),
)
FOLDERS = st.sampled_from(["", "0009-x/", "2024/", "a/b/", "ADR-0011/"])
PATHS = st.lists(st.builds("{}{}".format, FOLDERS, NAMES), max_size=8)


@settings(max_examples=400, deadline=None)
@given(PATHS)
def test_it_is_the_highest_of_all_or_not_certain(paths: list[str]) -> None:
    found = highest(paths, "ADR")
    assert found in (None, max(numbers(paths, "ADR"), default=0))
    if not any(path.lower().endswith(("readme.md", "kep.yaml", "readme.rst")) for path in paths):
        assert found is not None
