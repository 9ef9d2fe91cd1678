"""Formulas need no script, and none from another host."""

from __future__ import annotations

import contextlib

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.sphinxext.formulas import mathml
from sphinxrun import build
from support import Repo

PAGE = r"""
# Home

The load is {math}`\rho = \lambda / \mu`.

```{math}
:label: queue

L &= \frac{\rho}{1 - \rho} \\
W &= \sum_{i=0}^n p_i < 1

E[X] = \sqrt{x}
```

By {eq}`queue`.
"""
CONF = 'project = "Shop"\nextensions = ["archdocs.sphinxext"]\nhtml_theme = "basic"\n'
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
PIECES = st.sampled_from(
    [r"\frac", r"\sqrt", "{", "}", "^", "_", "&", r"\\", r"\left(", r"\right)", "x", "1", " ",
     r"\begin{aligned}", r"\end{aligned}", r"\begin{cases}", r"\end{cases}", r"\text{", "<b>",
     r"\mathbb", "é", "\n", "%", "$", "#", r"\href{javascript:x}", '"', "]]>", "&amp;"]
)  # fmt: skip


def test_pages_lay_formulas_out_without_a_script(repo: Repo) -> None:
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", PAGE)
    built = build(repo.path)
    assert built.status == 0, built.log
    page = built.page("index")
    assert page.count("<math ") == 3
    assert page.count('display="block"') == 2
    assert '<span class="eqno">(1)' in page
    assert "mathjax" not in page.lower()
    assert "//cdn" not in page


def test_what_is_not_understood_stands_as_its_source_with_its_line(repo: Repo) -> None:
    repo.write("docs/conf.py", CONF)
    repo.write("docs/index.md", "# Home\n\nText.\n\n```{math}\n\\nosuch{<b>}\n```\n")
    built = build(repo.path, strict=False)
    assert r"<code>\nosuch{&lt;b&gt;}</code>" in built.page("index")
    assert r'index.md:5: WARNING: a formula can\'t be set: Unknown LaTeX command "\nosuch"' in (
        built.log.replace("can't", r"can\'t")
    )


def test_a_project_keeps_the_renderer_it_chose(repo: Repo) -> None:
    repo.write("docs/conf.py", f"{CONF}mathjax_path = 'mathjax/tex-chtml.js'\n")
    repo.write("docs/index.md", PAGE)
    page = build(repo.path, strict=False).page("index")
    assert "mathjax/tex-chtml.js" in page
    assert "<math " not in page


@pytest.mark.parametrize("name", ["split", "gather", "gathered", "multline*", "aligned"])
def test_environments_of_several_lines(name: str) -> None:
    made = mathml(rf"\begin{{{name}}}a = b \\ c = d\end{{{name}}}", block=True)
    assert made.count("<mtr>") == 2


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=4), max_size=20), st.booleans())
def test_any_text_is_harmless_mathml_or_refused(pieces: list[str], block: bool) -> None:
    try:
        made = mathml("".join(pieces), block=block)
    except ValueError:
        return
    root = ElementTree.fromstring(made)
    for element in root.iter():
        assert element.tag.removeprefix(NAMESPACE).startswith("m")
        assert not any(name.startswith(("on", "href")) for name in element.attrib)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit", ["{", "^", "&", r"\\", r"\left(", r"\frac", "x_", r"\text{", "{x}"]
)
def test_long_formulas_end(unit: str) -> None:
    for text in (unit * (9_999 // len(unit)), unit * 20_000):
        with contextlib.suppress(ValueError):
            assert mathml(text, block=True).startswith("<math")
