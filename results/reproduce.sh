#!/usr/bin/env bash
# Runs the reference results again, the shortest first, and compares each mean with the committed interval over seeds. Results from GPUs come
# last; they are repeated on the device that there is, on a processor in many times the time.
#
#   results/reproduce.sh [--budget HOURS] [--only NAME,NAME] [--out DIR] [--list]
#
# --budget HOURS  the longest time of all runs together [default: 1]; a run that does not end in time is stopped with a checkpoint, and
#                 the next call of this script resumes it
# --only NAMES    these folders of results/reference only
# --out DIR       folder of the new runs [default: results/reproduced]
# --list          print the names and their times on the machine and device of the reference run, and run nothing
#
# SOBOLEV names the program [default: sobolev]. Exit codes: 0 all that ran agree; 1 a mean lies outside; 2 usage; 75 time is up.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
reference=$here/reference
budget=1 only="" out=$here/reproduced list=false
sobolev=${SOBOLEV:-sobolev}

usage() { echo "reproduce.sh: $1; see the first lines of $0" >&2; exit 2; }
while (($#)); do
    case $1 in
        --budget) budget=${2:?}; shift 2 ;;
        --only) only=,${2:?},; shift 2 ;;
        --out) out=${2:?}; shift 2 ;;
        --list) list=true; shift ;;
        *) usage "$1: unknown option" ;;
    esac
done
[[ $budget =~ ^[0-9]+(\.[0-9]+)?$ ]] || usage "--budget $budget: must be a number of hours"

# field of a run.json, a string
field() { sed -n "s/^  \"$2\": \"\\([^\"]*\\)\".*/\\1/p" "$1/run.json" | head -n 1; }

# the device of a run: core, or GPU where any of its trials was trained on one
device() { if grep -q '"device": "cuda' "$1/run.json"; then echo GPU; else echo core; fi; }

# seconds of device time of a run: the last value of column seconds of each trial, of all trials
device_seconds() {
    [[ -f $1/metrics.csv ]] || { echo 10; return; }
    awk -F, '
        NR == 1 { for (i = 1; i <= NF; i++) { if ($i == "step") step = i; if ($i == "seconds") seconds = i } next }
        { trial = ""; for (i = 1; i < step; i++) trial = trial "," $i; last[trial] = $seconds }
        END { for (trial in last) sum += last[trial]; printf "%d\n", sum }' "$1/metrics.csv"
}

# each mean of a new summary beside the interval of the reference; prints the means outside, then a count; fails if there is one.
# Means of one seed have no interval: they must agree to one part in a thousand.
compare() {
    awk -F, '
        function name(column, suffix) { return substr(column, 1, length(column) - length(suffix)) }
        FNR == 1 {
            delete at
            for (i = 1; i <= NF; i++) { at[$i] = i; title[i] = $i }
            seeds = at["seeds"]; fields = NF
            next
        }
        { key = ""; for (i = 1; i < seeds; i++) key = key (i > 1 ? "," : "") $i }
        FNR == NR {
            known[key] = 1
            for (i = seeds + 1; i <= NF; i++) value[key, title[i]] = $i
            next
        }
        !(key in known) { printf "  %s: not in the reference\n", key; outside++; next }
        {
            seen[key] = 1
            for (i = seeds + 1; i <= fields; i++) {
                if (title[i] !~ /_mean$/ || $i == "") continue
                metric = name(title[i], "_mean")
                mean = $i; low = value[key, metric "_ci95_low"]; high = value[key, metric "_ci95_high"]
                if (value[key, metric "_geomean_ci95_low"] != "") {
                    mean = $(at[metric "_geomean"])
                    low = value[key, metric "_geomean_ci95_low"]; high = value[key, metric "_geomean_ci95_high"]
                }
                was = value[key, metric "_mean"]
                if (low == "") { slack = was < 0 ? -was / 1000 : was / 1000; low = was - slack; high = was + slack }
                compared++
                if ($i == was || mean ~ /^-?[0-9]/ && mean + 0 >= low + 0 && mean + 0 <= high + 0) { within++; continue }
                printf "  %s, %s: %s, reference %s to %s\n", key, metric, mean, low, high
                outside++
            }
        }
        END {
            for (key in known) if (!(key in seen)) { printf "  %s: missing\n", key; outside++ }
            printf "  %d of %d means are within the intervals of the reference\n", within, compared
            exit outside > 0
        }' "$1" "$2"
}

plan=$(find "$reference" -name run.json | while read -r record; do
    run=${record%/run.json} name=${record#"$reference/"} name=${name%/run.json}
    [[ -f $run/summary.csv ]] || continue
    [[ -z $only || $only == *,$name,* ]] || continue
    echo "$(device "$run") $(device_seconds "$run") $name $(field "$run" verb)"
done | LC_ALL=C sort -k1,1r -k2,2n)
[[ -n $plan ]] || usage "no folder of $reference is named ${only:1:-1}"
if $list; then
    awk '{ verb = $4 (NF > 4 ? " " $5 : ""); printf "%-22s %-15s %6.2f %s hours\n", $3, verb, $2 / 3600, $1 }' <<< "$plan"
    exit 0
fi

end=$((SECONDS + $(awk -v hours="$budget" 'BEGIN { printf "%d", hours * 3600 }')))
differ=() later=() failed=()
while read -r device seconds name verb; do
    copy=${name//\//-}
    left=$((end - SECONDS))
    if ((left < 10)); then
        later+=("$name")
        continue
    fi
    echo "$name: $verb, $(awk -v s="$seconds" 'BEGIN { printf "%.2f", s / 3600 }') $device hours in the reference"
    code=0
    if [[ $verb == verify ]]; then
        rm -rf "${out:?}/$copy"
        "$sobolev" verify --out "$out" --name "$copy" --quiet > /dev/null || code=$?
    else
        # a verb such as "distill record" is two words
        # shellcheck disable=SC2086
        "$sobolev" $verb --config "$reference/$name/config.yaml" --out "$out" --name "$copy" --resume auto --max-time "${left}s" \
            --device auto --quiet > /dev/null || code=$?
    fi
    case $code in
        0) ;;
        75) later+=("$name"); continue ;;
        *) failed+=("$name (exit $code)"); continue ;;
    esac
    if [[ $verb == verify ]]; then
        echo "  every statement holds"
    else
        compare "$reference/$name/summary.csv" "$out/$copy/summary.csv" || differ+=("$name")
    fi
done <<< "$plan"

((${#failed[@]} == 0)) || echo "did not run: ${failed[*]}"
((${#differ[@]} == 0)) || echo "outside the intervals: ${differ[*]}"
((${#later[@]} == 0)) || echo "no time left for: ${later[*]}; call this script again to resume"
((${#failed[@]} + ${#differ[@]} == 0)) || exit 1
((${#later[@]} == 0)) || exit 75
