"""The page of a rota: grid, hours and fair shares, gaps, ways out; readable without colour."""

from __future__ import annotations

from jinja2 import Environment

from capplan.case.case import Case
from capplan.decisions.rota import RotaPlan
from capplan.report.tables.rota import changed, cover, gaps, grid, hours, ways_out

_PAGE = """\
<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{{ title }}</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem; color: #111; background: #fff; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; } th, td { border: 1px solid #bbb; padding: 1px 5px; }
td.mark { text-align: center; font-family: ui-monospace, monospace; } td.off { color: #666; }
td.away { font-style: italic; background: #eee; } td.weekend { border-left-width: 3px; } th { background: #f4f4f4; }
.wide { overflow-x: auto; }
</style></head><body>
<h1>{{ title }}</h1>
<p>{{ answer }}</p>
<h2>Who works when</h2>
<p>Letters: {% for letter, words in letters %}<b>{{ letter }}</b> {{ words }}; {% endfor %}
<i>al</i> leave, <i>tr</i> training, <i>si</i> sickness, a dot is a day off. The thick line
is the start of a weekend.</p>
<div class="wide"><table><tr>{% for one in grid.headings %}<th scope="col">{{ one }}</th>{% endfor %}</tr>
{% for row in grid.rows %}<tr><th scope="row">{{ row[0] }}</th><td>{{ row[1] }}</td><td>{{ row[2] }}</td>
{%- for mark in row[3:] %}<td class="mark{{ ' off' if mark == '.' else ' away' if mark in away else '' }}
{{- ' weekend' if loop.index0 % 7 == 5 else '' }}">{{ mark }}</td>{% endfor %}</tr>
{% endfor %}</table></div>
{% for heading, table in tables %}{% if table.rows %}<h2>{{ heading }}</h2>
<div class="wide"><table><tr>{% for one in table.headings %}<th scope="col">{{ one }}</th>{% endfor %}</tr>
{% for row in table.rows %}<tr>{% for cell in row %}<td>{{ '' if cell is none else cell }}</td>{% endfor %}</tr>
{% endfor %}</table></div>{% endif %}{% endfor %}
</body></html>
"""


def rota_page(case: Case, plan: RotaPlan, answer: str) -> str:
    """Return the page of a rota; every text of the case is escaped."""
    letters: dict[str, dict[str, None]] = {}
    for row in case.rota_shifts:
        letters.setdefault(row.letter, {})[f"{row.start} {row.title.partition(',')[0]}"] = None
    return (
        Environment(autoescape=True)
        .from_string(_PAGE)
        .render(
            title=f"{case.identity.title}: {case.rotas[0].title}",
            answer=answer,
            letters=[(letter, ", ".join(words)) for letter, words in letters.items()],
            grid=grid(case, plan),
            away=("al", "tr", "si"),
            tables=[
                ("Changes from the published rota", changed(plan)),
                ("What would close gaps", ways_out(plan)),
                ("Hours and fair shares", hours(plan)),
                ("Gaps and who might fill them", gaps(plan)),
                ("Cover", cover(plan)),
            ],
        )
    )
