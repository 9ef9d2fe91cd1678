"""Diagrams and pages lead to each other, in every version of a site."""

from __future__ import annotations

import html
import re
from pathlib import Path

GROUP = re.compile(r'<g id="([^"]+)" class="(node|cluster)"><title>([^<]*)</title>(.*?)</g>', re.S)
LINK = re.compile(r'<a (?:[^>]* )?href="([^"]*)"')


def leads_somewhere(page: Path, href: str) -> Path:
    """Return the page that an address leads to, with the element that it names."""
    name, _, anchor = html.unescape(href).partition("#")
    target = (page.parent / name).resolve() if name else page
    text = target.read_text("utf-8")
    assert not anchor or f'id="{anchor}"' in text, href
    return target


def nodes(page: Path) -> dict[str, tuple[str, list[str]]]:
    """Return the tooltip and links of each node or cluster, by the first line of its tooltip."""
    return {
        title.split("\n")[0]: (title, LINK.findall(inside))
        for _, _, title, inside in GROUP.findall(page.read_text("utf-8"))
    }


def test_nodes_lead_to_what_they_stand_for(showcase_site: Path) -> None:
    for version in ("v2.1.0", "latest"):
        page = showcase_site / version / "architecture/containers.html"
        found = nodes(page)
        assert found["Payments"][0] == (
            "Payments\nContainer\nStands for services/payments, ADR-0001 Keep card data out of our"
            " systems with hosted fields (accepted)\nOwner: payments"
        )
        ends = {name: links for name, (_, links) in found.items() if links}
        for links in ends.values():
            assert all(leads_somewhere(page, link) for link in links)
        assert ends["Payments"] == ["../domains/payments.html#paying-once"]
        assert ends["Identity"] == ["../domains/identity.html"]
        assert ends["Event stream"][0].startswith("../adr/0006-")
        assert found["Shopper"] == ("Shopper\nPerson", [])
        text = page.read_text("utf-8")
        (address,) = re.findall(r'class="archdocs-full" href="([^"]*)"', text)
        alone = (page.parent / address).resolve()
        same = nodes(alone)
        assert leads_somewhere(alone, same["Payments"][1][0]).name == "payments.html"
        assert 'role="group"' in text
    old = showcase_site / "v1.0.0/architecture/context.html"
    assert not any(links for _, links in nodes(old).values())


def test_records_and_sections_say_where_they_are_drawn(showcase_site: Path) -> None:
    for name, title in (
        ("adr/0006-publish-events-through-an-outbox-and-kafka", "Deployment"),
        ("domains/payments", "Containers of the online shop"),
        ("architecture/containers", "The online shop in its context"),
    ):
        page = showcase_site / "latest" / f"{name}.html"
        text = page.read_text("utf-8")
        told = text[text.index("Shown in diagrams") :]
        links = re.findall(r'<a class="[^"]*" href="([^"]+)"><span>([^<]+)', told[:1500])
        ends = {words: leads_somewhere(page, href) for href, words in links}
        assert ends[title].parent.name == "architecture"
    assert "Shown in diagrams" not in (showcase_site / "v1.0.0/index.html").read_text("utf-8")


def test_the_table_of_systems(showcase_site: Path) -> None:
    page = showcase_site / "latest/architecture/containers.html"
    text = page.read_text("utf-8")
    table = text[text.index("archdocs-systems") :].partition("</table>")[0]
    (payments,) = (row for row in table.split("<tr") if "services/payments" in row)
    assert "Deployment" in payments
    assert all(leads_somewhere(page, href) for href in LINK.findall(table))
