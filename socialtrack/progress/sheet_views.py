"""The path on paper: the sheet to print, and the page of numbers that keys a filled one in."""

from dataclasses import replace

from flask import Response, g, redirect, request, url_for

from ..guide import queries as guide
from ..kernel.errors import Conflict, Invalid, NotFound
from ..kernel.permissions import Can
from ..web.access import access, may_here
from ..web.errors import STATUS, sentence
from ..web.pages import page
from . import queries, sheet_actions, sheet_keying_pages, sheet_pages, sheet_queries
from .blueprint import bp, reader
from .sheet_forms import SheetForm


@bp.get("/sheet")
@access(Can.VIEW_ORGANIZATION)
def sheet() -> Response:
    work, by = g.work, reader()
    facts = queries.path_facts(work, g.organization.id, since=0)
    drawn = sheet_pages.sheet_page(by, g.organization, guide.path(work), facts)
    return page("progress/sheet.html", sheet=drawn, may_key=may_here(Can.KEY_SHEET))


@bp.get("/sheet/keying")
@access(Can.KEY_SHEET)
def sheet_keying() -> Response:
    if (keyed := request.args.get("keyed")) is not None:
        return _keyed_page(keyed)
    return _form_page(SheetForm(g.work.today))


@bp.post("/sheet/keying")
@access(Can.KEY_SHEET)
def key_sheet() -> Response:
    work, organization_id = g.work, g.organization.id
    form = SheetForm(work.today, request.form)
    try:
        path = sheet_actions.sheet_path(work, organization_id, form.code())
    except (Conflict, Invalid) as error:
        form.refuse(error)
        return _form_page(form, 422, error)
    typed = form.sheet(path)
    if typed is None:
        return _form_page(form, 422)
    if form.is_confirmed and not typed.read.misread:
        try:
            gesture = form.gesture(organization_id)
            work.actor = replace(work.actor, channel=form.channel)
            done = sheet_actions.key_sheet(work, organization_id, typed, form.reviewed, gesture)
        except (Conflict, Invalid) as error:
            return _review_page(form, typed, sentence(error), STATUS[type(error)])
        return redirect(url_for("progress.sheet_keying", keyed=done.event_id), 303)  # type: ignore[return-value]
    return _review_page(form, typed)


def _form_page(form: SheetForm, status: int = 200, error: Conflict | Invalid | None = None) -> Response:
    people = queries.path_facts(g.work, g.organization.id, since=0).people
    other = None
    if error is not None and error.code == "sheet-of-another":
        url = url_for("progress.sheet_keying", organization=error.values["slug"])
        other = sheet_keying_pages.Other(str(error.values["name"]), url)
    drawn = sheet_keying_pages.keying_page(reader(), g.organization, people, form, other)
    return page("progress/sheet_keying.html", status, keying=drawn)


def _review_page(form: SheetForm, typed: sheet_actions.Sheet, told: str = "", status: int = 200) -> Response:
    work = g.work
    judged = sheet_actions.compare(work, g.organization.id, typed)
    sheet_keying_pages.refuse_misread(form, judged.misread)
    people = queries.path_facts(work, g.organization.id, since=0).people
    sheet = guide.path(work, typed.version)
    return page(
        "progress/sheet_review.html",
        422 if status == 200 and form.errors else status,
        keying=sheet_keying_pages.keying_page(reader(), g.organization, people, form),
        review=sheet_keying_pages.review_page(reader(), guide.path(work), sheet, judged, form),
        told=told,
    )


def _keyed_page(text: str) -> Response:
    """What was keyed in, and the way back."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise NotFound("no-such-change")
    work = g.work
    keyed = sheet_queries.keyed_sheet(work, g.organization.id, int(text))
    tasks = queries.task_facts(work, g.organization.id)
    drawn = sheet_keying_pages.keyed_page(reader(), g.organization, guide.path(work), tasks, keyed)
    return page("progress/sheet_keyed.html", keyed=drawn, may_undo=may_here(Can.TICK) and drawn.can_be_undone)
