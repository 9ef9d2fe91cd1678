"""PNG of finished pictures: the same bytes everywhere, with their words, light and dark."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image, ImageChops

from archdocs.diagrams.gallery import Files, write
from archdocs.diagrams.raster import MOST_PIXELS, fitting_scale, needs_more, png
from archdocs.diagrams.render import render_all
from archdocs.errors import RenderFailed
from diagramscripts import SHOP, Make


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_a_picture_as_png(make: Make) -> None:
    project = make(shop=SHOP)
    results = render_all(project).results
    svg = results[0].pictures[0].svg.decode()
    size = re.search(r'width="(\d+)" height="(\d+)"', svg)
    assert size
    folder = project.root / "out"
    (light,) = write(project, results, folder, Files(svg=False, png=True, scale=1))
    both = write(project, results, folder, Files(png=True, scale=0.5, dark=True))
    assert [path.name for path in (light, *both)] == ["shop.png", "shop.svg", "shop-dark.png"]
    picture, dark = opened(light.read_bytes()), opened(both[1].read_bytes())
    assert picture.size == (int(size[1]), int(size[2]))
    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert dark.getpixel((0, 0)) == (0x14, 0x18, 0x1E)
    without = png(re.sub(r"<text[^>]*>[^<]*</text>", "", svg), project.cache, scale=1)
    changed = ImageChops.difference(picture, opened(without)).convert("L")
    words = sum(changed.histogram()[1:])
    assert words > 500, "words are drawn whatever fonts the machine has"
    assert png(svg, project.cache, scale=1) == light.read_bytes()


def test_only_letters_that_our_font_lacks_ask_for_the_machines() -> None:
    assert not needs_more("<svg><text>Größe – ΩΨ Привет “x”</text><title>支</title></svg>")
    assert needs_more("<svg><text>支払い</text></svg>")


def test_enormous_and_broken_pictures(make: Make) -> None:
    scale = fitting_scale('<svg width="30000" height="30000">', 2)
    assert 30000 * 30000 * scale * scale <= MOST_PIXELS * 1.001
    with pytest.raises(RenderFailed, match="can't be drawn as PNG"):
        png("<svg", make(shop=SHOP).cache)
