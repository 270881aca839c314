"""The page of a tornado: the widest bar is named, ends stand in the unit of the assumption."""

from made_up import made_up_plan
from made_up_board import made_up_tornado

from capplan.report.board.tornado import tornado_sections
from made_up_county import made_up_case


def test_ends_in_units_and_the_widest_bar_that_is_drawn():
    case = made_up_case()
    found = made_up_tornado(case, made_up_plan(case))
    base = found.rows[0]
    rows = (
        base.model_copy(update={
            "title": "People", "ends": "uncertainty.csv", "now": 1.0, "low_factor": 0.9, "high_factor": 1.15,
            "low_gbp": -18_000.0, "high_gbp": None,
        }),
        base.model_copy(update={
            "title": "A day", "ends": "share", "now": 400.0, "low_factor": 0.8, "high_factor": 1.2,
            "low_gbp": -10_000.0, "high_gbp": 139_000.0,
        }),
    )  # fmt: skip
    section = tornado_sections(found.model_copy(update={"rows": rows}))[0]
    (table,), (chart,) = section.tables, section.charts
    assert [row[4:6] for row in table.rows] == [("0.900", "1.150"), ("320", "480")]
    assert chart.summary.startswith("The widest swing drawn is that of A day: −£0.01m and +£0.14m.")
    assert chart.summary.endswith("The plan cannot be held at an end of People.")
