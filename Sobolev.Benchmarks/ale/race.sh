#!/usr/bin/env bash
# Times the bridge to the Arcade Learning Environment and a plain Python loop with ale-py by 100 short turns, and prints decisions a second.
# SOBOLEV_PYTHON is a Python that has ale_py, numpy and cv2. Usage: race.sh [ROM]; it takes a minute.
set -euo pipefail
cd "$(dirname "$0")/../.."
rom=${1:-tetris}
export SOBOLEV_PYTHON=${SOBOLEV_PYTHON:-python3}

if ! said=$("$SOBOLEV_PYTHON" -c 'import ale_py, cv2, numpy; print(f"ale-py {ale_py.__version__}, OpenCV {cv2.__version__}")' 2>/dev/null); then
    echo "${0##*/}: skipped: $SOBOLEV_PYTHON has no ale_py, numpy or cv2 (pip install ale-py opencv-python-headless)"
    exit 0
fi

dotnet build Sobolev.Benchmarks -c Release -v quiet >&2
echo "$said, $rom, $(nproc --all) cores: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
Sobolev.Benchmarks/bin/Release/net10.0/Sobolev.Benchmarks ale "$rom" Sobolev.Benchmarks/ale/loop.py
