"""A diagram script that tests draw, and the type of the fixture that makes a project of it."""

from __future__ import annotations

from collections.abc import Callable

from archdocs.project import Project

__all__ = ["SHOP", "Make"]

Make = Callable[..., Project]

SHOP = """
    from diagrams import Cluster, Diagram, Edge
    from diagrams.aws.compute import EC2
    from diagrams.programming.language import Rust

    with Diagram("Shop", show=True, filename="../../out/shop"):
        entry = EC2("entry")
        with Cluster("Web"):
            first = EC2("worker")
        with Cluster("Web"):
            second = EC2("worker")
        entry >> Edge(label="calls <b> & 'c'") >> [first, second]
        first - Rust("search")
"""
