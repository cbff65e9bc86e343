#!/usr/bin/env bash
# The twelve tables of tables.py by sobolev fit and, where scikit-learn is installed, by its Gaussian process of the values: a line each of
# table, program, relative error of the value, of the gradient, CPU seconds. Needs python3-numpy (Debian); python3-sklearn for the second.
#   Sobolev.Benchmarks/peers/compare.sh FOLDER [PATTERN] > results.csv
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 pattern=${2:-}
tool="dotnet $here/../../Sobolev.Cli/bin/Release/net10.0/sobolev.dll"
mkdir -p "$folder"
[ -e "$folder/otl_truth.csv" ] || python3 "$here/tables.py" "$folder"
seconds() { # CPU seconds of a command, its output discarded
    local TIMEFORMAT='%U %S'
    { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{printf "%.1f", $1 + $2}'
}
echo "table,program,value_error,gradient_error,cpu_seconds"
for table in "$folder"/*_s[01].csv; do
    name=$(basename "$table" .csv)
    [[ $name == *"$pattern"* ]] || continue
    for known in borehole otl wing robot rosenbrock sphere20 styb5; do
        case $name in "$known"*) test=$folder/$known ;; esac
    done
    rm -rf "$folder/run"
    cpu=$(seconds $tool fit "$table" --method sobolev --threads 1 --quiet --out "$folder" --name run)
    $tool predict --model "$folder/run" --data "${test}_test.csv" --out "$folder/predicted.csv" 2>/dev/null
    echo "$name,sobolev,$(python3 "$here/score.py" "${test}_truth.csv" "$folder/predicted.csv"),$cpu"
    if python3 -c 'import sklearn' 2>/dev/null; then
        cpu=$(seconds python3 "$here/gpr.py" "$table" "${test}_test.csv" "$folder/predicted.csv")
        echo "$name,scikit-learn,$(python3 "$here/score.py" "${test}_truth.csv" "$folder/predicted.csv"),$cpu"
    fi
done
