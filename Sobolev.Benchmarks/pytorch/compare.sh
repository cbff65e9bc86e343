#!/usr/bin/env bash
# Times sobolev and a plain PyTorch loop by turns, on one thread each, and prints ratios of the medians of all turns.
# Usage: compare.sh [turns] [turns with the whole job]; 9 and 3 take about four minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
turns=${1:-9}
jobs=${2:-3}
here=Sobolev.Benchmarks/pytorch
bin=Sobolev.Benchmarks/bin/Release/net10.0

source "$here/find-python.sh"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 DOTNET_NOLOGO=1
dotnet build Sobolev.Benchmarks -c Release -v quiet >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# One line: "ours job" and microseconds, by the clock twice and of the processor.
whole_job() {
    local TIMEFORMAT='%R %U %S'
    { time "$bin/sobolev" regress --fn rosenbrock --samples 20 --seeds 1 --threads 1 --quiet --out "$scratch/runs" >/dev/null; } 2>"$scratch/time"
    awk '{ printf "ours job %.0f %.0f %.0f\n", 1e6 * $1, 1e6 * $1, 1e6 * ($2 + $3) }' "$scratch/time"
}

for ((turn = 1; turn <= turns; turn++)); do
    "$bin/Sobolev.Benchmarks" updates
    "$python" -B "$here/regress_loop.py"
    if ((turn <= jobs)); then
        whole_job
    fi
done | tee "$scratch/measured" >&2

echo "PyTorch $("$python" -c 'import torch; print(torch.__version__)'), $(nproc --all) cores: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
"$python" -B "$here/ratios.py" updates <"$scratch/measured"
