"""Python's side of the bench: times multiprocessing.Pool at its defaults.

Started with the number of workers. Writes one line with its version, then reads requests "NAME COUNT",
one a line, and answers each with the seconds that it took. Ends when its input ends.
"""

import multiprocessing
import platform
import sys
import time

OFFSET = 7
BLOCK_BYTES = 10_000_000


def nothing():
    return None


def square(x):
    return x * x + OFFSET


def same(block):
    return block


class Baselines:
    def __init__(self, pool):
        self.pool = pool
        self.numbers = []
        self.blocks = []

    def prepare(self, name, count):
        """Makes the inputs, outside the measured time."""
        if name == "map" and len(self.numbers) != count:
            self.numbers = list(range(count))
        if name == "blocks" and len(self.blocks) != count:
            self.blocks = [bytes([i]) * BLOCK_BYTES for i in range(count)]

    def apply(self, count):
        for _ in range(count):
            self.pool.apply(nothing)

    def map(self, _):
        self.pool.map(square, self.numbers)

    def blocks_there_and_back(self, _):
        self.pool.map(same, self.blocks)


def main():
    with multiprocessing.Pool(int(sys.argv[1])) as pool:
        baselines = Baselines(pool)
        measured = {
            "apply": baselines.apply,
            "map": baselines.map,
            "blocks": baselines.blocks_there_and_back,
        }
        print("Python", platform.python_version(), flush=True)
        for request in sys.stdin:
            name, count = request.split()
            baselines.prepare(name, int(count))
            start = time.perf_counter()
            measured[name](int(count))
            print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
