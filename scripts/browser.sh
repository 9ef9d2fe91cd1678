#!/bin/sh
# Find or install Chromium for the browser tests; write its path to .build/chromium.
set -eu
mkdir -p .build
rm -f .build/chromium

find_browser() {
    for name in "${ARCHDOCS_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Playwright talks through a program of its own, which needs a library that a small Debian lacks.
driver_runs() {
    .venv/bin/python -c '
import pathlib, playwright, subprocess, sys
node = pathlib.Path(playwright.__file__).parent / "driver" / "node"
sys.exit(subprocess.run([str(node), "--version"], capture_output=True).returncode)
'
}

install_browser() {
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        return 1
    fi
    command -v apt-get >/dev/null 2>&1 || return 1
    echo "browser: installing Debian's chromium; what apt says is in .build/apt.log" >&2
    {
        $as_root apt-get update -qq &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
                --no-install-recommends chromium fonts-dejavu-core libatomic1
    } >.build/apt.log 2>&1
}

if ! { find_browser >/dev/null && driver_runs; }; then
    install_browser || true
fi

if found=$(find_browser) && driver_runs; then
    echo "$found" >.build/chromium
    exit 0
fi
if [ -n "${CI:-}" ]; then
    echo "browser: no Chromium, and none could be installed; the browser tests can't run" >&2
    exit 3
fi
echo "browser: no Chromium here and none could be installed; leaving the browser tests out." >&2
echo "browser: to run them too: apt-get install chromium libatomic1 (as an administrator)" >&2
