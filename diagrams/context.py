"""Who uses archdocs, and what it talks to."""

from diagrams import Diagram
from diagrams.c4 import Person, Relationship, System

LAYOUT = {"splines": "spline", "pad": "0.2", "nodesep": "0.5", "ranksep": "0.9"}

with Diagram("archdocs: context", direction="LR", graph_attr=LAYOUT):
    architect = Person("Architect", "Decides, draws, specifies")
    reviewer = Person("Reviewer or CI", "Asks what a change does")
    reader = Person("Reader", "Engineer, newcomer, auditor")

    # archdocs: src/archdocs
    archdocs = System("archdocs", "Keeps the architecture written down, and true")

    # archdocs: src/archdocs/system/git.py
    git = System("git", "History, branches, tags", external=True)
    # archdocs: src/archdocs/site/sphinx_run.py, ADR-0005
    sphinx = System("Sphinx", "Turns pages into HTML", external=True)
    site = System("Static site", "Files; loads nothing from elsewhere")  # archdocs: ADR-0006

    architect >> Relationship("new-adr, serve") >> archdocs
    reviewer >> Relationship("check, build") >> archdocs
    archdocs >> Relationship("reads objects of") >> git
    archdocs >> Relationship("runs, confined") >> sphinx
    archdocs >> Relationship("writes") >> site
    reader >> Relationship("reads") >> site
