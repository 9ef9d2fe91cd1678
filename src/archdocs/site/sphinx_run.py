"""Build one version with Sphinx: the program of the child process.

``python -m archdocs.site.sphinx_run JOBFILE`` reads a job, builds, and writes a report, both
JSON. Whatever Sphinx, an extension or ``conf.py`` raises ends as data in the report; the
parent makes a finding of it. Every version has a process of its own because Sphinx keeps
global state.
"""

from __future__ import annotations

import contextlib
import copy
import gc
import io
import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError, ExtensionError, SphinxError, ThemeError
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

from archdocs.site.complaints import ANSI, complaints, files_missed, left_out
from archdocs.site.lacking import lacking
from archdocs.site.serial import share_nothing
from archdocs.site.standins import stand_in
from archdocs.site.within import lead_home

__all__ = ["main", "run", "without_trace"]

VERSIONING = "archdocs.sphinxext.versioning"
FORMULAS = "archdocs.sphinxext.formulas"
SEEDING = "archdocs.sphinxext.seeding"
GUARD = "archdocs.sphinxext.guard"
REACH = "archdocs.sphinxext.reach"
NAVIGATION = "archdocs.sphinxext.navigation"
SHORTCUTS = "archdocs.sphinxext.shortcuts"
#: How seldom garbage is looked for: objects made since, and rounds of younger ones.
RARELY = (100_000, 20, 20)
#: Options of extensions that run notebooks, and what keeps them from it.
NOTEBOOKS = {"nbsphinx_execute": "never", "nb_execution_mode": "off"}


class VersionedSphinx(Sphinx):
    """Sphinx with the version switcher, whatever ``conf.py`` names as extensions.

    :meth:`preload_builder` is the one place of the constructor that comes after the
    project's own extensions and before options are settled.
    """

    job: Mapping[str, Any]
    meant: Mapping[str, str]

    def preload_builder(self, name: str) -> None:
        """Add the extensions, and the options that the build sets but nobody has declared."""
        self.setup_extension(VERSIONING)
        self.setup_extension(FORMULAS)
        self.setup_extension(NAVIGATION)
        self.setup_extension(SHORTCUTS)
        self.setup_extension(REACH)
        if self.job["guard"]:
            self.setup_extension(GUARD)
        if self.job["seeded"]:
            self.setup_extension(SEEDING)
        if not self.job["network"]:
            self.connect("config-inited", self.start_no_kernel, 0)
        for option in self.job["options"]:
            if option not in self.config:
                self.add_config_value(option, "", "", types=frozenset({str, bool}))
        self.connect("config-inited", self.state_release, 0)
        if self.job.get("checkout"):
            self.connect("config-inited", self.lead_home, 0)
        super().preload_builder(name)

    def start_no_kernel(self, _: Sphinx, config: Config) -> None:
        """Show notebooks as they were saved: kernels talk over a network, which there is not."""
        for option, off in NOTEBOOKS.items():
            if option in config:
                config[option] = off

    def lead_home(self, *_: object) -> None:
        """Have pages import the version's own code."""
        checkout, root = Path(self.job["checkout"]), Path(self.job["options"]["archdocs_root"])
        lead_home(checkout, root, kept=Path(self.confdir))

    def state_release(self, _: Sphinx, config: Config) -> None:
        """Say which release the pages are of, where ``conf.py`` says one at all."""
        self.meant = stand_in(self.job["release"], config, used=self.job["seeded"])


def run(job: Mapping[str, Any]) -> dict[str, Any]:
    """Build as ``job`` says and return the report.

    The job has ``srcdir``, ``confdir``, ``outdir``, ``doctreedir``, ``options`` (overrides of
    the configuration), ``release``, ``seeded`` (whether to take up what an earlier build left),
    and ``guard``: whether pages are kept from running anything.

    The report has ``ok``, ``pages``, ``warnings`` (their number), ``first`` (the first warning
    or error), ``unsafe`` (path, line and text of what the guard left out), ``missed`` (path,
    line and file of what a page brings in and is not there) and, after a failure, ``error``.
    ``again`` says that pages of an earlier build can't be taken over after all: the next run
    starts from nothing. ``meant`` is what is to be put in place of stand-ins
    (:mod:`archdocs.site.standins`).
    """
    noise = io.StringIO()
    report: dict[str, Any] = {"ok": False, "pages": [], "error": None, "again": False}
    VersionedSphinx.job = job
    app: VersionedSphinx | None = None
    try:
        with patch_docutils(job["confdir"]), docutils_namespace():
            app = VersionedSphinx(
                job["srcdir"],
                job["confdir"],
                job["outdir"],
                job["doctreedir"],
                "html",
                confoverrides=dict(job["options"]),
                status=None,
                warning=noise,
            )
            app.build()
            report["meant"] = app.meant
            report["pages"] = sorted(app.env.found_docs)
            report["ok"] = True
    except (Exception, SystemExit) as error:  # noqa: BLE001 - hostile code raises anything
        conf = Path(job["confdir"]) / "conf.py"
        report["error"] = describe(error, conf, app)
        if report["error"]["kind"] != "build":
            report["error"]["lacking"] = lacking(conf, Path(job["options"]["archdocs_root"]))
    said = noise.getvalue()
    if app is not None and report["ok"] and job["seeded"]:
        # Pages that were left as they are have theirs still.
        seeding = app.extensions[SEEDING].module.of(app)
        said = "\n".join(seeding.remarks())
        report["again"] = seeding.in_vain
    return report | told(said, Path(job["srcdir"]))


def told(said: str, docs: Path) -> dict[str, Any]:
    """Return what a report tells of what Sphinx said."""
    faults = complaints(said)
    return {
        "warnings": len(faults),
        "first": faults[0][:500] if faults else "",
        "unsafe": left_out(faults),
        "missed": files_missed(said, docs),
    }


@contextlib.contextmanager
def without_trace() -> Iterator[None]:
    """Keep a build from showing in later ones of the same process."""
    given = Config.config_values
    # Themes add to lists that are the defaults of every build; pages whose configuration seems
    # to have changed would be written again.
    Config.config_values = copy.deepcopy(given)
    try:
        yield
    finally:
        Config.config_values = given
        # What words the next language lacks would come from these.
        translators.clear()


def describe(error: BaseException, conf: Path, app: Sphinx | None) -> dict[str, Any]:
    """Say what kind of failure this is, in one line, and where: an absolute path and a line."""
    cause = error.__cause__ or getattr(error, "orig_exc", None)
    found: dict[str, Any] = {"kind": "build", "name": "", "path": str(conf), "line": 0}
    text = ANSI.sub("", str(error)).strip()
    if isinstance(error, ConfigError) and cause is not None:
        found.update(kind="conf", line=line_in(cause, conf), text=one_line(cause))
    elif isinstance(error, ExtensionError) and text.startswith("Could not import extension"):
        name = text.split()[4]
        missing = cause.name if isinstance(cause, ModuleNotFoundError) and cause.name else name
        if name.startswith(f"{missing}."):
            missing = name  # The package around it has no distribution of its own.
        found.update(kind="extension", name=missing, line=line_with(name, conf), text=text)
    elif isinstance(error, ThemeError):
        name = next(iter(re.findall(r"'([^']+)'", text)), "")
        found.update(kind="theme", name=name, line=line_with(name, conf), text=text)
    else:
        text = one_line(error).replace("(exception: )", f"(exception: {type(cause).__name__})")
        found.update(text=text, path=reading(app) or str(conf))
        found["line"] = line_in(error, conf) if found["path"] == str(conf) else 0
    found["text"] = found["text"].splitlines()[0][:500]
    return found


def one_line(error: BaseException) -> str:
    """Return an exception as one line: its kind where its text alone would puzzle."""
    text = ANSI.sub("", str(error)).strip()
    if isinstance(error, SphinxError) and text:
        return " ".join(text.split())
    return " ".join(f"{type(error).__name__}: {text}".split()).removesuffix(":")


def reading(app: Sphinx | None) -> str:
    """Return the document that was being read, or an empty string."""
    if app is None or not hasattr(app, "env"):
        return ""
    docname = app.env.current_document.docname
    return str(app.env.doc2path(docname)) if docname else ""


def line_in(error: BaseException, conf: Path) -> int:
    """Return the line of ``conf.py`` that an exception came from, or 0."""
    if isinstance(error, SyntaxError):
        return error.lineno or 0
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if Path(frame.filename).name == conf.name]
    return lines[-1] if lines else 0


def line_with(name: str, conf: Path) -> int:
    """Return the first line of ``conf.py`` that quotes a name, or 0."""
    try:
        lines = conf.read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0
    quoted = (f'"{name}"', f"'{name}'")
    return next((n for n, line in enumerate(lines, 1) if any(q in line for q in quoted)), 0)


def main(args: list[str]) -> None:
    """Read the job, build, write the report."""
    # Trees of documents are all cycles, and live until the end; looking for garbage finds none.
    gc.freeze()
    gc.set_threshold(*RARELY)
    gc.enable()
    # Nobody hears how it gets on, and to say so takes a thirtieth of the time.
    logging.disable(logging.INFO)
    job = json.loads(Path(args[0]).read_text("utf-8"))
    if not job["network"]:
        share_nothing()
    report = run(job)
    Path(job["report"]).write_text(json.dumps(report), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
