#!/usr/bin/env bash
# The twelve tables of tables.py, or with "further" those of further.py, by sobolev fit and by those programs of peers.py that python3 can
# import: a line each of table, program, relative errors of value and gradient, CPU seconds on one thread, and the parts of the first 300
# test points within 1 and 1.96 standard deviations (value, then partials). Needs numpy (Debian: python3-numpy; peers: python3-sklearn, and
# JENN and SMT on PYTHONPATH). Two hours with all peers, ten minutes without.
#   Sobolev.Benchmarks/peers/compare.sh FOLDER [PATTERN] [further] > results.csv
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 pattern=${2:-} tables=${3:-}
tool="dotnet $here/../../Sobolev.Cli/bin/Release/net10.0/sobolev.dll"
export OPENBLAS_NUM_THREADS=1
source "$here/../openblas.sh"
know_processor python3 numpy
programs=$(python3 "$here/peers.py")
mkdir -p "$folder"
ls "$folder"/*_truth.csv >/dev/null 2>&1 || python3 "$here/tables.py" "$folder" $tables
seconds() { # CPU seconds of a command, its output discarded
    local TIMEFORMAT='%U %S'
    { time "$@" >/dev/null 2>&1 || true; } 2>&1 | awk '{printf "%.1f", $1 + $2}'
}
echo "table,program,value_error,gradient_error,cpu_seconds,value_68,value_95,gradient_68,gradient_95"
for table in "$folder"/*_s[01].csv; do
    name=$(basename "$table" .csv)
    [[ $name == *"$pattern"* ]] || continue
    for truth in "$folder"/*_truth.csv; do
        known=$(basename "$truth" _truth.csv)
        case $name in "$known"*) test=$folder/$known ;; esac
    done
    rm -rf "$folder/run"
    cpu=$(seconds $tool fit "$table" --method sobolev --threads 1 --quiet --out "$folder" --name run)
    kept=$(grep -hE ',yes,[0-9]+,' "$folder"/run/reports/*/candidates.csv | cut -d, -f1) # settings have commas
    $tool predict --model "$folder/run" --data "${test}_test.csv" --out "$folder/predicted.csv" 2>/dev/null
    head -301 "${test}_test.csv" > "$folder/some.csv"
    $tool predict --model "$folder/run" --data "$folder/some.csv" --std --out "$folder/deviations.csv" 2>/dev/null
    coverage=$(python3 "$here/score.py" "${test}_truth.csv" "$folder/deviations.csv" | cut -d, -f3-)
    echo "$name,sobolev ($kept),$(python3 "$here/score.py" "${test}_truth.csv" "$folder/predicted.csv"),$cpu,$coverage"
    for program in $programs; do
        rm -f "$folder/predicted.csv"
        cpu=$(seconds python3 "$here/peers.py" "$program" "$table" "${test}_test.csv" "$folder/predicted.csv")
        errors=failed,
        [[ -s $folder/predicted.csv ]] && errors=$(python3 "$here/score.py" "${test}_truth.csv" "$folder/predicted.csv")
        echo "$name,$program,$errors,$cpu,,,,"
    done
done
