#!/usr/bin/env bash
# Gives readers inputs that coverage guides: SharpFuzz marks the branches of the tool's libraries, AFL++ (a package of Debian and Ubuntu) mutates
# what reaches new ones. Prints a line for each reader; the exit code is 1 where an input crashed it or hung, and that input is kept.
# Usage: guided.sh MINUTES READER...     minutes of each reader, on one core each
set -euo pipefail
minutes=${1:?usage: guided.sh MINUTES READER...}
shift
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d) found=0
trap 'rm -rf "$scratch"' EXIT
dotnet build "$here" -c Release -v quiet >/dev/null
# a copy: files of packages in the output are hard links to the user's cache, which must not be marked; the readers need no libtorch
mkdir "$scratch/program"
tar -C "$here/bin/Release/net10.0" -c --exclude='libtorch*' . | tar -C "$scratch/program" -x
dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$scratch/tool" >/dev/null
for reader in "$@"; do
    "$scratch/program/Sobolev.Faults" seeds "$reader" "$scratch/$reader/seeds"
done
for library in Sobolev.Experiments Sobolev.Surrogates YamlDotNet CsvHelper ICSharpCode.SharpZipLib; do
    "$scratch/tool/sharpfuzz" "$scratch/program/$library.dll"
done
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1

one() {
    local reader=$1 folder="$scratch/$1"
    afl-fuzz -i "$folder/seeds" -o "$folder/found" -V $((60 * minutes)) -t 20000 -m none -- \
        "$scratch/program/Sobolev.Faults" guided "$reader" >"$folder/log" 2>&1 || { tail -20 "$folder/log" >&2; return 1; }
    awk -v reader="$reader" -F' *: *' '{ value[$1] = $2 } END { printf "%s: %s inputs, %s kept for a new branch, %s crashed, %s hung\n", reader,
        value["execs_done"], value["corpus_count"], value["saved_crashes"], value["saved_hangs"] }' "$folder/found/default/fuzzer_stats"
}

# as many at a time as there are cores
for reader in "$@"; do
    while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || found=1; done
    one "$reader" &
done
while (($(jobs -rp | wc -l) > 0)); do wait -n || found=1; done
shopt -s nullglob
for input in "$scratch"/*/found/default/crashes/id* "$scratch"/*/found/default/hangs/id*; do
    cp "$input" "guided-$(basename "$(dirname "$(dirname "$(dirname "$(dirname "$input")")")")")-$(basename "$input")"
    found=1
done
exit $found
