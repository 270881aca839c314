"""Pictures as files: each opens, has its size, title and source line, and nothing of it is cut off at an edge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from made_up import made_up_plan
from made_up_staff import staffed_county, staffed_plan
from PIL import Image
from test_rota_report import CASE as ROTA_CASE
from test_rota_report import plan as rota_plan

from capplan.report.figures import Chart, charts
from capplan.report.figures.rota import rota_grid
from capplan.report.pictures import DPI, picture_files, png_file, svg_file
from capplan.report.visits import day_files
from made_up_county import made_up_case
from small_visits import visit_case, visit_decisions
from visit_plans import plan_of

SVG = "{http://www.w3.org/2000/svg}"
PAPER = 255
EDGE_PX = 6
"""Less than any picture's own margin: a twentieth of an inch."""


def drawn() -> Iterator[Chart]:
    case = staffed_county()
    yield from charts(staffed_plan(case), case).values()
    yield rota_grid(ROTA_CASE, rota_plan(), "Source: made up")


@pytest.fixture(scope="module")
def pictures() -> dict[str, tuple[Chart, str, bytes]]:
    """Each picture by id: what it is drawn from, its SVG and its PNG."""
    return {chart.id: (chart, svg_file(chart), png_file(chart)) for chart in drawn()}


def pixels(png: bytes) -> np.ndarray:
    """Height x width, 0 black to 255 paper."""
    with Image.open(BytesIO(png)) as image:
        return np.asarray(image.convert("L"))


def test_a_picture_is_ten_inches_wide_at_two_hundred_dots(pictures: dict[str, tuple[Chart, str, bytes]]) -> None:
    for name, (_, svg, png) in pictures.items():
        with Image.open(BytesIO(png)) as image:
            image.load()
            assert (image.format, image.width) == ("PNG", 10 * DPI), name
            assert round(image.info["dpi"][0]) == DPI, name
            height_in = float(re.findall(r'height="([\d.]+)in"', svg)[0])
            assert image.height == pytest.approx(height_in * DPI, abs=2), name


def touched(pngs: Iterable[tuple[str, bytes]]) -> dict[str, int]:
    """Return the darkest point of each edge that is not paper alone."""
    found = {}
    for name, png in pngs:
        seen = pixels(png)
        sides = {
            "top": seen[:EDGE_PX],
            "bottom": seen[-EDGE_PX:],
            "left": seen[:, :EDGE_PX],
            "right": seen[:, -EDGE_PX:],
        }
        found |= {f"{name}, {side}": int(band.min()) for side, band in sides.items() if band.min() < PAPER}
    return found


def test_nothing_of_a_picture_is_cut_off_at_an_edge(pictures: dict[str, tuple[Chart, str, bytes]]) -> None:
    assert touched((name, png) for name, (_, _, png) in pictures.items()) == {}


@pytest.mark.slow
def test_nothing_of_sixty_sites_is_cut_off_at_an_edge() -> None:
    case = made_up_case(60, 120)
    found = charts(made_up_plan(case), case)
    assert touched((name, png_file(chart)) for name, chart in found.items()) == {}


def test_text_that_runs_out_is_seen(pictures: dict[str, tuple[Chart, str, bytes]]) -> None:
    """The measure above finds a title that is too long for its picture."""
    chart = pictures["waterfall"][0]
    long = Chart(chart.id, chart.title, chart.summary, chart.svg.replace(chart.title, chart.title * 8), chart.table)
    assert list(touched([("long", png_file(long))])) == ["long, right"]


def test_title_and_source_line_are_drawn_with_the_letters_of_the_library(
    pictures: dict[str, tuple[Chart, str, bytes]],
) -> None:
    """Where a font is missing nothing is drawn: there must be ink where the title and the source line stand."""
    for name, (chart, svg, png) in pictures.items():
        texts = ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]
        assert chart.title in texts, name
        assert any(text.startswith("Source: ") for text in texts), name
        seen = pixels(png)
        for band in (seen[: DPI // 3], seen[-DPI // 4 :]):
            # A line of words: ink in many places from left to right.
            assert (band.min(axis=0) < PAPER // 2).sum() > DPI // 2, name


def test_a_file_of_its_own_has_colours_that_any_program_knows(pictures: dict[str, tuple[Chart, str, bytes]]) -> None:
    for name, (_, svg, _) in pictures.items():
        assert svg.startswith("<?xml"), name
        assert "var(" not in svg, name


def test_equal_charts_give_equal_bytes_in_a_folder_of_their_own() -> None:
    chart = rota_grid(ROTA_CASE, rota_plan(), "Source: made up")
    files = picture_files([chart])
    assert list(files) == ["pictures/rota-grid.svg", "pictures/rota-grid.png"]
    assert files == picture_files([chart])


def test_a_day_of_visits_has_its_timeline_and_maps_as_pictures_on_request() -> None:
    case = visit_case()
    files = day_files(case, plan_of(case, visit_decisions()), date(2026, 11, 24), pictures=True)
    png = {name: content for name, content in files.items() if name.endswith(".png")}
    assert list(png) == ["pictures/timeline.png", "pictures/map-base-north.png"]
    for name, content in png.items():
        assert isinstance(content, bytes)
        assert touched([(name, content)]) == {}
