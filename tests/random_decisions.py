"""Made-up decisions for any case: right as lists, along listed transitions, and otherwise without sense."""

from __future__ import annotations

import random

from capplan.case.case import Case
from capplan.decisions import BedDecisions, Diverted, SiteConfiguration, Starts, Waiting


def random_decisions(case: Case, seed: int) -> BedDecisions:
    """Walk each site along its transitions at random; place, keep waiting and divert at random."""
    dice = random.Random(seed)
    configurations, starts, waiting, diverted = [], [], [], []
    for site in case.sites:
        runs = site.today
        for period in case.periods:
            moves = [
                row.to_configuration
                for row in case.transitions
                if row.site == site.site and row.from_configuration == runs
            ]
            if moves and dice.random() < 0.2:
                runs = dice.choice(moves)
            configurations.append(SiteConfiguration(site=site.site, period=period.id, configuration=runs))
    catchment = {
        site.site: [
            (cohort.cohort, place.locality)
            for cohort in case.admitted(site)
            for place in case.localities
            if case.locality_travel_min[place.locality, site.site] <= cohort.max_travel_min
        ]
        for site in case.sites
    }
    for period in case.periods:
        for site, pairs in catchment.items():
            starts += [
                Starts(cohort=cohort, locality=locality, site=site, period=period.id, people=dice.uniform(0.1, 8))
                for cohort, locality in pairs
                if dice.random() < 0.6
            ]
        for place in case.localities:
            where = {"locality": place.locality, "period": period.id}
            for cohort in case.cohorts:
                people = dice.choice((0.0, dice.uniform(0, 5)))
                if people and cohort.when_full == "wait":
                    waiting.append(Waiting(cohort=cohort.cohort, people=people, **where))
                if people and cohort.when_full == "divert":
                    diverted.append(Diverted(cohort=cohort.cohort, people=people, **where))
    return BedDecisions(
        configurations=tuple(configurations),
        starts=tuple(starts),
        waiting=tuple(waiting),
        diverted=tuple(diverted),
    )
