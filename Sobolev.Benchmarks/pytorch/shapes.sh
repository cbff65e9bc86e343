#!/usr/bin/env bash
# Times Sobolev updates of other networks and batches than the default by turns with a plain PyTorch loop, on one thread each.
# Usage: shapes.sh [turns]; 5 take about four minutes.
set -euo pipefail
source "$(dirname "$0")/race.sh"

one_turn() {
    "$bin/Sobolev.Benchmarks" shapes
    "$python" -B "$here/regress_loop.py" shapes
}

by_turns shapes "${1:-5}" one_turn
