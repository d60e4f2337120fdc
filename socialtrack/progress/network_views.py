"""An organization's networks: chosen, not now, dropped."""

from flask import Response, current_app, flash, g, make_response, redirect, request, session, url_for

from ..guide import queries as guide
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..web import htmx
from ..web.access import access, may_here
from ..web.errors import STATUS, sentence
from ..web.language import language
from ..web.pages import after_change, page
from . import forms, network_actions, network_page, overtaken_views, queries
from .actions import newest_event_id
from .ask_queries import open_asks
from .blueprint import bp, reader
from .gestures import Part
from .pages import Notice

TOLD = "told of networks"  # in the session: what a gesture just did, for the page that follows it without script


@bp.get("/networks")
@access(Can.VIEW_ORGANIZATION)
def networks() -> Response:
    told = session.pop(TOLD, None) if TOLD in session else None
    return page("progress/networks.html", networks=_drawn(notice=Notice(*told) if told else None))


@bp.post("/networks")
@access(Can.CHOOSE_NETWORKS)
def choose_network() -> Response:
    work, network = g.work, request.form.get("network", "")
    if overtaken_views.is_settled_for_theirs():
        return redirect(url_for("progress.networks"), 303)  # type: ignore[return-value]
    try:
        form = forms.network_form(request.form, g.organization.id, network, today=work.today)
        chosen = network_actions.set_network(
            work,
            g.organization.id,
            network,
            form.state,
            reason=form.reason,
            review_on=form.review_on,
            gesture=form.gesture,
        )
    except (Conflict, Invalid) as error:
        if isinstance(error, Conflict) and error.code == overtaken_views.CODE:
            return overtaken_views.both_sides(error, Part.NETWORK)
        return _refused(network, error)
    words = network_page.said(guide.path(work), language(), chosen)
    hesitation = forms.hesitation_of(request.form)
    if hesitation is not None and not htmx.wants_fragment():
        flash(words, "news")
        return redirect(url_for("hesitations.one", hesitation=hesitation), 303)  # type: ignore[return-value]
    return told_here(Notice(words, chosen.event_id))


def told_here(notice: Notice) -> Response:
    """What a gesture did, on the page of networks, where its reader stands."""
    if not htmx.wants_fragment():
        session[TOLD] = [notice.text, notice.event, notice.is_problem, notice.is_redo]
    return after_change(
        "progress/_networks.html",
        "progress/_undo.html",
        back=lambda: url_for("progress.networks"),
        events={"task:saved": {"order": newest_event_id(g.work, g.organization.id)}},
        networks=_drawn(),
        notice=notice,
    )


def _refused(network: str, error: Conflict | Invalid) -> Response:
    """The same page with what was typed and what is wrong with it."""
    typed = forms.as_typed(request.form, "reason"), forms.as_typed(request.form, "review_on")
    mistake = network_page.Mistake(network, error.field or "", sentence(error), *typed)
    drawn, status = _drawn(mistake), STATUS[type(error)]
    if not htmx.wants_fragment():
        return page("progress/networks.html", status, networks=drawn)
    return refused_here(Notice(mistake.sentence, is_problem=True), status, drawn)


def refused_here(notice: Notice, status: int, drawn: network_page.NetworksPage | None = None) -> Response:
    """What was refused on the page of networks, which shows how things stand."""
    templates = current_app.jinja_env
    html = templates.get_template("progress/_networks.html").render(networks=drawn or _drawn())
    html += templates.get_template("progress/_undo.html").render(notice=notice, oob=True)
    return htmx.retarget(make_response(html, status), "#networks")


def _drawn(mistake: network_page.Mistake | None = None, notice: Notice | None = None) -> network_page.NetworksPage:
    work = g.work
    return network_page.networks_page(
        reader(),
        g.organization,
        guide.path(work),
        queries.networks(work, g.organization.id),
        queries.task_facts(work, g.organization.id),
        queries.entered_networks(work, g.organization.id),
        open_asks(work, g.organization.id).networks,
        can_choose=may_here(Can.CHOOSE_NETWORKS),
        mistake=mistake,
        notice=notice,
    )
