"""When a section last changed: moves, renames, merges, clones of every shape."""

from __future__ import annotations

import datetime
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.errors import ShallowHistory, UsageError
from archdocs.finding import Finding, Severity
from archdocs.freshness import engine
from archdocs.freshness.facts import Facts
from archdocs.freshness.history import WORKTREE, History, fingerprints
from archdocs.project import Project
from archdocs.system.cache import Cache
from support import Repo

TODAY = datetime.date(2026, 7, 1)
LONG = "A paragraph of text that is long enough to be recognised elsewhere.\n"


def day(month: int) -> str:
    return f"2026-{month:02}-05T12:00:00+00:00"


def dates(repo: Repo, path: str, **options: str) -> dict[str, str]:
    """Return anchor -> month of the last change, or "worktree"."""
    project = Project(repo.path)
    with engine.opened_view(project, today=TODAY, **options) as (view, _):  # type: ignore[arg-type]
        known = (view.touches or {}).get(path, {})
        return {
            anchor: WORKTREE if touch.commit == WORKTREE else str(touch.date.month)
            for anchor, touch in known.items()
        }


def page(one: str = LONG, two: str = "Short.\n") -> str:
    return f"# A\n\nIntro.\n\n## One\n\n{one}\n## Two\n\n{two}"


def test_only_the_section_that_changed_is_dated_anew(repo: Repo) -> None:
    repo.write("docs/a.md", page())
    repo.commit(date=day(1))
    repo.write("docs/a.md", page(two="Other.\n"))
    repo.commit(date=day(2))
    assert dates(repo, "docs/a.md") == {"a": "1", "a/one": "1", "a/two": "2"}


def test_wrapping_crlf_bom_and_comments_are_no_change(repo: Repo) -> None:
    repo.write("docs/a.md", page())
    repo.commit(date=day(1))
    repo.write(
        "docs/a.md",
        b"\xef\xbb\xbf" + page(LONG.replace(" of ", "\nof ")).replace("\n", "\r\n").encode(),
    )
    repo.commit(date=day(2))
    repo.write("docs/a.md", page("<!-- archdocs: owner=web -->\n" + LONG))
    repo.commit(date=day(3))
    assert set(dates(repo, "docs/a.md").values()) == {"1"}


def test_moves_and_renames_are_followed(repo: Repo) -> None:
    repo.write("docs/a.md", page())
    repo.commit(date=day(1))
    repo.git("mv", "docs/a.md", "docs/b.md")
    repo.commit(date=day(2))
    assert dates(repo, "docs/b.md") == {"a": "1", "a/one": "1", "a/two": "1"}
    repo.write("docs/b.md", page().replace("## One", "## First"))
    repo.commit(date=day(3))
    assert dates(repo, "docs/b.md") == {"a": "1", "a/first": "1", "a/two": "1"}
    repo.write("docs/b.md", "# A\n\nIntro.\n")
    repo.write("docs/c.md", f"# C\n\n## First\n\n{LONG}\n## Three\n\nNew.\n")
    repo.commit(date=day(4))
    assert dates(repo, "docs/c.md") == {"c": "4", "c/first": "1", "c/three": "4"}


def test_a_merge_dates_by_when_it_landed(repo: Repo) -> None:
    repo.write("docs/a.md", page())
    repo.commit(date=day(1))
    repo.git("checkout", "-q", "-b", "side")
    repo.write("docs/a.md", page(two="Side.\n"))
    repo.commit(date=day(2))
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side", date=day(3))
    assert dates(repo, "docs/a.md")["a/two"] == "3"


def test_what_is_not_committed_is_of_today(repo: Repo) -> None:
    repo.write("docs/a.md", page())
    repo.commit(date=day(1))
    repo.write("docs/a.md", page(two="Edited.\n"))
    repo.write("docs/new.md", f"# New\n\nText.\n\n## One\n\n{LONG}")
    assert dates(repo, "docs/a.md") == {"a": "1", "a/one": "1", "a/two": WORKTREE}
    assert dates(repo, "docs/new.md") == {"new": WORKTREE, "new/one": WORKTREE}
    (repo.path / "docs/a.md").rename(repo.path / "docs/b.md")
    assert dates(repo, "docs/b.md") == {"a": "1", "a/one": "1", "a/two": WORKTREE}


def test_a_commit_is_seen_as_it_was(repo: Repo) -> None:
    repo.write("docs/a.md", page())
    first = repo.commit(date=day(1))
    repo.write("docs/a.md", page(two="Other.\n"))
    repo.commit(date=day(2))
    repo.write("docs/a.md", page(two="Edited.\n"))
    assert dates(repo, "docs/a.md", commit=first)["a/two"] == "1"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["docs/a.md", "docs/b.md", "c.rst"]),
            st.lists(st.sampled_from(["# A", "## B", "T\n=", LONG, "x", "y", ""]), max_size=6),
            st.booleans(),
        ),
        min_size=2,
        max_size=7,
    )
)
@settings(max_examples=6, deadline=None)
def test_incremental_equals_cold(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, list[str], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("incremental")
    repo = Repo(folder / "repo")
    repo.path.mkdir()
    repo.git("init", "-q")
    warm = Facts(folder / "cache")
    for month, (path, lines, remove) in enumerate(steps, 1):
        target = repo.write(path, "\n\n".join(lines))
        if remove:
            target.unlink()
        head = repo.commit(date=day(month))
        git = Project(repo.path).git
        assert git
        with git.blobs() as reader:
            kept = History(git, warm, reader).touched(head)
            assert kept == History(git, Facts(None), reader).touched(head)
        if month % 2:
            warm.save()
    warm.close()


def test_fingerprints_tell_what_changed() -> None:
    one, two = (fingerprints(page(two=text).encode(), "a.md") for text in ("x\n", "y\n"))
    assert [anchor for anchor in one if one[anchor] != two[anchor]] == ["a/two"]


# What repositories can be


def check(path: Path, **options: str) -> list[Finding]:
    return list(engine.check(Project(path), today=TODAY, **options))  # type: ignore[arg-type]


def stale_repo(repo: Repo) -> None:
    repo.write("src/pay.py", "def charge_card():\n    pass\n")
    repo.write("docs/a.md", "# Pay\n\nWe call `charge_card`, see [x](gone.md).\n")
    repo.commit(date=day(1))
    repo.write("src/pay.py", "def authorize():\n    pass\n")
    repo.commit(date=day(2))


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_a_shallow_clone_is_named_and_links_are_checked_all_the_same(
    repo: Repo, tmp_path: Path
) -> None:
    stale_repo(repo)
    clone = tmp_path / "shallow"
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", str(clone))
    found = check(clone)
    assert codes(found) == ["git.shallow", "link.broken"]
    assert found[0].severity is Severity.ERROR
    with pytest.raises(ShallowHistory):
        check(clone, base="origin/other")


def test_a_partial_clone_is_named(repo: Repo, tmp_path: Path) -> None:
    stale_repo(repo)
    repo.write("docs/a.md", "# Pay\n\nWe call `charge_card`, as ever, see [x](gone.md).\n")
    repo.commit(date=day(3))
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    repo.git("clone", "-q", "--filter=blob:none", f"file://{repo.path}", str(clone))
    assert "git.incomplete" in codes(check(clone))


def test_detached_heads_worktrees_and_subfolders_answer_alike(repo: Repo, tmp_path: Path) -> None:
    stale_repo(repo)
    expected = ["link.broken", "stale.ref-gone"]
    assert codes(check(repo.path)) == expected
    repo.git("worktree", "add", "-q", "--detach", str(tmp_path / "tree"))
    assert codes(check(tmp_path / "tree")) == expected
    repo.git("checkout", "-q", "--detach")
    assert codes(check(repo.path)) == expected


def test_a_project_inside_a_repository(repo: Repo) -> None:
    repo.write("shop/archdocs.toml", "")
    repo.write("shop/src/pay.py", "def charge_card():\n    pass\n")
    repo.write("shop/docs/a.md", "# Pay\n\nWe call `charge_card`.\n")
    repo.write("docs/b.md", "[x](gone.md)\n")
    repo.commit(date=day(1))
    repo.write("shop/src/pay.py", "def authorize():\n    pass\n")
    repo.commit(date=day(2))
    [finding] = check(repo.path / "shop")
    assert str(finding.location) == "docs/a.md:3"
    assert dict(finding.evidence)["now"].endswith("change")


def test_a_submodule_is_named_and_not_read(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    other.path.mkdir()
    other.git("init", "-q")
    other.write("docs/x.md", "[x](gone.md)\n")
    other.write("src/x.py", "x = 1\n")
    other.commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.path), "lib")
    repo.write("docs/a.md", "# A\n\n<!-- archdocs: covers=lib/src -->\n")
    repo.commit()
    [finding] = check(repo.path)
    assert (finding.code, finding.severity) == ("stale.no-history", Severity.INFO)


def test_outside_of_git_and_before_the_first_commit(tmp_path: Path, repo: Repo) -> None:
    folder = tmp_path / "plain"
    (folder / "docs").mkdir(parents=True)
    (folder / "archdocs.toml").write_text("")
    (folder / "docs/a.md").write_text("[x](gone.md)\n")
    assert codes(check(folder)) == ["stale.no-history", "link.broken"]
    repo.write("docs/a.md", "[x](gone.md)\n")
    assert codes(check(repo.path)) == ["stale.no-history", "link.broken"]


def test_an_lfs_pointer_is_named(repo: Repo) -> None:
    repo.write("docs/a.md", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    repo.commit()
    assert codes(check(repo.path)) == ["git.lfs-pointer"]


def test_files_that_are_no_utf8_and_strange_names(repo: Repo) -> None:
    repo.write("docs/caf\u00e9 x.md", b"# Caf\xe9\n\n[x](gone.md)\n")
    (repo.path / "docs").joinpath("b\udcff.md").write_bytes(b"# B\n")
    repo.commit()
    assert codes(check(repo.path)) == ["link.broken"]


def test_a_damaged_or_missing_cache_changes_no_answer(repo: Repo, isolated: Path) -> None:
    stale_repo(repo)
    expected = check(repo.path)
    [base] = (isolated / "cache").glob("freshness-*.sqlite3")
    for wal in base.parent.glob("freshness-*-*"):
        wal.unlink()
    data = bytearray(base.read_bytes())
    for at in range(4096, len(data), 97):
        data[at] ^= 0x55
    base.write_bytes(bytes(data))
    assert check(repo.path) == expected
    base.write_bytes(b"not a database")
    assert check(repo.path) == expected
    assert check(repo.path) == expected
    unwritable = Cache(Path("/proc/none"))
    assert list(engine.check(Project(repo.path, cache=unwritable), today=TODAY)) == expected


# Under review


def test_only_what_a_change_introduced_is_reported(repo: Repo) -> None:
    repo.write("src/pay.py", "def charge_card():\n    pass\n\n\ndef old_name():\n    pass\n")
    repo.write("docs/a.md", "# Pay\n\nWe call `charge_card` and `old_name`, see [x](gone.md).\n")
    repo.commit(date=day(1))
    repo.write("src/pay.py", "def charge_card():\n    pass\n")
    repo.commit(date=day(2))
    repo.git("checkout", "-q", "-b", "change")
    repo.write("src/pay.py", "def authorize():\n    pass\n")
    repo.write("docs/b.md", "# B\n\n[x](gone.md)\n")
    repo.commit(date=day(3))
    assert len(check(repo.path)) == 4
    found = check(repo.path, base="main")
    assert [(f.code, f.location.path, f.severity) for f in found] == [
        ("stale.ref-gone", "docs/a.md", Severity.ERROR),
        ("link.broken", "docs/b.md", Severity.ERROR),
    ]
    repo.git("mv", "docs/a.md", "docs/c.md")
    repo.commit(date=day(4))
    assert [f.location.path for f in check(repo.path, base="main")] == ["docs/b.md", "docs/c.md"]


def test_an_edited_section_does_not_hide_what_its_own_change_broke(repo: Repo) -> None:
    repo.write("src/pay.py", "def charge_card():\n    pass\n")
    repo.write("docs/a.md", "# Pay\n\nWe call `charge_card`.\n")
    repo.commit(date=day(1))
    repo.git("checkout", "-q", "-b", "change")
    repo.write("src/pay.py", "def authorize():\n    pass\n")
    repo.write("docs/a.md", "# Pay\n\nWe do call `charge_card`.\n")
    repo.commit(date=day(2))
    assert codes(check(repo.path, base="main")) == ["stale.ref-gone"]


@pytest.mark.parametrize(
    ("base", "message", "hint"),
    [
        ("mian", "no commit is called `mian`", "did you mean `main`?"),
        ("--output=x", "no commit is called `--output=x`", "name a branch"),
        ("unrelated", "`unrelated` and the checked-out commit have no common history", ""),
    ],
)
def test_a_bad_base(repo: Repo, base: str, message: str, hint: str) -> None:
    stale_repo(repo)
    repo.git("checkout", "-q", "--orphan", "unrelated")
    repo.commit()
    repo.git("checkout", "-q", "main")
    with pytest.raises(UsageError) as caught:
        check(repo.path, base=base)
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)


def test_no_process_is_left_behind(repo: Repo) -> None:
    stale_repo(repo)
    check(repo.path)
    listed = subprocess.run(["ps", "-ef"], capture_output=True, text=True, check=True).stdout
    assert str(repo.path) not in listed
