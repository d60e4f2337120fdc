"""The frame of every page: menu, foot, language, for whoever reads. Composes features, so it lives in `home`."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _

from ..kernel.permissions import Can, may
from ..web.language import language

Entry = tuple[str, str, bool]


@dataclass(frozen=True)
class Frame:
    lang: str
    menu: list[Entry]
    foot_name: str
    is_signed_in: bool
    person_name: str
    is_demo: bool
    other_language_url: str | None

    @property
    def html_lang(self) -> str:
        return f"{self.lang}-CA"


def _menu() -> list[Entry]:
    work = g.get("work")
    if work is None:
        return [_entry(_("Le parcours"), "guide.guide"), _entry(_("Réticences"), "faq.index")]
    entries = []
    if may(work.actor.role, Can.VIEW_CENTRE):
        entries = [_entry(_("Tableau"), "home.board"), _entry(_("Organismes"), "home.organizations")]
        if may(work.actor.role, Can.INVITE_TO_CENTRE):
            entries.append(_entry(_("Équipe"), "people.team"))
    elif "organization" in g:
        entries = [_entry(_("Parcours"), "progress.path"), _entry(_("Réseaux"), "progress.networks")]
        if may(work.actor.role, Can.INVITE_TO_ORGANIZATION):
            entries.append(_entry(_("Personnes"), "people.organization_people"))
    return [*entries, _entry(_("Réticences"), "faq.index")]


def _entry(label: str, endpoint: str) -> Entry:
    return label, url_for(endpoint), request.endpoint == endpoint


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
        return {
            "page": Frame(
                lang=language(),
                menu=_menu(),
                foot_name=place.name if place else "",
                is_signed_in=visitor is not None,
                person_name=membership.name if membership else "",
                is_demo=app.extensions["socialtrack-settings"].demo,
                other_language_url=None if visitor else _other_language_url(),
            )
        }
