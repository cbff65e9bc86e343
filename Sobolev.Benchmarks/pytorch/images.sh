#!/usr/bin/env bash
# Times the updates of sg-cifar's default preset and plain PyTorch loops by turns, on one thread each, and prints ratios.
# Usage: images.sh [turns]; 5 take about five minutes.
set -euo pipefail
source "$(dirname "$0")/race.sh"

one_turn() {
    "$bin/Sobolev.Benchmarks" images
    "$python" -B "$here/images_loop.py"
}

by_turns images "${1:-5}" one_turn
