"""Give labels the room that they need, before the engine lays a graph out.

The ``diagrams`` library gives its nodes one size, whatever their labels say. Long labels are
broken into lines, and a box that is still too small grows; one whose size the script itself
says stays. Engines know the widths of Latin letters only: for others we say what they need.
"""

from __future__ import annotations

from archdocs.diagrams.measure import is_latin, is_wide
from archdocs.diagrams.model import Attributes, Graph, Node
from archdocs.diagrams.received import is_html
from archdocs.diagrams.wrapping import block_of, wrap, wrap_html, wrap_within

__all__ = [
    "BLANK",
    "THEIR_LINE_HEIGHT",
    "cluster_attributes",
    "edge_attributes",
    "graph_attributes",
    "icon_side",
    "node_attributes",
]

POINTS = 72
#: Font sizes (points) and a node's sizes (inches) that hold where nothing is said.
USUAL_FONT, USUAL_WIDTH, USUAL_HEIGHT = 14.0, "0.75", "0.5"
#: Sizes that are the library's own: scripts that say nothing have them, and they may grow.
THEIR_WIDTHS, THEIR_C4_WIDTHS = frozenset({"1.4"}), frozenset({"1.4", "2", "2.6"})
THEIR_ICON_HEIGHT, THEIR_LINE_HEIGHT = 1.9, 0.4
#: How wide lines may get, by the font's size: the first that gives few lines is taken.
BY_NODE = (8.9, 12.5, 17.0, 21.5)
FREE_NODE, ON_EDGE, ON_CLUSTER, ON_GRAPH = 26.0, 13.0, 20.0, 36.0
#: How wide lines of several fonts may get (points), and where a name can't be broken.
IN_C4, WIDEST_IN_C4 = 222.0, 290.0
#: What an icon's label may stand out over its box, and what a box leaves around its text.
OVERHANG, AROUND, UNDER, UNDER_ICON = 10.0, 14.0, 5.0, 2.4
#: How much larger than its text a node must be, by its shape.
ROOM = {
    "ellipse": 1.42, "oval": 1.42, "circle": 1.42, "doublecircle": 1.42, "egg": 1.5,
    "diamond": 2.0, "Mdiamond": 2.0, "triangle": 2.4, "invtriangle": 2.4, "hexagon": 1.3,
    "octagon": 1.2, "parallelogram": 1.5, "trapezium": 1.5, "pentagon": 1.5, "house": 1.4,
}  # fmt: skip
BLANK = "\xa0"


def font_size(*attrs: Attributes) -> float:
    """Return the size of the font that the first of the attributes that has one says."""
    for given in attrs:
        if "fontsize" in given:
            return number(given["fontsize"], USUAL_FONT)
    return USUAL_FONT


def number(text: str, otherwise: float) -> float:
    """Read a size; nonsense counts as what is usual."""
    try:
        value = float(text)
    except ValueError:
        return otherwise
    return value if 0 < value < 1000 else otherwise


def node_attributes(graph: Graph, node: Node, *, icon: bool) -> dict[str, str]:
    """Return a node's attributes with a label and a size that go together."""
    attrs, all_ = dict(node.attrs), {**graph.node, **node.attrs}
    label, size = attrs.get("label", ""), font_size(attrs, graph.node)
    if not label or "record" in all_.get("shape", ""):
        return attrs
    if icon:
        return fit_icon(attrs, all_, size)
    if all_.get("fixedsize", "").lower() in ("true", "1", "yes"):
        return fit_box(attrs, all_, size)
    attrs["label"] = wrap(label, size, FREE_NODE * size)
    if not is_latin(label):
        block = block_of(attrs["label"], size)
        if block:
            needed = (block.width * ROOM.get(all_.get("shape", "ellipse"), 1.0) + AROUND) / POINTS
            least = number(all_.get("width", USUAL_WIDTH), 0.75)
            attrs["width"] = f"{max(least, needed):.4g}"
    return attrs


def grows(all_: Attributes) -> bool:
    """Say whether a node has a size of the library's, not one of the script's."""
    theirs = THEIR_C4_WIDTHS if is_html(all_.get("label", "")) else THEIR_WIDTHS
    return all_.get("width", "1.4") in theirs


def icon_side(graph: Graph, node: Node) -> float:
    """Return how large an icon is at most (points): as if its label took no room."""
    all_ = {**graph.node, **node.attrs}
    sides = (number(all_.get(name, "1.4"), 1.4) for name in ("width", "height"))
    return min(sides) * POINTS


def fit_icon(attrs: dict[str, str], all_: Attributes, size: float) -> dict[str, str]:
    """Fit a node whose label stands under its icon."""
    label = attrs["label"]
    given = number(all_.get("height", "1.9"), THEIR_ICON_HEIGHT)
    theirs = THEIR_ICON_HEIGHT + THEIR_LINE_HEIGHT * label.count("\n")
    if is_html(label) or all_.get("labelloc", "b") != "b":
        return attrs
    inner = number(all_.get("width", "1.4"), 1.4) * POINTS
    if not grows(all_):
        attrs["label"] = wrap(label, size, inner + OVERHANG)
    else:
        attrs["label"] = wrap_within(label, size, [size * limit for limit in BY_NODE])
    block = block_of(attrs["label"], size)
    if block is None:
        return attrs
    if grows(all_) and block.width - OVERHANG > inner:
        attrs["width"] = f"{(block.width - OVERHANG) / POINTS:.4g}"
    if abs(given - theirs) < 0.01:
        # The icon is in the middle: what is under it is above it too.
        side = min(inner, given * POINTS)
        attrs["height"] = f"{(side + 2 * (block.height + UNDER_ICON)) / POINTS:.4g}"
    return attrs


def fit_box(attrs: dict[str, str], all_: Attributes, size: float) -> dict[str, str]:
    """Fit a node of a fixed size whose label stands in it."""
    label, room = attrs["label"], ROOM.get(all_.get("shape", "ellipse"), 1.0)
    inner = number(all_.get("width", USUAL_WIDTH), 0.75) * POINTS / room - AROUND
    tall = number(all_.get("height", USUAL_HEIGHT), 0.5) * POINTS
    if is_html(label):
        attrs["label"] = wrap_html(
            label, size, *((IN_C4, WIDEST_IN_C4) if grows(all_) else (inner,))
        )
    elif grows(all_):
        attrs["label"] = wrap_within(label, size, [max(inner, size * limit) for limit in BY_NODE])
    else:
        attrs["label"] = wrap(label, size, inner)
    block = block_of(attrs["label"], size)
    if block is None or not grows(all_):
        return attrs
    if block.width > inner:
        attrs["width"] = f"{(block.width + AROUND) * room / POINTS:.4g}"
    if (block.height + 2 * UNDER) * room > tall:
        attrs["height"] = f"{(block.height + 2 * UNDER) * room / POINTS:.4g}"
    return attrs


def edge_attributes(graph: Graph, attrs: Attributes) -> dict[str, str]:
    """Return an edge's attributes with its labels broken into lines."""
    size = font_size(attrs, graph.edge)
    return {
        name: padded(wrap(value, size, ON_EDGE * size)) if name.endswith("label") else value
        for name, value in attrs.items()
    }


def cluster_attributes(attrs: Attributes) -> dict[str, str]:
    """Return a cluster's attributes with its title broken into lines."""
    return titled(attrs, ON_CLUSTER)


def graph_attributes(attrs: Attributes) -> dict[str, str]:
    """Return a graph's own attributes with its title broken into lines."""
    return titled(attrs, ON_GRAPH)


def titled(attrs: Attributes, limit: float) -> dict[str, str]:
    """Break a title into lines, each at the side where the title stands."""
    label, size = attrs.get("label", ""), font_size(attrs)
    wrapped = wrap(label, size, limit * size)
    if wrapped != label and wrapped.count("\n") > 0 and attrs.get("labeljust") in ("l", "r"):
        end = f"\\{attrs['labeljust']}"
        return {**attrs, "label": "".join(padded(line) + end for line in wrapped.split("\n"))}
    return {**attrs, "label": padded(wrapped)} if label else dict(attrs)


def padded(label: str) -> str:
    """Have an engine that takes wide letters for narrower ones leave room for them.

    The blanks at both ends are taken off once the picture is laid out.
    """
    if is_html(label) or is_latin(label):
        return label
    lines = []
    for line in label.split("\n"):
        blanks = BLANK * -(-2 * sum(map(is_wide, line)) // 5)
        lines.append(f"{blanks}{line}{blanks}")
    return "\n".join(lines)
