"""Start :mod:`archdocs.site.sphinx_run` with what an earlier child compiled.

``python -m archdocs.site.start_run JOBFILE``. Apart from it because importing Sphinx is what
compiles the most.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
from pathlib import Path
from typing import NoReturn

from archdocs.system.compiled import of_this_process

__all__ = ["end", "main"]


def main(args: list[str]) -> None:
    """Take up what was compiled, build, and leave what was compiled since."""
    # What modules are made of stays; looking for garbage among it takes a tenth of the import.
    gc.disable()
    place = Path(json.loads(Path(args[0]).read_text("utf-8"))["compiled"])
    if "sphinx.application" not in sys.modules:
        of_this_process.install()
        of_this_process.load(place)
    from archdocs.site import sphinx_run

    sphinx_run.main(args)
    of_this_process.leave(place)


def end() -> NoReturn:
    """End this process without taking apart what it holds, which takes as long as two pages."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
    end()
