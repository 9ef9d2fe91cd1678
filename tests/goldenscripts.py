"""Diagram scripts whose pictures are kept: a little of everything that a layout engine is given."""

from __future__ import annotations

__all__ = ["SCRIPTS"]

SCRIPTS = {
    "icons": """
        from diagrams import Diagram
        from diagrams.aws.compute import EC2
        from diagrams.onprem.database import PostgreSQL
        from diagrams.programming.language import Rust
        with Diagram("Icons"):
            EC2("machine") >> [PostgreSQL("a database with a long name"), Rust("")]
            EC2("other machine") - EC2("machine")
    """,
    "clusters": """
        from diagrams import Cluster, Diagram, Node
        with Diagram("Clusters", direction="TB", graph_attr={"compound": "true"}):
            with Cluster("Outer"):
                first = Node("one")
                with Cluster("Inner", direction="LR"):
                    second = Node("two") >> Node("three")
            with Cluster("Inner"):
                third = Node("four")
            first >> second >> third
    """,
    "edges": """
        from diagrams import Diagram, Edge, Node
        with Diagram("Edges", curvestyle="curved", strict=True):
            one, two, three = Node("one"), Node("two"), Node("three")
            one >> Edge(label="asks", color="firebrick", style="dashed") >> two
            one << Edge(label="answers & more") << two
            two >> Edge(forward=True, reverse=True, xlabel="both") >> three
            three - Edge(style="bold", color="#1f77b4:#ff7f0e") - one
            one >> one
    """,
    "labels": """
        from diagrams import Diagram, Node
        with Diagram("Labels\\nof two lines", outformat="svg", node_attr={"fontsize": "11"}):
            Node("a label that is a good deal longer than the box it stands in", shape="box")
            tint = {"fillcolor": "#ffe0e0", "style": "filled"}
            Node("left\\\\lright\\\\r", shape="ellipse", fixedsize="false", **tint)
            Node("{one|{two|three}}", shape="record", fixedsize="false")
    """,
    "levels": """
        from diagrams import Diagram
        from diagrams.c4 import Container, Database, Person, Relationship, System, SystemBoundary
        with Diagram("Levels", graph_attr={"splines": "spline"}):
            customer = Person("Customer", description="Buys what is sold, mostly in the evening")
            with SystemBoundary("Shop"):
                web = Container("Web", "Python", "Takes orders")
                store = Database("Orders", "PostgreSQL", "Keeps them")
            mail = System("Mail", description="Tells about orders", external=True)
            customer >> Relationship("Pays") >> web >> Relationship("Writes") >> store
            web >> Relationship("Sends") >> mail
    """,
    "tables": """
        from diagrams import Diagram, Node
        with Diagram("Tables"):
            Node("<<b>bold</b> and <i>slanted</i><br/>second>", shape="box", fixedsize="false")
            Node(
                '<<table border="0" cellborder="1"><tr><td bgcolor="#ddeeff">id</td>'
                "<td>name &amp; more</td></tr></table>>",
                shape="plaintext", fixedsize="false",
            )
    """,
    "letters": """
        from diagrams import Cluster, Diagram, Edge, Node
        with Diagram("Größe İ — 図"):
            with Cluster("Äpfel & <Birnen>"):
                Node("zählen") >> Edge(label="→ “weiter”") >> Node("日本語の名前")
            Node("שלום عالم") - Node("e\u0301\u20ac\U0001f680")
    """,
}
