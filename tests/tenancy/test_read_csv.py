"""A spreadsheet's file, as it comes."""

import pytest

from socialtrack.kernel.errors import Invalid
from socialtrack.kernel.spreadsheet import guarded
from socialtrack.tenancy.read_list import read_list
from socialtrack.tenancy.read_table import MOST_BYTES, MOST_LINES

LINES = [
    {"name": "Été à l’île", "reference": "1", "region": "Basse-Rive", "tags": "aînés, repas", "email": "a@b.ca"},
    {"name": "Œuvre “sociale”"},
]
TEXT = (
    "Nom;Référence;Région;Étiquettes;Courriel\r\n"
    'Été à l’île;1;Basse-Rive;"aînés, repas";a@b.ca\r\n'
    "\r\nŒuvre “sociale”;;;;\r\n"
)


def lines_of(data):
    found = read_list(data)
    if found.unsettled:
        raise found.unsettled
    return found.lines


def said(data):
    return [dict(line.said) for line in lines_of(data)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_usual_encoding_is_read(encoding):
    assert said(TEXT.encode(encoding)) == LINES


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_end_of_line_is_read(end):
    assert said(TEXT.replace("\r\n", end).encode()) == LINES


@pytest.mark.parametrize(
    "text",
    [
        'Name,Reference,Region,Tags,Email\nÉté à l’île,1,Basse-Rive,"aînés, repas",a@b.ca\nŒuvre “sociale”,,,,\n',
        (
            "organization\tmember number\tarea\tlabels\te-mail\n"
            "Été à l’île\t1\tBasse-Rive\taînés, repas\ta@b.ca\nŒuvre “sociale”\n"
        ),
        (
            "sep=,\r\nNOM,No de membre,  RÉGION ,mots-clés,adresse courriel\n"
            'Été à l’île,1,Basse-Rive,"aînés, repas",a@b.ca\nŒuvre “sociale”,,,,'
        ),
        ('Ville;Organisme;ref;Region;Tags;Email\n418;Été à l’île;1;Basse-Rive;"aînés, repas";a@b.ca\n;Œuvre “sociale”'),
    ],
)
def test_separators_and_headers_of_both_languages_are_read(text):
    assert said(text.encode()) == LINES


def test_lines_are_numbered_as_the_spreadsheet_shows_them():
    sheet = read_list('Nom;Ville\n"Deux\nlignes";Québec\n\nTrois;\n'.encode())

    assert [line.number for line in sheet.lines] == [2, 5]
    assert sheet.left_aside == ("Ville",)


@pytest.mark.parametrize("name", ["=SOMME(A1)", "+1", "-deux", "@ici", "'=x", "''=x", "plain", "l’été", "'plain'"])
def test_exactly_one_guarding_apostrophe_comes_off(name):
    cell = guarded(name).replace('"', '""')

    assert said(f'Nom\n"{cell}"\n'.encode()) == [{"name": name}]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"\r\n\r\n", "file-empty"),
        (b"Nom;Ville\n", "file-without-lines"),
        (b"Ville;Region\nx;y\n", "file-without-name-column"),
        (b"Nom;Organisme\nx;y\n", "file-column-twice"),
        (b"Nom\nab\0c\n", "file-not-text"),
        ("Nom\nété\n".encode("utf-16")[:-1], "file-not-text"),
        (b"PK\x03\x04....", "file-is-damaged"),
        (b"Nom\n\x81\x8d\xff\n", "file-not-text"),
        (b'Nom;Ville\n"jamais;fini\nx;y\n', "file-line-unreadable"),
        (b"Nom\n" + b"x" * 200_000, "file-line-unreadable"),
        (b"Nom\n" + b"x\n" * (MOST_LINES + 1), "file-too-long"),
        (b"Nom\n" + b"x" * MOST_BYTES, "file-too-big"),
        (b"Nom" + b";" * 300 + b"\nx" + b";1" * 300, "file-too-wide"),
    ],
)
def test_file_that_cannot_be_read_says_why(data, code):
    with pytest.raises(Invalid) as refused:
        lines_of(data)

    assert refused.value.code == code
