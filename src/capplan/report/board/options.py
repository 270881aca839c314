"""The options on one page: proof first, then money, beds and staff, access, risk, switching values, order."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.case.freedom import given
from capplan.decisions.board import OTHER_RATE, Choice, Criterion, Group, GroupAccess, OptionTable
from capplan.report.board.page import Section
from capplan.report.figures import Column, DataTable, words

GROUPS: dict[Group, str] = {
    "all": "Everybody",
    "age_65_74": "Aged 65 to 74",
    "age_75_84": "Aged 75 to 84",
    "age_85_plus": "Aged 85 and over",
    "rural": "Rural",
    "other": "Town",
}
CRITERIA: dict[Criterion, str] = {
    "cost_present_gbp": "present cost",
    "waiting_bed_days": "bed-days waited in acute beds",
    "diverted_people": "people diverted to acute",
    "mean_min": "mean travel to a bed",
    "near_share": "share with a bed near",
    "beds_closed": "beds closed",
    "fte_recruited": "people to recruit",
    "tightest_load": "tightest load against the safe load",
}
# What a step of each criterion is counted in; a factor makes a share a percentage.
STEP_UNITS: dict[Criterion, tuple[str, float]] = {
    "cost_present_gbp": ("GBP", 1.0),
    "waiting_bed_days": ("bed-days", 1.0),
    "diverted_people": ("people", 1.0),
    "mean_min": ("minutes", 1.0),
    "near_share": ("%", 100.0),
    "beds_closed": ("beds", 1.0),
    "fte_recruited": ("FTE", 1.0),
    "tightest_load": ("%", 100.0),
}
_MOST_FACTOR = 10.0  # a break-even further away says nothing
STATUS = {
    "proven": "within the gap asked",
    "feasible": "a plan; gap wider than asked",
    "infeasible": "not possible",
    "no-plan-in-time": "no plan found in time",
}


def option_sections(case: Case, table: OptionTable) -> tuple[Section, ...]:
    """Return the sections of the page."""
    return (
        Section("order", "Which option", tuple(_order(case, table)), (_rank_table(table),)),
        Section("proof", "What is proven", tuple(_proof(table)), (_proof_table(table),)),
        Section("money", "Money", tuple(_money(case)), (_money_table(case, table), _funder_table(case, table))),
        Section("beds", "Beds, staff and tests", (), (_beds_table(table),)),
        Section("access", "Access by group", tuple(_access(case)), (_access_table(table),)),
        Section("risk", "Risk", (), (_risk_table(table),)),
        Section(
            "switching", "What would have to be different", tuple(_switching_words(table)), (_switch_table(table),)
        ),
    )


def _having(table: OptionTable) -> list[Choice]:
    return [one for one in table.choices if one.figures is not None]


def _order(case: Case, table: OptionTable) -> Iterator[str]:
    titles = {one.option: one.title for one in table.choices}
    criteria = words.listing([CRITERIA[name] for name in table.criteria])
    yield f"By {criteria}, in this order: {words.listing([titles[name] for name in table.order])}."
    yield (
        "No score is formed. Each criterion counts in whole steps; options within a step share a place, and the next "
        "criterion decides. Money counts in steps of the widest proof below: what lies closer together cannot be told "
        "apart."
    )
    if other := [one.title for one in _having(table) if one.figures is not None and given(case, one.option)]:
        yield (
            f"Not like for like: {words.listing(other)} {'takes' if len(other) == 1 else 'take'} other demand or other "
            "parameters as given; compare with business as usual on the same."
        )


def _rank_table(table: OptionTable) -> DataTable:
    columns = (
        Column("Criterion", numeric=False),
        Column("Better", numeric=False, short=True),
        Column("Step"),
        Column("Unit of the step", numeric=False, short=True),
        *(Column(one.title) for one in _having(table)),
    )
    rows = tuple(
        (
            CRITERIA[row.criterion].capitalize(),
            row.better,
            words.number(STEP_UNITS[row.criterion][1] * row.step, 0 if row.step >= 100 else 1),
            STEP_UNITS[row.criterion][0],
            *(words.number(row.places[one.option]) for one in _having(table)),
        )
        for row in table.rankings
    )
    return DataTable("Place of each option by each criterion, 1 = best", columns, rows)


def _proof(table: OptionTable) -> Iterator[str]:
    for one in table.choices:
        if one.plan is None:
            yield f"{one.title}: {STATUS[one.status]}. {' '.join(one.cause)}"
    yield (
        "Each option is planned by the same quick search: estate first, then everybody and all staff around it. No "
        "plan of an option costs less than its bound, weights included. Every plan was recomputed by code that did not "
        "build the model."
    )


def _proof_table(table: OptionTable) -> DataTable:
    columns = (
        Column("Option", numeric=False),
        Column("What it is", numeric=False),
        Column("Result", numeric=False),
        Column("Objective", "£ million"),
        Column("Bound", "£ million"),
        Column("Gap", "%"),
    )
    rows = tuple(
        (
            one.title,
            one.description,
            STATUS[one.status],
            *(
                (words.NONE,) * 3
                if one.plan is None
                else (
                    words.number(one.plan.proof.objective / 1e6, 2),
                    words.number(one.plan.proof.bound / 1e6, 2),
                    words.number(100 * one.plan.proof.gap, 2),
                )
            ),
        )
        for one in table.choices
    )
    return DataTable("Options, and how good each plan is proven to be", columns, rows)


def _money(case: Case) -> Iterator[str]:
    yield (
        f"Present values at {words.share(case.parameters.discount_rate)} a year, and at {words.share(OTHER_RATE)} as a "
        "sensitivity. Against business as usual on the same demand and parameters: a saving is negative; a dash: no "
        "option is that."
    )


def _money_table(case: Case, table: OptionTable) -> DataTable:
    rate, other = words.share(case.parameters.discount_rate), words.share(OTHER_RATE)
    columns = (
        Column("Option", numeric=False),
        Column("Nominal", "£ million"),
        Column(f"Present, {rate}", "£ million"),
        Column(f"Present, {other}", "£ million"),
        Column(f"Against business as usual, {rate}", "£ million"),
        Column(f"Against business as usual, {other}", "£ million"),
        Column("Of it capital, nominal", "£ thousand"),
    )
    rows = tuple(
        (
            one.title,
            words.number(figures.cost_nominal_gbp / 1e6, 2),
            words.number(figures.cost_present_gbp / 1e6, 2),
            words.number(figures.cost_present_other_gbp / 1e6, 2),
            _signed(figures.against_usual_gbp),
            _signed(figures.against_usual_other_gbp),
            words.gbp_k(figures.capital_nominal_gbp),
        )
        for one in _having(table)
        for figures in (one.figures,)
        if figures is not None
    )
    return DataTable("Cost of each option", columns, rows)


def _signed(value: float | None) -> str:
    return words.NONE if value is None else words.signed(value / 1e6, 2)


def _funder_table(case: Case, table: OptionTable) -> DataTable:
    titles = {row.funder: row.title for row in case.funders}
    columns = (
        Column("Option", numeric=False),
        *(Column(f"{titles[row.funder]}, present", "£ million") for row in case.funders),
    )
    rows = tuple(
        (one.title, *(words.number(row.present_gbp / 1e6, 2) for row in one.figures.funders))
        for one in _having(table)
        if one.figures is not None
    )
    return DataTable("Who pays", columns, rows)


def _beds_table(table: OptionTable) -> DataTable:
    staffed = any(one.figures is not None and one.figures.fte_at_end is not None for one in table.choices)
    columns = (
        Column("Option", numeric=False),
        Column("Beds at the end", "beds"),
        Column("Home places at the end", "places"),
        Column("Beds closed", "beds"),
        Column("First closure", numeric=False, short=True),
        Column("Closure tests passed", numeric=False, short=True),
        *((Column("In post at the end", "FTE"), Column("Recruited", "FTE"), Column("Agency", "£ thousand")) * staffed),
    )
    rows = tuple(
        (
            one.title,
            words.number(figures.beds_at_end),
            words.number(figures.places_at_end),
            words.number(figures.beds_closed),
            words.NONE if figures.first_reduction is None else words.month(figures.first_reduction),
            f"{figures.closures_passed} of {figures.closures}",
            *(
                (
                    words.number(figures.fte_at_end, 1),
                    words.number(figures.fte_recruited, 1),
                    words.gbp_k(figures.agency_gbp),
                )
                * staffed
            ),
        )
        for one in _having(table)
        for figures in (one.figures,)
        if figures is not None
    )
    return DataTable("Beds, staff and tests of each option", columns, rows)


def _access(case: Case) -> Iterator[str]:
    near = words.number(case.parameters.near_min)
    yield f"Travel of people to their beds over the whole plan; near: {near} minutes or less."


def _access_table(table: OptionTable) -> DataTable:
    groups = [group for group in GROUPS if any(row.group == group for one in _having(table) for row in _rows(one))]
    columns = (
        Column("Option", numeric=False),
        *(Column(f"{GROUPS[group]}, mean", "minutes") for group in groups),
        *(Column(f"{GROUPS[group]}, near", "%") for group in groups),
    )
    rows = []
    for one in _having(table):
        of_group = {row.group: row for row in _rows(one)}
        means = (of_group[group].mean_min if group in of_group else None for group in groups)
        near = (of_group[group].near_share if group in of_group else None for group in groups)
        shares = (words.NONE if value is None else words.number(100 * value, 1) for value in near)
        rows.append((one.title, *(words.number(value, 1) for value in means), *shares))
    return DataTable("Access by age and by rural area", columns, tuple(rows))


def _rows(one: Choice) -> tuple[GroupAccess, ...]:
    return () if one.figures is None else one.figures.access


def _risk_table(table: OptionTable) -> DataTable:
    columns = (
        Column("Option", numeric=False),
        Column("Waited in acute beds", "bed-days"),
        Column("Most waiting at once", "people"),
        Column("Diverted to acute", "people"),
        Column("Tightest load against the safe load", "%"),
        Column("In spot beds", "% of bed-days"),
        Column("Work left undone", "hours"),
    )
    rows = tuple(
        (
            one.title,
            words.number(figures.waiting_bed_days),
            words.number(figures.most_waiting, 1),
            words.number(figures.diverted_people, 1),
            words.NONE if figures.tightest_load is None else words.number(100 * figures.tightest_load, 1),
            words.number(100 * figures.spot_share, 1),
            words.number(figures.shortfall_hours),
        )
        for one in _having(table)
        for figures in (one.figures,)
        if figures is not None
    )
    note = "Business as usual may run wards above the safe load; that is why it can look cheap and be risky."
    return DataTable("Risk of each option", columns, rows, note)


def _switching_words(table: OptionTable) -> Iterator[str]:
    for one in table.choices:
        if one.figures is None or not one.switching or one.figures.against_usual_gbp is None:
            continue
        nearest = min(one.switching, key=lambda row: abs(row.factor - 1.0))
        word = "saves" if one.figures.against_usual_gbp < 0 else "costs more"
        if not 1 / _MOST_FACTOR <= nearest.factor <= _MOST_FACTOR:
            yield (
                f"{one.title} {word} against business as usual: no kind of money within "
                f"{words.number(_MOST_FACTOR)} times what is planned changes that."
            )
            continue
        beyond = "or more" if nearest.factor > 1.0 else "or less"
        yield (
            f"{one.title} {word} against business as usual unless {words.KIND_TITLES[nearest.kind].lower()} is "
            f"{words.number(nearest.factor, 2)} times what is planned {beyond}, in both."
        )


def _switch_table(table: OptionTable) -> DataTable:
    columns = (
        Column("Option", numeric=False),
        Column("Kind of money", numeric=False),
        Column("In the option, present", "£ thousand"),
        Column("In business as usual, present", "£ thousand"),
        Column("Factor at which both cost the same"),
    )
    rows = tuple(
        (
            one.title,
            words.KIND_TITLES[row.kind],
            words.gbp_k(row.present_gbp),
            words.gbp_k(row.usual_gbp),
            words.number(row.factor, 2)
            if row.factor <= _MOST_FACTOR
            else f"no change within {words.number(_MOST_FACTOR)} times",
        )
        for one in table.choices
        for row in one.switching
    )
    note = "Everything decided as planned; the factor applies to the kind of money in both options."
    return DataTable("Switching values", columns, rows, note, grouped=True)
