"""From the words of a call to its answer; each command is imported when it is called."""

from __future__ import annotations

from archdocs.records.adrtools.answer import Answer, Refused

__all__ = ["answer", "suggest"]


def answer(words: list[str], home: str) -> Answer:
    """Answer one call of ``adr``, for better or worse.

    ``home`` is the folder the program is in; adr-tools' complaints begin with it.
    """
    try:
        return dispatch(words[0] if words else "", words[1:], home)
    except Refused as refused:
        return refused.answer
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return Answer(err=f"adr: {place}{error.strerror}\n", code=1)


def dispatch(command: str, rest: list[str], home: str) -> Answer:
    """Run one command."""
    from archdocs.records.adrtools import change, folder

    match command:
        case "new":
            from archdocs.records.adrtools.new import new

            return new(rest, home)
        case "init":
            from archdocs.records.adrtools.new import init

            return init(rest)
        case "list":
            paths = folder.listed(folder.find_folder())
            return Answer("".join(f"{path}\n" for path in paths))
        case "link":
            return change.link(rest)
        case "upgrade-repository":
            return change.upgrade()
        case "generate":
            from archdocs.records.adrtools.generate import generate

            return generate(rest, home)
    return inform(command, rest, home)


def inform(command: str, rest: list[str], home: str) -> Answer:
    """Answer the commands that say something about ``adr`` itself."""
    from archdocs.records.adrtools.help import show_help
    from archdocs.records.adrtools.new import FILES

    if command == "config":
        return Answer(f'adr_bin_dir="{quote(home)}"\nadr_template_dir="{quote(FILES)}"\n')
    shown = show_help(rest if command == "help" else [])
    shown.code = 0 if command == "help" else 1
    return shown


def suggest(words: list[str]) -> Answer:
    """Answer one call of ``_adr_autocomplete``."""
    from archdocs.records.adrtools.help import complete

    return complete(words)


def quote(text: str) -> str:
    """Make text safe between double quotes in a shell."""
    for char in '\\"$`':
        text = text.replace(char, "\\" + char)
    return text
