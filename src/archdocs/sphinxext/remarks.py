"""What Sphinx warns of, by the document it was reading or writing at that moment.

The place of a warning does not tell whose it is: one about a docstring names the module. A
build that reads few documents again repeats the warnings of the others from these notes.
"""

from __future__ import annotations

import copy
import logging

from sphinx.application import Sphinx
from sphinx.util import logging as sphinx_logging

__all__ = ["Listener", "Remark"]

HEARD = "archdocs_heard"
#: The phase (``reading`` or ``writing``), the document (empty for none), and the text.
Remark = tuple[str, str, str]


class Listener(logging.Handler):
    """Keeps each warning as Sphinx prints it."""

    def __init__(self, app: Sphinx) -> None:
        # Configurations look for the handler of warnings by its level, to put filters into it.
        super().__init__(logging.WARNING - 1)
        self.app = app
        self.heard: list[Remark] = []
        self.writing = ""
        self.phase = "reading"
        logger = logging.getLogger(sphinx_logging.NAMESPACE)
        printing = next(
            (h for h in logger.handlers if isinstance(h, sphinx_logging.WarningStreamHandler)), None
        )
        self.printing = printing
        self.usual = frozenset(map(id, printing.filters if printing else ()))
        if printing is None:
            return
        # Each handler counts for itself what is said only once.
        for known in printing.filters:
            if isinstance(known, sphinx_logging.MessagePrefixFilter):
                continue  # in force only while an extension is set up
            once = isinstance(known, sphinx_logging.OnceFilter)
            self.addFilter(sphinx_logging.OnceFilter() if once else known)
        self.setFormatter(printing.formatter)
        # First: the filters of others change a record.
        logger.handlers.insert(0, self)

    def handle(self, record: logging.LogRecord) -> bool:
        """Take a copy of a warning, which the filters may change, once.

        Sphinx holds warnings back while it reads, and hands them round again afterwards.
        """
        if record.levelno < logging.WARNING or getattr(record, HEARD, False):
            return False
        setattr(record, HEARD, True)
        return not self.kept_back(record) and bool(super().handle(copy.copy(record)))

    def kept_back(self, record: logging.LogRecord) -> bool:
        """Say whether a filter that the configuration put in keeps a warning from being printed."""
        filters = self.printing.filters if self.printing else ()
        added = logging.Filterer()
        added.filters = [each for each in filters if id(each) not in self.usual]
        return not added.filter(copy.copy(record))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning with whose it is."""
        owner = self.writing
        if self.phase == "reading":
            env = getattr(self.app, "env", None)
            owner = env.current_document.docname if env is not None else ""
        self.heard.append((self.phase, owner, self.format(record)))

    def stop(self) -> None:
        """Hear no more."""
        logging.getLogger(sphinx_logging.NAMESPACE).removeHandler(self)
