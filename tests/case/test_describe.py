"""The data dictionary comes from the models, and the page in docs is what they say now."""

from pathlib import Path

import pytest

from capplan.case.columns import columns_of
from capplan.case.describe import TOPICS, description, dictionary, table_list
from capplan.case.fields import Row
from capplan.case.header import Parameters
from capplan.case.tables import TABLES, Cohort, Configuration, Setting, Site

PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_the_page_in_docs_is_the_dictionary_of_the_models():
    assert PAGE.read_text(encoding="utf-8") == dictionary(), "capplan describe --markdown > docs/data-dictionary.md"


def test_every_table_column_and_parameter_is_in_the_dictionary():
    text = dictionary()
    for table in TABLES.values():
        section = text.partition(f"## {table.name}.csv")[2].partition("\n## ")[0]
        assert all(f"| `{name}` |" in section for name in table.row.model_fields if name not in Row.model_fields)
    assert all(f"| `{name}` |" in text for name in Parameters.model_fields)


def test_every_number_has_a_unit_and_every_column_a_meaning():
    models = [*(table.row for table in TABLES.values()), Parameters]
    columns = [column for model in models for column in columns_of(model).values()]
    assert all(column.meaning for column in columns)
    without_unit = {column.name for column in columns if column.is_number and not column.unit}
    # The unit of a parameter's value stands in the column beside it.
    assert without_unit == {"value"}


@pytest.mark.parametrize(
    ("model", "name", "allowed"),
    [
        (Configuration, "beds_staffed", "a whole number of beds, 0 to 100,000"),
        (Configuration, "fixed_gbp_per_year", "a number of GBP/year, 0 or more"),
        (Setting, "reference_occupancy", "a share, above 0 and at most 1"),
        (Site, "lat", "a number of degrees, -90 to 90"),
        (Site, "reopens", "yes or no"),
        (Site, "opens_from", "a month as YYYY-MM, for example 2015-06"),
        (Site, "contract", "an id of lower-case letters, digits and hyphens, for example ward-2"),
        (Site, "title", "text of at most 200 characters"),
        (Cohort, "when_full", "one of: wait, divert, never"),
        (Cohort, "max_travel_min", "a number of minutes, above 0"),
    ],
)
def test_what_is_allowed_is_said_in_words(model, name, allowed):
    assert columns_of(model)[name].allowed == allowed


def test_required_columns_come_first_and_those_of_every_table_last():
    names = list(columns_of(Site))
    assert names[:7] == ["site", "title", "setting", "lat", "lon", "travels", "today"]
    assert names[-4:] == ["source", "status", "reason", "could_supply"]


def test_defaults_are_written_as_a_planner_would():
    columns = columns_of(Site)
    assert columns["reopens"].default_text == "no"
    assert columns["lead_months"].default_text == "0"
    assert columns["contract"].default_text == ""
    assert columns_of(Cohort)["wait_days"].default_text == "2"


def test_the_list_has_a_line_for_every_table():
    assert [line.split()[0] for line in table_list().splitlines()] == list(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_can_be_described(topic):
    assert "required" in description(topic)
