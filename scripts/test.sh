#!/bin/sh
# Everything that must hold before a change lands: test.sh BIN
set -eu
bin=$1
shift
step() { printf '\n== %s\n' "$1"; }

mkdir -p .build
step "format and lint";   "$bin/ruff" format --check . && "$bin/ruff" check .
step "import directions"; "$bin/lint-imports"

# Tests start interpreters by the hundred; none shall compile again what no installation compiled.
"$bin/python" -m compileall -q src tests/*.py
# Types need one core, and are told after the tests, which have the other.
"$bin/mypy" >.build/types.txt 2>&1 &
types=$!

if [ -s .build/chromium ]; then
    ARCHDOCS_CHROMIUM=$(cat .build/chromium)
    export ARCHDOCS_CHROMIUM
    marks="not slow"
else
    marks="not slow and not browser"
    trap 'echo "test: the browser tests were left out; see the first lines above"' EXIT
fi

step "archdocs check on this repository"
"$bin/archdocs" check

step "tests"
"$bin/coverage" erase
# One order, so that a change is refused for what it did; `make test-slow` shuffles anew. Three
# at a time on two cores, since some wait for servers.
status=0
"$bin/python" -m pytest -n "${ARCHDOCS_TEST_JOBS:-3}" --dist loadgroup --randomly-seed=1 \
    -m "$marks" --cov --cov-report= "$@" || status=$?
# The lines are at least these: `ARCHDOCS_COUNTED=all` counts in every process.
"$bin/coverage" report --fail-under=85 >.build/coverage.txt || status=$?
tail -n 12 .build/coverage.txt

step "types"
wait "$types" || status=$?
cat .build/types.txt
exit "$status"
