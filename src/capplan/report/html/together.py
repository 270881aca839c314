"""Beds and staff together or in sequence, what each lever gives, and what one unit more is worth."""

from __future__ import annotations

from collections.abc import Iterator

from capplan.case.case import Case
from capplan.decisions import Plan, SequenceRow
from capplan.report.figures import Column, DataTable, words

_KINDS = {"bed": "one bed more", "fte": "one FTE more", "notice": "one month less notice", "money": "£1 more"}


def sequence_sentences(plan: Plan, case: Case) -> Iterator[str]:
    """Yield for each scenario what deciding beds and staff together is worth."""
    titles = {row.scenario: row.title for row in case.scenarios} | {"base": "Base"}
    for row in plan.sequence:
        yield f"{titles.get(row.scenario, row.scenario)}: {sequence_sentence(row)}"


def sequence_sentence(row: SequenceRow) -> str:
    """Return what deciding beds and staff together is worth on one scenario."""
    joint = (
        f"decided together, beds and staff cost {words.gbp(row.joint_objective_gbp)} at present value, stated weights "
        f"included, and cannot cost less than {words.gbp(row.joint_bound_gbp)}"
    )
    if row.difference_gbp is None:
        return f"{joint}; beds decided first cannot be staffed: {row.reason.rstrip('.')}."
    size = words.gbp(abs(row.difference_gbp))
    room = row.joint_objective_gbp - row.joint_bound_gbp
    if row.difference_gbp < 0:
        return (
            f"{joint}; beds first and staff after cost {size} less, so in the time given the plan made together was "
            f"not the better one (its proof leaves room for {words.gbp(room)})."
        )
    if size == words.gbp(0):
        return f"{joint}; beds first and staff after cost the same."
    share = row.difference_gbp / abs(row.joint_objective_gbp) if row.joint_objective_gbp else None
    more = f"{joint}; beds first and staff after cost {size} more ({words.share(share, 2)})."
    if row.difference_gbp > room:
        return more
    return f"{more} The proof leaves more open than that, so it does not tell which is better."


def lever_table(plan: Plan) -> DataTable:
    """Return what the source says each lever saves, and what it gives."""
    rows = tuple(
        (
            row.title,
            "pulled" if row.on else "not pulled",
            words.gbp_k(row.stated_saving_gbp_per_year),
            words.gbp_k(row.worth_gbp_per_year),
            words.gbp_k(row.worth_present_gbp),
        )
        for row in plan.levers
    )
    columns = (
        Column("Lever", numeric=False),
        Column("In this plan", numeric=False, short=True),
        Column("Stated saving", "£ thousand a year"),
        Column("Gives", "£ thousand a year"),
        Column("Gives, present value", "£ thousand"),
    )
    note = (
        "What a lever gives: the staff planned anew without it (with it, where it is not pulled), beds as planned. A "
        "dash: the source states no saving."
    )
    return DataTable("Levers: what is stated and what each gives", columns, rows, note)


def marginal_table(plan: Plan, case: Case) -> DataTable:
    """Return what one unit more of each thing is worth."""
    rows = tuple(
        (
            _KINDS[row.kind],
            " at ".join(part for part in (case.role_title(row.role), _place(case, row.where)) if part) or words.NONE,
            words.gbp(row.worth_present_gbp),
            row.text,
        )
        for row in plan.marginal
    )
    columns = (
        Column("One unit more", numeric=False),
        Column("Where", numeric=False),
        Column("Worth at present value", "GBP"),
        Column("In words", numeric=False),
    )
    return DataTable("What one unit more is worth", columns, rows, grouped=True)


def _place(case: Case, where: str) -> str:
    """Return the name of a workplace, setting, contract or funder; anything else as it is."""
    titles: dict[str, str] = {row.funder: row.title for row in case.funders}
    titles |= {row.contract: row.title for row in case.contracts}
    titles |= {row.setting: row.title for row in case.settings}
    titles |= {row.site: row.title for row in case.sites}
    titles |= {row.base: row.title for row in case.bases}
    return titles.get(where, where)
