"""The journal of access: the centre's, for its managers; an organization's, for its people."""

from collections.abc import Iterator

from flask import Flask, Response, current_app, g, request
from flask_babel import force_locale

from ..data.scope import Scope, open_session
from ..journal.access_actions import note_export
from ..journal.access_queries import Wanted
from ..kernel.languages import LOCALES
from ..kernel.permissions import Can
from ..kernel.work import Actor, CentreFacts
from ..people.words import how_long
from ..reports.forms import options_of
from ..reports.rules import Options
from ..tenancy.actions import open_work
from ..tenancy.queries import centre_statement
from ..web.access import access
from ..web.language import language
from ..web.pages import page
from .access_forms import asked
from .access_pages import access_pieces, access_view, wanted_of
from .access_queries import team_of_all_times
from .access_sentences import KINDS
from .blueprint import bp

CENTRE = "/centres/<slug:centre>/access"


@bp.get(CENTRE)
@access(Can.VIEW_ACCESS)
def centre_access() -> Response:
    work, view = g.work, asked(request.args)
    team = team_of_all_times(work)
    return page(
        "home/access.html",
        asked=view,
        view=access_view(work, view, wanted_of(work, view, team)),
        kinds=[(kind, str(words)) for kind, words in KINDS.items()],
        team=team,
        kept=_kept(),
    )


@bp.get(f"{CENTRE}.csv")
@access(Can.VIEW_ACCESS)
def access_csv() -> Response:
    """The same rows as the page with these filters, all of them; that they left is noted too."""
    work, view = g.work, asked(request.args)
    wanted, options = wanted_of(work, view, team_of_all_times(work)), options_of(request.args, language())
    if request.method == "GET":
        note_export(work, "access")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    response = Response(_streamed(app, g.centre, work.actor, wanted, options), mimetype="text/csv")
    name = f"access-{g.centre.slug}-{work.today.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/centres/<slug:centre>/organizations/<slug:organization>/access")
@access(Can.VIEW_ORGANIZATION_ACCESS)
def organization_access() -> Response:
    work, view = g.work, asked({name: request.args.get(name, "") for name in ("after",)})
    wanted = Wanted(organization_ids=(g.organization.id,), older_than=view.older_than)
    return page("home/organization_access.html", view=access_view(work, view, wanted), kept=_kept())


def _kept() -> str:
    statement = centre_statement(g.work.session, g.centre.id)
    return how_long(statement.kept_days) if statement else ""


def _streamed(app: Flask, centre: CentreFacts, actor: Actor, wanted: Wanted, options: Options) -> Iterator[bytes]:
    """The lines, from a session of their own: the request, its session and its language are gone when the server asks
    for them."""
    with app.app_context():
        session = open_session(Scope(centre.id))
    pieces = access_pieces(open_work(session, actor, centre), wanted, options.delimiter, options.header)
    try:
        while True:
            with app.app_context(), force_locale(LOCALES[options.language]):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece
    finally:
        session.close()
