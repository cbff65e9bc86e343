#!/usr/bin/env bash
# Times the updates of distill (batches of 200 frames) and plain PyTorch loops by turns, on one thread each, and prints ratios.
# Usage: policies.sh [turns]; 5 take about five minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
turns=${1:-5}
here=Sobolev.Benchmarks/pytorch
bin=Sobolev.Benchmarks/bin/Release/net10.0

source "$here/find-python.sh"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 DOTNET_NOLOGO=1
dotnet build Sobolev.Benchmarks -c Release -v quiet >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for ((turn = 1; turn <= turns; turn++)); do
    "$bin/Sobolev.Benchmarks" policies
    "$python" -B "$here/policies_loop.py"
done | tee "$scratch/measured" >&2

echo "PyTorch $("$python" -c 'import torch; print(torch.__version__)'), $(nproc --all) cores: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
"$python" -B "$here/ratios.py" policies <"$scratch/measured"
