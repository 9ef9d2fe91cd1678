"""Repositories that the comparison of tools is given on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2]))  # where the benchmarks are

from benchmarks.versions.given import Unusable, given

from support import Repo


def test_a_named_repository_is_used_or_refused_by_name(repo: Repo, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match=r"nowhere: there is no such folder"):
        given(tmp_path / "nowhere", tmp_path / "one", 3)
    with pytest.raises(Unusable, match=r"git can't clone it: fatal: .*repository"):
        given(tmp_path, tmp_path / "two", 3)
    repo.write("mkdocs.yml", "site_name: x\n")
    repo.commit()
    with pytest.raises(Unusable, match=r"no conf.py .* on main: MkDocs makes it"):
        given(repo.path, tmp_path / "three", 3)
    repo.write("conf.py", "")
    repo.commit()
    for tag in ("v1.9", "v1.10", "v2.0", "odd/v9", "words"):
        repo.tag(tag)
    subject = given(repo.path, tmp_path / "four", 3)
    assert (subject.docs, subject.refs) == ("", ("main", "v1.10", "v2.0"))
    assert given(repo.path, tmp_path / "five", 1).refs == ("main",)
    repo.git("checkout", "-q", "--detach")
    repo.commit("of no branch")
    with pytest.raises(Unusable, match="no branch is checked out; run `git switch main`"):
        given(repo.path, tmp_path / "six", 3)
