"""Rounds of one duty that would improve the master: labels over ng-routes with convex costs of the start, compiled.

A label is a way from the start place to a visit; its cost is a function of when that visit starts, kept as corners up
to where waiting is cheaper. A label is dropped if another at the same visit starts no later, costs no more at any
start, even where it pays for more subset rows on the way home, takes no more room and forbids no more visits. What a
round costs here is never more than what it costs: overtime, the most work of a day and pairs are left out, so the least
reduced cost gives a bound.
"""

from __future__ import annotations

import numpy as np

from capplan.rounds.completion import least_way_home
from capplan.rounds.curves import covers
from capplan.rounds.day import Day, Floats, Ints
from capplan.rounds.subset_rows import BITS, at_most_more, come_by
from capplan.rounds.timing import NO_ROUND
from capplan.rounds.ways import CORNERS, go_home, go_on, go_out
from capplan.solve.jit import compiled

BUCKET_S = 60.0


@compiled
def price(
    day: Day, d: int, node_visit: Ints, node_low: Floats, node_high: Floats, node_gain: Floats, node_bit: Ints,
    bans: Ints, ahead: Ints, rest: Floats, below: float, beam: int, exact: bool, most_labels: int, most: int,
    stops: Ints, sizes: Ints, inside: Ints, memory: Ints, begins: Ints, toll: Floats,
) -> tuple[float, int]:  # fmt: skip
    """Return a reduced cost that no round is below (`below` if none is less), and how many rounds were found.

    If not `exact` it is the least found. Where labels run out, the least that those left out may cost counts.

    Parameters
    ----------
    node_visit, node_low, node_high, node_gain
        Windows of visits that the duty may make: visit, times, and what making it gains (GBP).
    node_bit, bans
        Bit of the node's visit, and the bits that a label at the node goes on remembering ([node, word]).
    ahead
        [node, k]: nodes that may follow, ends with -1; by `beam` only so many labels of a node go on if not `exact`.
    most_labels
        No more are kept.
    rest, below
        What going on costs at least (see `completion`); rounds that do not cost less than `below` (0 at most) are not
        looked for.
    stops, sizes
        Take up to `most` rounds with negative reduced cost.
    inside, memory, begins, toll
        Subset rows with a price (see `Tolls`): by node, those the class begins with, GBP.
    """
    num, words, rows = len(node_visit), bans.shape[1], len(begins)
    duty = day.duties[d]
    m, rate = duty.mode, duty.wait_rate
    room = max(4096, 2 * num)
    lab_t, lab_c = np.zeros((room, CORNERS)), np.zeros((room, CORNERS))
    lab_n, lab_node = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
    lab_up, lab_next = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
    lab_break, lab_load, lab_least = np.zeros(room, dtype=np.int64), np.zeros(room), np.zeros(room)
    lab_mask, lab_rows = np.zeros((room, words), dtype=np.int64), np.zeros((room, rows), dtype=np.int64)
    then_rows = np.zeros(rows, dtype=np.int64)
    count = 0
    buckets = int((duty.ends - duty.begins) / BUCKET_S) + 2
    first_of = np.full(buckets, -1, dtype=np.int64)
    kept = np.full((num, 2), -1, dtype=np.int64)
    kept_next = np.zeros(room, dtype=np.int64)
    kept_count = np.zeros((num, 2), dtype=np.int64)
    t1, c1, t2, c2 = np.zeros(64), np.zeros(64), np.zeros(64), np.zeros(64)
    final_best = np.full((num, 2), NO_ROUND)
    final_label = np.full((num, 2), -1, dtype=np.int64)
    left_out = below
    for j in range(num):
        pays = come_by(begins, j, inside, memory, toll, then_rows)
        for taken in range(2):
            n = go_out(day, d, node_visit[j], node_low[j], node_high[j], taken, node_gain[j] - pays, t1, c1)
            if n == 0:
                continue
            if least_way_home(rest[taken, j], duty.begins, node_low[j], node_high[j], t1, c1, n, rate) >= below:
                continue
            for k in range(n):
                lab_t[count, k], lab_c[count, k] = t1[k], c1[k]
            lab_least[count] = c1[:n].min()
            lab_n[count], lab_node[count], lab_up[count], lab_break[count] = n, j, -1, taken
            lab_load[count] = day.visits[node_visit[j]].load
            lab_mask[count, node_bit[j] // BITS] = 1 << (node_bit[j] % BITS)
            for w in range(rows):
                lab_rows[count, w] = then_rows[w]
            b = int((t1[0] - duty.begins) / BUCKET_S)
            lab_next[count] = first_of[b]
            first_of[b] = count
            count += 1
    for b in range(buckets):
        label = first_of[b]
        while label >= 0:
            following = lab_next[label]
            i, taken = lab_node[label], lab_break[label]
            beaten = False
            # Cheapest first: what costs more at its best start beats nothing that costs less.
            before, other = -1, kept[i, taken]
            while other >= 0 and not beaten and lab_least[other] <= lab_least[label] + 1e-9:
                fits = lab_load[other] <= lab_load[label]
                more = 0.0
                if fits and exact:
                    for w in range(words):
                        if lab_mask[other, w] & ~lab_mask[label, w] != 0:
                            fits = False
                            break
                    if fits and rows > 0:
                        more = at_most_more(lab_rows[other], lab_rows[label], toll)
                if fits and covers(
                    lab_t[other], lab_c[other], lab_n[other], lab_t[label], lab_c[label], lab_n[label], rate, more
                ):
                    beaten = True
                before, other = other, kept_next[other]
            if beaten or (not exact and kept_count[i, taken] >= beam):
                label = following
                continue
            kept_next[label] = other
            if before < 0:
                kept[i, taken] = label
            else:
                kept_next[before] = label
            kept_count[i, taken] += 1
            v = node_visit[i]
            best = go_home(day, d, v, lab_t[label], lab_c[label], lab_n[label], taken)
            if best < final_best[i, taken]:
                final_best[i, taken], final_label[i, taken] = best, label
            for k in range(ahead.shape[1]):
                j = ahead[i, k]
                if j < 0:
                    break
                bit = node_bit[j]
                if lab_mask[label, bit // BITS] & (1 << (bit % BITS)) != 0:
                    continue
                to = node_visit[j]
                way = day.way[m, day.visits[v].place, day.visits[to].place]
                if lab_t[label, 0] + day.visits[v].length + way > node_high[j]:
                    continue
                load = lab_load[label] + day.visits[to].load
                if load > duty.most_load:
                    continue
                pays = come_by(lab_rows[label], j, inside, memory, toll, then_rows)
                for then in range(taken, 2):
                    n = go_on(
                        day, d, v, lab_t[label], lab_c[label], lab_n[label], to, node_low[j], node_high[j],
                        then != taken, node_gain[j] - pays, t1, c1, t2, c2,
                    )  # fmt: skip
                    if n == 0:
                        continue
                    home = least_way_home(rest[then, j], duty.begins, node_low[j], node_high[j], t1, c1, n, rate)
                    if home >= below:
                        continue
                    if count >= most_labels:
                        left_out = min(left_out, home)
                        continue
                    if count == room:
                        grown = room * 2
                        new_t, new_c = np.zeros((grown, CORNERS)), np.zeros((grown, CORNERS))
                        new_t[:room], new_c[:room] = lab_t, lab_c
                        lab_t, lab_c = new_t, new_c
                        new_mask, new_rows = np.zeros((grown, words), np.int64), np.zeros((grown, rows), np.int64)
                        new_mask[:room], new_rows[:room] = lab_mask, lab_rows
                        lab_mask, lab_rows = new_mask, new_rows
                        new_load, new_least = np.zeros(grown), np.zeros(grown)
                        new_load[:room], new_least[:room] = lab_load, lab_least
                        lab_load, lab_least = new_load, new_least
                        lab_n, lab_node = _grow(lab_n, grown), _grow(lab_node, grown)
                        lab_up, lab_next = _grow(lab_up, grown), _grow(lab_next, grown)
                        lab_break, kept_next = _grow(lab_break, grown), _grow(kept_next, grown)
                        room = grown
                    for q in range(n):
                        lab_t[count, q], lab_c[count, q] = t1[q], c1[q]
                    lab_least[count] = c1[:n].min()
                    lab_n[count], lab_node[count], lab_up[count], lab_break[count] = n, j, label, then
                    lab_load[count] = load
                    for w in range(words):
                        lab_mask[count, w] = lab_mask[label, w] & bans[j, w]
                    lab_mask[count, bit // BITS] |= 1 << (bit % BITS)
                    for w in range(rows):
                        lab_rows[count, w] = then_rows[w]
                    c = int((t1[0] - duty.begins) / BUCKET_S)
                    if c <= b:
                        c = b + 1
                    lab_next[count] = first_of[c]
                    first_of[c] = count
                    count += 1
            label = following
    least = below
    order = np.argsort(final_best.ravel())
    found = 0
    for flat in order:
        j, taken = flat // 2, flat % 2
        if final_label[j, taken] < 0 or final_best[j, taken] >= below:
            break
        least = min(least, final_best[j, taken])
        if found >= most:
            continue
        size, label = 0, final_label[j, taken]
        while label >= 0:
            size += 1
            label = lab_up[label]
        if size >= stops.shape[1]:
            continue
        sizes[found] = size
        label = final_label[j, taken]
        for k in range(size - 1, -1, -1):
            stops[found, k] = lab_node[label]
            label = lab_up[label]
        found += 1
    return (min(least, left_out) if exact else least), found


@compiled
def _grow(values: Ints, size: int) -> Ints:
    larger = np.zeros(size, dtype=np.int64)
    larger[: len(values)] = values
    return larger
