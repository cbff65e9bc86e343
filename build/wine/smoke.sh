#!/usr/bin/env bash
# Runs a win-x64 publish of sobolev under Wine 10 and checks what a user of Windows would see. docs/windows.md tells how to get Wine 10.
#
#   dotnet publish Sobolev.Cli -c Release -r win-x64 --self-contained -p:TorchBackend=cpu -o DIR/tool
#   dotnet publish build/wine/probe.cs -c Release -r win-x64 --self-contained -o DIR/probe
#   dotnet publish Sobolev.Tests -c Release -r win-x64 --self-contained -p:TorchBackend=cpu -o DIR/tests      # optional
#   build/wine/smoke.sh WINE DIR
#
# WINE is the path of the 64-bit program of Wine. The last line is "N passed, N failed".
set -uo pipefail

wine=${1:?usage: smoke.sh WINE DIR} folder=$(cd "${2:?usage: smoke.sh WINE DIR}" && pwd)
scratch=$(mktemp -d) passed=0 failed=0
export WINEDEBUG=-all WINEPREFIX="$scratch/prefix" XDG_RUNTIME_DIR="$scratch"
trap '"$wine" wineboot -k >/dev/null 2>&1; sleep 2; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
"$wine" wineboot -i >/dev/null 2>&1

sobolev() { timeout 600 "$wine" "$folder/tool/sobolev.exe" "$@" >out 2>err; }
probe() { timeout 600 "$wine" "$folder/probe/probe.exe" "$1" "$2" "$folder/tool/sobolev.exe" "${@:3}" >out 2>err; }

# check NAME EXPECTED-EXIT-CODE ACTUAL [PATTERN FILE]...: exit code, and each pattern in its file
check() {
    local name=$1 expected=$2 actual=$3 wrong=""
    shift 3
    [ "$actual" = "$expected" ] || wrong="exit code $actual, not $expected"
    while [ $# -gt 1 ]; do
        grep -qE -- "$1" "$2" 2>/dev/null || wrong="$wrong; no '$1' in $2"
        shift 2
    done
    if [ -z "$wrong" ]; then
        passed=$((passed + 1)); echo "ok    $name"
    else
        failed=$((failed + 1)); echo "FAIL  $name: $wrong"; sed 's/^/      out: /' out | tail -5; sed 's/^/      err: /' err | tail -5
    fi
}

small=(--fn booth --samples 20 --set "network.hidden=16" --out runs)
long=("${small[@]}" --seeds 2 --threads 1 --updates 200000 --set evaluate_every=1000 --set checkpoint_every=1s)

sobolev --help;             check "help" 0 $? "Verbs" out
sobolev;                    check "no word is wrong usage, with help" 2 $? "Verbs" out
sobolev doctor;             check "doctor" 0 $? "^libtorch +2" out "Windows" out
sobolev regress --preset quick "${small[@]}" --name managed;                              check "regress, managed engine" 0 $? "±|sobolev" out
sobolev regress --preset quick "${small[@]}" --name torch --set engine=libtorch;          check "regress, libtorch" 0 $? "sobolev" out
sobolev regress --preset quick "${small[@]}" --name json --json --quiet;                  check "JSON is on standard output" 0 $? '"status": *"done"' out
grep -q $'\r' out;          check "standard output has no carriage return" 1 $?
iconv -f UTF-8 -t UTF-8 out >/dev/null; check "standard output is UTF-8" 0 $?

# own data with a byte order mark and CRLF, as Excel saves it
sobolev data example --rows 60 --seed 1;  check "data example" 0 $?
{ printf '\xef\xbb\xbf'; sed 's/\r*$/\r/' out; } >table.csv
sobolev fit table.csv --preset quick --model network --out runs --name own;                     check "own data with CRLF" 0 $?
sobolev predict --model runs/own --data table.csv --out 'predicted.csv';                  check "predict" 0 $? "," predicted.csv
sobolev export --model runs/own --out own.onnx;                                           check "export" 0 $?
sobolev runs list runs;     check "runs list" 0 $? "own" out
sobolev '[suggest:4]' regr; check "a shell's question is answered" 0 $? "^regress$" out

# interruptions: each run is resumed and ends with the rows of one that was not interrupted
rows() { sed 's/,[^,]*$//' "runs/$1/metrics.csv"; }
resumed() {
    sobolev regress --resume "runs/$1"; check "resume after $1" 0 $?
    [ "$(rows whole)" = "$(rows "$1")" ]; check "resume after $1 gives the rows of the whole run" 0 $?
}
sobolev regress --preset quick "${long[@]}" --name whole;                                 check "a longer run" 0 $?
checkpoint=checkpoints/booth-20-regular-seed0
probe kill runs/kill/$checkpoint regress --preset quick "${long[@]}" --name kill;         [ $? != 0 ]; check "kill" 0 $?
resumed kill
probe ctrl-c runs/ctrl-c/$checkpoint regress --preset quick "${long[@]}" --name ctrl-c;   check "Ctrl+C stops after a checkpoint" 130 $? "resume with" err
resumed ctrl-c
sobolev regress --preset quick "${long[@]}" --name max-time --max-time 1s;                check "--max-time" 75 $? "resume with" err
resumed max-time

# files that another program holds open
probe hold-2s runs/moments/run.json regress --preset quick "${small[@]}" --name moments;  check "run.json is held for two seconds" 0 $?
probe hold runs/editor/run.json regress --preset quick "${small[@]}" --name editor
check "run.json is open in an editor" 1 $? "run.json: another program has this file open.*--resume" err
sobolev regress --resume runs/editor;  check "resume when the editor is closed" 0 $?
sobolev runs show runs/editor;         check "the record is complete" 0 $? "done" out

for name in CON NUL com1.txt 'x.'; do
    sobolev regress --preset quick "${small[@]}" --name "$name"; check "--name $name is refused" 2 $? "^sobolev: --name" err
done

if [ -f "$folder/tests/Sobolev.Tests.exe" ]; then
    timeout 3000 "$wine" "$folder/tests/Sobolev.Tests.exe" -noColor -trait- Speed=Slow >out 2>err; check "the fast tests" 0 $?
    grep -E '\[FAIL\]|Total:' out
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
