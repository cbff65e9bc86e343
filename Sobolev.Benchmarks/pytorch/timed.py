"""The time of updates, for the loops beside it."""

import time


def print_case(name, update, warm_up, seconds):
    """Repeats an update for some seconds, after those that warm up.

    Prints a line "pytorch", case, then microseconds per update: median and least, and processor time.
    """
    for _ in range(warm_up):
        update()
    times, begun, processor = [], time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        update()
        times.append(time.perf_counter() - start)
    used = (time.process_time() - processor) / len(times)
    times.sort()
    print(f"pytorch {name} {1e6 * times[len(times) // 2]:.1f} {1e6 * times[0]:.1f} {1e6 * used:.1f}", flush=True)
