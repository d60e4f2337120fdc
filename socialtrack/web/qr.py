"""An address as a drawing that a phone reads."""

import segno
from markupsafe import Markup


def qr_code(address: str, *, scale: int = 5) -> Markup:
    """An element of the page, dark on white whatever the theme; `scale` is the side of a square, in pixels.

    Four squares of white stay around it, as phones ask (ISO/IEC 18004).
    """
    drawing = segno.make(address, micro=False, error="m")
    return Markup(drawing.svg_inline(scale=scale, border=4, dark="#000", light="#fff"))  # noqa: S704 - no word of ours
