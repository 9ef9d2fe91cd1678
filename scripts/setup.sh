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
            --upgrade --target .build/virtualenv virtualenv
        PYTHONPATH=.build/virtualenv "$python" -m virtualenv --quiet "$venv"
    fi
fi

echo "setup: installing archdocs and its tools into $venv" >&2
# `--group` (PEP 735) came with pip 25.1; Debian 12 has 23.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint constraints.txt --editable '.[pygraphviz]' --group test
