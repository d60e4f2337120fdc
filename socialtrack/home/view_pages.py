"""Views of the grid in words: their list above it, what each keeps, and which of its filters finds nothing any more."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ..faq.queries import entry_even_retired
from ..guide import queries as guide
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..reports.filter_forms import NAMES
from ..reports.filter_rules import ANY, ME, NOBODY, Filters
from ..reports.filter_words import said as filters_said
from ..reports.holding_rules import OWN_WORDS
from ..reports.view_queries import View, views
from ..tenancy.models import Organization, OrganizationTag
from ..tenancy.organization_queries import advisors, names_of_team
from .grid_forms import Asked
from .view_forms import still_read


@dataclass(frozen=True, slots=True)
class ViewLink:
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ViewsPanel:
    """The team's views above the grid. `keep_url`: to keep the present one; '' where there is nothing to keep."""

    links: list[ViewLink]
    keep_url: str
    manage_url: str


def views_panel(work: Work, wanted: Asked) -> ViewsPanel:
    """One statement."""
    here = replace(wanted, cursor=None).address()
    kept = views(work)
    links = [
        ViewLink(one.name, url_for("home.open_view", view=one.id), dict(one.parameters) == dict(here)) for one in kept
    ]
    may_keep = bool(here) and may(work.actor.role, Can.SAVE_VIEW) and not any(link.is_current for link in links)
    return ViewsPanel(
        links,
        url_for("home.new_view", **here) if may_keep else "",  # type: ignore[arg-type]
        url_for("home.views") if kept else "",
    )


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One view on the page of them all."""

    view: View
    by: str
    filters: list[str]
    lost: list[str]


def view_rows(work: Work, kept: Sequence[View]) -> list[ViewRow]:
    rows = []
    for one in kept:
        wanted, dropped = still_read(one.parameters)
        lost, _still = lost_filters(work, wanted, dropped)
        rows.append(ViewRow(one, one.by or _("une personne qui n’est plus dans l’équipe"), said(work, wanted), lost))
    return rows


def said(work: Work, wanted: Asked) -> list[str]:
    """What a view keeps, a few words a filter."""
    words = filters_said(work, wanted.filters)
    more = set(wanted.address()).difference(NAMES)
    return [*words, _("Ordre, colonnes ou tâches choisis")] if more else words


def lost_filters(work: Work, wanted: Asked, dropped: Sequence[str] = ()) -> tuple[list[str], Asked]:
    """Which filters of a view find nothing any more, in sentences; and the view as the grid can still open it."""
    filters, path = wanted.filters, guide.path(work)
    lost = [_("La vue demandait quelque chose que cette page ne connaît plus.")] if dropped else []
    if filters.task and filters.task not in path.by_key:
        lost.append(_("La tâche que la vue cherchait n’est plus dans le parcours : la vue s’ouvre sans ce filtre."))
        filters = replace(filters, task="")
    if filters.network and filters.network not in path.network_keys:
        lost.append(_("Le réseau que la vue cherchait n’est plus dans le parcours : la vue s’ouvre sans ce filtre."))
        filters = replace(filters, network="")
    if _is_unknown_reason(work, filters.hesitation):
        lost.append(_("La réticence que la vue cherchait n’existe plus : la vue s’ouvre sans ce filtre."))
        filters = replace(filters, hesitation="")
    lost += _of_nobody_now(work, filters)
    return lost, replace(wanted, filters=filters)


def _is_unknown_reason(work: Work, asked: str) -> bool:
    return asked not in ("", ANY, OWN_WORDS) and entry_even_retired(work, asked) is None


def _of_nobody_now(work: Work, filters: Filters) -> list[str]:
    """Filters that the grid understands, and that no organization answers to any more."""
    lost = []
    if filters.advisor not in ("", ME, NOBODY) and int(filters.advisor) not in {one.id for one in advisors(work)}:
        name = names_of_team(work, [int(filters.advisor)]).get(int(filters.advisor))
        lost.append(
            _("%(name)s a quitté l’équipe : ce filtre ne trouve plus rien.", name=name)
            if name
            else _("Une personne de ces filtres a quitté l’équipe : ce filtre ne trouve plus rien.")
        )
    if filters.tags:
        borne = set(
            work.session.scalars(
                select(OrganizationTag.tag)
                .where(OrganizationTag.centre_id == work.centre.id, OrganizationTag.tag.in_(filters.tags))
                .distinct()
            )
        )
        lost += [
            _("Aucun organisme ne porte plus l’étiquette « %(tag)s » : ce filtre ne trouve plus rien.", tag=tag)
            for tag in filters.tags
            if tag not in borne
        ]
    if filters.region and not _has_region(work, filters.region):
        lost.append(
            _(
                "Aucun organisme n’est plus de la région « %(region)s » : ce filtre ne trouve plus rien.",
                region=filters.region,
            )
        )
    return lost


def _has_region(work: Work, region: str) -> bool:
    statement = select(Organization.id).where(
        Organization.centre_id == work.centre.id, Organization.region == region, Organization.removed_at.is_(None)
    )
    return work.session.scalars(statement.limit(1)).first() is not None
