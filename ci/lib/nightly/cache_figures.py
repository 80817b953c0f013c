"""What the cache itself costs, as figures of the step "bench": `ci/bench cache`, with few flows, which
stay in the processor's own memory, and with many, which do not.

What is compared is processor time, and what a ukey takes of memory. Upcalls per second are of the
clock, and who queues upcalls does not sleep while the queue is full: both are shown, but a busy
machine changes them.
"""

from bench.cache import MEMORY, STEPS

FLOWS = (1000, 100000)
OPTIONS = ("--flows", ",".join(map(str, FLOWS)), "--scaling-flows", "0", "--repeats", "1")
# Five steps of a second for each number of flows, and on a busy machine what else it does.
SECONDS_MAX = 300


def name_of(flows, step):
    """The figure of a step of bench_cache: ns of processor time per flow."""
    return f"cache: {flows} flows, {step}"


def values_of(by_flows):
    """{figure name: value} of "by_flows" of what `ci/bench cache` prints."""
    values = {}
    for flows, one in by_flows.items():
        values.update({name_of(flows, step): one[step]["cpu_ns"] for step in STEPS})
        values[f"{name_of(flows, 'upcalls')} per second"] = one["upcall"]["per_s"]
    # Of a few flows this is mostly what the cache takes without any.
    many = by_flows[str(max(FLOWS))]
    values.update({f"ukey: {key.removesuffix('_per_ukey')} bytes": many[key] for key in MEMORY})
    return values
