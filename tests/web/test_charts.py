"""Charts: the same figures as their table, text that never meets, nothing that the page's rules refuse."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialtrack.web.charts import Bar, Series, bar_chart, column_chart, line_chart, table_of

TABLE = table_of("Organismes", ("Étape", "Réglée"), [("1", (3,))])
values = st.lists(st.one_of(st.none(), st.integers(-50, 5_000)), min_size=1, max_size=60)
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


def parsed(chart):
    return ElementTree.fromstring(str(chart.svg))


def rects(svg, kind):
    return [e for e in svg.iter("rect") if e.get("class") == kind]


def test_bars_are_parts_of_the_whole():
    svg = parsed(bar_chart("f", "Où", [Bar("Étape 1", 3, "3 sur 4"), Bar("2", 0, "0 sur 4")], total=4, table=TABLE))

    assert [e.get("width") for e in rects(svg, "a")] == ["75%"]
    assert [e.get("width") for e in rects(svg, "c")] == ["100%", "100%"]
    assert svg.get("role") == "img"
    assert svg.find("title").text == "Où" and svg.get("aria-labelledby") == svg.find("title").get("id") == "f-title"
    assert svg.find("desc").text == "Étape 1\u00a0: 3 sur 4; 2\u00a0: 0 sur 4"
    assert svg.get("aria-describedby") == svg.find("desc").get("id")


def test_bars_of_nothing_at_all_are_empty():
    svg = parsed(bar_chart("f", "Où", [Bar("Étape 1", 0, "0 sur 0")], total=0, table=TABLE))

    assert not rects(svg, "a")


def test_columns_stand_on_one_ground_and_hang_below_it():
    svg = parsed(column_chart("m", "Bougé", [Series("1", (4, 0, None, -2), "2")], ("1er", "4"), table=TABLE))
    [up], [down] = rects(svg, "a"), rects(svg, "b")

    assert float(up.get("y")) + float(up.get("height")) == pytest.approx(float(down.get("y")), abs=0.02)
    assert float(up.get("height")) == pytest.approx(2 * float(down.get("height")), abs=0.02)


def test_lines_go_from_the_first_value_to_the_last():
    one = Series("Progression", (0, 50, None, 100), "100 %")
    svg = parsed(line_chart("l", "Avance", [one], ("mars", "juin"), top_value=100, table=TABLE))
    segments = [e for e in svg.iter("line") if e.get("class") == "e"]
    floor, ceiling = (float(e.get("y1")) for e in reversed([e for e in svg.iter("line") if e.get("class") == "c"]))

    assert (segments[0].get("x1"), segments[-1].get("x2")) == ("0%", "100%")
    assert float(segments[0].get("y1")) == floor and float(segments[-1].get("y2")) == ceiling
    assert len(segments) == 2


@given(values, words, words, st.sampled_from((column_chart, line_chart)))
def test_whatever_it_shows_a_chart_is_well_made(drawn, label, said, make):
    more = {"top_value": 100} if make is line_chart else {}
    chart = make("k", "T<", [Series(label, drawn, said), Series("B", drawn, "2")], ("1er", "30"), table=TABLE, **more)
    svg = parsed(chart)
    height = float(svg.get("height"))

    assert not re.search(r"\sstyle=|<style|<script|\son[a-z]+=", str(chart.svg))
    for e in svg.iter("rect"):
        assert float(e.get("y")) >= 0 and float(e.get("y")) + float(e.get("height")) <= height
        assert float(e.get("x")[:-1]) >= 0 and float(e.get("x")[:-1]) + float(e.get("width")[:-1]) <= 100.05
    lines = {}
    for e in svg.iter("text"):
        lines.setdefault(e.get("y"), []).append(e.text)
        assert float(e.get("y")) <= height
    assert all(sum(map(len, texts)) <= 34 or len(texts) == 1 for texts in lines.values())


def test_text_is_escaped():
    chart = bar_chart("f", "<i>", [Bar("<script>", 1, "&")], total=1, table=TABLE)

    assert "<script>" not in str(chart.svg) and "&lt;script&gt;" in str(chart.svg)
