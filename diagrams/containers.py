"""The rooms of archdocs; arrows are imports, and point down only."""

from diagrams import Diagram
from diagrams.c4 import Container, Relationship, SystemBoundary

from archdocs.bind import bind

LAYOUT = {"splines": "spline", "pad": "0.2", "nodesep": "0.5", "ranksep": "0.9"}

with Diagram("archdocs: building blocks", direction="TB", graph_attr=LAYOUT):
    with SystemBoundary("archdocs", **bind("src/archdocs")):
        cli = Container("cli", "click", "One thin file per verb", **bind("src/archdocs/cli"))
        # archdocs: src/archdocs/sphinxext, ADR-0003
        sphinxext = Container("sphinxext", "Sphinx", "Roles, headers, banners, switcher")
        # archdocs: src/archdocs/site, ADR-0005, ADR-0006, ADR-0010, ADR-0018
        site = Container("site", "Python", "Versions, builds, preview")
        # archdocs: src/archdocs/freshness, ADR-0007, ADR-0019
        freshness = Container("freshness", "Python", "Which sections are stale")
        # archdocs: src/archdocs/records, ADR-0001, ADR-0015
        records = Container("records", "Python, Jinja", "Decisions and specifications")
        # archdocs: src/archdocs/diagrams, ADR-0008, ADR-0009, ADR-0023
        diagrams = Container("diagrams", "Python", "Capture, layout, SVG")
        # archdocs: src/archdocs/system, ADR-0004
        system = Container("system", "Python", "git, files, cache, sandbox, markup")

    cli >> Relationship("builds") >> site
    cli >> Relationship("checks") >> freshness
    sphinxext >> Relationship("shows") >> freshness
    sphinxext >> Relationship("draws") >> diagrams
    site >> Relationship("asks for banners") >> freshness
    freshness >> Relationship("reads") >> records
    freshness >> Relationship("reads") >> diagrams
    records >> Relationship("through") >> system
    diagrams >> Relationship("through") >> system
