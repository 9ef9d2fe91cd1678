"""Where the templates are that come with archdocs."""

from __future__ import annotations

from pathlib import Path

from archdocs.errors import ProjectNotFound

__all__ = ["shipped_templates", "template_folders"]


def template_folders(root: Path, own: str) -> tuple[Path, ...]:
    """Return where templates are looked up: the project's own folder, then the shipped ones."""
    mine = root / own
    shipped = shipped_templates()
    return (mine, shipped) if mine.is_dir() and mine != shipped else (shipped,)


def shipped_templates() -> Path:
    """Return the folder of the templates that come with archdocs.

    In a wheel they are inside the package. In a checkout they are the repository's own
    ``templates/``: a copy inside the package would go stale under an editable install.

    Raises :class:`ProjectNotFound` when neither is there (a broken installation).
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    if inside.is_dir():
        return inside
    # Not by pyproject.toml, which a confined child of a checkout does not see.
    checkout = package.parents[1] / "templates"
    if (checkout / "kinds").is_dir() and (checkout / "presets").is_dir():
        return checkout
    raise ProjectNotFound(
        "the shipped templates are missing from this installation",
        hint="install archdocs again",
    )
