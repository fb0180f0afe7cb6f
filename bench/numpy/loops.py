"""The loan loops as one writes them with NumPy: whole arrays of loans (and paths) at a time, a month after the other.

loops.py <loop> <input> <output> <seconds>: as native/main.c, whose input file (native/input.h) and output it shares. Prints the processor
time of the fastest run in nanoseconds and writes its sums. `loops.py version` prints that of NumPy.
"""

import sys
import time

import numpy as np

COLUMNS = (
    "upb rate payment term first_reset reset_every margin initial_cap periodic_cap life_cap life_floor rounding prepay_factor age"
).split()


def read(path):
    values = np.fromfile(path)
    loans, paths, months, row = (int(value) for value in values[:4])
    columns = values[4 : 4 + len(COLUMNS) * loans].reshape(len(COLUMNS), loans)
    planes = values[4 + len(COLUMNS) * loans :].reshape(2, -1, row)[:, :, :paths]
    pool = dict(zip(COLUMNS, columns))
    pool["index"], pool["smm"] = (np.ascontiguousarray(plane) for plane in planes)
    return pool, paths, months


def level_payment(r, n):
    """Of a balance of 1; the series where the closed form cancels."""
    growth = (1 + r) ** n
    with np.errstate(divide="ignore", invalid="ignore"):
        closed = r * growth / (growth - 1)
    series = (1 + r * ((n + 1) / 2 + r * (n * n - 1) / 12 * (1 - r / 2))) / n
    return np.where(r * n < 1e-3, series, closed)


def arm(pool, paths, months, sums):
    """Adjustable schedules: balances, rates and payments are [loan][path]; loans stand longest term first."""
    wide = {name: pool[name][:, None] for name in COLUMNS}
    shape = (len(pool["upb"]), paths)
    b, r, payment = (np.broadcast_to(x, shape).copy() for x in (wide["upb"], wide["rate"] / 12, wide["payment"]))
    for month in range(1, months + 1):
        active = np.count_nonzero(pool["term"] >= month)
        if active == 0:
            break
        since = month - pool["first_reset"][:active]
        due = np.flatnonzero((since >= 0) & (since % pool["reset_every"][:active] == 0))
        if due.size > 0:
            old = r[due] * 12
            cap = np.where(wide["first_reset"][due] == month, wide["initial_cap"][due], wide["periodic_cap"][due])
            rate = pool["index"][month] + wide["margin"][due]
            rate = np.rint(rate / wide["rounding"][due]) * wide["rounding"][due]
            rate = np.minimum(np.maximum(rate, old - cap), old + cap)
            r[due] = np.minimum(np.maximum(rate, wide["life_floor"][due]), wide["life_cap"][due]) / 12
            payment[due] = b[due] * level_payment(r[due], wide["term"][due] - month + 1)
        now = b[:active]
        interest = now * r[:active]
        sums[0, month] = now.sum(axis=0)
        sums[1, month] = interest.sum(axis=0)
        now += interest
        now -= payment[:active]


def fixed(pool, paths, months, sums):
    """Survival of fixed loans with speeds of their own: balances are [loan][path], schedules [loan]."""
    scheduled = pool["upb"].copy()
    rate = pool["rate"] / 12
    p = np.repeat(scheduled[:, None], paths, axis=1)
    for month in range(1, months + 1):
        active = np.count_nonzero(pool["term"] >= month)
        if active == 0:
            break
        b = scheduled[:active]
        after = np.maximum(b + b * rate[:active] - pool["payment"][:active], 0)
        after[pool["term"][:active] == month] = 0
        factor = np.divide(after, b, out=np.zeros_like(b), where=b > 0)
        scheduled[:active] = after
        now = p[:active]
        sums[0, month] = now.sum(axis=0)
        sums[1, month] = rate[:active] @ now
        now *= factor[:, None]
        gone = now * np.minimum(pool["prepay_factor"][:active, None] * pool["smm"][month], 1)
        sums[2, month] = gone.sum(axis=0)
        now -= gone


def level(pool, paths, months, sums):
    """Fixed loans on one path of speeds by loan age: everything is [loan]."""
    b, kept = pool["upb"].copy(), np.ones_like(pool["upb"])
    rate, age = pool["rate"] / 12, pool["age"].astype(int)
    speeds = pool["smm"][:, 0]
    for month in range(1, months + 1):
        active = np.count_nonzero(pool["term"] >= month)
        if active == 0:
            break
        now, held, smm = b[:active], kept[:active], speeds[age[:active] + month]
        interest = now * rate[:active]
        after = now + interest - pool["payment"][:active]
        after[pool["term"][:active] == month] = 0
        gone = held * smm
        sums[0, month, 0] = now @ held
        sums[1, month, 0] = interest @ held
        sums[2, month, 0] = after @ gone
        b[:active] = after
        held -= gone


def main():
    if sys.argv[1] == "version":
        print(f"NumPy {np.__version__}, Python {sys.version.split()[0]}")
        return
    loop, source, target, seconds = sys.argv[1:]
    pool, paths, months = read(source)
    until = time.perf_counter() + float(seconds)
    fastest = None
    while fastest is None or time.perf_counter() < until:
        sums = np.zeros((3, months + 1, paths))
        start = time.process_time_ns()
        {"arm": arm, "fixed": fixed, "level": level}[loop](pool, paths, months, sums)
        spent = time.process_time_ns() - start
        fastest = spent if fastest is None else min(fastest, spent)
    print(fastest)
    sums.tofile(target)


main()
