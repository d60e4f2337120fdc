"""Bringing a list of organizations from a spreadsheet: choose a file, read what it would do, agree.

Between the steps the server keeps nothing: the file travels in the page (`import_parcel`).
"""

from flask import Response, current_app, flash, g, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from itsdangerous import Signer

from ..jobs.answers import begin
from ..kernel.errors import DomainError
from ..kernel.permissions import Can
from ..tenancy.forms import file_content, matched_choices
from ..tenancy.read_list import Choices, ReadList, read_list
from ..web.access import access
from ..web.errors import sentence
from ..web.forms import takes_a_file
from ..web.pages import page
from . import import_actions as actions
from .blueprint import bp
from .import_actions import ImportOvertaken, Preview
from .import_jobs import IMPORT, LONG, asked
from .import_pages import columns_view, preview_view, refused_csv, told
from .import_parcel import Parcel, pack, unpack


@bp.get("/centres/<slug:centre>/import")
@access(Can.IMPORT_ORGANIZATIONS)
def import_organizations() -> Response:
    return page("tenancy/import.html")


@bp.post("/centres/<slug:centre>/import")
@takes_a_file
@access(Can.IMPORT_ORGANIZATIONS)
def preview_import() -> Response:
    """Read the file and show what it would do. Nothing is changed."""
    try:
        return _read_and_show(file_content(request.files.get("file")), Choices())
    except DomainError as error:
        return _not_read(error)


@bp.post("/centres/<slug:centre>/import/columns")
@takes_a_file
@access(Can.IMPORT_ORGANIZATIONS)
def match_columns() -> Response:
    """Read the same file again with the columns, the sheet or the row of titles that somebody chose."""
    try:
        parcel = _parcel()
        return _read_and_show(parcel.data, matched_choices(request.form, parcel.choices))
    except DomainError as error:
        return _not_read(error)


@bp.post("/centres/<slug:centre>/import/refused")
@takes_a_file
@access(Can.IMPORT_ORGANIZATIONS)
def refused_lines() -> Response:
    """The lines that the preview refused, as a file. Nothing is changed."""
    try:
        parcel = _parcel()
        found = read_list(parcel.data, parcel.choices)
    except DomainError as error:
        return _not_read(error)
    content = refused_csv(found, actions.preview_import(g.work, found.lines), str(get_locale())[:2])
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_("lignes-refusees")}.csv"'
    return answer


@bp.post("/centres/<slug:centre>/import/confirm")
@takes_a_file
@access(Can.IMPORT_ORGANIZATIONS)
def confirm_import() -> Response:
    try:
        parcel = _parcel()
        chosen = matched_choices(request.form, parcel.choices)
        if chosen != parcel.choices:
            return _read_and_show(parcel.data, chosen, 409, what_changed="columns")
        if parcel.lines > LONG:
            parameters = asked(parcel.choices, parcel.digest, parcel.lines)
            return begin(g.work, IMPORT, parameters, given=parcel.data)  # type: ignore[return-value]
        found = read_list(parcel.data, parcel.choices)
    except DomainError as error:
        return _not_read(error)
    try:
        done = actions.import_organizations(g.work, found.lines, digest=parcel.digest)
    except ImportOvertaken as overtaken:
        return _show(parcel.data, found, overtaken.preview, 409, what_changed="centre")
    flash(told(actions.counts_said(done)))
    return redirect(url_for("home.organizations"), 303)  # type: ignore[return-value]


def _read_and_show(data: bytes, choices: Choices, status: int = 200, *, what_changed: str = "") -> Response:
    """Raises DomainError: the file can't be read."""
    found = read_list(data, choices)
    if found.unsettled is not None:
        is_by_hand = choices.fields is not None
        return page(
            "tenancy/import_columns.html",
            422 if is_by_hand else 200,
            columns=columns_view(found),
            error=sentence(found.unsettled),
            is_by_hand=is_by_hand,
            packed=pack(Parcel(data, found.choices), _signer()),
        )
    return _show(data, found, actions.preview_import(g.work, found.lines), status, what_changed=what_changed)


def _show(data: bytes, found: ReadList, preview: Preview, status: int, *, what_changed: str) -> Response:
    return page(
        "tenancy/import_preview.html",
        status,
        preview=preview_view(preview),
        columns=columns_view(found),
        left_aside=found.left_aside,
        is_mixed=found.is_mixed,
        packed=pack(Parcel(data, found.choices, preview.digest, len(found.lines)), _signer()),
        what_changed=what_changed,
    )


def _not_read(error: DomainError) -> Response:
    return page("tenancy/import.html", 422, error=sentence(error))


def _parcel() -> Parcel:
    return unpack(request.form.get("list", ""), _signer())


def _signer() -> Signer:
    salt = f"import {g.centre.id} {g.work.actor.membership_id}"
    return Signer(current_app.config["SECRET_KEY"], salt=salt, key_derivation="hmac")
