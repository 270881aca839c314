"""Each rule of the tiny rota matters, by as much as `formulations/rota/tiny.md` derives by hand."""

import re

import pytest

from capplan.check.rota import rota_figures, rule_violations
from capplan.plan.rota.figures import decisions_of
from capplan.solve import Profile, run
from golden_lp import FORMULATIONS, Formulation

EXACT = Profile(name="exact", mip_rel_gap=0.0, time_limit_s=60.0)
ROTA = Formulation("rota")
BEST = 1290.0
_ROW = re.compile(r"^\| R\d+ `(\w+)` \|.*\| −([\d,]+) \|$")
WORTH = {
    match[1]: float(match[2].replace(",", ""))
    for line in (FORMULATIONS / "rota" / "tiny.md").read_text(encoding="utf-8").splitlines()
    if (match := _ROW.match(line))
}


def test_the_page_prices_every_rule() -> None:
    assert WORTH.keys() == {row["code_name"] for row in ROTA.symbols if row["kind"] == "constraint"}


@pytest.mark.parametrize("name", WORTH)
def test_leaving_a_rule_out_saves_what_the_page_says(name: str) -> None:
    model = ROTA.build()
    model.component(name).deactivate()
    assert run(model, EXACT).objective == pytest.approx(BEST - WORTH[name], abs=1e-6)


def test_the_checker_agrees_with_the_optimum() -> None:
    case, model = ROTA.case(), ROTA.build()
    run(model, EXACT)
    chosen = {(person, day): shift for (person, day, shift), one in model.works.items() if one.value > 0.5}
    decisions = decisions_of(case, chosen)
    assert list(rule_violations(case, decisions)) == []
    assert rota_figures(case, decisions).totals.objective_gbp == pytest.approx(BEST)
