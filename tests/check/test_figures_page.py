"""The page that defines the figures names every one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from capplan.decisions import (
    AccessRow,
    BedPlanRow,
    ClosureRow,
    MoneyRow,
    NodeRow,
    OpeningRow,
    Replacement,
    SettingSize,
    Totals,
)
from capplan.decisions.board import ChoiceFigures, FrontierPoint, FunderMoney, GroupAccess, SwitchingRow
from capplan.decisions.documents import DocumentRow
from capplan.decisions.hub import HubCover, HubMonth, HubNeed, HubRoleRow, HubSimulated, HubTotals, HubWorkSimulated
from capplan.decisions.programme import (
    ContingencyRow,
    ContractRow,
    FunderRow,
    FunderYear,
    LineYear,
    MonthRow,
    PotYear,
    ProgrammeTotals,
    RangeRow,
    ScheduleRow,
)
from capplan.decisions.simulation import (
    SimulatedCount,
    SimulatedLoad,
    SimulatedMonth,
    SimulatedPromise,
    SimulatedWaiting,
)
from capplan.decisions.tornado import BreakEven, TornadoRow
from capplan.decisions.uncertain import Chance, Outcome, PlanOutcome
from capplan.decisions.visit_loop import LoopBase, LoopRound
from capplan.decisions.visit_week import CarerWeek, ClientWeek, WeekDay, WeekTotals

PAGE = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8")
NAMED_ELSEWHERE = {
    "cohort",
    "decision",
    "driver",
    "funder",
    "future",
    "kept",
    "locality",
    "outcomes",
    "period",
    "plan",
    "setting",
    "site",
    "title",
    "year",
}
"""Ids that say which row it is; the headings name them."""


@pytest.mark.parametrize(
    "model",
    [
        Totals,
        MoneyRow,
        BedPlanRow,
        AccessRow,
        NodeRow,
        ClosureRow,
        Replacement,
        OpeningRow,
        SettingSize,
        DocumentRow,
        HubNeed,
        HubCover,
        HubRoleRow,
        HubTotals,
        HubMonth,
        HubSimulated,
        HubWorkSimulated,
        ScheduleRow,
        ContractRow,
        LineYear,
        FunderYear,
        FunderRow,
        PotYear,
        MonthRow,
        ContingencyRow,
        RangeRow,
        ProgrammeTotals,
        SimulatedCount,
        SimulatedMonth,
        SimulatedPromise,
        SimulatedLoad,
        SimulatedWaiting,
        ChoiceFigures,
        FunderMoney,
        GroupAccess,
        SwitchingRow,
        FrontierPoint,
        TornadoRow,
        BreakEven,
        Outcome,
        PlanOutcome,
        Chance,
        WeekDay,
        ClientWeek,
        CarerWeek,
        WeekTotals,
        LoopBase,
        LoopRound,
    ],
)
def test_every_field_of_the_figures_is_on_the_page(model: type[BaseModel]) -> None:
    missing = [field for field in model.model_fields if field not in NAMED_ELSEWHERE and f"`{field}`" not in PAGE]
    assert missing == []
