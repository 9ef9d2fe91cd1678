"""Level 2 of the C4 model: what runs inside the shop, and how the parts talk.

The comments say what each box stands for: code, a page or a decision. The picture links there,
and `archdocs check` tells when one is gone.
"""

from diagrams import Diagram
from diagrams.c4 import Container, Person, Relationship, System, SystemBoundary

GRAPH = {"splines": "spline", "nodesep": "0.22", "ranksep": "0.75", "pad": "0.1", "label": ""}
NODE = {
    "fontname": "Arial",
    "penwidth": "0",
    "width": "2.0",
    "height": "1.15",
    "style": "rounded,filled",
}
EDGE = {"fontname": "Arial", "fontcolor": "#44505c", "arrowsize": "0.8"}

PEOPLE = {**NODE, "fillcolor": "#12355b", "height": "0.75"}
OURS = {**NODE, "fillcolor": "#1c64a5"}
THEIRS = {**NODE, "fillcolor": "#66727f", "external": True, "height": "0.75"}
STREAM = {**NODE, "fillcolor": "#0d6e6e", "width": "6.8", "height": "0.85"}


def calls(text: str = "", **more: str) -> Relationship:
    """Return the edge of a synchronous call: solid, its text clear of the line."""
    label = f"  {text}" if text else ""
    return Relationship(label, style="solid", color="#5b6875", **EDGE, **more)


def events(**more: str | bool) -> Relationship:
    """Return the edge of events: dashed, in the colour of the event stream."""
    return Relationship(style="dashed", color="#0d6e6e", **EDGE, **more)


def exchanges() -> Relationship:
    """Return the edge between the event stream and a service that both tells and listens."""
    return events(forward=True, reverse=True)


with Diagram("Containers of the online shop", direction="TB", graph_attr=GRAPH, show=False):
    shopper = Person("Shopper", **PEOPLE)
    staff = Person("Staff", **PEOPLE)

    with SystemBoundary("Online shop", fontname="Arial", fontsize="14", pencolor="#7b8794"):
        # archdocs: docs/domains/storefront.md owner=storefront
        storefront = Container("Storefront", "Next.js", "Pages, rendered at the edge", **OURS)
        # archdocs: docs/domains/orders.md owner=orders
        office = Container("Back office", "React", "Orders, refunds, products", **OURS)

        # archdocs: docs/domains/identity.md owner=identity
        identity = Container("Identity", "Keycloak", "Accounts, consent, erasure", **OURS)
        # archdocs: services/search, docs/domains/search.md owner=search
        search = Container("Search", "Python, OpenSearch", "Results in 250 ms", **OURS)
        # archdocs: docs/domains/cart.md owner=checkout
        cart = Container("Cart", "TypeScript, Redis", "What somebody wants", **OURS)
        # archdocs: services/checkout, docs/domains/checkout.md owner=checkout
        checkout = Container("Checkout", "TypeScript", "Turns a cart into an order", **OURS)
        # archdocs: docs/domains/catalogue.md owner=catalogue
        catalogue = Container("Catalogue", "Python, PostgreSQL", "Products and prices", **OURS)

        # archdocs: services/inventory, ADR-0005 owner=inventory
        inventory = Container("Inventory", "Python, PostgreSQL", "Stock and holds", **OURS)
        # archdocs: services/orders, docs/domains/orders.md owner=orders
        orders = Container("Orders", "Python, PostgreSQL", "The order and its saga", **OURS)
        # archdocs: services/payments, ADR-0001 owner=payments
        payments = Container("Payments", "Python, PostgreSQL", "Intents and refunds", **OURS)

        # archdocs: ADR-0006 owner=platform
        kafka = Container("Event stream", "Kafka, filled from outbox tables", **STREAM)

        # archdocs: docs/domains/analytics.md owner=data
        analytics = Container("Analytics", "Python, ClickHouse", "Reports, experiments", **OURS)
        # archdocs: docs/domains/fulfilment.md owner=inventory
        fulfilment = Container("Fulfilment", "Python, PostgreSQL", "Parcels and returns", **OURS)

    # archdocs: INTEG-0001
    providers = System("Payment providers", **THEIRS)
    warehouse = System("Warehouse system", **THEIRS)

    shopper >> calls("HTTPS") >> storefront
    staff >> calls("single sign-on") >> office
    storefront >> calls() >> [identity, search, cart, checkout, catalogue, orders]
    office >> calls(minlen="2") >> [catalogue, orders]
    cart >> calls() >> catalogue
    checkout >> calls(minlen="0") >> cart
    checkout >> calls("holds stock") >> inventory
    checkout >> calls("creates") >> orders
    checkout >> calls("authorises") >> payments
    payments >> calls("authorises", minlen="3") >> providers
    catalogue >> events() >> kafka
    for service in (inventory, payments, orders):
        service - exchanges() - kafka
    kafka >> events(constraint="false") >> search
    kafka >> events() >> [analytics, fulfilment]
    fulfilment >> calls("releases, tracks") >> warehouse
