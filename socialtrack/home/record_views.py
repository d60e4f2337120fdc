"""An organization's record: what its centre says of it, its pause, its archives. For the centre's team."""

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can, may
from ..tenancy import organization_actions as actions
from ..tenancy import organization_queries as queries
from ..tenancy.organization_rules import PAUSE_AT_MOST, rebased
from ..tenancy.queries import details_of, known_regions
from ..tenancy.rules import Details
from ..web.access import access, even_archived
from ..web.formats import day
from ..web.pages import page
from .blueprint import bp
from .record_forms import PauseForm, RecordForm
from .record_pages import LABELS, LANGUAGES, Wording, both, life

RECORD = "/centres/<slug:centre>/organizations/<slug:organization>/record"


@bp.get(RECORD)
@access(Can.VIEW_CENTRE)
def record() -> Response:
    return _record_page()


@bp.post(RECORD)
@access(Can.EDIT_ORGANIZATION)
def change_record() -> Response:
    form = RecordForm(request.form)
    said = form.said()
    if said is None:
        return _record_page(form, status=422)
    try:
        is_changed = actions.change_record(
            g.work, g.organization.id, said, form.revision, is_same_name_meant=form.is_same_name_meant
        )
    except actions.RecordOvertaken as error:
        return _overtaken(form, said, error)
    except (Conflict, Invalid) as error:
        form.refuse(error)
        return _record_page(form, namesake=error.values.get("slug"), status=422)
    flash(_("La fiche est à jour.") if is_changed else _("Rien n’a changé sur la fiche."))
    return _back()


def _overtaken(form: RecordForm, said: Details, error: actions.RecordOvertaken) -> Response:
    """What this person changed, on top of what is said now; both words where the two differ."""
    drawn = queries.said_in_revision(g.work, g.organization.id, form.revision) or error.now
    mine = rebased(said, drawn, error.now)
    return _record_page(RecordForm.drawn(mine, error.revision), overtaken=(error.now, mine), status=409)


@bp.post(f"{RECORD}/pause")
@access(Can.EDIT_ORGANIZATION)
def pause_organization() -> Response:
    form = PauseForm(g.work.today, request.form)
    until, reason = form.until(), form.reason()
    if until is None or form.errors:
        return _record_page(pause_form=form, status=422)
    actions.pause_organization(g.work, g.organization.id, until, reason)
    flash(_("En pause jusqu’au %(day)s. Elle prend fin d’elle-même.", day=day(until)))
    return _back()


@bp.post(f"{RECORD}/resume")
@access(Can.EDIT_ORGANIZATION)
def resume_organization() -> Response:
    if actions.resume_organization(g.work, g.organization.id):
        flash(_("La pause est terminée."))
    else:
        flash(_("Il n’y avait pas de pause."))
    return _back()


@bp.get(f"{RECORD}/archive")
@access(Can.ARCHIVE_ORGANIZATION)
def archives() -> Response:
    """What archiving would do, or restoring where it is archived."""
    return page("home/archive.html", into=queries.merged_into(g.work, g.organization.id))


@bp.post(f"{RECORD}/archive")
@access(Can.ARCHIVE_ORGANIZATION)
@even_archived
def archive_organization() -> Response:
    if actions.archive_organization(g.work, g.organization.id):
        flash(_("%(name)s est archivé.", name=g.organization.name))
    else:
        flash(_("%(name)s était déjà archivé.", name=g.organization.name))
    return _back()


@bp.post(f"{RECORD}/restore")
@access(Can.ARCHIVE_ORGANIZATION)
@even_archived
def restore_organization() -> Response:
    if actions.restore_organization(g.work, g.organization.id):
        flash(_("%(name)s est restauré : son parcours reprend où il en était.", name=g.organization.name))
    else:
        flash(_("%(name)s n’était pas archivé.", name=g.organization.name))
    return _back()


def _back() -> Response:
    return redirect(url_for("home.record"), 303)  # type: ignore[return-value]


def _record_page(
    form: RecordForm | None = None,
    *,
    pause_form: PauseForm | None = None,
    overtaken: tuple[Details, Details] | None = None,
    namesake: object = None,
    status: int = 200,
) -> Response:
    work, organization_id = g.work, g.organization.id
    now = details_of(actions.organization_there(work, organization_id))
    moments, team = queries.life_of(work, organization_id), queries.advisors(work)
    wording = Wording(queries.names_of_team(work, _advisors_named(moments, now)))
    choices = {str(one.id): one.name for one in team}
    if now.advisor_id and str(now.advisor_id) not in choices:
        choices[str(now.advisor_id)] = _("%(name)s, qui a quitté l’équipe", name=wording.of(now, "advisor_id"))
    return page(
        "home/record.html",
        status,
        form=form or RecordForm.drawn(now, queries.latest_revision_id(work, organization_id)),
        labels=LABELS,
        shown=[(label, text) for name, label in LABELS.items() if (text := wording.of(now, name))],
        languages=list(LANGUAGES.items()),
        advisors=[("", _("Aucune pour le moment")), *choices.items()],
        regions=known_regions(work),
        pause=queries.pause_of(work, organization_id),
        pause_form=pause_form or PauseForm(work.today),
        pause_days=(work.today, work.today + PAUSE_AT_MOST),
        life=life(work, moments, wording),
        into=queries.merged_into(work, organization_id),
        overtaken=both(*overtaken, wording) if overtaken else None,
        namesake=namesake,
        may_edit=may(work.actor.role, Can.EDIT_ORGANIZATION) and not g.organization.is_archived,
        may_confide=not work.actor.sees_caseload_only,
        may_archive=may(work.actor.role, Can.ARCHIVE_ORGANIZATION),
        may_invite=may(work.actor.role, Can.INVITE_TO_ORGANIZATION) and not g.organization.is_archived,
    )


def _advisors_named(moments: list[queries.Moment], now: Details) -> set[int]:
    said = [now, *(one.after for one in moments if one.after is not None)]
    return {one.advisor_id for one in said if one.advisor_id is not None}
