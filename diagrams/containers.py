"""The rooms of archdocs; arrows are imports, and point down only."""

from diagrams import Diagram
from diagrams.c4 import Container, Relationship, SystemBoundary

LAYOUT = {"splines": "spline", "pad": "0.2", "nodesep": "0.5", "ranksep": "0.9"}

with Diagram("archdocs: building blocks", direction="TB", graph_attr=LAYOUT):
    with SystemBoundary("archdocs"):
        cli = Container("cli", "click", "One thin file per verb")
        sphinxext = Container("sphinxext", "Sphinx", "Roles, headers, banners, switcher")
        site = Container("site", "Python", "Versions, builds, preview")
        freshness = Container("freshness", "Python", "Which sections are stale")
        records = Container("records", "Python, Jinja", "Decisions and specifications")
        diagrams = Container("diagrams", "Python", "Capture, layout, SVG")
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
