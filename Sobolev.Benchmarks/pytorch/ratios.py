"""Reads what compare.sh measured and prints how many times faster sobolev is than the PyTorch loop.

Every line is: whose, case, then median, least and processor time in microseconds, one line a turn.
"""

import statistics
import sys

UPDATES_PER_TRIAL = 50_000
COLUMNS = ("median", "least", "processor")


def read(lines):
    times = {}
    for line in lines:
        whose, case, *numbers = line.split()
        times.setdefault((whose, case), []).append([float(number) for number in numbers])
    return times


def row(name, ours, theirs):
    """Ratios of the medians over the turns, one for each column; the spread is that of the turns, by their medians."""
    ratios = [statistics.median(their) / statistics.median(our) for our, their in zip(zip(*ours), zip(*theirs))]
    turns = sorted(their[0] / our[0] for our, their in zip(ours, theirs))
    our, their = (statistics.median(turn[0] for turn in times) for times in (ours, theirs))
    print(
        f"{name:<24}{our:>12.0f}{their:>12.0f}{ratios[0]:>9.2f}{ratios[1]:>9.2f}{ratios[2]:>11.2f}"
        f"   {turns[0]:.2f} - {turns[-1]:.2f} in {len(turns)} turns"
    )


def updates(times):
    for case in ("regular-20", "sobolev-20", "regular-100", "sobolev-100"):
        row(case, times["ours", case], times["pytorch", case])
    for case in ("sobolev-20", "sobolev-100"):
        row(f"{case}-closed-form", times["ours", case], times["pytorch", f"{case}-closed-form"])

    # PyTorch is timed on some hundred updates of each trial; its whole job is their multiple and the import
    loop = [
        [imported + UPDATES_PER_TRIAL * (regular + sobolev) for imported, regular, sobolev in zip(*turn)]
        for turn in zip(times["pytorch", "import"], times["pytorch", "regular-20"], times["pytorch", "sobolev-20"])
    ]
    jobs = times["ours", "job"]
    row("whole job", jobs, loop[: len(jobs)])
    print("whole job: regress --fn rosenbrock --samples 20 --seeds 1 --threads 1, start-up, evaluations and plots included,")
    print(f"against import torch and {UPDATES_PER_TRIAL} times each of PyTorch's updates, without evaluations, files or plots")


def shapes(times):
    for whose, case in times:
        if whose == "ours":
            row(case, times["ours", case], times["pytorch", case])


def images(times):
    for case in ("backprop", "sobolev"):
        for layout in ("", "-channels-last"):
            row(case + layout, times["ours", case], times["pytorch", case + layout])
    minibatch, update = (statistics.median(turn[0] for turn in times["ours", case]) for case in ("minibatch", "backprop"))
    print(f"a minibatch of 32 is put together in {minibatch:.0f} us, {100 * minibatch / update:.1f}% of an update of backprop, which waits for it")
    print(f"images a second: {32e6 / update:.0f} (backprop)")


def policies(times):
    for case in ("regular", "sobolev"):
        row(case, times["ours", case], times["pytorch", case])
    update = statistics.median(turn[0] for turn in times["ours", "sobolev"])
    print(f"frames learned from a second: {200e6 / update:.0f} (sobolev)")


def resnet(times):
    for side, batch in ((64, 16), (224, 4)):
        for layout in ("", "-channels-last"):
            row(f"backprop-{side}{layout}", times["ours", f"backprop-{side}"], times["pytorch", f"backprop-{side}{layout}"])
        update, cut = (statistics.median(turn[0] for turn in times["ours", f"{method}-{side}"]) for method in ("backprop", "sobolev"))
        print(f"images a second at {side}x{side}: {batch * 1e6 / update:.1f} (backprop), {batch * 1e6 / cut:.1f} (sobolev, one module)")


def decode(times):
    for case, theirs in (
        ("training", "training"),
        ("training", "training-draft"),
        ("training-colour", "training-colour-draft"),
        ("validation", "validation"),
        ("validation", "validation-draft"),
    ):
        row(theirs, times["ours", case], times["pillow", theirs])
    image = statistics.median(turn[0] for turn in times["ours", "training-colour"])
    print(f"images a second and core: {1e6 / image:.0f} (training cut of 224x224 with colours)")


def main():
    times = read(sys.stdin)
    print(f"{'':<24}{'sobolev us':>12}{'peer us':>12}{'median':>9}{'least':>9}{'processor':>11}   turn by turn")
    {"updates": updates, "shapes": shapes, "images": images, "policies": policies, "resnet": resnet, "decode": decode}[sys.argv[1]](times)


main()
