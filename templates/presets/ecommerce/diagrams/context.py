"""Level 1 of the C4 model: who uses the shop, and which systems of others it depends on."""

from diagrams import Diagram
from diagrams.c4 import Person, Relationship, System

GRAPH = {"splines": "spline", "nodesep": "0.25", "ranksep": "1.1", "pad": "0.1", "label": ""}
NODE = {"fontname": "Arial", "penwidth": "0", "width": "2.4", "height": "1.35"}
EDGE = {"fontname": "Arial", "fontcolor": "#44505c", "color": "#7b8794", "arrowsize": "0.8"}

PEOPLE = {**NODE, "fillcolor": "#12355b"}
OURS = {**NODE, "fillcolor": "#1c64a5"}
THEIRS = {**NODE, "fillcolor": "#66727f", "style": "rounded,filled", "external": True}


def uses(text: str) -> Relationship:
    """Label an edge; the leading spaces keep the text clear of the line."""
    return Relationship(f"  {text}", style="solid", **EDGE)


with Diagram("The online shop in its context", direction="TB", graph_attr=GRAPH, show=False):
    agent = Person("Support agent", "Helps with orders and payments", **PEOPLE)
    shopper = Person("Shopper", "Finds, buys and returns goods in six countries", **PEOPLE)
    merchandiser = Person("Merchandiser", "Keeps products and prices", **PEOPLE)

    # archdocs: docs/architecture/containers.md
    shop = System(
        "Online shop",
        "180,000 stock-keeping units; 9,000 orders a day, 62,000 on the peak day",
        **{**OURS, "style": "rounded,filled"},
    )

    # archdocs: INTEG-0001
    providers = System("Payment providers", "Cards, PayPal, iDEAL and Klarna", **THEIRS)
    warehouse = System("Warehouse system", "Venlo and Leipzig, run by a partner", **THEIRS)
    erp = System("ERP", "Purchasing, invoices, general ledger", **THEIRS)
    messages = System("Message provider", "Sends e-mail and text messages", **THEIRS)

    agent >> uses("looks up, refunds") >> shop
    shopper >> uses("browses, buys, returns") >> shop
    merchandiser >> uses("publishes products") >> shop
    shop >> uses("authorises, captures") >> providers
    shop >> uses("releases orders") >> warehouse
    shop >> uses("posts sales") >> erp
    shop >> uses("confirms, informs") >> messages
