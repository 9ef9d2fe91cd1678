#!/bin/sh
# Find or install Chromium for the browser tests; write its path to .build/chromium.
set -eu
mkdir -p .build
rm -f .build/chromium

find_browser() {
    for name in "${ARCHDOCS_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -n "$name" ] && command -v "$name" && return 0
    done
    return 1
}

if ! found=$(find_browser); then
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        as_root="none"
    fi
    if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
        echo "browser: installing Debian's chromium" >&2
        $as_root apt-get update -qq >&2
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends \
            chromium fonts-dejavu-core >&2
        found=$(find_browser) || found=""
    else
        found=""
    fi
fi

if [ -z "$found" ]; then
    if [ -n "${CI:-}" ]; then
        echo "browser: no Chromium, and none may be installed; the browser tests can't run" >&2
        exit 3
    fi
    echo "browser: no Chromium here and no right to install it; leaving the browser tests out." >&2
    echo "browser: to run them too, have an administrator run: apt-get install chromium" >&2
    exit 0
fi
echo "$found" > .build/chromium
