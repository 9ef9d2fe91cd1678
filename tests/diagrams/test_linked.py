"""Links and tooltips that a finished picture gets when a page is written."""

from __future__ import annotations

from archdocs.diagrams.linked import Tie, linked
from archdocs.diagrams.urls import source_address

SVG = (
    '<svg role="img" class="archdocs-picture u" xmlns="http://www.w3.org/2000/svg"><title>T</title>'
    "<style>@media screen{.u{width:100%}}</style>"
    '<g id="u-c1" class="cluster"><title>Web</title><path d="M0"/><text>Web</text></g>'
    '<g id="u-n1" class="node"><title>a</title><path d="M1"/><text>a</text></g>'
    '<g id="u-n2" class="node"><title>b</title><a href="https://own.example"><path d="M2"/></a></g>'
    '<g id="u-n3" class="node"><title>c</title><path d="M3"/></g></svg>\n'
)


def test_nodes_are_links_and_clusters_have_one_in_their_words() -> None:
    made = linked(
        SVG,
        {
            "u-c1": Tie("web.html", "Web\nStands for src/web"),
            "u-n1": Tie("a.html#x", 'a & <b> "c"\nOwner: me'),
            "u-n2": Tie("other.html", "b"),
            "u-n3": Tie("", "c\nKind"),
        },
    )
    assert '<path d="M0"/><a href="web.html"><text>Web</text></a>' in made
    assert '<a href="a.html#x"><path d="M1"/><text>a</text></a>' in made
    assert '<title>a &amp; &lt;b&gt; "c"\nOwner: me</title>' in made
    assert "other.html" not in made
    assert "<title>c\nKind</title><path" in made
    assert '<svg role="group"' in made
    assert "<style>@media screen{.u{width:100%}}</style>" in made
    assert made.endswith("</svg>\n")


def test_only_harmless_addresses_become_links() -> None:
    for href in ("javascript:alert(1)", "data:text/html,x", "//evil.example", "java\nscript:x", ""):
        made = linked(SVG, {"u-n1": Tie(href, "a")})
        assert "own.example" in made
        assert made.count("href=") == 1
    assert linked(SVG, {}) == SVG


def test_where_code_is_on_the_web() -> None:
    pattern = "https://code.example/{path}?plain"
    for path, address in {
        "src/a b.py": "https://code.example/src/a%20b.py?plain",
        "./src/**/x.py#name": "https://code.example/src?plain",
        "../../other": "",
        "*.py": "",
    }.items():
        assert source_address(pattern, path) == address
    assert source_address("https://code.example", "src") == ""
