#!/usr/bin/env bash
# Times the updates of ResNet50 in sg-imagenet and plain PyTorch loops by turns, on one thread each, and prints ratios.
# Usage: resnet.sh [turns]; 3 take about ten minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
turns=${1:-3}
here=Sobolev.Benchmarks/pytorch
bin=Sobolev.Benchmarks/bin/Release/net10.0

source "$here/find-python.sh"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 DOTNET_NOLOGO=1
dotnet build Sobolev.Benchmarks -c Release -v quiet >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for ((turn = 1; turn <= turns; turn++)); do
    for size in "64 16" "224 4"; do
        "$bin/Sobolev.Benchmarks" resnet $size
        "$python" -B "$here/resnet.py" loop $size
    done
done | tee "$scratch/measured" >&2

echo "PyTorch $("$python" -c 'import torch; print(torch.__version__)'), $(nproc --all) cores: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
"$python" -B "$here/ratios.py" resnet <"$scratch/measured"
