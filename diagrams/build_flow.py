"""How a build's data flows from refs to a site."""

from diagrams import Diagram
from diagrams.c4 import Container, Database, Relationship, SystemBoundary

LAYOUT = {"splines": "spline", "pad": "0.2", "nodesep": "0.5", "ranksep": "0.9"}

with Diagram("The data flow of a build", direction="TB", graph_attr=LAYOUT):
    # archdocs: src/archdocs/site/versions.py
    refs = Container("Refs", "git", "Branches and tags that were asked for")
    # archdocs: src/archdocs/site/plan.py, ADR-0010
    plan = Container("Plan", "site", "A key for each version")
    with SystemBoundary("For each changed version, two at a time"):
        # archdocs: src/archdocs/system/export.py
        tree = Container("Scratch tree", "git objects", "The version's files")
        # archdocs: src/archdocs/site/sphinx_run.py, ADR-0005
        sphinx = Container("Sphinx", "confined child", "Trusted configuration")
    # archdocs: src/archdocs/system/cache.py
    cache = Database("Cache", "by key", "Built versions, checked on reading")
    site = Container("Static site", "files", "Put together aside, swapped in")  # archdocs: ADR-0006

    refs >> Relationship("tree ids") >> plan
    plan >> Relationship("key unknown") >> tree
    tree >> Relationship("source") >> sphinx
    sphinx >> Relationship("HTML") >> cache
    plan >> Relationship("key known") >> cache
    cache >> Relationship("links") >> site
