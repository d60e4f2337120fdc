"""The centre's settings: one page, one form."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..kernel.permissions import Can
from ..people.factor_queries import team_without_factor
from ..tenancy.settings_forms import SettingsForm
from ..tenancy.settings_queries import centre_settings
from ..web.access import access
from ..web.pages import page
from .blueprint import bp
from .settings_actions import SettingsOvertaken, change_settings
from .settings_pages import FIELDS, meanwhile, other_zones, retentions, usual_zones

SETTINGS = "/centres/<slug:centre>/settings"


@bp.get(SETTINGS)
@access(Can.CHANGE_SETTINGS)
def settings() -> Response:
    return _settings_page(SettingsForm.of(centre_settings(g.work)))


@bp.post(SETTINGS)
@access(Can.CHANGE_SETTINGS)
def save_settings() -> Response:
    form = SettingsForm.typed_in(request.form)
    wanted = form.settings()
    if wanted is None:
        return _settings_page(form, 422)
    try:
        names = change_settings(g.work, wanted, drawn=form.drawn)
    except SettingsOvertaken as error:
        form.typed["drawn"] = error.now.digest
        return _settings_page(form, 409, overtaken=meanwhile(wanted, error.now))
    flash(_("Les réglages sont enregistrés.") if names else _("Rien n’a changé : les réglages étaient déjà ainsi."))
    return redirect(url_for("home.settings"), 303)  # type: ignore[return-value]


def _settings_page(form: SettingsForm, status: int = 200, *, overtaken: list[str] | None = None) -> Response:
    return page(
        "home/settings.html",
        status,
        form=form,
        labels={name: str(words) for name, words in FIELDS.items()},
        overtaken=overtaken,
        usual_zones=usual_zones(),
        other_zones=other_zones(),
        without_factor=team_without_factor(g.work),
        retentions=retentions(centre_settings(g.work).kept_days),
    )
