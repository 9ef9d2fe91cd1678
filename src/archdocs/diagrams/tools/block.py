"""Draw a block of a page with a program that the user has, or say what is missing or wrong."""

from __future__ import annotations

import json
import re
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from archdocs.diagrams import codes_drawn as codes
from archdocs.diagrams import sanitize
from archdocs.diagrams.painting import dark_rules
from archdocs.diagrams.pictures import Picture
from archdocs.diagrams.scoped import scope
from archdocs.diagrams.svg import SMALLEST, STACK
from archdocs.diagrams.tools import Tool
from archdocs.diagrams.tools.programs import belonging, find
from archdocs.finding import Finding, Location
from archdocs.project import Project
from archdocs.system import sandbox
from archdocs.system.cache import digest
from archdocs.system.policy import Limits, Policy
from archdocs.system.process import Completed, TimedOut

__all__ = ["draw_block"]

CACHED = "tool-block"
#: Changes whenever the same source would come out as another picture.
VERSION = "1"
LARGEST = 64_000
LONGEST_ALT = 400
MOST = 100_000
#: What each program on this machine said, by its file as it was then.
VERSIONS: dict[tuple[Path, int, int], str] = {}
#: What a program may use: MiB, and seconds at least, for Java takes a few to start.
MEMORY, FILES, SECONDS = 1024, 32, 20.0
PLATE = "background-color:#f3f5f8;border-radius:6px"
ERROR = re.compile(r"\w+(?:Error|Exception)\b|\berror:", re.IGNORECASE)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
#: Fonts that a program names for itself; what they say of weight and slant is kept.
FAMILY = re.compile(r"font-family:([^;}]*);?")


def draw_block(project: Project, tool: Tool, text: str, location: Location) -> Picture | Finding:
    """Draw a block whose first line stands at ``location``, or take it from the cache.

    Raises :class:`archdocs.errors.EnvironmentFault` where the settings demand a confinement
    that this machine can't give.
    """
    if len(text) > LARGEST:
        return wrong(tool, location, 1, "the block is longer than 64,000 letters")
    refused = tool.refused(text)
    if refused is not None:
        return wrong(tool, location, *refused)
    program = find(tool, project.root)
    if program is None:
        message = f"{tool.title} is not on PATH, so its source is shown: {tool.hint}"
        return codes.TOOL_MISSING.at(location, message)
    version = version_of(project, tool, program)
    key = digest(VERSION, tool.name, version, text)
    known = project.cache.get(CACHED, key)
    if known is not None:
        return Picture(svg=known["svg"], **json.loads(known["facts"]))
    prepared, before = tool.prepared(text)
    made = confined(project, tool, program, source=prepared.encode())
    if isinstance(made, str):
        return wrong(tool, location, 1, made)
    fault = tool.fault(made)
    if fault is not None:
        return wrong(tool, location, max(1, fault[0] - before), fault[1])
    if made.status:
        said = last_words(made.error_text)
        return wrong(tool, location, 1, f"it ended with status {made.status}: {said}")
    try:
        picture = finish(made.stdout, tool, f"at{key[:10]}", version)
    except sanitize.BadSvg as error:
        return wrong(tool, location, 1, f"it drew nothing that can be used: {error}")
    facts = {name: getattr(picture, name) for name in ("name", "title", "alt", "outline", "uid")}
    project.cache.put(CACHED, key, {"svg": picture.svg, "facts": json.dumps(facts).encode()})
    return picture


def wrong(tool: Tool, location: Location, line: int, message: str) -> Finding:
    """Make the finding at a line of the block, counted from 1."""
    place = Location(location.path, location.line + line - 1 if location.line else 0)
    return codes.TOOL_FAILED.at(place, f"{tool.title}: {message[:300]}")


def version_of(project: Project, tool: Tool, program: Path) -> str:
    """Return what a program says of its version, asked once per process."""
    stat = program.stat()
    key = (program, stat.st_mtime_ns, stat.st_size)
    if key not in VERSIONS:
        done = confined(project, tool, program, words=(tool.version_option,))
        said = done if isinstance(done, str) else done.text.strip()
        VERSIONS[key] = next(iter(said.splitlines()), "")[:80].strip() or "unknown"
    return VERSIONS[key]


def confined(
    project: Project,
    tool: Tool,
    program: Path,
    *,
    source: bytes = b"",
    words: tuple[str, ...] = (),
) -> Completed | str:
    """Run the program, with its own words or others; a text says why there is no answer."""
    seconds = max(SECONDS, float(project.settings.diagrams.timeout))
    with tempfile.TemporaryDirectory(prefix="archdocs-") as name:
        scratch = Path(name)
        call = tool.call(program, scratch, project.root)
        policy = Policy(
            read=(*belonging(program), *call.read),
            write=(scratch,),
            limits=Limits(MEMORY, FILES, int(seconds), seconds),
            mode=project.settings.diagrams.sandbox,
        )
        argv = [str(program), *(words or call.words)]
        try:
            return sandbox.run(argv, policy, cwd=scratch, env=call.env, stdin=source)[0]
        except TimedOut:
            return f"it took longer than {seconds:g} s"


def last_words(text: str) -> str:
    """Return what a program said when it failed: the line that names an error, else the last."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    named = [line for line in lines if ERROR.search(line)]
    return next(iter(named[:1] or lines[-1:]), "it said nothing")[:200]


def finish(raw: bytes, tool: Tool, uid: str, version: str) -> Picture:
    """Filter the program's picture, give everything in it its own name, and put it into words.

    Raises :class:`archdocs.diagrams.sanitize.BadSvg`.
    """
    plain = re.sub(r"<!DOCTYPE[^<>]*>", "", raw.decode("utf-8", "replace"), count=1)
    root = sanitize.parse(plain)
    wide = sized(root)
    for element in root.iter():
        if element.tag == "style":
            element.text = FAMILY.sub(face, element.text or "")
        elif element.get("font-family") == "sans-serif":
            del element.attrib["font-family"]
    root.set("id", "p")
    scope(root, uid)
    labels = dict.fromkeys(" ".join("".join(t.itertext()).split()) for t in root.iter("text"))
    alt = f"{tool.title} diagram: {', '.join(filter(None, labels))}"[:LONGEST_ALT]
    linked = any(element.tag == "a" and element.get("href") for element in root.iter())
    own = {"class": f"archdocs-picture {uid}", "role": "group" if linked else "img"}
    own |= {"aria-labelledby": f"{uid}-t", "font-family": STACK}
    for name, value in {**own, "data-engine": version}.items():
        root.set(name, value)
    title, style = ET.Element("title", {"id": f"{uid}-t"}), ET.Element("style")
    title.text = alt
    style.text = (
        f"@media screen{{svg.{uid}{{width:100%;height:auto;max-width:{wide:.0f}px;"
        f"min-width:{wide * SMALLEST:.0f}px}}}}" + dark_rules({f"svg.{uid}": PLATE})
    )
    root[:0] = [title, style]
    return Picture(tool.name, sanitize.serialise(root).encode() + b"\n", tool.title, alt, "", uid)


def sized(root: ET.Element) -> float:
    """Give the picture its natural size in pixels, and return how wide that is."""
    box = [float(found) for found in NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4 or not (0 < box[2] < MOST and 0 < box[3] < MOST):
        raise sanitize.BadSvg("it has no size")
    for name in ("style", "preserveAspectRatio"):
        root.attrib.pop(name, None)
    root.set("width", f"{box[2]:.0f}")
    root.set("height", f"{box[3]:.0f}")
    return box[2]


def face(found: re.Match[str]) -> str:
    """Return what a program's own font says of weight, slant and width of letters."""
    name = found[1]
    weight = "font-weight:bold;" if "bold" in name else ""
    slant = "font-style:italic;" if "italic" in name else ""
    return weight + slant + ("font-family:monospace;" if "mono" in name else "")
