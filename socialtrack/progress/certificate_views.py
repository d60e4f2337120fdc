"""The certificate of completion, to print for a board."""

from flask import Response, g

from ..guide import queries as guide
from ..journal.figures import read_figures
from ..kernel.permissions import Can
from ..web.access import access
from ..web.pages import page
from . import queries
from .blueprint import bp, reader
from .certificate_pages import certificate_page


@bp.get("/certificate")
@access(Can.VIEW_ORGANIZATION)
def certificate() -> Response:
    work, organization_id = g.work, g.organization.id
    drawn = certificate_page(
        reader(),
        g.organization,
        guide.path(work),
        read_figures(work, organization_id),
        queries.present(work, organization_id),
    )
    return page("progress/certificate.html", certificate=drawn)
