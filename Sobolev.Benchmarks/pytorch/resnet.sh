#!/usr/bin/env bash
# Times the updates of ResNet50 in sg-imagenet and plain PyTorch loops by turns, on one thread each, and prints ratios.
# Usage: resnet.sh [turns]; 3 take about ten minutes.
set -euo pipefail
source "$(dirname "$0")/race.sh"

one_turn() {
    local size
    for size in "64 16" "224 4"; do
        "$bin/Sobolev.Benchmarks" resnet $size
        "$python" -B "$here/resnet.py" loop $size
    done
}

by_turns resnet "${1:-3}" one_turn
