#!/usr/bin/env bash
# Times decoding and cutting of images against Pillow by turns, on one thread each, and prints ratios. Pillow: Debian's python3-pil.
# Usage: decode.sh ARCHIVE.tar.gz [turns]; the archive holds *.JPEG. 5 turns take about four minutes.
set -euo pipefail
archive=$(realpath "$1") turns=${2:-5}
cd "$(dirname "$0")/../.."
bin=Sobolev.Benchmarks/bin/Release/net10.0
python=${PYTHON:-/usr/bin/python3}

dotnet build Sobolev.Benchmarks -c Release -v quiet >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for ((turn = 1; turn <= turns; turn++)); do
    "$bin/Sobolev.Benchmarks" decode "$archive"
    "$python" -B Sobolev.Benchmarks/pillow/decode_loop.py "$archive"
done | tee "$scratch/measured" >&2

echo "Pillow $("$python" -c 'import PIL; print(PIL.__version__)'), $(basename "$archive"), $(nproc --all) cores: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
"$python" -B Sobolev.Benchmarks/pytorch/ratios.py decode <"$scratch/measured"
