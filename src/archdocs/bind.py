"""Say in a diagram script what code or record a node stands for.

Imports nothing, so that a confined script can import it, and so that it can be known by name
where a script is read and not run. What it returns are attributes of the node; programs
that draw without archdocs pass over them.
"""

__all__ = ["OWNER", "TARGETS", "bind"]

#: The attributes that carry a binding: targets with commas between them, and an owner.
TARGETS, OWNER = "archdocs", "archdocs_owner"


def bind(*targets: str, owner: str = "") -> dict[str, str]:
    """Return the attributes that bind a node or cluster to paths, globs or ids of records.

    ``Node("Checkout", **bind("src/checkout", "ADR-0003"))``, and for a cluster
    ``Cluster("Payments", graph_attr=bind("src/payments"))``. ``owner`` is who answers for it,
    where neither the record nor ``CODEOWNERS`` says so.
    """
    made = {TARGETS: ",".join(targets)}
    if owner:
        made[OWNER] = owner
    return made
