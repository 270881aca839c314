"""The report page: sound structure for every reader, text of a case as data, and the figures that matter."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from made_up import made_up_plan, made_up_provenance
from pages import Page

from capplan.case.assumptions import assumptions
from capplan.case.case import Case
from capplan.case.tables import Budget
from capplan.decisions import Plan
from capplan.report.html import render
from made_up_county import made_up_case

EVIL = '</title><script>alert("x")</script>\'"><img src=x onerror=alert(1)>'


def rendered(case: Case, plan: Plan | None = None) -> str:
    return render(plan or made_up_plan(case), case, made_up_provenance(case), assumptions(case))


@pytest.fixture(scope="module")
def case() -> Case:
    return made_up_case()


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return made_up_plan(case)


@pytest.fixture(scope="module")
def text(case: Case, plan: Plan) -> str:
    return rendered(case, plan)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_the_page_is_british_english_with_one_title_and_one_first_heading(page: Page, text: str) -> None:
    assert text.startswith("<!DOCTYPE html>")
    assert ("html", {"lang": "en-GB"}) in page.elements
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert "Bed plan: Made-up county" in page.text


def test_headings_never_skip_a_level(page: Page) -> None:
    assert all(lower - upper <= 1 for upper, lower in zip(page.headings, page.headings[1:], strict=False))


def test_every_element_is_closed_in_order(page: Page) -> None:
    assert page.misnested == []
    assert page.open == []


def test_the_page_has_its_landmarks_and_a_skip_link_first(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    for landmark in ("header", "nav", "main", "footer"):
        assert tags.count(landmark) == 1
    first_link = next(attributes for tag, attributes in page.elements if tag == "a")
    assert first_link == {"class": "skip", "href": "#main"}


def test_ids_are_unique_and_every_link_and_label_has_its_target(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    for _, attributes in page.elements:
        wanted = (attributes.get("aria-labelledby") or "").split()
        if (attributes.get("href") or "").startswith("#"):
            wanted.append(str(attributes["href"])[1:])
        assert set(wanted) <= set(page.ids)


def test_every_table_has_one_caption_and_scoped_headings(page: Page) -> None:
    assert len(page.tables) >= 20
    for table in page.tables:
        assert len(table.captions) == 1
        assert table.captions[0].strip()
        assert table.header_scopes
        assert set(table.header_scopes) <= {"col", "row", "rowgroup"}


def test_captions_tell_tables_apart(page: Page) -> None:
    """Two reductions of one site have a table of steps each, under their own heading."""
    captions = [table.captions[0] for table in page.tables if not table.captions[0].startswith("Brookfield unit: ")]
    assert len(captions) == len(set(captions))


def test_every_table_is_as_wide_as_its_headings(page: Page) -> None:
    for table in page.tables:
        widths = {len(row) for row in table.rows}
        full = len(table.rows[0])
        assert widths <= {full, full - 1}, table.captions  # a row under a shared heading has one cell less


def test_every_table_and_chart_scrolls_in_its_own_labelled_region_by_keyboard(page: Page) -> None:
    regions = [a for tag, a in page.elements if tag == "div" and "scroll" in (a.get("class") or "").split()]
    assert len(regions) == len(page.tables) + len(page.figure_parts)
    assert all(a["tabindex"] == "0" and a["role"] == "group" and a["aria-label"] for a in regions)


def test_every_figure_has_a_caption_a_picture_and_its_data(page: Page) -> None:
    assert len(page.figure_parts) == 7
    for parts in page.figure_parts:
        assert parts[0] == "figcaption"
        assert {"svg", "details", "summary", "table"} <= set(parts)


def test_the_page_runs_no_script_and_fetches_nothing(page: Page, text: str) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    assert not re.search(r"https?://|@import|url\((?!#)", text)
    assert not [a for _, a in page.elements if any(name.startswith("on") for name in a)]


def test_the_page_follows_dark_mode_print_and_narrow_screens(text: str) -> None:
    assert "prefers-color-scheme: dark" in text
    assert "size: A4" in text
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text


def test_text_of_a_case_is_data_everywhere(case: Case) -> None:
    spoiled = replace(
        case,
        identity=case.identity.model_copy(update={"title": EVIL}),
        sites=tuple(site.model_copy(update={"title": f"{EVIL} {site.site}"}) for site in case.sites),
        settings=tuple(row.model_copy(update={"title": f"{EVIL} {row.setting}"}) for row in case.settings),
        funders=tuple(row.model_copy(update={"title": EVIL}) for row in case.funders),
        localities=tuple(row.model_copy(update={"title": EVIL}) for row in case.localities),
        gates=tuple(row.model_copy(update={"title": EVIL}) for row in case.gates),
        cohorts=tuple(row.model_copy(update={"title": EVIL, "reason": EVIL}) for row in case.cohorts),
    )
    plan = made_up_plan(spoiled)
    findings = tuple(row.model_copy(update={"text": EVIL, "topic": EVIL}) for row in plan.findings)
    page = Page(rendered(spoiled, plan.model_copy(update={"findings": findings})))
    tags = [tag for tag, _ in page.elements]
    assert "script" not in tags
    assert "img" not in tags
    assert tags.count("title") == [tag for tag, _ in Page(rendered(case)).elements].count("title")
    assert EVIL in "".join(page.words)
    assert page.misnested == []


def test_equal_input_gives_an_equal_page(case: Case, plan: Plan, text: str) -> None:
    assert rendered(case, plan) == text


def test_the_summary_says_what_is_proposed_with_dates(page: Page) -> None:
    """162 beds today; 20 and 18 leave, 30 come: 154."""
    assert "The plan goes from 162 staffed beds today to 154 in March 2020" in page.text
    assert (
        "It takes capacity away at Brookfield unit (10 beds from October 2016), Elmhurst unit (18 beds from April "
        "2017) and Brookfield unit (10 beds from October 2017)." in page.text
    )
    assert "It adds capacity at Grange Park unit (30 beds from January 2016)." in page.text
    assert (
        "The first decision falls due by July 2015: the increase at Grange Park unit; 4 decisions in all." in page.text
    )


def test_the_summary_says_what_it_costs_and_saves(page: Page) -> None:
    """By hand, nominal: the years grow by 1 % of the first, so five years are 5.10 first years.

    Business as usual: 6.00 + 1.50 + 0.54 + 0.20 = 8.24 a year, 42.024 in all. Plan: 5.400 + 1.425 + 0.108 + 0.040 +
    0.060 + 0.009 - 0.040 = 7.002, 35.7102 in all. Capital: -0.040 x 5.10 = -0.204. Saving 6.3138.
    """
    assert "The plan costs £35.71m in nominal money" in page.text
    assert "(discounted at 3.5 % a year)" in page.text
    assert "Nominal revenue is £35.91m; capital brings in £0.20m more than it spends." in page.text
    assert "Against business as usual it saves £6.31m nominal and £5.90m at present value" in page.text
    assert "revenue falls by £6.11m and capital falls by £0.20m, both nominal." in page.text
    rows = page.table("The options over the whole plan").rows
    assert [row[0] for row in rows[1:]] == ["Business as usual", "Do minimum", "Plan"]
    assert rows[1][1] == "42.02"
    assert rows[3][1] == "35.71"


def test_the_summary_says_what_is_proven_in_pounds_and_per_cent(page: Page, plan: Plan) -> None:
    """Objective 33,552,817; the bound is 0.05 % below it: 16,776."""
    assert round(plan.option("plan").proof.objective) == 33_552_817
    assert "no other plan under the same rules and figures can beat it by more than £16,776 (0.050 %" in page.text
    assert "Of the 5 rules recounted for this report from the plan's own figures, 5 are kept." in page.text


def test_a_plan_stopped_by_time_is_not_called_optimal(case: Case, plan: Plan) -> None:
    chosen = plan.option("plan")
    stopped = chosen.model_copy(update={"proof": chosen.proof.model_copy(update={"status": "feasible", "gap": 0.02})})
    page = Page(rendered(case, plan.model_copy(update={"options": (*plan.options[:2], stopped)})))
    assert "The plan is the best found in the time given" in page.text
    assert "(2.000 %; asked for: 0.100 %)" in page.text
    assert page.table("Objective, bound and gap of each option").rows[3][1] == "best found, gap as stated"


def test_the_summary_lists_conflicts_before_warnings_and_leaves_notes_out(text: str) -> None:
    risks = text[text.index("What could go wrong") : text.index("What is proven")]
    assert risks.index("Conflict:") < risks.index("Warning:")
    assert "Stated beds agree." not in risks


def test_the_summary_keeps_three_of_a_kind_and_points_to_the_rest(case: Case, plan: Plan) -> None:
    """Six conflicts and one warning: three and one are shown, three are left to the findings."""
    conflict, warning = plan.findings[0], plan.findings[1]
    findings = (*(conflict.model_copy(update={"text": f"Clash {n}."}) for n in range(6)), warning)
    page = Page(rendered(case, plan.model_copy(update={"findings": findings})))
    assert page.text.count("Clash 2.") == 2
    assert page.text.count("Clash 3.") == 1
    assert "3 more conflicts and warnings. In full: Findings" in page.text


def test_the_summary_counts_assumed_rows(page: Page) -> None:
    """Sites 1, 4 and 7 and both cohorts are assumed: 5 rows."""
    assert "5 of the 91 rows of the case (5 %) are assumed, most in sites (3) and cohorts (2)." in page.text
    log = page.table("Assumptions log").rows
    assert log[1] == ["cohorts", "step-down; step-up", "no count published", "–", "the trust's bed managers"]
    assert log[2][:2] == ["sites", "site-1; site-4; site-7"]


def test_a_load_above_the_safe_load_is_counted_against_the_rule(case: Case, plan: Plan) -> None:
    chosen = plan.option("plan")
    last = chosen.figures.bed_plan[-1].model_copy(update={"load": 39.0})
    rows = (*chosen.figures.bed_plan[:-1], last)
    worse = chosen.model_copy(update={"figures": chosen.figures.model_copy(update={"bed_plan": rows})})
    page = Page(rendered(case, plan.model_copy(update={"options": (*plan.options[:2], worse)})))
    # Eight sites in the 48 months from April 2016 on: 384 cases.
    assert page.table("Rules recounted from the plan's figures").rows[1][1:] == ["384", "383", "NOT kept"]


def test_a_broken_budget_says_by_how_much(case: Case) -> None:
    """Pooled is the NHS with 0.7 of 7.002 million less its capital: 0.7 x 7.042 = 4.9294 in the first year."""
    tight = replace(case, budgets=(Budget(funder="pool", year="2015/16", revenue_gbp=4_900_000.0),))
    page = Page(rendered(tight))
    row = page.table("Spending against the stated budgets").rows[1]
    # Business as usual: 0.7 x 8.24 = 5.768 million.
    assert row == ["Pooled budget, revenue", "2015/16", "4,900", "4,929", "over by 29", "5,768", "over by 868"]


def test_money_by_funder_keeps_capital_and_revenue_apart(page: Page) -> None:
    rows = page.table("Plan: money by funder and financial year in £ thousand, nominal").rows
    assert rows[1][:3] == ["NHS commissioners (pooled)", "revenue", "4,929"]
    assert rows[2][:2] == ["capital", "−28"]
    assert rows[3][0] == "County council (not pooled)"
    assert rows[5][:3] == ["Pooled budget", "revenue", "4,929"]


def test_a_reduction_is_a_dated_sequence(page: Page) -> None:
    steps = next(table for table in page.tables if table.captions == ["Brookfield unit: steps in order"])
    assert steps.rows[1:] == [
        ["Public consultation begins", "September 2015"],
        ["Public consultation passed", "January 2016"],
        ["Decision to reduce, at the latest", "April 2016"],
        ["Notice of 6 months served", "April 2016"],
        ["No new admissions counted on; double running begins", "August 2016"],
        ["Last day with people in the beds", "30 September 2016"],
        ["Beds gone", "October 2016"],
    ]
    assert "Brookfield unit: 20 to 10 beds from October 2016" in page.text
    assert "9.6 FTE registered nurse and 12.0 FTE healthcare assistant" in page.text
    assert "£321,000 more at present value" in page.text


def test_a_failed_closure_test_is_said_aloud(case: Case, plan: Plan) -> None:
    chosen = plan.option("plan")
    failed = chosen.figures.closures[0].model_copy(update={"test_passed": False, "worst_waiting_growth": 1.25})
    figures = chosen.figures.model_copy(update={"closures": (failed, *chosen.figures.closures[1:])})
    worse = chosen.model_copy(update={"figures": figures})
    page = Page(rendered(case, plan.model_copy(update={"options": (*plan.options[:2], worse)})))
    assert "Closure test NOT passed: waiting or diversion in the catchment grows by up to 1.2 people" in page.text


def test_a_queue_that_grows_has_words_and_no_figures(page: Page) -> None:
    rows = page.table("Waiting and diversion by cohort and locality").rows
    north = next(row for row in rows if row[0] == "Step-down rehabilitation")
    assert north[1:7] == ["North", "4.0", "0.5", "5.0", "300", "0.0"]
    assert north[7:] == ["no steady state"] * 4
    assert (
        "Business as usual: no steady state, because more and more people wait: Step-down rehabilitation in North."
        in page.text
    )
    assert "no steady state, because load reaches the beds in March 2020: Chesham Road unit." in page.text
    assert "4,200" not in page.text  # the bed-days of the queue that grows


def test_an_overloaded_site_has_words_instead_of_shares(case: Case, plan: Plan) -> None:
    usual = plan.option("business-as-usual").model_copy(update={"option": "plan"})
    page = Page(rendered(case, plan.model_copy(update={"options": (*plan.options[:2], usual)})))
    table = page.table("Council facility: each site at the start and at every year end")
    last = next(row for row in table.rows if row[0] == "March 2020" and row[1] == "32")
    assert last == ["March 2020", "32", "32.0", "25.6", "no steady state", "37.6", "no steady state", "no steady state"]


def test_a_closed_site_has_no_figures(page: Page) -> None:
    table = page.table("Nursing home: each site at the start and at every year end")
    assert ["March 2018", "closed", *["–"] * 6] in table.rows


def test_a_site_that_never_opens_has_one_row(case: Case, plan: Plan) -> None:
    usual = plan.option("business-as-usual").model_copy(update={"option": "plan"})
    page = Page(rendered(case, plan.model_copy(update={"options": (*plan.options[:2], usual)})))
    table = page.table("Council facility: each site at the start and at every year end")
    assert [row for row in table.rows if row[0] == "Grange Park unit"] == [
        ["Grange Park unit", "throughout", "closed", *["–"] * 6]
    ]


def test_the_price_of_small_units_is_planned_less_pooled_beds(page: Page) -> None:
    """56 planned, 51 if pooled: 5."""
    rows = page.table("Beds planned, beds at the reading occupancy, and beds if each setting were one unit").rows
    assert rows[1] == ["Community hospital", "2", "41.5", "56", "49", "51", "+5"]
    assert rows[2][-2:] == ["–", "–"]


def test_a_promise_that_breaks_is_said_with_its_month_and_cause(page: Page, case: Case) -> None:
    assert "30 possible futures" in page.text
    title = case.cohorts[0].title
    assert f"{title}: the promise is not kept: 20.0 % wait too long, promised at most 10.0 %." in page.text
    assert f"Worst in 2020-03, {case.sites[0].title}: too few beds." in page.text
    table = page.table("Service promises, planned against simulated")
    verdicts = [row[-2] for row in table.rows[1:]]
    rows = {cohort.cohort: 1 + sum(row.cohort == cohort.cohort for row in case.stays) for cohort in case.cohorts}
    assert verdicts.count("not kept") == rows[case.cohorts[0].cohort]
    assert verdicts.count("kept") == sum(rows.values()) - verdicts.count("not kept")
    assert len(page.table("People waiting").rows) == 1 + 6


def test_a_plan_without_a_simulation_has_no_such_section(case: Case, plan: Plan) -> None:
    page = Page(rendered(case, plan.model_copy(update={"simulation": None})))
    assert "simulation" not in page.ids


def test_limits_method_and_provenance_are_on_the_page(page: Page) -> None:
    assert "capplan verify RUN" in page.text
    assert "Staff do not limit the plan." in page.text
    made = {row[0]: row[1] for row in page.table("What made this run").rows}
    assert made["Case digest (SHA-256)"] == "0123456789abcdef" * 4
    assert made["Seed"] == "7"
    assert made["Solver options"] == "mip_rel_gap 0.001; threads 1"
    proof = page.table("Objective, bound and gap of each option").rows[3]
    assert proof[:3] == ["Plan", "optimal within the gap asked for", "£33,552,817"]


def test_a_plan_without_changes_findings_or_scenarios_is_a_whole_page(case: Case, plan: Plan) -> None:
    usual = plan.option("business-as-usual")
    still = plan.model_copy(
        update={
            "options": (usual, plan.options[1], usual.model_copy(update={"option": "plan"})),
            "regrets": (),
            "sizes": (),
            "scenarios": (),
            "findings": (),
        }
    )
    page = Page(render(still, replace(case, budgets=()), made_up_provenance(case), ()))
    for sentence in (
        "No site changes.",
        "The plan takes no beds away.",
        "The plan adds no beds or places.",
        "The case states no budget limits.",
        "The case holds no other scenario.",
        "The engine noticed no conflict and nothing to warn of.",
        "is marked assumed.",
    ):
        assert sentence in page.text
    assert page.misnested == []


def test_a_large_county_is_one_page_in_ten_seconds() -> None:
    large = made_up_case(60, 120)
    plan = made_up_plan(large)
    start = time.process_time()
    page = Page(rendered(large, plan))
    assert time.process_time() - start < 10.0
    assert len(page.ids) == len(set(page.ids))
    assert "17 more, listed below" in page.text  # 23 reductions, six named
