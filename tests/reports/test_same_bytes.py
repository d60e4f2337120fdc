"""`flask export` writes the bytes of the page: each pair of options is tried together in some file or other."""

from itertools import combinations, product

import pytest

from socialtrack.reports.filter_forms import NAMES
from socialtrack.reports.rules import Delimiter, FileFormat, Header, Report
from tests.reports.hesitations import hesitate
from tests.support.giving import logged

Said = dict[str, str | list[str]]

OPTIONS: dict[str, tuple[Said, ...]] = {
    "language": ({}, {"lang": "fr"}, {"lang": "en"}),
    "header": tuple({"header": str(header)} for header in Header),
    "delimiter": ({}, *({"delimiter": str(delimiter)} for delimiter in Delimiter)),
    "names": ({}, {"names": "1"}),
    "day": ({}, {"as_of": "2026-11-23"}, {"as_of": "2026-11-20"}),
    "more": (
        *({}, {"notes": "1"}, {"organizations": "1"}, {"since": "2026-11-10"}),
        *({"until": "2026-11-20", "since": "2026-11-05"}, {"outcome": "open"}, {"as_of": "2026-02-30"}),
    ),
    "which": (
        *({}, {}, {"q": "les"}, {"status": "moving"}, {"step": "1"}, {"task": "name-backup"}, {"network": "facebook"}),
        *({"tag": ["aînés"]}, {"tag": ["repas", "aînés"]}, {"region": "Haute-Rive"}, {"advisor": "none"}),
        *({"hesitation": "any"}, {"active_since": "2026-10-01"}, {"silent_since": "2026-11-01"}),
        *({"only": ["les-amis", "le-phare"]}, {"only": ["nowhere"]}, {"task": "no-such-task"}),
        {"status": "stalled", "tag": ["aînés"], "q": "a", "active_since": "2026-01-01", "region": "Basse-Rive"},
    ),
}
CHOICES = {"report": tuple(Report), "format": tuple(FileFormat), **OPTIONS}


def pairs_of(row, names):
    """Two by two, what stands in a row of places."""
    return {(one, row[one], other, row[other]) for one, other in combinations(names, 2) if one in row and other in row}


def pairwise(choices):
    """Some of all the ways to choose, in which each two choices come together at least once."""
    names = list(choices)
    wanted = {
        (one, i, other, j)
        for one, other in combinations(names, 2)
        for i, j in product(range(len(choices[one])), range(len(choices[other])))
    }
    while wanted:
        one, i, other, j = min(wanted)
        row = {one: i, other: j}
        for name in names:
            if name not in row:
                rows = [row | {name: place} for place in range(len(choices[name]))]
                met = [len(wanted & pairs_of(row, names)) for row in rows]
                row = rows[met.index(max(met))]
        wanted -= pairs_of(row, names)
        yield [choices[name][row[name]] for name in names]


def on_the_command_line(asked):
    for name, said in asked.items():
        option = f"--{name.replace('_', '-')}"
        if name in ("names", "notes", "organizations"):
            yield option
        else:
            for value in [said] if isinstance(said, str) else said:
                yield from (option, value)


def test_each_filter_is_tried():
    assert {name for said in OPTIONS["which"] for name in said} == set(NAMES)


@pytest.fixture
def told(example):
    hesitate(example, "bruno", example.les_amis, "time-too-much", task="name-backup")
    logged(example, example.les_amis, example.le_phare, note="Rappeler =lundi.")
    return example


def test_page_and_command_give_the_same_bytes_or_both_refuse(told):
    client, runner = told.client_for("aline"), told.app.test_cli_runner()
    rows, given = list(pairwise(CHOICES)), 0
    for row in rows:
        report, file_format, *options = row
        asked: Said = {name: value for said in options for name, value in said.items()}
        page = client.get(
            f"/centres/{told.quebec.slug}/reports/{report}.{file_format}", query_string=asked, buffered=True
        )

        arguments = ["export", str(report), "--centre", told.quebec.slug, "--format", str(file_format)]
        result = runner.invoke(args=[*arguments, *on_the_command_line(asked)])

        if page.status_code == 200:
            assert (result.exit_code, result.stderr) == (0, ""), (report, asked, result.stderr)
            assert result.stdout_bytes == page.data, (report, file_format, asked)
            given += 1
        else:
            assert (page.status_code, result.exit_code, result.stdout_bytes) == (422, 1, b""), (report, asked)
    assert given > len(rows) / 2
