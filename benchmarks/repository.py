"""Make a git repository with releases of a documentation, the same one every time."""

from __future__ import annotations

import datetime
import os
import random
import subprocess
from pathlib import Path

__all__ = ["make"]

WORDS = (
    "order stock price basket event queue retry ledger search index customer session payment"
    " refund parcel route batch cursor shard replica snapshot quota tenant invoice"
).split(" ")
START = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
CONF = """\
project = "Benchmark"
extensions = ["archdocs.sphinxext"]
html_theme = "pydata_sphinx_theme"
"""
DIAGRAM = """\
from diagrams import Cluster, Diagram
from diagrams.onprem.compute import Server
from diagrams.onprem.database import PostgreSQL

with Diagram("Diagram {number}"):
    with Cluster("services"):
        nodes = [Server(f"service {{n}}") for n in range({size})]
    store = PostgreSQL("store {number}")
    nodes >> store
"""


def make(root: Path, *, versions: int, pages: int, diagrams: int, churn: float = 0.1) -> None:
    """Fill ``root``: ``versions`` tags, a share ``churn`` of the pages edited between two."""
    chance = random.Random(7)
    root.mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    write(root / "docs/conf.py", CONF)
    write(root / "archdocs.toml", '[project]\nname = "Benchmark"\n\n[site]\nlimit = 100\n')
    names = [f"page{number:03}" for number in range(pages)]
    tree = "\n".join(names)
    write(root / "docs/index.md", f"# Benchmark\n\n```{{toctree}}\n{tree}\n```\n")
    for name in names:
        write(root / f"docs/{name}.md", page(chance, name))
        write(root / f"src/{name}.py", f"def run_{name}() -> int:\n    return 0\n")
    for number in range(diagrams):
        text = DIAGRAM.format(number=number, size=3 + number % 5)
        write(root / f"diagrams/d{number:03}.py", text)
    for version in range(versions):
        for name in chance.sample(names, max(1, int(pages * churn))) if version else ():
            write(root / f"docs/{name}.md", page(chance, name))
            write(root / f"src/{name}.py", f"def run_{name}() -> int:\n    return {version}\n")
        git(root, "add", "--all", day=version)
        git(root, "commit", "--quiet", "--message", f"Release {version}", day=version)
        git(root, "tag", f"v1.{version}.0", day=version)


def page(chance: random.Random, name: str) -> str:
    """Return a page of four sections, one of them tied to code."""
    lines = [f"# {name.title()}", "", f"<!-- archdocs: covers=src/{name}.py -->", ""]
    lines += [f"`run_{name}()` does the work.", ""]
    for section in range(4):
        lines += [f"## Section {section} of {name}", ""]
        lines += [" ".join(chance.choices(WORDS, k=60)) + ".", ""]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def git(root: Path, *words: str, day: int = 0) -> None:
    """Run git with a fixed author and date, so that ids are the same every time."""
    date = (START + datetime.timedelta(days=day)).isoformat()
    env = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    identity = ("-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.org")
    subprocess.run(["git", *identity, *words], cwd=root, env=env, check=True)
