"""The frame of every page: menu, foot, language, for whoever reads. Composes features, so it lives in `home`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, current_app, g, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..kernel.moments import from_microseconds, local_day
from ..kernel.permissions import Can, may
from ..kernel.work import Work
from ..people.actions import outside
from ..people.blueprint import GONE, own_key, place_url
from ..people.queries import places_held
from ..questions.inbox_pages import at_most
from ..questions.inbox_queries import MENU_COUNTS_TO, count_for_menu
from ..web.language import language

Entry = tuple[str, str, bool]


@dataclass(frozen=True)
class Frame:
    lang: str
    menu: list[Entry]
    foot_name: str
    is_signed_in: bool
    other_places: list[tuple[str, str]]
    person_name: str
    is_demo: bool
    other_language_url: str | None
    sections: list[Entry]
    tabs: list[Entry]
    archived_on: date | None
    me: str
    is_shared: bool
    gone: str
    guide_url: str
    hesitations_url: str

    @property
    def html_lang(self) -> str:
        return f"{self.lang}-CA"


def _menu() -> list[Entry]:
    work = g.get("work")
    if work is None:
        return _public_menu()
    entries = []
    if may(work.actor.role, Can.VIEW_CENTRE):
        entries = [_entry(_("Tableau"), "home.board")]
        is_question = _is_among("questions.")
        is_one = not is_question and ("organization" in g or request.endpoint in ORGANIZATIONS)
        entries.append((_("Organismes"), url_for("home.organizations"), is_one))
        entries.append((_questions(work), url_for("questions.inbox"), is_question))
        if may(work.actor.role, Can.INVITE_TO_CENTRE):
            is_team = _is_among("people.team") or request.endpoint in TEAM
            entries.append((_("Équipe"), url_for("people.team"), is_team))
        if may(work.actor.role, Can.CHANGE_SETTINGS):
            behind = {endpoint for endpoint, _words, _can in SETTINGS} | {REFUSED} | FURTHER_SETTINGS
            entries.append((_("Réglages"), url_for("home.settings"), request.endpoint in behind))
    elif "organization" in g:
        entries = [_entry(_("Parcours"), "progress.path"), _entry(_("Réseaux"), "progress.networks")]
        entries.append((_("Questions"), url_for("questions.index"), _is_among("questions.")))
        is_hesitation = _is_among("faq.organization_") or _is_among("hesitations.")
        entries.append((_("Réticences"), url_for("faq.organization_index"), is_hesitation))
        is_people = _is_among("people.organization_")
        entries.append((_("Personnes"), url_for("people.organization_people"), is_people))
        entries.append(_entry(_("Historique"), "progress.history"))
        is_ours = request.endpoint in {endpoint for endpoint, _words, _can in OUR_DATA}
        entries.append((_("Nos données"), url_for("people.what_the_centre_sees"), is_ours))
        return entries
    else:
        return _public_menu()
    hesitations = "reports.holding_back" if "reports.holding_back" in current_app.view_functions else "faq.centre_index"
    is_hesitation = request.endpoint == hesitations or _is_among("faq.")
    entries.append((_("Réticences"), url_for(hesitations), is_hesitation))
    if may(work.actor.role, Can.EXPORT):
        entries.append((_("Rapports"), url_for("reports.index"), request.endpoint in REPORTS))
    return entries


def _questions(work: Work) -> str:
    """With how many wait for the centre, up to nine: a few steps along an index, on whole pages alone."""
    n = count_for_menu(work)
    return _("Questions, %(n)s", n=at_most(n, MENU_COUNTS_TO)) if n else _("Questions")


def _public_menu() -> list[Entry]:
    """What everyone may read, of the centre of this page if it is at a centre's address."""
    guide, hesitations = _public_views()
    return [_entry(_("Le parcours"), guide), (_("Réticences"), url_for(hesitations), _is_among("faq."))]


def _public_views() -> tuple[str, str]:
    return ("guide.centre_guide", "faq.centre_index") if "centre" in g else ("guide.guide", "faq.index")


# The pages behind « Réglages » and « Nos données », which show one another at their head: endpoint, words, who may.
SETTINGS = (
    ("home.settings", _l("Centre"), Can.CHANGE_SETTINGS),
    ("home.centre_access", _l("Registre des accès"), Can.VIEW_ACCESS),
    ("people.incidents", _l("Incidents"), Can.KEEP_INCIDENTS),
    ("home.letters", _l("Lettres"), Can.VIEW_LETTERS),
    ("home.imports", _l("Importations"), Can.IMPORT_ORGANIZATIONS),
)
REFUSED = "home.save_settings"  # the same page, with what is wrong in it
# What one of those leads to: an incident, the undoing of an import.
FURTHER_SETTINGS = {
    "people.new_incident",
    "people.write_incident",
    "people.edit_incident",
    "people.save_incident",
    "home.preview_undo",
}
# The pages of reports: « Ce qui retient » has its own entry.
REPORTS = {"reports.index", "reports.movement", "reports.live_addresses", "reports.open_live"}
# To whom goes what somebody of the team had.
TEAM = {"home.reassign", "home.reassign_these", "home.leaving", "home.end_place"}
# The pages where organizations are added, found, changed together and invited.
ORGANIZATIONS = {
    "home.organizations",
    "home.add_organization",
    "home.add_this_organization",
    "home.bulk",
    "home.do_bulk",
    "home.bulk_done",
    "home.views",
    "home.new_view",
    "home.keep_view",
    "support.together",
    "support.log_together",
    "home.bulk_invite",
    "home.invite_these",
    "home.import_organizations",
    "home.preview_import",
    "home.match_columns",
    "home.confirm_import",
}
OUR_DATA = (
    ("people.what_the_centre_sees", _l("Ce que votre centre voit"), Can.VIEW_ORGANIZATION),
    ("home.organization_access", _l("Registre des accès"), Can.VIEW_ORGANIZATION_ACCESS),
    ("home.our_data", _l("Emporter nos données"), Can.TAKE_ORGANIZATION_DATA),
)

# The pages of one organization, as its centre's team goes from one to the next: endpoint, words, what else begins so.
ONE_ORGANIZATION = (
    ("home.overview", _l("Vue d’ensemble"), ("support.",)),
    ("progress.path", _l("Parcours"), ("progress.",)),
    ("questions.index", _l("Questions"), ("questions.",)),
    ("hesitations.index", _l("Réticences"), ("hesitations.", "faq.")),
    ("people.organization_people", _l("Personnes"), ("people.",)),
    ("progress.history", _l("Historique"), ()),
    ("home.record", _l("Fiche"), ("home.",)),
)


def _tabs() -> list[Entry]:
    here, work = request.endpoint or "", g.get("work")
    if work is None or "organization" not in g or not may(work.actor.role, Can.VIEW_CENTRE):
        return []
    own = {endpoint for endpoint, _words, _others in ONE_ORGANIZATION}
    return [
        (str(words), url_for(endpoint), here == endpoint or (here not in own and here.startswith(others)))
        for endpoint, words, others in ONE_ORGANIZATION
    ]


def _sections() -> list[Entry]:
    work = g.get("work")
    if work is None:
        return []
    here = SETTINGS[0][0] if request.endpoint == REFUSED else request.endpoint
    for group in (SETTINGS, OUR_DATA):
        if here in {endpoint for endpoint, _words, _can in group}:
            return [_entry(str(words), endpoint) for endpoint, words, can in group if may(work.actor.role, can)]
    return []


def _entry(label: str, endpoint: str) -> Entry:
    return label, url_for(endpoint), request.endpoint == endpoint


def _is_among(beginning: str) -> bool:
    """Is this one of the pages behind one of the menu: a person, an invitation, one's own place."""
    return (request.endpoint or "").startswith(beginning)


def _archived_on() -> date | None:
    """Since when the organization of this page is archived."""
    organization = g.get("organization")
    if organization is None or organization.archived_at is None:
        return None
    return local_day(from_microseconds(organization.archived_at), g.centre.zone)


def _other_places() -> list[tuple[str, str]]:
    """Name and address of each other place that the reader holds: most hold one, and cost nothing here."""
    visitor, work = g.get("visitor"), g.get("work")
    if visitor is None or visitor.places < 2 or request.endpoint in ("people.places", "people.account"):
        return []  # those two pages list them already
    with outside("a person sees every place they hold") as everywhere:
        held = places_held(everywhere, visitor.person_id)
    here = work.actor.membership_id if work is not None else None
    return [
        (place.organization_name or place.centre_name, place_url(place))
        for place in held
        if place.membership_id != here
    ]


def _other_language_url() -> str | None:
    if request.endpoint is None or request.method != "GET":
        return None
    values: dict[str, Any] = {**request.args.to_dict(), **(request.view_args or {})}
    values["lang"] = "en" if language() == "fr" else "fr"
    return url_for(request.endpoint, **values)


def init_app(app: Flask) -> None:
    @app.context_processor
    def frame() -> dict[str, Any]:
        visitor, membership = g.get("visitor"), g.get("membership")
        place = g.get("organization") or g.get("centre")
        guide, hesitations = _public_views()
        return {
            "page": Frame(
                lang=language(),
                menu=_menu(),
                foot_name=place.name if place else "",
                is_signed_in=visitor is not None,
                other_places=_other_places(),
                person_name=membership.name if membership else "",
                is_demo=app.extensions["socialtrack-settings"].demo,
                other_language_url=None if visitor else _other_language_url(),
                sections=_sections(),
                tabs=_tabs(),
                archived_on=_archived_on(),
                me=own_key(visitor.person_id) if visitor is not None else "",
                is_shared=not session.permanent,
                gone=session.pop(GONE, "") if GONE in session else "",
                guide_url=url_for(guide),
                hesitations_url=url_for("faq.organization_index" if "organization" in g else hesitations),
            )
        }
