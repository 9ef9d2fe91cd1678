"""What small texts could cost: scripts whose parts are looked at often, blocks full of blanks."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from archdocs.diagrams import sanitize
from archdocs.diagrams.interpret.limits import Unsupported
from archdocs.diagrams.interpret.machine import interpret
from archdocs.diagrams.mermaid import words
from archdocs.diagrams.mermaid.blocks import clicks_in
from archdocs.diagrams.mermaid.drawn import named_after
from archdocs.diagrams.mermaid.source import split_head
from archdocs.diagrams.raster import fitting_scale
from archdocs.diagrams.wrapping import wrap

MANY = range(3000)
AGAIN = "for i in range(20000):\n    "
COSTLY = {
    "parameters": f"def f({','.join(f'a{n}=0' for n in MANY)}):\n    pass\n{AGAIN}f()\n",
    "lambda": f"{AGAIN}f = lambda {','.join(f'a{n}' for n in MANY)}: 0\n",
    "body": f"{AGAIN}def f():\n        x = [{'0,' * 9000}]\n",
    "targets": f"{AGAIN}x = [0 for ({','.join(f'a{n}' for n in MANY)}) in []]\n",
    "names": f"{AGAIN}from os import {','.join(f'sep as a{n}' for n in MANY)}\n",
    "modules": f"{AGAIN}import {','.join(f'os as a{n}' for n in MANY)}\n",
    "annotation": f"{AGAIN}x: ({'int,' * 9000}) = 0\n",
}


@pytest.mark.parametrize("name", COSTLY)
def test_what_is_looked_at_again_and_again_takes_steps(name: str, tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match="more steps"):
        interpret(tmp_path / "x.py", COSTLY[name].encode())


def test_only_numbers_are_looked_for_in_a_range(tmp_path: Path) -> None:
    for wanted in ("0.5", "'a'", "None", "[]"):
        with pytest.raises(Unsupported, match="in a range"):
            interpret(tmp_path / "x.py", f"x = {wanted} not in range(10**15)\n".encode())
    interpret(tmp_path / "x.py", b"if 7 in range(10**15) and 7 not in range(3):\n    x = 1\n")


def test_escaped_text_is_paid_for(tmp_path: Path) -> None:
    source = b"import html\nx = '&' * 3000\nfor i in range(60):\n    x = html.escape(x)\n"
    with pytest.raises(Unsupported, match="a text longer"):
        interpret(tmp_path / "x.py", source)


def test_modules_beside_a_script_are_paid_for(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"part{number}.py").write_text("#" * (127 << 10))
    source = "\n".join(f"import part{number}" for number in range(20))
    with pytest.raises(Unsupported, match="builds more"):
        interpret(tmp_path / "x.py", source.encode())


def test_blanks_in_lines_of_mermaid_are_read_once() -> None:
    said = f"sequenceDiagram\n  A->>B: hello\n  loop a->>{' ' * 400}b\n  A->>B: more\n  end\n"
    assert "- loop a-\\>\\> b" in words.outline(said)
    system = f'C4Context\n  Person(a, "One"{" " * 400}"\n  Person(b, "Two")\n'
    assert words.systems(system)[-1] == "- Two (Person)"


def test_blocks_of_a_page_are_found_in_one_pass() -> None:
    blanks = "\n" * 100_000
    page = f"```mermaid\n---\n{blanks}click\n```\n" + "~" * 100_000 + "`\n"
    assert list(clicks_in(page, markdown=True)) == []
    nested = "click\n" + "   .. mermaid::\n" * 20_000
    assert list(clicks_in(nested, markdown=False)) == []
    assert split_head("---\ntitle: x\n\n ---\n%% y\ngraph TD\n")[1] == "graph TD\n"
    assert split_head(f"---\n{blanks}") == ("", f"---\n{blanks}")


def test_comments_of_styles_that_nothing_closes_go_on_to_the_end() -> None:
    assert sanitize.clean_css("a{fill:red}" + "/*a" * 20_000) == "a{fill:red}"
    assert sanitize.declarations("fill:red;" + "/*a" * 20_000 + ";stroke:red") == "fill:red"


def test_no_line_of_a_label_ends_within_an_entity() -> None:
    name = "&CounterClockwiseContourIntegral;"
    for label in (f"x{name}y{name}Zed", "a&rArr;b&#x3A;&rArr;cd", "&&aB;C&dE"):
        lines = wrap(label, 13, 20, anywhere=True).split("\n")
        assert len(lines) > 1
        assert html.unescape("".join(lines)) == "".join(map(html.unescape, lines))


def test_the_size_of_a_picture_bounds_its_png_wherever_it_stands() -> None:
    for between in ("", ' class="x" viewBox="0 0 9 9"'):
        svg = f'<svg id="a" width="100000"{between} height="100000"><g/></svg>'
        assert fitting_scale(svg, 2.0) == 0.08


def test_names_in_ids_are_found_in_one_pass() -> None:
    found = named_after("-(?:flowchart|state)-")
    match = found.search("am1-flowchart-A-state-b-12")
    assert match is not None
    assert match[1] == "A-state-b"
    assert found.search("-state-" * 30_000) is None
    assert found.search("-state-" + "-1" * 60_000 + "x") is None
