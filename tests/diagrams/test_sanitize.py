"""Nothing but harmless SVG gets through, and colours stay readable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archdocs.diagrams.colors import contrast, dark_fill, dark_ink, rgb
from archdocs.diagrams.sanitize import BadSvg, clean_css, declarations, parse, serialise

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
PAYLOADS = [
    "<script>alert(1)</script>",
    '<g onload="alert(1)"/>',
    '<rect onmouseover="alert(1)" width="1"/>',
    '<a href="javascript:alert(1)"><text>x</text></a>',
    '<a xlink:href="data:text/html,x"><text>x</text></a>',
    '<image href="https://evil.example/x.png"/>',
    '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    '<use href="https://evil.example/x.svg#a"/>',
    '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml">x</div></foreignObject>',
    "<style>@import url(https://evil.example/x.css);</style>",
    "<style>.a{background:url(https://evil.example/x)}</style>",
    '<g style="background:url(https://evil.example/x)"/>',
    '<g style="fill:u\\72l(https://evil.example/x)"/>',
    '<g style="position:fixed"/>',
    '<rect fill="url(https://evil.example/x#a)"/>',
    '<animate attributeName="href" values="javascript:alert(1)"/>',
    '<set attributeName="onclick" to="alert(1)"/>',
    '<iframe src="https://evil.example"/>',
    '<g xml:base="https://evil.example/"/>',
    "<g style=\"background:image-set('https://evil.example/x' 1x)\"/>",
    "<g style=\"background:image('https://evil.example/x')\"/>",
    "<g style=\"background:src('https://evil.example/x')\"/>",
    "<g style=\"background:-webkit-cross-fade('https://evil.example/x')\"/>",
    '<g style="background:u/**/rl(https://evil.example/x)"/>',
    "<style><g/>.a{fill:red}@import 'https://evil.example/x'</style>",
    '<title><style>.a{fill:red}</style><g onload="x"/><script>alert(1)</script></title>',
    "<desc><a href='https://evil.example'><text>x</text></a></desc>",
    '<a href="java&#10;script:alert(1)"><text>x</text></a>',
    '<a href="&#106;avascript:alert(1)"><text>x</text></a>',
    '<a href="//evil.example"><text>x</text></a>',
    '<a href="/\\evil.example"><text>x</text></a>',
    '<a href="vbscript:x" xlink:href="javascript:x"><text>x</text></a>',
    '<image href="file:///etc/passwd"/>',
    '<image href="data:image/png;base64,AA==,https://evil.example"/>',
    '<filter><feImage href="https://evil.example/x"/></filter>',
    '<linearGradient href="https://evil.example/x#a"/>',
    '<g filter="url(https://evil.example/x#a)" mask="url(\'//evil.example\')"/>',
    '<g ping="https://evil.example" target="_top" formaction="javascript:x"/>',
    '<?xml-stylesheet href="https://evil.example/x.css"?>',
    '<handler xmlns="http://www.w3.org/2001/xml-events">alert(1)</handler>',
]
FORBIDDEN = re.compile(
    r"<script|onload|onmouse|onclick|javascript|evil\.example|foreignobject|@import|text/html"
    r"|svg\+xml|position:|<animate|<set|<iframe|handler|\\",
    re.IGNORECASE,
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_are_gone(payload: str) -> None:
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {XLINK}><g>{payload}<text>kept</text></g></svg>'
    )
    made = serialise(parse(text))
    assert not FORBIDDEN.search(made), made
    assert "kept" in made


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(PAYLOADS), max_size=4),
    st.lists(st.sampled_from(["g", "a", "defs", "symbol", "svg", "text"]), max_size=5),
)
def test_payloads_are_gone_however_nested(payloads: list[str], around: list[str]) -> None:
    opened = "".join(f"<{name}>" for name in around)
    closed = "".join(f"</{name}>" for name in reversed(around))
    body = opened + "".join(payloads) + closed
    made = serialise(parse(f'<svg xmlns="http://www.w3.org/2000/svg" {XLINK}>{body}</svg>'))
    assert not FORBIDDEN.search(made), made
    assert serialise(parse(made)) == made


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab{}@;:()/*\\\"'<>-urlimpot# ", max_size=60))
def test_style_sheets_load_nothing(text: str) -> None:
    made = clean_css(text)
    assert "@" not in made
    assert "\\" not in made
    assert not re.search(r"url\s*\((?!\s*['\"]?#)", made)
    assert clean_css(made) == made


def test_a_title_is_words_alone() -> None:
    """A page reads what is in a title as HTML, where a style sheet ends at its own tag."""
    made = serialise(parse("<svg><title>a <style>b</style><g>c</g> d</title><desc>e</desc></svg>"))
    assert re.sub(r"<svg[^>]*>", "", made) == "<title>a b c d</title><desc>e</desc></svg>".replace(
        "b c", "bc"
    )


def bomb(levels: int, width: int) -> str:
    parts = ['<g id="l0"><rect width="1"/></g>']
    parts += [
        f'<g id="l{level}">{f"""<use href="#l{level - 1}"/>""" * width}</g>'
        for level in range(1, levels)
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'


def test_parts_may_not_multiply() -> None:
    for text in (
        bomb(12, 10),
        "<svg>"
        + "".join(f'<g id="l{n}"><use href="#l{n + 1}"/></g>' for n in range(3000))
        + "</svg>",
        '<svg><g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g></svg>',
        '<svg><g id="a"><use href="#a"/></g></svg>',
    ):
        with pytest.raises(BadSvg, match="copies"):
            parse(text)
    parse(bomb(3, 20))
    parse('<svg><use href="#elsewhere"/></svg>')


def test_harmless_style_stays() -> None:
    assert declarations("fill:red; STROKE : url(#a);") == "fill:red;stroke:url(#a)"
    assert clean_css("#a .b > c{fill:red}") == "#a .b > c{fill:red}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg",
        "<html/>",
        '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    ],
)
def test_what_is_no_svg(text: str) -> None:
    with pytest.raises(BadSvg):
        parse(text)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 0xFFFFFF))
def test_dark_colours_are_readable(number: int) -> None:
    color = f"#{number:06x}"
    page = rgb("#14181e")
    assert page is not None
    ink = rgb(dark_ink(color) or color)
    assert ink is not None
    assert contrast(ink, page) >= 4.4
    surface = dark_fill(color)
    if surface is not None:
        ground, white = rgb(surface), rgb("#dddddd")
        assert ground is not None
        assert white is not None
        assert contrast(ground, white) >= 4.5
