#!/usr/bin/env bash
# Times the reading of a table of 300,000 rows against NumPy by turns and prints megabytes a second; it takes a minute.
# SOBOLEV_PYTHON is a Python that has numpy. Usage: race.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${SOBOLEV_PYTHON:-python3}

if ! said=$("$python" -c 'import numpy; print(f"NumPy {numpy.__version__}")' 2>/dev/null); then
    echo "${0##*/}: skipped: $python has no numpy (pip install numpy)"
    exit 0
fi

dotnet build Sobolev.Benchmarks -c Release -v quiet >&2
echo "$said, $(nproc --all) cores: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
Sobolev.Benchmarks/bin/Release/net10.0/Sobolev.Benchmarks table "$python" Sobolev.Benchmarks/tables/load.py
