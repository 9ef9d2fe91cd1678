#!/bin/sh
# Make the virtual environment: setup.sh VENV PYTHON. Needs Python 3.11 or later with pip.
set -eu
venv=$1
python=$2

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "archdocs needs Python 3.11 or later; set PYTHON=/path/to/python3" >&2
    exit 3
}

if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "setup: making $venv" >&2
    # Debian splits ensurepip off into python3-venv; virtualenv needs no system package.
    if ! "$python" -m venv --clear "$venv" >/dev/null 2>&1; then
        rm -rf "$venv"
        "$python" -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
            --root-user-action=ignore --upgrade --target .build/virtualenv virtualenv
        PYTHONPATH=.build/virtualenv "$python" -m virtualenv --quiet "$venv"
    fi
fi

echo "setup: installing archdocs and its tools into $venv" >&2
# `--group` (PEP 735) came with pip 25.1; Debian 12 has 23.
quiet="--quiet --disable-pip-version-check --root-user-action=ignore"
# shellcheck disable=SC2086 # the options are words
"$venv/bin/python" -m pip install $quiet --upgrade 'pip>=25.1'
# shellcheck disable=SC2086
"$venv/bin/python" -m pip install $quiet \
    --constraint constraints.txt --editable '.[pygraphviz]' --group test || {
    echo "setup: pip failed; to see why: $venv/bin/pip install -c constraints.txt -e . --group test" >&2
    exit 3
}
