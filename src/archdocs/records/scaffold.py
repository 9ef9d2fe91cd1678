"""Templates to text: Jinja in its sandbox, where an unknown name is an error with a place.

A template is looked up in the project's own folder first, then among the shipped ones.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2 import nodes as ast
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.loaders import split_template_path
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from archdocs.errors import ConfigError, UsageError
from archdocs.records.kinds import nearest
from archdocs.records.quoting import to_heading, to_yaml
from archdocs.system.patience import TookTooLong, at_most
from archdocs.system.regular import read_regular

__all__ = ["choose_template", "environment", "render", "template_names"]

#: Seconds a template may take; the shipped ones take milliseconds.
PATIENCE = 5
#: MiB that a template may need while it is filled in, and bytes of what comes of it. Filters
#: and methods make long texts of short ones: ``center``, ``indent``, ``format``, ``replace``.
ROOM = 128
LONGEST = LARGEST_TEMPLATE = 4 << 20
#: Numbers that templates multiply are smaller than this.
LARGEST = 1 << 32

SUFFIX = ".md.jinja"


class FolderLoader(FileSystemLoader):
    """Reads templates of one folder, and none that a link in it leads out to."""

    def get_source(
        self, _environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Find a template.

        Raises :class:`ConfigError` for what has that name and is no file of text.
        """
        folder = Path(self.searchpath[0])
        path = folder.joinpath(*split_template_path(template))
        try:
            if not path.resolve().is_relative_to(folder.resolve()):
                raise TemplateNotFound(template)
            source = read_regular(path, LARGEST_TEMPLATE).decode(self.encoding)
        except (FileNotFoundError, NotADirectoryError):
            raise TemplateNotFound(template) from None
        except TemplateNotFound:  # which is an `OSError`, too
            raise
        except UnicodeDecodeError:
            raise ConfigError("not UTF-8 text", path=shown(template)) from None
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigError(f"cannot be read: {reason}", path=shown(template)) from error
        # As files are read in text mode; the texts of former templates are compared with it.
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        return source, str(path), lambda: True


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which no operator makes much out of little.

    The limit on time can't end one operation, however long it takes.
    """

    intercepted_binops = frozenset({"**", "*", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Do an operation, unless it could be a large one."""
        numbers = all(
            isinstance(side, int | float) and abs(side) < LARGEST for side in (left, right)
        )
        if operator == "**" or not numbers:
            raise SecurityError(f"`{operator}` is for small numbers in templates")
        return super().call_binop(context, operator, left, right)


def environment(folders: tuple[Path, ...]) -> ImmutableSandboxedEnvironment:
    """Return the environment for templates of these folders, the first that has one winning.

    ``yaml`` quotes a text or a list for front matter where needed; ``heading`` makes a text
    safe at the end of a Markdown heading.
    """
    made = BoundedEnvironment(
        loader=ChoiceLoader([FolderLoader(str(folder)) for folder in folders]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters["yaml"] = to_yaml
    made.filters["heading"] = to_heading
    return made


def template_names(env: Environment, kind: str) -> tuple[str, ...]:
    """Return the names of a kind's templates: ``madr`` for ``adr/madr.md.jinja``."""
    start = f"{kind}/"
    found = env.list_templates(filter_func=lambda name: name.endswith(SUFFIX))
    inside = (name.removeprefix(start) for name in found if name.startswith(start))
    return tuple(sorted(name.removesuffix(SUFFIX) for name in inside if "/" not in name))


def choose_template(env: Environment, kind: str, name: str) -> str:
    """Return the template file that ``name`` means for a kind.

    Raises :class:`UsageError` that names the nearest and all there are.
    """
    names = template_names(env, kind)
    if name in names:
        return f"{kind}/{name}{SUFFIX}"
    raise UsageError(
        f"no template `{name}` for {kind} records{nearest(name, names)}",
        hint=f"there are: {', '.join(names) or 'none'}",
    )


def render(env: Environment, template: str, values: Mapping[str, Any]) -> str:
    """Fill in a template.

    Raises :class:`ConfigError` with the template's file and line for a mistake in it; for an
    unknown variable the error names it, the nearest and all there are.
    """
    try:
        # Looking for names also works out what is constant, at any length.
        with at_most(PATIENCE, ROOM):
            check_names(env, template, values)
            text = env.get_template(template).render(values)
    except TookTooLong:
        raise ConfigError(
            f"did not end within {PATIENCE} s", path=shown(template), hint="look for a loop in it"
        ) from None
    except MemoryError:
        raise too_long(template) from None
    except TemplateSyntaxError as error:
        # A mistake found while looking for names is reported under this name by Jinja.
        where = template if error.name in (None, "<introspection>") else str(error.name)
        message = error.message or "not a valid template"
        raise ConfigError(message, path=shown(where), line=error.lineno) from error
    except TemplateNotFound as error:
        raise ConfigError(f"no template called `{error.name}`", path=shown(template)) from error
    except (TemplateError, SecurityError) as error:
        raise ConfigError(error.message or "failed", **place(env, error, template)) from error
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(str(error), **place(env, error, template)) from error
    if len(text) > LONGEST:
        raise too_long(template)
    return text if text.endswith("\n") else text + "\n"


def too_long(template: str) -> ConfigError:
    """Make the error for a template that makes too much."""
    message = f"makes a text longer than {LONGEST >> 20} MiB, or needs too much memory"
    return ConfigError(message, path=shown(template), hint="look for a number that is too large")


def check_names(env: Environment, template: str, values: Mapping[str, Any]) -> None:
    """Refuse a template that uses a name nobody gives a value to, on any path through it."""
    if env.loader is None:
        return
    source, path, _ = env.loader.get_source(env, template)
    tree = env.parse(source, template, path)
    unknown = find_undeclared_variables(tree) - set(values) - set(env.globals)
    for node in tree.find_all(ast.Name):
        if node.name in unknown:
            raise ConfigError(
                f"no variable called `{node.name}`{nearest(node.name, tuple(values))}",
                path=shown(template),
                line=node.lineno,
                hint=f"there are: {', '.join(sorted(values))}",
            )


def place(env: Environment, error: Exception, template: str) -> dict[str, Any]:
    """Return the template and line in which an error was raised.

    Jinja puts the lines of templates into tracebacks; the last one counts.
    """
    names = {path: name for name in env.list_templates() if (path := path_of(env, name))}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename in names:
            return {"path": shown(names[frame.filename]), "line": frame.lineno or 0}
    return {"path": shown(template)}


def path_of(env: Environment, name: str) -> str:
    """Return the file of a template, empty when it is gone."""
    try:
        return env.loader.get_source(env, name)[1] or "" if env.loader else ""
    except (TemplateNotFound, ConfigError):
        return ""


def shown(template: str) -> str:
    """Return a template's path as a message shows it."""
    return f"templates/{template}"
