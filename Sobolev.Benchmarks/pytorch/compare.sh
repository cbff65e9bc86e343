#!/usr/bin/env bash
# Times sobolev and a plain PyTorch loop by turns, on one thread each, and prints ratios of the medians of all turns.
# Usage: compare.sh [turns] [turns with the whole job]; 9 and 3 take about four minutes.
set -euo pipefail
source "$(dirname "$0")/race.sh"
jobs=${2:-3}

# One line: "ours job" and microseconds, by the clock twice and of the processor.
whole_job() {
    local TIMEFORMAT='%R %U %S'
    { time "$bin/sobolev" regress --fn rosenbrock --samples 20 --seeds 1 --threads 1 --quiet --out "$scratch/runs" >/dev/null; } 2>"$scratch/time"
    awk '{ printf "ours job %.0f %.0f %.0f\n", 1e6 * $1, 1e6 * $1, 1e6 * ($2 + $3) }' "$scratch/time"
}

one_turn() {
    "$bin/Sobolev.Benchmarks" updates
    "$python" -B "$here/regress_loop.py"
    if (($1 <= jobs)); then
        whole_job
    fi
}

by_turns updates "${1:-9}" one_turn
