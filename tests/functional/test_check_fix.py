"""``archdocs check --fix``, and packages and days on the command line."""

from __future__ import annotations

import json

from support import Cli, Repo

MADR = "---\nstatus: accepted\ndate: 2026-01-02\n{}---\n\n# {}\n"


def broken(repo: Repo) -> None:
    repo.write("adr/0001-use-redpanda.md", MADR.format("", "Use Redpanda"))
    repo.write("adr/0002-new.md", MADR.format("amends: [0001-use-kafka.md]\n", "New"))
    repo.write("docs/a.md", "# A\n\n[x](nothing.md) [y](../adr/0001-use-kafka.md)\n")
    repo.commit()


def test_what_is_certain_is_repaired_and_told(repo: Repo, cli: Cli) -> None:
    broken(repo)
    before = cli("check")
    assert before.out.endswith("2 can be repaired for certain: archdocs check --fix\n")
    done = cli("check", "--fix")
    assert done.code == 1
    assert done.out.startswith(
        "adr/0002-new.md:4: fixed record.dangling-link\n"
        "    - 0001-use-kafka.md\n    + 0001-use-redpanda.md\n"
        "docs/a.md:3: fixed link.broken\n"
    )
    assert "    adr/0001-use-redpanda.md:3: + amended-by: [ADR-0002]\n" in done.out
    assert "there is no `nothing.md`" in done.out
    assert done.out.splitlines()[-1].startswith("1 error in 3 documents")
    assert "[y](../adr/0001-use-redpanda.md)" in (repo.path / "docs/a.md").read_text()
    again = cli("check", "--fix", "--format", "json")
    assert [item["code"] for item in json.loads(again.out)["findings"]] == ["link.broken"]
    assert again.err == ""


def test_a_dry_run_is_a_diff_for_git(repo: Repo, cli: Cli) -> None:
    broken(repo)
    tried = cli("check", "--fix", "--dry-run", "--select", "record")
    assert tried.code == 1
    assert repo.git("status", "--porcelain") == ""
    (repo.path / "fix.patch").write_text(tried.out)
    repo.git("apply", "fix.patch")
    text = (repo.path / "adr/0002-new.md").read_text()
    assert text == MADR.format("amends: [0001-use-redpanda.md]\n", "New")
    assert "use-kafka" in (repo.path / "docs/a.md").read_text(), "only what was selected"
    assert cli("check", "--dry-run").code == 2


def test_programs_get_the_repair_and_people_the_news(repo: Repo, cli: Cli) -> None:
    broken(repo)
    found = json.loads(cli("check", "--format", "json", "--select", "record").out)["findings"]
    assert found[0]["fix"] == [
        {
            "path": "adr/0002-new.md", "line": 4, "column": 10,
            "old": "0001-use-kafka.md", "new": "0001-use-redpanda.md",
        }
    ]  # fmt: skip
    done = cli("check", "--fix", "--format", "sarif", "--select", "record")
    assert json.loads(done.out)["runs"][0]["results"] == []
    assert "fixed record.dangling-link" in done.err
    assert done.code == 0


def test_packages_and_days(repo: Repo, cli: Cli) -> None:
    repo.write(
        "archdocs.toml",
        '[records.packages]\nadr = ["packages/*/adr"]\n[records.ids]\nspec = "date"\n',
    )
    repo.write("packages/pay/x", "")
    made = cli("new-adr", "Retry", "--package", "pay", "--no-edit")
    assert made.out == "packages/pay/adr/0001-retry.md\n"
    assert cli("new-spec", "Fees", "--date", "2026-01-02").out == "specs/20260102-fees.md\n"
    assert cli("new-spec", "Fees", "--date", "2026-01-02").out == "specs/20260102-fees-2.md\n"
    rows = json.loads(cli("list", "--package", "pay", "--format", "json").out)
    assert [(row["id"], row["package"]) for row in rows] == [("pay/ADR-0001", "pay")]
    missing = cli("new-adr", "X", "--package", "pya")
    assert (missing.code, missing.out) == (2, "")
    assert "did you mean `pay`?" in missing.err
