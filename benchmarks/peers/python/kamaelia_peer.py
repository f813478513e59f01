"""The original's components as a peer: see benchmarks/README.md.

Its inboxes have no limit unless told otherwise, and a full one is an exception, so a producer gives
its turn back after so many messages instead. One scheduler, one thread. There is no many-to-one:
each message that is taken wakes all the thousand, so it takes minutes.
"""
import gc
import os
import sys
import time

from Axon.Component import component
from Axon.Scheduler import scheduler

MANY = 1000
WINDOW = 64
LIVES = 10000


class Source(component):
    """Sends so many messages to each outbox, some each turn."""

    def __init__(self, count, window=WINDOW, boxes=("outbox",)):
        for box in boxes:
            self.Outboxes = dict(self.Outboxes, **{box: "messages"})
        super().__init__()
        self.count = count
        self.window = window
        self.boxes = boxes

    def main(self):
        for sent in range(1, self.count + 1):
            for box in self.boxes:
                self.send(sent, box)
            if sent % self.window == 0:
                yield 1


class Sink(component):
    """Counts what comes, until it has got so many."""

    def __init__(self, count):
        super().__init__()
        self.count = count
        self.seen = 0

    def main(self):
        while self.seen < self.count:
            while self.dataReady("inbox"):
                self.recv("inbox")
                self.seen += 1
            if self.seen < self.count:
                self.pause()
                yield 1


class Pass(component):
    """Passes a token on, so often; the first starts it, and takes it out in the end."""

    def __init__(self, laps, first):
        super().__init__()
        self.laps = laps
        self.first = first
        self.seen = 0

    def main(self):
        if self.first:
            self.send("token", "outbox")
        while self.seen < self.laps:
            while not self.dataReady("inbox"):
                self.pause()
                yield 1
            token = self.recv("inbox")
            self.seen += 1
            if not (self.first and self.seen == self.laps):
                self.send(token, "outbox")


class Life(component):
    seen = 0

    def main(self):
        Life.seen += 1
        yield 1


class Keeper(component):
    """Makes many that wait, then wakes one after the other."""

    def __init__(self, count):
        super().__init__()
        self.count = count

    def main(self):
        before = memory()
        self.idle = [Sink(1).activate() for _ in range(self.count)]
        yield 1
        yield 1
        self.each = (memory() - before) // self.count
        print("rested", flush=True)
        self.since = time.perf_counter_ns()
        for one in self.idle:
            link = self.link((self, "outbox"), (one, "inbox"))
            self.send("message", "outbox")
            self.unlink(thelinkage=link)


def memory():
    gc.collect()
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def link(source, sink, box="outbox"):
    source.link((source, box), (sink, "inbox"))


def run(*components):
    """Runs the scheduler until all have ended."""
    for one in components:
        one.activate()
    scheduler.run.runThreads()


def hop(window, count):
    source, sink = Source(count, window), Sink(count)
    link(source, sink)
    run(source, sink)
    return sink.seen


def ring(laps):
    nodes = [Pass(laps, i == 0) for i in range(MANY)]
    for i, node in enumerate(nodes):
        link(node, nodes[(i + 1) % MANY])
    run(*nodes)
    return sum(node.seen for node in nodes)


def fan_out(messages):
    boxes = ["to%d" % i for i in range(MANY)]
    source = Source(messages, boxes=boxes)
    sinks = [Sink(messages) for _ in boxes]
    for box, sink in zip(boxes, sinks):
        link(source, sink, box)
    run(source, *sinks)
    return sum(sink.seen for sink in sinks)


def life(count):
    Life.seen = 0
    for _ in range(0, count, LIVES):
        run(*[Life() for _ in range(LIVES)])
    return Life.seen


def idle(count):
    keeper = Keeper(count)
    run(keeper)
    return sum(one.seen for one in keeper.idle), keeper


SCENARIOS = {
    "hop-1": lambda count: hop(1, count),
    "hop-64": lambda count: hop(WINDOW, count),
    "ring": lambda count: ring(count // MANY),
    "fan-out": lambda count: fan_out(count // MANY),
    "life": life,
}


def main(name):
    for line in sys.stdin:
        count = int(line)
        begun = time.perf_counter_ns()
        more = ""
        if name == "idle" and count <= 100000:  # a million would take most of a machine's memory
            seen, keeper = idle(count)
            begun = keeper.since
            more = " bytes=%d" % keeper.each
        elif name in SCENARIOS:
            seen = SCENARIOS[name](count)
        else:
            print("unsupported", flush=True)
            continue
        print("count=%d nanos=%d%s" % (seen, time.perf_counter_ns() - begun, more), flush=True)


main(sys.argv[1])
