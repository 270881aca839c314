"""Charts: what they say is what the plan says, for every reader, and the same every time."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from made_up import made_up_plan

from capplan.case.case import Case
from capplan.decisions import Plan
from capplan.report.figures import charts, style, words
from capplan.report.figures.drawing import spread
from capplan.report.figures.money import by_kind, by_year
from capplan.report.figures.months import year_ends
from capplan.report.figures.plane import Plane
from made_up_county import made_up_case

SVG = "{http://www.w3.org/2000/svg}"
TEXT_COLOURS = ("ink", "muted", "link", "alert")
DRAWN_COLOURS = ("rule", "blue", "vermilion", "green")


@pytest.fixture(scope="module")
def case() -> Case:
    return made_up_case()


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return made_up_plan(case)


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_map_with_few_names_is_not_a_page_high() -> None:
    """Eight names: 420 + 8 x 25 = 620 units of ground at most, and 158 of head and key, however tall the county."""
    case = made_up_case()
    tall = replace(case, areas=tuple(row.model_copy(update={"lat": 50.0 + n}) for n, row in enumerate(case.areas)))
    drawn = charts(made_up_plan(case), tall)["map"].svg
    assert re.search(r'viewBox="0 0 1000 ([0-9]+)"', drawn)[1] == "778"


def test_a_narrow_county_stands_in_the_middle_of_its_map() -> None:
    tall = Plane.around([(51.0, -1.0), (52.0, -1.0)], 1000.0, 470.0, 90.0)
    assert tall.at(51.0, -1.0) == (pytest.approx(500.0), pytest.approx(380.0))


def test_contrast_of_black_on_white_is_21() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_text_has_a_contrast_of_four_and_a_half_on_every_ground_it_stands_on(mode: int) -> None:
    for name in TEXT_COLOURS:
        for ground in ("paper", "panel"):
            assert _contrast(style.PALETTE[name][mode], style.PALETTE[ground][mode]) >= 4.5, (name, ground)
    assert _contrast(style.PALETTE["ink"][mode], style.PALETTE["blue-tint"][mode]) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_lines_that_carry_meaning_have_a_contrast_of_three(mode: int) -> None:
    for name in DRAWN_COLOURS:
        assert _contrast(style.PALETTE[name][mode], style.PALETTE["paper"][mode]) >= 3.0, name


def test_no_two_names_share_a_light_colour_so_that_dark_mode_can_tell_them_apart() -> None:
    assert len(style.VARIABLE_OF) == len(style.PALETTE)


def test_no_two_settings_share_both_colour_and_pattern() -> None:
    assert len(set(zip(style.SERIES, style.HATCHES, strict=True))) == len(style.SERIES)
    assert len(set(style.HATCHES)) == len(style.HATCHES)


def test_every_picture_is_well_formed_and_named_for_readers_who_cannot_see_it(case: Case, plan: Plan) -> None:
    for chart in charts(plan, case).values():
        root = ElementTree.fromstring(chart.svg)
        assert root.tag == f"{SVG}svg"
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-labelledby"] == f"{chart.id}-title {chart.id}-desc"
        assert [(child.tag, child.text) for child in list(root)[:2]] == [
            (f"{SVG}title", chart.title),
            (f"{SVG}desc", chart.summary),
        ]


def test_each_picture_can_stand_alone_with_title_unit_and_source(case: Case, plan: Plan) -> None:
    for chart in charts(plan, case).values():
        texts = [element.text or "" for element in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]
        assert chart.title in texts
        assert any(text.startswith("Source: capplan, case made-up") for text in texts)
        assert any("beds" in text or "£" in text for text in texts)


def test_ids_of_all_pictures_differ_and_every_reference_has_its_target(case: Case, plan: Plan) -> None:
    whole = "".join(chart.svg for chart in charts(plan, case).values())
    ids = re.findall(r'\bid="([^"]+)"', whole)
    assert len(ids) == len(set(ids))
    references = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', whole)
    assert references
    assert {one or other for one, other in references} <= set(ids)


def test_pictures_speak_to_themselves_only_and_fetch_nothing(case: Case, plan: Plan) -> None:
    for chart in charts(plan, case).values():
        assert "<style" not in chart.svg
        assert "<script" not in chart.svg
        assert "<image" not in chart.svg
        assert set(re.findall(r"https?://[^\"]+", chart.svg)) == {"http://www.w3.org/2000/svg"}


def test_every_colour_follows_the_page_so_that_dark_mode_works(case: Case, plan: Plan) -> None:
    for chart in charts(plan, case).values():
        outside = re.sub(r"var\(--[a-z-]+, #[0-9a-f]{6}\)", "", chart.svg)
        assert re.findall(r"(?:fill|stroke)[:=]\"? ?#[0-9a-f]{3,6}", outside) == []


def test_equal_input_gives_equal_pictures_and_no_date(case: Case, plan: Plan) -> None:
    first, second = charts(plan, case), charts(plan, case)
    assert {name: chart.svg for name, chart in first.items()} == {name: chart.svg for name, chart in second.items()}
    assert all("date" not in chart.svg.lower().replace("update", "") for chart in first.values())


def test_text_of_a_case_stays_text(case: Case) -> None:
    evil = '<script>alert("1")</script> & $x_1$'
    sites = (case.sites[0].model_copy(update={"title": evil}), *case.sites[1:])
    spoiled = replace(case, sites=sites)
    drawn = charts(made_up_plan(spoiled), spoiled)["timeline"]
    assert "<script" not in drawn.svg
    labels = [element.text for element in ElementTree.fromstring(drawn.svg).iter(f"{SVG}text")]
    assert words.short(evil, 42) in labels
    assert drawn.table.rows[0][0] == evil


def test_data_of_the_beds_chart_is_the_plan(case: Case, plan: Plan) -> None:
    table = charts(plan, case)["beds"].table
    assert len(table.rows) == len(case.periods)
    for row, period in zip(table.rows, case.periods, strict=True):
        planned = [bed for bed in plan.option("plan").figures.bed_plan if bed.period == period.id]
        usual = [bed for bed in plan.option("business-as-usual").figures.bed_plan if bed.period == period.id]
        by_setting = [sum(b.beds_staffed for b in planned if b.setting == s.setting) for s in case.settings]
        assert row[0] == words.month(period.id)
        assert [float(cell) for cell in row[1:5]] == by_setting
        assert float(row[5]) == sum(by_setting)
        assert float(row[6]) == sum(bed.beds_staffed for bed in usual)


def test_spot_beds_do_not_stand_and_are_told_apart(case: Case, plan: Plan) -> None:
    """Chesham Road (32 beds, site-3) turned to spot: standing council beds fall by 32, its load is spot."""
    chosen = plan.option("plan")
    rows = tuple(
        row.model_copy(update={"kind": "spot"}) if row.site == "site-3" else row for row in chosen.figures.bed_plan
    )
    spot = chosen.model_copy(update={"figures": chosen.figures.model_copy(update={"bed_plan": rows})})
    changed = plan.model_copy(update={"options": (*plan.options[:2], spot)})
    before, after = (charts(one, case)["beds"].table.rows[0] for one in (plan, changed))
    first = next(row for row in chosen.figures.bed_plan if row.site == "site-3")
    assert float(before[3]) - float(after[3]) == 32
    assert (before[7], after[7]) == ("0.0", words.number(first.load, 1))
    assert "spot, up to 32" in charts(changed, case)["timeline"].svg


def test_data_of_the_load_chart_is_the_plan(case: Case, plan: Plan) -> None:
    rows = charts(plan, case)["load"].table.rows
    assert len(rows) == len(case.settings) * len(case.periods)
    titles = {setting.setting: setting.title for setting in case.settings}
    figures = {(row[0], row[1]): row[2:] for row in rows}
    # One site of a setting is simulated, so the range of the setting is that of the site.
    assert plan.simulation is not None
    assert len({(case.site[row.site].setting, row.period) for row in plan.simulation.loads}) == len(
        plan.simulation.loads
    )
    simulated = {
        (case.site[row.site].setting, row.period): (words.number(row.load_low, 1), words.number(row.load_high, 1))
        for row in plan.simulation.loads
    }
    assert len(simulated) == len(plan.simulation.loads)
    for setting in case.settings:
        for period in (case.periods[0], case.periods[-1]):
            mine = [
                row
                for row in plan.option("plan").figures.bed_plan
                if (row.setting, row.period) == (setting.setting, period.id)
            ]
            assert figures[titles[setting.setting], words.month(period.id)] == (
                words.number(sum(row.beds_staffed for row in mine)),
                words.number(sum(row.load for row in mine), 1),
                words.number(sum(row.safe_load for row in mine), 1),
                *simulated.get((setting.setting, period.id), ("0.0", "0.0")),
                "no",
            )


def test_data_of_the_cost_charts_is_the_plan(case: Case, plan: Plan) -> None:
    drawn = charts(plan, case)
    by_year_rows = drawn["cost-by-year"].table.rows
    assert by_year_rows[-1][1:] == tuple(words.gbp_k(option.figures.totals.cost_nominal_gbp) for option in plan.options)
    assert by_year_rows[0][3] == words.gbp_k(by_year(plan.option("plan"))["2015/16"])
    difference = drawn["cost-difference"].table.rows
    usual, chosen = by_kind(plan.option("business-as-usual")), by_kind(plan.option("plan"))
    assert difference[0][1] == words.gbp_k(chosen["fixed"] - usual["fixed"], plus=True)
    assert difference[-1][1] == words.gbp_k(sum(chosen.values()) - sum(usual.values()), plus=True)


def test_data_of_the_timeline_has_every_site_and_change(case: Case, plan: Plan) -> None:
    rows = charts(plan, case)["timeline"].table.rows
    assert {row[0] for row in rows} == {site.title for site in case.sites}
    first = plan.option("plan").figures.closures[0]
    assert (
        case.site[first.site].title, "10 fewer", "April 2016", "September 2015 to January 2016", "April 2016",
        "August 2016", "October 2016", words.NONE,
    ) in rows  # fmt: skip
    assert ("Amberley unit", "no change: 24 throughout", *[words.NONE] * 6) in rows


def test_sites_of_one_setting_stand_together_without_overlap(case: Case, plan: Plan) -> None:
    """Labels of the timeline lie at least one text height (9.5 points) apart."""
    labels = {*(site.title for site in case.sites), *(setting.title for setting in case.settings)}
    texts = ElementTree.fromstring(charts(plan, case)["timeline"].svg).iter(f"{SVG}text")
    heights = sorted(float(text.attrib["y"]) for text in texts if text.text in labels)
    assert len(heights) == 12
    assert min(high - low for low, high in pairwise(heights)) > 9.5


def test_sixty_sites_over_ten_years_are_drawn_in_four_seconds() -> None:
    large = made_up_case(60, 120)
    plan = made_up_plan(large)
    start = time.process_time()
    drawn = charts(plan, large)
    assert time.process_time() - start < 4.0
    assert len(drawn["timeline"].table.rows) >= 60
    for chart in drawn.values():
        _assert_years_do_not_overlap(chart.svg)


def test_years_without_room_go_without_a_label() -> None:
    long = made_up_case(8, 240)
    for chart in charts(made_up_plan(long), long).values():
        if chart.id not in ("cost-by-year", "cost-difference"):
            _assert_years_do_not_overlap(chart.svg)


def _assert_years_do_not_overlap(svg: str) -> None:
    """A year of seven characters at 9 points is about 42 points wide; rows of labels share their height."""
    rows: dict[str, list[float]] = {}
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        if re.fullmatch(r"20\d\d/\d\d", text.text or ""):
            rows.setdefault(text.attrib["y"], []).append(float(text.attrib["x"]))
    for places in rows.values():
        assert all(right - left >= 42 for left, right in pairwise(sorted(places)))


def test_a_case_without_home_places_or_changes_can_be_drawn(case: Case) -> None:
    quiet = replace(case, settings=tuple(setting.model_copy(update={"unit": "bed"}) for setting in case.settings))
    plan = made_up_plan(quiet)
    usual = plan.option("business-as-usual")
    still = plan.model_copy(update={"options": (usual, plan.options[1], usual.model_copy(update={"option": "plan"}))})
    drawn = charts(still, quiet)
    assert "0 reductions and 0 increases" in drawn["timeline"].summary
    assert "places at home" not in drawn["beds"].summary
    assert [row[0] for row in drawn["cost-difference"].table.rows][-1] == "All kinds"


def test_a_site_without_a_steady_state_is_marked_on_the_load_chart(case: Case, plan: Plan) -> None:
    usual = plan.option("business-as-usual").model_copy(update={"option": "plan"})
    chart = charts(plan.model_copy(update={"options": (*plan.options[:2], usual)}), case)["load"]
    assert "a site with no steady state" in chart.svg
    assert chart.table.rows[-61][-1] == "yes"  # the last month of the council facility, before home's sixty rows
    # Chesham Road is full (32 of 32) from the 32nd month on; the setting's safe load is 0.8 x 32 = 25.6.
    assert "Council facility in 29 of 60 periods" in chart.summary


def test_load_above_the_safe_load_before_the_standard_is_said_to_be_early(case: Case, plan: Plan) -> None:
    chosen = plan.option("plan")
    rows = tuple(
        row.model_copy(update={"load": 36.0}) if (row.site, row.period) == ("site-3", "2015-04") else row
        for row in chosen.figures.bed_plan
    )
    early = chosen.model_copy(update={"figures": chosen.figures.model_copy(update={"bed_plan": rows})})
    chart = charts(plan.model_copy(update={"options": (*plan.options[:2], early)}), case)["load"]
    # Safe load of the setting in April 2015: 0.8 x 32 = 25.6 beds.
    assert "Council facility in 1 of 60 periods, each time before April 2016" in chart.summary


def test_labels_spread_as_little_as_needed() -> None:
    assert spread([1.0, 5.0, 9.0], 2.0, 0.0, 10.0) == [1.0, 5.0, 9.0]
    assert spread([5.0, 5.5], 2.0, 0.0, 10.0) == [5.0, 7.0]
    assert spread([9.0, 9.5, 10.0], 2.0, 0.0, 10.0) == [6.0, 8.0, 10.0]
    assert spread([], 2.0, 0.0, 10.0) == []


def test_tables_are_read_in_the_first_month_and_at_every_year_end(case: Case) -> None:
    assert year_ends(case) == ["2015-04", "2016-03", "2017-03", "2018-03", "2019-03", "2020-03"]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (words.number(-0.04, 1), "0.0"),
        (words.number(-1234.56, 1), "−1,234.6"),
        (words.signed(0.001, 2), "0.00"),
        (words.signed(2.0), "+2"),
        (words.gbp(-2_500.4), "−£2,500"),
        (words.gbp(-0.2), "£0"),
        (words.gbp_m(-2_000.0), "£0.00m"),
        (words.gbp_m(-12_345_678.0, 1), "−£12.3m"),
        (words.share(0.0005, 3), "0.050 %"),
        (words.day("2017-03-31"), "31 March 2017"),
        (words.month(None), words.NONE),
        (words.count(1, "bed"), "1 bed"),
        (words.listing(["a", "b", "c"]), "a, b and c"),
        (words.listing(["a, b", "c"]), "a, b; and c"),
        (words.gbp_m(1_000_000.0, 1, plus=True), "+£1.0m"),
        (words.gbp_m(-1_000_000.0, 1, plus=True), "−£1.0m"),
        (words.short("abcdef", 4), "abc…"),
    ],
)
def test_numbers_dates_and_names_are_written_in_one_way(written: str, wanted: str) -> None:
    assert written == wanted
