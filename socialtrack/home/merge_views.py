"""Merging two organizations that are the same: find the other, read what would happen, agree."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..guide import queries as guide
from ..kernel.errors import DomainError, Invalid, NotFound
from ..kernel.permissions import Can
from ..kernel.text import clean_line
from ..tenancy import organization_queries as queries
from ..tenancy.organization_rules import SAID, From
from ..tenancy.queries import organization_by_slug
from ..tenancy.rules import LONGEST
from ..web.access import access
from ..web.errors import STATUS, sentence
from ..web.pages import page
from .blueprint import bp
from .merge_actions import MergeOvertaken, Plan, merge_organizations, plan_merge
from .merge_pages import merge_view
from .record_pages import Wording
from .record_views import RECORD


@bp.get(f"{RECORD}/merge")
@access(Can.ARCHIVE_ORGANIZATION)
def merge() -> Response:
    """Search the other organization; once it is found, what merging would do."""
    if slug := request.args.get("with", ""):
        try:
            return _preview(plan_merge(g.work, g.organization.id, _other(slug)))
        except (DomainError, NotFound) as error:
            return _search(problem=sentence(error), status=STATUS[type(error)])
    return _search()


@bp.post(f"{RECORD}/merge")
@access(Can.ARCHIVE_ORGANIZATION)
def merge_these() -> Response:
    chosen = {name: From(said) for name in SAID if (said := request.form.get(f"take-{name}", "")) in set(From)}
    try:
        other_id = _other(request.form.get("other", ""))
        is_new = merge_organizations(g.work, g.organization.id, other_id, chosen, request.form.get("digest", ""))
    except MergeOvertaken as error:
        return _preview(error.plan, chosen, overtaken=True, status=409)
    except DomainError as error:
        return _search(problem=sentence(error), status=STATUS[type(error)])
    if is_new:
        flash(_("C’est fait : les deux n’en font plus qu’un."))
    else:
        flash(_("Les deux étaient déjà réunis."))
    return redirect(url_for("home.record"), 303)  # type: ignore[return-value]


def _other(slug: str) -> int:
    """The other organization, by its address. Raises NotFound."""
    try:
        return organization_by_slug(g.work, clean_line(slug, field="with", most=80)).id
    except Invalid as error:
        raise NotFound("no-such-organization") from error


def _search(problem: str = "", status: int = 200) -> Response:
    query = request.args.get("q", "")
    found = None
    if query.strip():
        try:
            words = clean_line(query, field="q", most=LONGEST["name"])
            found = queries.found_by_name(g.work, words, other_than=g.organization.id)
        except Invalid as error:
            query, problem, status = "", sentence(error), 422
    return page("home/merge.html", status, query=query, found=found, problem=problem)


def _preview(
    plan: Plan, chosen: dict[str, From] | None = None, *, overtaken: bool = False, status: int = 200
) -> Response:
    advisors = {one.advisor_id for one in (plan.into.details, plan.other.details) if one.advisor_id is not None}
    wording = Wording(queries.names_of_team(g.work, advisors))
    still = {name: whose for name, whose in (chosen or {}).items() if name in plan.fuller}
    return page(
        "home/merge_preview.html",
        status,
        plan=plan,
        view=merge_view(plan, guide.path(g.work), wording, still),
        overtaken=overtaken,
    )
