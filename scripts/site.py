"""Build this repository's own site and the showcase: what ``make site`` runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_site"
SHOWCASE = ROOT / ".build" / "showcase"


def run(*argv: str) -> None:
    """Run a command, and end with its status when it fails."""
    done = subprocess.run([sys.executable, *argv], cwd=ROOT, check=False)
    if done.returncode:
        print(f"site: `{' '.join(argv[1:])}` ended with {done.returncode}", file=sys.stderr)
        raise SystemExit(done.returncode)


def main() -> None:
    """Build both sites and say where they are."""
    start = time.monotonic()
    print("site: building archdocs' own documentation, every release of it", flush=True)
    run("-m", "archdocs", "build", "--output", str(SITE))
    print("site: making the showcase, a shop with four releases, and building it", flush=True)
    shutil.rmtree(SHOWCASE, ignore_errors=True)
    run("scripts/showcase.py", str(SHOWCASE))
    run("-m", "archdocs", "-C", str(SHOWCASE), "build", "--output", str(SITE / "showcase"))
    print(f"site: done in {time.monotonic() - start:.0f} s", flush=True)
    print("site: open _site/index.html (archdocs)", flush=True)
    print("site: and _site/showcase/index.html (the showcase)", flush=True)


if __name__ == "__main__":
    main()
