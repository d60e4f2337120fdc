"""The drawing beside a link says that link: each square of it, and the white that phones need around it."""

import re

import pytest
import segno

from socialtrack.web.qr import qr_code

WHITE = 4  # squares, on each side (ISO/IEC 18004)


def squares(drawing):
    """Which squares are dark, from the lines that the drawing traces: `M` goes to a place, `m` further by so much."""
    (trace,) = re.findall(r'stroke="#000" d="([^"]+)"', drawing)
    dark, x, y = set(), 0.0, 0.0
    for step, right, down, length in re.findall(r"([Mm]) ?([\d.-]+)[ ,]?(-?[\d.]+)h(\d+)", trace):
        x, y = (float(right), float(down)) if step == "M" else (x + float(right), y + float(down))
        dark |= {(int(x) + n, int(y)) for n in range(int(length))}
        x += int(length)
    return dark


@pytest.mark.parametrize(
    "address", ["https://suivi.example.org/invitations/" + "aZ-9_" * 8 + "xyz", "otpauth://totp/é"]
)
def test_drawing_says_the_address(address):
    wanted = segno.make(address, micro=False, error="m").matrix

    assert squares(qr_code(address)) == {
        (x + WHITE, y + WHITE) for y, row in enumerate(wanted) for x, square in enumerate(row) if square
    }


def test_another_address_is_another_drawing():
    assert squares(qr_code("https://example.org/a")) != squares(qr_code("https://example.org/b"))
