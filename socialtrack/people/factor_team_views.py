"""A manager takes the second step of somebody of the team away, who has neither phone nor backup codes any more."""

from flask import current_app, flash, g, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ..kernel.errors import Conflict, Refused
from ..kernel.permissions import Can
from ..mailing.sending import call_postman
from ..web.access import access
from ..web.errors import sentence
from ..web.pages import page
from .blueprint import bp, go, settings
from .factor_mail import factor_removed_letter
from .factor_own_actions import reset_for_member
from .factor_queries import team_member

HERE = "/centres/<slug:centre>/team/<int:membership>/second-step"


@bp.get(HERE)
@access(Can.MANAGE_TEAM)
def team_second_step(membership: int) -> Response:
    return page("people/factor_reset.html", member=team_member(g.work, membership), has_mail=_has_mail())


@bp.post(HERE)
@access(Can.MANAGE_TEAM)
def team_reset_second_step(membership: int) -> Response:
    member = team_member(g.work, membership)
    words = None
    if _has_mail():
        words = factor_removed_letter(member.language, centre=g.centre.name)
    try:
        reset_for_member(g.work, membership, words)
    except (Conflict, Refused) as error:
        if error.code == "membership-changed":
            raise
        flash(sentence(error), "problem")
        return go(url_for("people.team_second_step", membership=membership))
    call_postman(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(_("La vérification en deux étapes de %(name)s est retirée, et ses sessions sont fermées.", name=member.name))
    return go(url_for("people.team"))


def _has_mail() -> bool:
    return settings().mail_url is not None
