"""Build one version with packages of its own: they, and its own code, come before archdocs'.

``python -m archdocs.site.within JOBFILE`` is what :mod:`archdocs.site.sphinx_run` is, after the
``packages`` of the job were put before all that is installed beside archdocs. That is done here,
in a process that is confined already, and not by the environment: what a version wants installed
could take the place of modules that are loaded before.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import sys
from pathlib import Path

from archdocs.site.start_run import end

__all__ = ["lead_home", "main"]


def lead_home(checkout: Path, root: Path, *, kept: Path) -> None:
    """Lead later imports to the code of the tree at ``root``.

    The configuration is of another tree, the ``checkout``: it may have put folders of that first
    on the path, or imported the package there to ask for its version. What is in ``kept``, the
    folder of ``conf.py``, stays: extensions.
    """
    # A configuration runs in its own folder, and writes `..` as it likes.
    named = [Path(os.path.normpath(kept / path)) for path in sys.path if path]
    sys.path[:0] = [
        str(root / path.relative_to(checkout)) for path in named if path.is_relative_to(checkout)
    ]
    for name, module in list(sys.modules.items()):
        file = Path(os.path.normpath(getattr(module, "__file__", None) or "/"))
        if file.is_relative_to(checkout) and not file.is_relative_to(kept):
            del sys.modules[name]


def main(args: list[str]) -> None:
    """Put the packages first, after Python's own library, and become the build."""
    gc.disable()
    job = json.loads(Path(args[0]).read_text("utf-8"))
    places = [number for number, path in enumerate(sys.path) if path.endswith("-packages")]
    start = places[0] if places else len(sys.path)
    sys.path[start:start] = [path for path in job["packages"] if path not in sys.path]
    runpy.run_module("archdocs.site.sphinx_run", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
    end()
