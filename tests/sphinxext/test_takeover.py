"""What decides whether a page's body is taken over, and what stands for its document."""

from __future__ import annotations

import functools

from docutils import nodes
from docutils.utils import new_document
from pygments.formatters import HtmlFormatter
from sphinx import addnodes

from archdocs.sphinxext.laterdocument import LaterDocument, of_extensions
from archdocs.sphinxext.picture import archdocs_picture, is_picture
from archdocs.sphinxext.shortcuts import once_each, only_words
from archdocs.sphinxext.takeover import is_plain, package


def document(*more: nodes.Node) -> nodes.document:
    """Return a document of a section with a paragraph and more."""
    made = new_document("page")
    made += nodes.section("", nodes.title("", "Page"), nodes.paragraph("", "Text."), *more)
    return made


def test_a_document_with_something_of_an_extension_or_a_toctree_is_not_plain() -> None:
    assert is_plain(document(nodes.image(uri="a.png"), addnodes.pending_xref("")))
    assert not is_plain(document(addnodes.toctree()))
    assert not is_plain(document(nodes.note("", addnodes.toctree())))
    assert not is_plain(document(archdocs_picture()))


def test_the_document_is_made_once_somebody_looks_at_it() -> None:
    made: list[nodes.document] = []

    def load() -> nodes.document:
        made.append(document())
        return made[-1]

    later = LaterDocument(load)
    assert isinstance(later, nodes.document)
    assert later is not None
    assert bool(later)
    assert repr((later,)) == "(<LaterDocument>,)"
    assert not list(later.findall(is_picture))
    assert made == []
    assert [node.astext() for node in later.findall(nodes.title)] == ["Page"]
    assert later.astext() == made[0].astext()
    assert (len(later), later["source"], later.settings) == (1, "page", made[0].settings)
    assert len(made) == 1


def test_a_condition_that_was_not_marked_has_the_document_made() -> None:
    conditions = (lambda node: isinstance(node, nodes.title), nodes.title)
    for condition in conditions:
        assert next(LaterDocument(document).findall(condition)).astext() == "Page"
    marked = of_extensions(lambda node: isinstance(node, nodes.title))
    assert not list(LaterDocument(document).findall(marked))
    assert list(document().findall(marked))


def test_a_function_is_of_the_package_that_it_was_written_in() -> None:
    assert package(functools.partial(functools.partial(is_plain), 1)) == "archdocs"
    assert package(nodes.title) == "docutils"
    assert package(document) == __name__.partition(".")[0]
    assert package(object()) == ""
    other = type("Other", (), {"__module__": "sphinxcontrib.bibtex.domain"})
    assert package(other) == "sphinxcontrib.bibtex"


def test_titles_with_more_than_words_are_rendered_each_time() -> None:
    assert only_words(nodes.title("", "Plain & simple"))
    assert not only_words(nodes.title("", "", nodes.emphasis("", "A")))
    assert not only_words(nodes.title("", "A", secnumber=(1,)))
    assert not only_words(nodes.title("", "A", ids=["a"]))


def test_formatters_with_the_same_options_are_one() -> None:
    get = once_each(HtmlFormatter)
    assert get(linenos=1) is get(linenos=1)
    assert get(linenos=1) is not get(linenos=True)
    assert get() is not get(linenos=1)
    assert get(hl_lines=[1]) is not get(hl_lines=[1])
