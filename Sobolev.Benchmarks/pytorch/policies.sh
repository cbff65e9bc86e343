#!/usr/bin/env bash
# Times the updates of distill (batches of 200 frames) and plain PyTorch loops by turns, on one thread each, and prints ratios.
# Usage: policies.sh [turns]; 5 take about five minutes.
set -euo pipefail
source "$(dirname "$0")/race.sh"

one_turn() {
    "$bin/Sobolev.Benchmarks" policies
    "$python" -B "$here/policies_loop.py"
}

by_turns policies "${1:-5}" one_turn
