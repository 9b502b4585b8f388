#!/usr/bin/env python3
"""Forecasts computed a second time, by definition instead of by update: the expected values of forecast_reference_test.

Reads one series a line (weeks oldest first, "nan" where out of stock; "d" in front: discontinued), writes one line each:
class adi cv2 mean deviation silence_chance method alpha beta next deviation_of_errors weeks wape bias
Every backtest forecast is made anew from the weeks before it; weighted sums stand where the product iterates.
"""
import math
import statistics
import sys

YEAR, WARM, TEST = 52, 4, 8


def seen(weeks):
    return [w for w in weeks if not math.isnan(w)]


def smoothing(weeks, alpha, _beta, _start):
    x = seen(weeks)
    if not x:
        return 0.0
    n = len(x)
    return (1 - alpha) ** (n - 1) * x[0] + sum(alpha * (1 - alpha) ** (n - 1 - i) * x[i] for i in range(1, n))


def sba(weeks, alpha, _beta, _start):
    x = seen(weeks)
    at = [i for i, w in enumerate(x) if w > 0]
    if not at:
        return 0.0
    sizes = [x[i] for i in at]
    gaps = [b - a for a, b in zip([-1] + at, at)]
    return (1 - alpha / 2) * smoothing(sizes, alpha, 0, 0) / smoothing(gaps, alpha, 0, 0)


def tsb(weeks, alpha, beta, start):
    x = seen(weeks)
    n = len(x)
    sizes = [w for w in x if w > 0]
    if not sizes:
        return 0.0
    chance = (1 - beta) ** n * start + sum(beta * (1 - beta) ** (n - 1 - i) for i in range(n) if x[i] > 0)
    return chance * smoothing(sizes, alpha, 0, 0)


def profile(weeks):
    x = seen(weeks)
    sizes = [w for w in x if w > 0]
    mean = sum(x) / len(x) if x else 0.0
    deviation = statistics.stdev(x) if len(x) > 1 else 0.0
    if not sizes:
        return "none", 0.0, 0.0, mean, deviation, 1.0, False
    adi = len(x) / len(sizes)
    cv2 = statistics.variance(sizes) / statistics.mean(sizes) ** 2 if len(sizes) > 1 else 0.0
    kind = {(0, 0): "smooth", (1, 0): "intermittent", (0, 1): "erratic", (1, 1): "lumpy"}[(adi >= 1.32, cv2 >= 0.49)]
    last = max(i for i, w in enumerate(x) if w > 0) + 1
    silent = len(x) - last
    chance = (1 - len(sizes) / (last + 1)) ** silent
    return kind, adi, cv2, mean, deviation, chance, silent >= 4 and chance < 0.05


def errors(weeks, ahead, begin, end):
    return [weeks[t] - ahead[t] for t in range(begin, end) if not math.isnan(weeks[t])]


def square_mean(values):
    return sum(e * e for e in values) / len(values) if values else 0.0


def correlation(pairs):
    x, y = [p[0] for p in pairs], [p[1] for p in pairs]
    mx, my = statistics.mean(x), statistics.mean(y)
    spread = sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y)
    return sum((a - mx) * (b - my) for a, b in pairs) / math.sqrt(spread) if spread > 0 else 0.0


def answer(weeks, discontinued):
    kind, adi, cv2, mean, deviation, chance, ageing = profile(weeks)
    head = [kind, adi, cv2, mean, deviation, chance]
    if kind == "none":
        return head + ["none", 0.0, 0.0, 0.0, 0.0, 0, "-", "-"]
    if len(seen(weeks)) < WARM:
        return head + ["mean", 0.0, 0.0, mean, deviation, 0, "-", "-"]
    end = len(weeks) - TEST if len(weeks) > TEST + WARM else WARM
    enough = len(seen(weeks[WARM:end])) >= 8
    start = sum(1 for w in seen(weeks[:WARM]) if w > 0) / len(seen(weeks[:WARM])) if seen(weeks[:WARM]) else 0.0
    if ageing or discontinued:
        name, method = "TSB", tsb
        grid = [(a, b) for a in (0.1, 0.2) for b in (0.05, 0.1, 0.2, 0.3)]
    elif kind in ("intermittent", "lumpy"):
        name, method, grid = "SBA", sba, [(a, 0.0) for a in (0.05, 0.1, 0.15, 0.2, 0.3)]
    else:
        name, method, grid = "exponential smoothing", smoothing, [(a, 0.0) for a in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)]
    if not enough:
        grid = [(0.1, 0.1 if name == "TSB" else 0.0)]
    best = None
    for alpha, beta in grid:
        ahead = [method(weeks[:t], alpha, beta, start) for t in range(len(weeks))]
        squares = square_mean(errors(weeks, ahead, WARM, end))
        if best is None or squares < best[0] * (1 - 1e-9):
            best = (squares, alpha, beta, ahead)
    _, alpha, beta, ahead = best
    following = method(weeks, alpha, beta, start)
    if name == "exponential smoothing" and len(weeks) >= 2 * YEAR:
        pairs = [(weeks[t - YEAR], weeks[t]) for t in range(YEAR, end)
                 if not math.isnan(weeks[t]) and not math.isnan(weeks[t - YEAR])]
        season = [weeks[t - YEAR] if t >= YEAR and not math.isnan(weeks[t - YEAR]) else ahead[t] for t in range(len(weeks))]
        if (len(pairs) >= 26 and correlation(pairs) >= 0.5
                and square_mean(errors(weeks, season, YEAR, end)) < square_mean(errors(weeks, ahead, YEAR, end))):
            name, alpha, beta, ahead = "seasonal naive", 0.0, 0.0, season
            following = weeks[-YEAR] if not math.isnan(weeks[-YEAR]) else following
    past = errors(weeks, ahead, WARM, len(weeks))
    if len(past) >= 8:
        deviation = math.sqrt(square_mean(past))
    tested = [t for t in range(end, len(weeks)) if not math.isnan(weeks[t])]
    actual = sum(weeks[t] for t in tested)
    wape = sum(abs(weeks[t] - ahead[t]) for t in tested) / actual if actual > 0 else "-"
    bias = sum(ahead[t] - weeks[t] for t in tested) / actual if actual > 0 else "-"
    return head + [name, alpha, beta, following, deviation, len(tested), wape, bias]


if __name__ == "__main__":
    for line in sys.stdin:
        words = line.split()
        result = answer([float(w) for w in words if w != "d"], "d" in words)
        print("\t".join(repr(v) if isinstance(v, float) else str(v) for v in result))
