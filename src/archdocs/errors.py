"""The one family of errors that archdocs raises for what it cannot do.

A fault in a *document* is a :class:`archdocs.finding.Finding`, never an exception.
What is left is a fault in how archdocs was called, in its configuration, or in the
machine around it. Each error carries data (a message, the next step, a place); printing
and exiting is the command line's business.
"""

from __future__ import annotations

__all__ = [
    "ArchdocsError",
    "ConfigError",
    "EnvironmentFault",
    "ProjectNotFound",
    "RenderFailed",
    "RepositoryError",
    "ShallowHistory",
    "UsageError",
]


class ArchdocsError(Exception):
    """Something archdocs was asked for and could not do.

    ``message`` is one line. ``hint`` is the next step for the reader, also one line, or
    empty. ``exit_code`` is what the process ends with: 2 for usage and configuration,
    3 for work that could not be done.
    """

    exit_code = 3

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ArchdocsError):
    """The call itself is wrong: an unknown name, an impossible combination."""

    exit_code = 2


class ConfigError(ArchdocsError):
    """A setting has an unknown name, a wrong type or a bad value.

    ``path`` and ``line`` (1-based, 0 when unknown) say where the setting stands.
    """

    exit_code = 2

    def __init__(self, message: str, *, path: str, line: int = 0, hint: str = "") -> None:
        place = f"{path}:{line}" if line else path
        super().__init__(f"{place}: {message}", hint=hint)
        self.path = path
        self.line = line


class ProjectNotFound(UsageError):
    """No archdocs project, and nothing that could be read as one, is at the given place."""


class EnvironmentFault(ArchdocsError):
    """The machine lacks something: a program, a permission, free disk."""


class RepositoryError(EnvironmentFault):
    """git refused, is missing, or the folder is no repository."""


class ShallowHistory(RepositoryError):
    """The clone is shallow, so rules that read history cannot answer."""


class RenderFailed(ArchdocsError):
    """A diagram could not be drawn for a reason that is not in its source."""
