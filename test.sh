#!/bin/sh
# All tests with the real tools. Installs what is missing where it can (Debian, root), else says what
# to install. With the tools here, a skipped test is a failure.
set -eu
cd "$(dirname "$0")"
missing=""
need() {
    command -v "$1" > /dev/null 2>&1 || missing="$missing $2"
}
need verilator verilator
need iverilog iverilog
need yosys yosys
need g++ g++
need make make
need python3 python3-venv
# The script of `docs/from_pytorch.md` and tests of the JSON Schema need packages: those of the system, and what it
# lacks in an environment of their own.
: "${CIMGEN_PYTHON:=python3}"
has_packages() {
    "$1" -c "import numpy, safetensors.numpy, jsonschema" 2> /dev/null
}
has_packages "$CIMGEN_PYTHON" || CIMGEN_PYTHON="$PWD/target/python/bin/python3"
has_packages "$CIMGEN_PYTHON" || python3 -c "import ensurepip" 2> /dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
        apt-get update -q
        # shellcheck disable=SC2086 # a list of packages
        DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $missing
    else
        echo "Missing:$missing" >&2
        echo "On Debian or Ubuntu: sudo apt-get install$missing" >&2
        echo "Without them, \`cargo test\` runs what needs no tool and says what it skips." >&2
        exit 3
    fi
fi
if ! has_packages "$CIMGEN_PYTHON"; then
    python3 -m venv --system-site-packages target/python
    "$CIMGEN_PYTHON" -m pip install --quiet numpy safetensors jsonschema
fi
CIMGEN_REQUIRE_TOOLS=1
export CIMGEN_REQUIRE_TOOLS CIMGEN_PYTHON
if [ $# = 0 ]; then
    # All but examples, which would be linked and not run.
    cargo test --locked --tests
    cargo test --locked --doc
else
    cargo test --locked "$@"
fi
