"""Where the shop runs: one region in three zones, a second region in reserve."""

from diagrams import Cluster, Diagram, Edge
from diagrams.aws.analytics import AmazonOpensearchService, ManagedStreamingForKafka
from diagrams.aws.compute import EKS
from diagrams.aws.database import AuroraInstance, ElasticacheForRedis
from diagrams.aws.network import CloudFront
from diagrams.aws.security import WAF
from diagrams.aws.storage import S3
from diagrams.onprem.client import Users

GRAPH = {
    "splines": "spline",
    "nodesep": "0.15",
    "ranksep": "0.3",
    "pad": "0.1",
    "label": "",
}
NODE = {"fontname": "Arial", "fontsize": "11"}
ICON = {"width": "1.06", "height": "1.45", "imagepos": "tc"}
ZONE = {"fontname": "Arial", "fontsize": "13", "margin": "10"}


def path() -> Edge:
    """Return the edge of a request."""
    return Edge(color="#5b6875")


def copy() -> Edge:
    """Return the edge of data copied to the second region."""
    return Edge(color="#0d6e6e", style="dashed")


with Diagram("Deployment", direction="LR", graph_attr=GRAPH, node_attr=NODE, show=False):
    shoppers = Users("Shoppers", **ICON)

    with Cluster("Edge", graph_attr=ZONE):
        cdn = CloudFront("CDN, edge\nrendering", **ICON)
        firewall = WAF("Firewall,\nbot control", **ICON)

    with Cluster("Frankfurt, three zones", graph_attr=ZONE):
        with Cluster("Shop account", graph_attr=ZONE):
            services = EKS("Services,\n12 to 60 nodes", **ICON)
            # archdocs: docs/domains/cart.md
            redis = ElasticacheForRedis("Carts", **ICON)
            # archdocs: services/search
            search = AmazonOpensearchService("Search index", **ICON)
            # archdocs: ADR-0006
            stream = ManagedStreamingForKafka("Event stream", **ICON)
            data = AuroraInstance("Databases", **ICON)
        with Cluster("Payments account", graph_attr=ZONE):
            # archdocs: services/payments
            payments = EKS("Payments,\n3 to 12 nodes", **ICON)
            intents = AuroraInstance("Payment\nintents", **ICON)

    with Cluster("Dublin, in reserve", graph_attr=ZONE):
        replica = AuroraInstance("Replicas,\n1 s behind", **ICON)
        backups = S3("Event archive,\n1 min behind", **ICON)

    shoppers >> path() >> cdn
    cdn >> path() >> firewall
    firewall >> path() >> services
    services >> path() >> payments
    services >> path() >> [search, redis, data, stream]
    payments >> path() >> intents
    data >> copy() >> replica
    intents >> copy() >> replica
    stream >> copy() >> backups
