"""Every round of one duty that costs less than a limit at given prices: what a better plan could consist of, compiled.

Of rounds over the same windows of the same visits the one with the least cost stands for all.
"""

from __future__ import annotations

import numpy as np

from capplan.rounds.completion import completions, least_way_home
from capplan.rounds.curves import covers
from capplan.rounds.day import Day, Floats, Ints
from capplan.rounds.pricing import Class
from capplan.rounds.subset_rows import BITS, Tolls, at_most_more, come_by
from capplan.rounds.timing import STOPS
from capplan.rounds.ways import CORNERS, go_home, go_on, go_out
from capplan.solve.jit import compiled

BUCKET_S = 60.0
SLOTS = 1 << 20
MOST_LABELS = 300_000


def every_round(
    day: Day, group: Class, gain: Floats, below: float, tolls: Tolls | None = None, number: int = 0
) -> tuple[list[tuple[int, ...]], Floats] | None:
    """Return the rounds of a class as nodes, and the cost of each less what its visits gain; None: too many.

    Parameters
    ----------
    gain
        What a carer on each item gains, in GBP.
    below
        GBP; rounds that cost as much or more, with what they pay for subset rows, are left out.
    tolls, number
        Subset rows that rounds pay for, and the class's number in them; None: there are none.
    """
    d, tolls = group.duties[0], Tolls.none(len(gain), 1) if tolls is None else tolls
    node_gain = gain[group.node_item] - day.each[group.node_visit, d]
    rest = completions(day, d, group.node_visit, group.node_low, group.node_high, node_gain, group.ahead)
    keys = np.random.default_rng(0).integers(1, 2**62, len(group.node_visit))
    visited = np.zeros((len(group.node_visit), group.bans.shape[1]), dtype=np.int64)
    visited[np.arange(len(visited)), group.node_bit // BITS] = np.int64(1) << (group.node_bit % BITS)
    found, stops, sizes, costs = walk_all(
        day, d, group.node_visit, group.node_low, group.node_high, node_gain, visited, keys, group.ahead, rest, below,
        tolls.inside[group.node_item], tolls.memory[group.node_item], tolls.begins[number], tolls.price,
    )  # fmt: skip
    if found < 0:
        return None
    return [tuple(stops[k, : sizes[k]].tolist()) for k in range(found)], costs


@compiled
def walk_all(
    day: Day, d: int, node_visit: Ints, node_low: Floats, node_high: Floats, node_gain: Floats, visited: Ints,
    keys: Ints, ahead: Ints, rest: Floats, below: float, inside: Ints, memory: Ints, begins: Ints, toll: Floats,
) -> tuple[int, Ints, Ints, Floats]:  # fmt: skip
    """Return how many rounds cost less than `below` (-1: too many), their nodes, how many each has, and costs."""
    num, words = visited.shape
    rows = len(begins)
    duty = day.duties[d]
    m, rate = duty.mode, duty.wait_rate
    lab_t, lab_c = np.zeros((MOST_LABELS, CORNERS)), np.zeros((MOST_LABELS, CORNERS))
    lab_n, lab_node = np.zeros(MOST_LABELS, dtype=np.int64), np.zeros(MOST_LABELS, dtype=np.int64)
    lab_up, lab_next = np.zeros(MOST_LABELS, dtype=np.int64), np.zeros(MOST_LABELS, dtype=np.int64)
    lab_break, lab_key = np.zeros(MOST_LABELS, dtype=np.int64), np.zeros(MOST_LABELS, dtype=np.int64)
    lab_mask, lab_load = np.zeros((MOST_LABELS, words), dtype=np.int64), np.zeros(MOST_LABELS)
    lab_rows, lab_paid = np.zeros((MOST_LABELS, rows), dtype=np.int64), np.zeros(MOST_LABELS)
    then_rows = np.zeros(rows, dtype=np.int64)
    # Labels with the same place in this table may be over the same visits; those of the same key are.
    alike, alike_next = np.full(SLOTS, -1, dtype=np.int64), np.zeros(MOST_LABELS, dtype=np.int64)
    best_of = np.full(SLOTS, -1, dtype=np.int64)
    finals, final_cost = np.zeros(MOST_LABELS, dtype=np.int64), np.zeros(MOST_LABELS)
    none = (-1, np.zeros((0, 0), dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
    t1, c1, t2, c2 = np.zeros(64), np.zeros(64), np.zeros(64), np.zeros(64)
    buckets = int((duty.ends - duty.begins) / BUCKET_S) + 2
    first_of = np.full(buckets, -1, dtype=np.int64)
    count, found = 0, 0
    for j in range(num):
        pays = come_by(begins, j, inside, memory, toll, then_rows)
        for taken in range(2):
            n = go_out(day, d, node_visit[j], node_low[j], node_high[j], taken, node_gain[j] - pays, t1, c1)
            if n == 0:
                continue
            if least_way_home(rest[taken, j], duty.begins, node_low[j], node_high[j], t1, c1, n, rate) >= below:
                continue
            lab_t[count, :n], lab_c[count, :n] = t1[:n], c1[:n]
            lab_n[count], lab_node[count], lab_up[count], lab_break[count] = n, j, -1, taken
            lab_key[count], lab_mask[count], lab_load[count] = keys[j], visited[j], day.visits[node_visit[j]].load
            lab_rows[count], lab_paid[count] = then_rows, pays
            b = int((t1[0] - duty.begins) / BUCKET_S)
            lab_next[count], first_of[b] = first_of[b], count
            count += 1
    for b in range(buckets):
        label = first_of[b]
        while label >= 0:
            following = lab_next[label]
            i, taken, key = lab_node[label], lab_break[label], lab_key[label]
            place = (key ^ (keys[i] * (3 + taken))) & (SLOTS - 1)
            other, beaten = alike[place], False
            while other >= 0 and not beaten:
                if lab_key[other] == key and lab_node[other] == i and lab_break[other] == taken:
                    # It must cost no more both with what is paid for rows and without.
                    more = at_most_more(lab_rows[other], lab_rows[label], toll)
                    more = max(more, lab_paid[label] - lab_paid[other])
                    beaten = covers(
                        lab_t[other], lab_c[other], lab_n[other], lab_t[label], lab_c[label], lab_n[label], rate, more
                    )
                other = alike_next[other]
            if beaten:
                label = following
                continue
            alike_next[label], alike[place] = alike[place], label
            v = node_visit[i]
            cost = go_home(day, d, v, lab_t[label], lab_c[label], lab_n[label], taken)
            if cost < below:
                cost -= lab_paid[label]
                at = key & (SLOTS - 1)
                while best_of[at] >= 0 and lab_key[finals[best_of[at]]] != key:
                    at = (at + 1) & (SLOTS - 1)
                if best_of[at] < 0:
                    best_of[at], finals[found], final_cost[found] = found, label, cost
                    found += 1
                elif cost < final_cost[best_of[at]]:
                    finals[best_of[at]], final_cost[best_of[at]] = label, cost
            for k in range(ahead.shape[1]):
                j = ahead[i, k]
                if j < 0:
                    break
                seen = False
                for w in range(words):
                    seen = seen or lab_mask[label, w] & visited[j, w] != 0
                to = node_visit[j]
                way = day.way[m, day.visits[v].place, day.visits[to].place]
                load = lab_load[label] + day.visits[to].load
                if seen or load > duty.most_load or lab_t[label, 0] + day.visits[v].length + way > node_high[j]:
                    continue
                pays = come_by(lab_rows[label], j, inside, memory, toll, then_rows)
                for then in range(taken, 2):
                    n = go_on(
                        day, d, v, lab_t[label], lab_c[label], lab_n[label], to, node_low[j], node_high[j],
                        then != taken, node_gain[j] - pays, t1, c1, t2, c2,
                    )  # fmt: skip
                    if n == 0:
                        continue
                    if least_way_home(rest[then, j], duty.begins, node_low[j], node_high[j], t1, c1, n, rate) >= below:
                        continue
                    if count >= MOST_LABELS:
                        return none
                    lab_t[count, :n], lab_c[count, :n] = t1[:n], c1[:n]
                    lab_n[count], lab_node[count], lab_up[count], lab_break[count] = n, j, label, then
                    lab_key[count], lab_load[count] = key ^ keys[j], load
                    lab_rows[count], lab_paid[count] = then_rows, lab_paid[label] + pays
                    for w in range(words):
                        lab_mask[count, w] = lab_mask[label, w] | visited[j, w]
                    c = max(int((t1[0] - duty.begins) / BUCKET_S), b + 1)
                    lab_next[count], first_of[c] = first_of[c], count
                    count += 1
            label = following
    stops, sizes = np.zeros((found, STOPS), dtype=np.int64), np.zeros(found, dtype=np.int64)
    for one in range(found):
        label = finals[one]
        while label >= 0:
            sizes[one] += 1
            label = lab_up[label]
        if sizes[one] > STOPS:
            return none
        label = finals[one]
        for k in range(sizes[one] - 1, -1, -1):
            stops[one, k] = lab_node[label]
            label = lab_up[label]
    return found, stops, sizes, final_cost[:found]
