"""Names of a folder on many branches."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.system.git import Git
from archdocs.system.gittrees import names_in_folder, parse_tree
from support import Repo


def test_names_of_all_commits_at_any_depth(repo: Repo) -> None:
    repo.write("docs/adr/0001-a.md", "a")
    first = repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    repo.write("docs/adr/日本/0007-é.md", "b")
    repo.git("rm", "-q", "docs/adr/0001-a.md")
    second = repo.commit()
    top = Git(repo.path).root
    assert names_in_folder(top, [first, second, first], "docs/adr") == {
        "0001-a.md",
        "日本/0007-é.md",
    }
    assert names_in_folder(top, [first], "docs/none") == frozenset()
    assert names_in_folder(top, [first, "0" * 40], "docs/adr/") == {"0001-a.md"}
    assert names_in_folder(top, [], "docs/adr") == frozenset()


def test_a_star_stands_for_any_folder(repo: Repo) -> None:
    for package in ("pay", "shop", "shop.x"):
        repo.write(f"packages/{package}/adr/0001-{package}.md", "a")
    repo.write("packages/0009-x.md", "a")
    commit = repo.commit()
    found = names_in_folder(repo.path, [commit], "packages/*/adr")
    assert found == {"0001-pay.md", "0001-shop.md", "0001-shop.x.md"}
    assert names_in_folder(repo.path, [commit], "p*s/shop*/adr") == found - {"0001-pay.md"}
    assert names_in_folder(repo.path, [commit], "packages/*") == {f"adr/{name}" for name in found}


def test_a_tag_stands_for_the_commit_it_leads_to(repo: Repo) -> None:
    repo.write("adr/0001-a.md", "a")
    repo.commit()
    repo.tag("v1")
    repo.git("tag", "-a", "again", "-m", "again", "v1")
    for name in ("v1", "again"):
        assert names_in_folder(repo.path, [repo.git("rev-parse", name)], "adr") == {"0001-a.md"}


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=120))
def test_any_bytes_are_read_as_a_tree(data: bytes) -> None:
    parse_tree(data, 20)
