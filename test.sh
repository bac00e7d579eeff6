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
CIMGEN_REQUIRE_TOOLS=1
export CIMGEN_REQUIRE_TOOLS
cargo test --locked --features schema-tests "$@"
