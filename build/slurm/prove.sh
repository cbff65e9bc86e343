#!/usr/bin/env bash
# The jobs of docs/batch.md on a real Slurm: requeue by time, by signal, an array that shares a sweep while its tasks are killed, srun without
# MPI. Needs sbatch, a running slurmctld and sobolev on the PATH. Usage: build/slurm/prove.sh FOLDER; it ends with "N passed, N failed".
set -uo pipefail
folder=${1:?usage: build/slurm/prove.sh FOLDER (a new folder on a disk that the nodes share)}
mkdir "$folder" && cd "$folder" || exit 2
passed=0 failed=0
check() {
    if "${@:2}"; then passed=$((passed + 1)); echo "passed: $1"; else failed=$((failed + 1)); echo "FAILED: $1"; fi
}
ended() { # waits for a job; its state is the answer
    while :; do
        state=$(scontrol show job "$1" -o 2>/dev/null | grep -o 'JobState=[A-Z_]*' | sort | uniq -c | sed 's/ *\([0-9]*\) JobState=/\1 /' | paste -sd' ')
        case $state in *PENDING* | *RUNNING* | *COMPLETING* | *REQUEUE* | *CONFIGURING*) sleep 2 ;; *) echo "$state"; return ;; esac
    done
}
rows() { cut -d, -f1-8 "$1"; } # every column but the seconds
same() { diff <(rows "$1/metrics.csv") <(rows "$2/metrics.csv") && for model in "$1"/models/*; do cmp "$model" "$2/models/${model##*/}"; done; }
long=(regress --fn rosenbrock --seeds 2 --threads 1 --updates "${UPDATES:-150000}" --set evaluate_every=5000 --set checkpoint_every=2s --set test_samples=2000 --quiet)

echo "Slurm $(sbatch --version), $(sobolev --version)"
sobolev "${long[@]}" --out . --name whole > /dev/null

cat > time.sbatch <<END
#!/bin/bash
#SBATCH --job-name=time --requeue --open-mode=append --output=%x.log --time=5
sobolev ${long[*]} --out . --name time --resume auto --max-time ${SLICE:-8s}
code=\$?
echo "leg \${SLURM_RESTART_COUNT:-0}: exit \$code"
if [ \$code -eq 75 ]; then scontrol requeue "\$SLURM_JOB_ID"; sleep 30; fi
exit \$code
END
time=$(sbatch --parsable time.sbatch)

cat > signal.sbatch <<END
#!/bin/bash
#SBATCH --job-name=signal --requeue --open-mode=append --output=%x.log --time=5
sobolev ${long[*]} --out . --name signal --resume auto & run=\$!
trap 'kill -USR2 \$run' USR2
wait \$run; code=\$?
if [ \$code -gt 128 ]; then wait \$run; code=\$?; fi
echo "leg \${SLURM_RESTART_COUNT:-0}: exit \$code"
if [ \$code -eq 75 ]; then scontrol requeue "\$SLURM_JOB_ID"; sleep 30; fi
exit \$code
END
signal=$(sbatch --parsable signal.sbatch)
for _ in 1 2; do
    while [ "$(scontrol show job "$signal" -o | grep -o 'JobState=[A-Z]*')" != JobState=RUNNING ]; do sleep 1; done
    sleep "${SLICE:-8s}"
    scancel --signal=USR2 --batch "$signal"
    sleep 5
done

check "a job that requeues itself by time completes" test "$(ended "$time")" = "1 COMPLETED"
check "it took several legs" test "$(grep -c 'exit 75' time.log)" -ge 2
check "its rows and models are those of one long run" same whole time
check "a job that requeues itself by signal completes" test "$(ended "$signal")" = "1 COMPLETED"
check "it took several legs" test "$(grep -c 'exit 75' signal.log)" -ge 2
check "its rows and models are those of one long run" same whole signal

sweep=(regress --preset quick --fn booth --threads 1 --seeds 5 --set test_samples=500 --quiet
    --sweep optimiser.learning_rate=1e-4,1e-3,1e-2,1e-1 --sweep network.activation=relu,tanh,silu,leaky-relu,softplus --out .)
sobolev "${sweep[@]}" --name alone > /dev/null
cat > array.sbatch <<END
#!/bin/bash
#SBATCH --job-name=array --array=1-20 --output=array-%a.log --time=5
sobolev ${sweep[*]} --name shared --resume auto
END
array=$(sbatch --parsable array.sbatch)
# some tasks are killed on the way
for task in 3 7 12; do
    for _ in $(seq 100); do [ "$(scontrol show job "${array}_$task" -o | grep -o 'JobState=[A-Z]*')" = JobState=RUNNING ] && break; sleep 0.3; done
    sleep 1
    scancel --signal=KILL "${array}_$task"
done
echo "array: $(ended "$array")"
again=$(sbatch --parsable array.sbatch)
echo "array again: $(ended "$again")"
check "an array whose tasks were killed is whole after it ran again" diff alone/sweep.csv shared/sweep.csv
check "it is a table of twenty runs" test "$(sobolev runs table shared --csv | cut -d, -f1 | sort -u | wc -l)" -eq 21

cat > srun.sbatch <<'END'
#!/bin/bash
#SBATCH --job-name=srun --ntasks=2 --output=%x.log --time=5
srun --mpi=none sobolev sg-imagenet --data none.tar --method sobolev --out . --name srun
echo "exit $?"
END
srun=$(sbatch --parsable srun.sbatch)
echo "srun: $(ended "$srun")"
check "srun without MPI is refused with the remedy" grep -q -- "--mpi=pmix" srun.log
check "it trained nothing" test ! -e srun
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
