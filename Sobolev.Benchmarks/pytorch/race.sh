# Sourced by the races against PyTorch: builds, finds a python3 that has torch (or ends the script with a message), and has what they share.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=Sobolev.Benchmarks/pytorch
bin=Sobolev.Benchmarks/bin/Release/net10.0

python=
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import torch' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [[ -z $python ]]; then
    echo "${0##*/}: skipped: no python3 here has torch (Debian: apt install python3-torch libopenblas0-pthread)"
    exit 0
fi

export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 DOTNET_NOLOGO=1
source Sobolev.Benchmarks/openblas.sh
know_processor "$python" torch
dotnet build Sobolev.Benchmarks -c Release -v quiet >&2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# by_turns RATIOS TURNS FUNCTION: calls FUNCTION with the number of each turn, then prints the table RATIOS of ratios.py of what it wrote.
by_turns() {
    local turn
    for ((turn = 1; turn <= $2; turn++)); do
        "$3" "$turn"
    done | tee "$scratch/measured" >&2
    echo "PyTorch $("$python" -c 'import torch; print(torch.__version__)'), OpenBLAS for $(openblas_core "$python" torch), $(nproc --all) cores: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
    "$python" -B "$here/ratios.py" "$1" <"$scratch/measured"
}
