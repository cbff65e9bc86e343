#!/usr/bin/env bash
# Times the updates of every verb on a GPU, and PyTorch's there, and prints a table in Markdown with the ratios to PyTorch's fastest way.
# Usage: gpu.sh [seconds of each case] [BENCHMARKS]; 0.3 take about three minutes, of which torch.compile needs most.
#   BENCHMARKS is the program Sobolev.Benchmarks, by default that of this repository's build; PYTHON the interpreter that has torch.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
seconds=${1:-0.3} benchmarks=${2:-$here/../bin/Release/net10.0/Sobolev.Benchmarks} python=${PYTHON:-python3}
times=$(mktemp)
trap 'rm -f "$times"' EXIT
"$benchmarks" gpu cuda "$seconds" >>"$times"
if "$python" -c 'import torch' 2>/dev/null; then
    "$python" -B "$here/gpu_loop.py" --seconds "$seconds" --ways eager,graph >>"$times"
    "$python" -B "$here/gpu_loop.py" --seconds "$seconds" --ways compile >>"$times"
fi
awk -f "$here/gpu_table.awk" "$times"
