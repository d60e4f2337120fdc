"""An organization's networks: chosen, not now, dropped."""

from flask import Response, flash, g, redirect, request, url_for

from ..guide import queries as guide
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..web.access import access
from ..web.errors import STATUS, sentence
from ..web.language import language
from ..web.pages import page
from . import forms, network_actions, network_page, queries
from .blueprint import bp, may_here, reader


@bp.get("/networks")
@access(Can.VIEW_ORGANIZATION)
def networks() -> Response:
    return _networks_page()


@bp.post("/networks")
@access(Can.CHOOSE_NETWORKS)
def choose_network() -> Response:
    work, network = g.work, request.form.get("network", "")
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
        typed = forms.as_typed(request.form, "reason"), forms.as_typed(request.form, "review_on")
        mistake = network_page.Mistake(network, error.field or "", sentence(error), *typed)
        return _networks_page(mistake, STATUS[type(error)])
    flash(network_page.said(guide.path(work), language(), chosen), "news")
    # At the top stand what the choice changed and, at times, what is next.
    return redirect(url_for("progress.networks"), 303)  # type: ignore[return-value]


def _networks_page(mistake: network_page.Mistake | None = None, status: int = 200) -> Response:
    work = g.work
    page_ = network_page.networks_page(
        reader(),
        g.organization,
        guide.path(work),
        queries.networks(work, g.organization.id),
        queries.task_facts(work, g.organization.id),
        can_choose=may_here(Can.CHOOSE_NETWORKS),
        mistake=mistake,
    )
    return page("progress/networks.html", status, networks=page_)
