"""A rota cut into parts that share no cover, so that each is solved and proven by itself."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx

from capplan.formulations.rota import Inputs, Person


def parts(inputs: Inputs) -> list[Inputs]:
    """Return the independent parts of a rota: people, cover and prices apart; optima and bounds add up.

    People belong together if they can meet the same cover. The constant stays with the first part.
    """
    graph = nx.Graph()
    graph.add_nodes_from(("person", person.id) for person in inputs.people)
    graph.add_nodes_from(("cover", one.id) for one in inputs.cover)
    for person in inputs.people:
        able = _able(person)
        graph.add_edges_from((("person", person.id), ("cover", one.id)) for one in inputs.cover if able & one.shifts)
    found: list[Inputs] = []
    order = {person.id: number for number, person in enumerate(inputs.people)}
    groups = list(nx.connected_components(graph))
    groups.sort(key=lambda group: min((order[name] for kind, name in group if kind == "person"), default=len(order)))
    for group in groups:
        members = {name for kind, name in group if kind == "person"}
        covered = {name for kind, name in group if kind == "cover"}
        found.append(_part(inputs, members, covered, inputs.constant_gbp if not found else 0.0))
    return found


def _able(person: Person) -> frozenset[str]:
    return person.shifts | {shift for shift in person.fixed.values() if shift is not None}


def _part(inputs: Inputs, members: set[str], covered: set[str], constant_gbp: float) -> Inputs:
    people = tuple(person for person in inputs.people if person.id in members)
    cover = tuple(one for one in inputs.cover if one.id in covered)
    used = {person.history.last_shift for person in people}
    used.update(*(_able(person) for person in people), *(one.shifts for one in cover))
    shares = (
        replace(fair, share={person: share for person, share in fair.share.items() if person in members})
        for fair in inputs.fairness
    )
    return replace(
        inputs,
        shifts=tuple(shift for shift in inputs.shifts if shift.id in used),
        people=people,
        cover=cover,
        price={key: gbp for key, gbp in inputs.price.items() if key[0] in members},
        off_price={key: gbp for key, gbp in inputs.off_price.items() if key[0] in members},
        forbidden=frozenset(pair for pair in inputs.forbidden if used.issuperset(pair)),
        forbidden_over_day_off=frozenset(pair for pair in inputs.forbidden_over_day_off if used.issuperset(pair)),
        fairness=tuple(fair for fair in shares if fair.share),
        constant_gbp=constant_gbp,
    )
