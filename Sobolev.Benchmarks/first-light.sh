#!/usr/bin/env bash
# Tries everything that needs a GPU, once, and writes a report: first-light-NAME-DATE/report.md with logs beside it.
# Without a GPU its steps are skipped and the rest runs on the processor, in five to ten minutes.
# Usage: first-light.sh [minutes]     minutes of each paper preset on a GPU; 2 by default, 0 skips them
#   FIRST_LIGHT_TOOL=DIR/sobolev      a published tool, for a machine without the SDK; Sobolev.Benchmarks and Sobolev.Tests are used where they
#                                     lie beside it. SOBOLEV_LIBTORCH then names the torch/lib of an installed PyTorch, if it was built with none
#   PYTHON                            the interpreter whose PyTorch is timed beside, python3 by default
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
minutes=${1:-2}
export DOTNET_NOLOGO=1

gpu=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | head -1)
gpus=$(nvidia-smi --list-gpus 2>/dev/null | wc -l)
device=$([[ -n $gpu ]] && echo cuda || echo cpu)
name=$(tr -cs 'A-Za-z0-9' '-' <<<"${gpu:-cpu}" | sed 's/-*$//')
folder=$PWD/first-light-$name-$(date +%Y%m%d-%H%M%S)
mkdir -p "$folder/logs" "$folder/runs"
report=$folder/report.md
failures=0

say() { tee -a "$report" <<<"$1"; }

# step NAME LIMIT COMMAND...: runs it, logs what it writes, and adds a row
step() {
    local name=$1 limit=$2 begun=$SECONDS
    shift 2
    local log=$folder/logs/${name// /-}.log result=PASS
    # timeout starts programs: the functions below are exported to a shell
    if ! timeout "$limit" bash -c '"$@"' step "$@" >"$log" 2>&1; then
        result=FAIL
        failures=$((failures + 1))
    fi
    say "| $name | $result | $((SECONDS - begun)) | $(grep -v '^ *$' "$log" | tail -1 | tr '|' '/' | cut -c1-120) |"
}

skip() { say "| $1 | SKIP | | $2 |"; }

# on_gpu NAME LIMIT COMMAND...: a step that needs a GPU
on_gpu() {
    if [[ -n $gpu ]]; then step "$@"; else skip "$1" "no GPU"; fi
}

if [[ -n ${FIRST_LIGHT_TOOL:-} ]]; then
    tool=$FIRST_LIGHT_TOOL
    tests=$(dirname "$tool")/Sobolev.Tests
    benchmarks=$(dirname "$tool")/Sobolev.Benchmarks
else
    dotnet build Sobolev.Tests -c Release -v quiet >&2 && dotnet build Sobolev.Benchmarks -c Release -v quiet >&2 || exit 1
    tool=$PWD/Sobolev.Tests/bin/Release/net10.0/sobolev
    tests=$PWD/Sobolev.Tests/bin/Release/net10.0/Sobolev.Tests
    benchmarks=$PWD/Sobolev.Benchmarks/bin/Release/net10.0/Sobolev.Benchmarks
fi
data=$PWD/Sobolev.Tests/TestData

# run VERB NAME OPTION...: a quick run
run() { "$tool" "$1" --preset quick --device "$device" --quiet --out "$folder/runs" --name "$2" "${@:3}"; }

# same TABLE TABLE: equal but for the seconds, the last column
same() { diff <(sed 's/,[^,]*$//' "$1") <(sed 's/,[^,]*$//' "$2") && echo "same rows"; }

# A killed and resumed run has the rows of one that was not stopped; on a GPU with kernels that give the same bits.
resumed() {
    local exact=()
    [[ -n $gpu ]] && exact=(--set deterministic=true)
    run distill whole "${exact[@]}" --method sobolev || return
    # not by run, whose shell would be killed instead
    "$tool" distill --preset quick --device "$device" --quiet --out "$folder/runs" --name killed "${exact[@]}" --method sobolev \
        --set checkpoint_every=0.05s &
    local process=$! deadline=$((SECONDS + 120))
    until compgen -G "$folder/runs/killed/checkpoints/*" >/dev/null || ((SECONDS > deadline)); do sleep 0.05; done
    kill -9 $process || return
    wait $process 2>/dev/null
    "$tool" distill --resume "$folder/runs/killed" --quiet && grep -A1 '"resumed"' "$folder/runs/killed/run.json" &&
        same "$folder/runs/whole/metrics.csv" "$folder/runs/killed/metrics.csv"
}

# Samples are quadrupled, at 32 kB for each activation of one, until memory is exhausted: exit code 5, one sentence, and a folder that can be
# resumed.
exhausted() {
    local samples code
    for ((samples = 250000; samples <= 64000000; samples *= 4)); do
        run regress "samples-$samples" --fn booth --samples $samples --seeds 1 --method sobolev --updates 2 --set engine=libtorch \
            --set network.hidden=8192 --set evaluate_every=2
        code=$?
        [[ $code == 0 ]] && continue
        echo "exit code $code at $samples samples"
        [[ $code == 5 && -f $folder/runs/samples-$samples/run.json ]]
        return
    done
    echo "64 million samples fit"
}

# paper VERB OPTION...: the paper's setting for some minutes; 75 is the exit code of a run that its time limit stopped
paper() {
    "$tool" "$1" --preset paper --device "$device" --quiet --out "$folder/runs" --name "paper-$1" --max-time "${minutes}m" "${@:2}"
    local code=$?
    tail -1 "$folder/runs/paper-$1/metrics.csv"
    [[ $code == 0 || $code == 75 ]]
}

# Updates of every verb, with PyTorch's beside them; the table goes into the report.
speed() { Sobolev.Benchmarks/pytorch/gpu.sh 0.2 "$benchmarks" | tee "$folder/speed.md" && grep -c recorded "$folder/speed.md"; }

export -f run same resumed exhausted paper speed
export tool benchmarks device folder minutes gpu

say "# First light: ${gpu:-processor}, $(date -u +%Y-%m-%d)"
say ""
say "\`\`\`"
[[ -n $gpu ]] && nvidia-smi --query-gpu=name,memory.total,driver_version,clocks.max.sm --format=csv | tee -a "$report"
"$tool" doctor | tee -a "$report"
say "load before: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null); LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-}"
say "\`\`\`"
say ""
say "| step | result | seconds | last line |"
say "|---|---|---|---|"

step "doctor" 300 "$tool" doctor --json
if [[ -x $benchmarks ]]; then
    step "truth processor" 300 "$benchmarks" truth cpu
    on_gpu "truth GPU" 300 "$benchmarks" truth cuda
else
    skip "truth" "a published tool without Sobolev.Benchmarks"
fi
if [[ -x $tests ]]; then
    step "budgets" 600 "$tests" -noColor -class '*UpdateBudgetTests'
    on_gpu "tests GPU" 900 "$tests" -noColor -trait Device=GPU
else
    skip "budgets, tests GPU" "a published tool without Sobolev.Tests"
fi

step "regress quick" 600 run regress regress-quick
step "regress order 2" 600 run regress regress-second --set objective.order=2 --set network.activation=tanh
step "distill quick" 600 run distill distill-quick
if [[ -d $data ]]; then
    step "attention quick" 600 run attention attention-quick --data "$data/cifar10-slice.tar.gz"
    step "sg-cifar quick" 600 run sg-cifar sg-cifar-quick --data "$data/cifar10-slice.tar.gz"
    step "sg-imagenet quick" 600 run sg-imagenet sg-imagenet-quick --data "$data/imagenet-slice.tar" --set trunk.batch_size=8
    step "sg-cifar bfloat16" 600 run sg-cifar sg-cifar-bfloat16 --data "$data/cifar10-slice.tar.gz" --precision bfloat16
else
    skip "attention, sg-cifar, sg-imagenet quick" "no images here"
fi
step "distill bfloat16" 600 run distill distill-bfloat16 --precision bfloat16
on_gpu "distill tf32" 600 run distill distill-tf32 --precision tf32
step "resume after kill -9" 600 resumed
on_gpu "memory exhausted" 900 exhausted
if ((gpus > 1)); then
    step "second GPU" 600 "$tool" distill --preset quick --device cuda:1 --quiet --out "$folder/runs" --name second-gpu
else
    skip "second GPU" "$gpus GPUs"
fi

if [[ -x $benchmarks ]]; then
    step "second order of distill, ms and ratio to double backward" 300 "$benchmarks" second-order distill 200 "$device"
    step "second order of attention, ms and ratio to double backward" 300 "$benchmarks" second-order attention 128 "$device"
    on_gpu "speed" 1200 speed
fi
if ((minutes > 0)); then
    for verb in regress distill; do
        on_gpu "$verb paper, $minutes minutes" $((60 * minutes + 900)) paper $verb
    done
fi
if [[ -s $folder/speed.md ]]; then
    say ""
    say "Milliseconds per update, median of nine slices; eager: operation by operation, recorded: as a CUDA graph, the default."
    say ""
    say "$(cat "$folder/speed.md")"
fi

say ""
say "Load after: $(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null). Failures: $failures. Logs and runs are beside this file."
echo "$report"
exit $((failures > 0))
