#!/usr/bin/env bash
# Compares the speed of two commits by turns and names what has become slower by more than its spread; exit code 1 if something has.
# Usage: guard.sh BEFORE [AFTER] [TURNS]; AFTER is HEAD and TURNS, at least 2, 5 unless given. A turn of both takes three to four minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1
if (($# < 1 || $# > 3)); then
    sed -n 's/^# \(Usage.*\)/\1/p' "$0" >&2
    exit 2
fi
turns=${3:-5}
if ! [[ $turns =~ ^([2-9]|[1-9][0-9]+)$ ]]; then
    echo "$turns: the number of turns is a whole number, at least 2; one has no spread" >&2
    exit 2
fi

declare -A commits
for side in before after; do
    name=$1
    [[ $side == after ]] && name=${2:-HEAD}
    commits[$side]=$(git rev-parse --verify --quiet "$name^{commit}") || { echo "$name: no such commit" >&2; exit 2; }
done

scratch=$(mktemp -d)
finish() {
    local side
    for side in before after; do
        git worktree remove --force "$scratch/$side" 2>/dev/null || true
    done
    rm -rf "$scratch"
}
trap finish EXIT

for side in before after; do
    git worktree add --quiet --detach "$scratch/$side" "${commits[$side]}"
    dotnet build "$scratch/$side/Sobolev.Benchmarks" -c Release -v quiet >&2
done

measure() { "$scratch/$1/Sobolev.Benchmarks/bin/Release/net10.0/Sobolev.Benchmarks" quick "$scratch/$1-$2.json" >/dev/null; }

for ((turn = 1; turn <= turns; turn++)); do
    echo "turn $turn of $turns" >&2
    # whoever is second finds a warmer machine: they change places
    if ((turn % 2)); then
        measure before "$turn"
        measure after "$turn"
    else
        measure after "$turn"
        measure before "$turn"
    fi
done

echo "${commits[before]:0:12} and ${commits[after]:0:12}, $turns turns, $(nproc --all) cores: $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
"$scratch/after/Sobolev.Benchmarks/bin/Release/net10.0/Sobolev.Benchmarks" compare "$scratch"
