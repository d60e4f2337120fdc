"""What becomes of an entry of the editor: looked at before people read it, retired, brought back, compared."""

from secrets import token_hex

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..guide import queries as guide
from ..journal.forms import gesture_of
from ..journal.gestures import Gesture
from ..kernel.errors import Conflict
from ..kernel.languages import LANGUAGES
from ..kernel.permissions import Can
from ..web.access import access
from ..web.errors import sentence
from ..web.pages import page
from . import edit_actions as actions
from .blueprint import bp
from .edit_forms import EntryForm
from .edit_pages import LABELS, compared, headings, in_language, length, title_of, whose
from .edit_queries import Edited, edited
from .edit_rules import missing
from .edit_views import EDIT, categories, entry_page, found_in, overtaken_page, refuse_missing

ENTRY = f"{EDIT}/<slug:key>"


@bp.get(f"{ENTRY}/preview")
@access(Can.EDIT_FAQ)
def preview(key: str) -> Response:
    """The entry as people will read it, in both languages."""
    entry, path = edited(g.work, key), guide.path(g.work)
    return page(
        "faq/edit_preview.html",
        entry=entry,
        words=entry.words,
        tasks=[path.by_key[key] for key in entry.words.actions if key in path.by_key],
        languages=LANGUAGES,
        lacks=list(missing(entry.words)),
        labels=LABELS,
        length=length,
        in_language=in_language,
        headings=headings,
        title_of=title_of,
        about=request.args.get("about", "")[:80],
        request_key=token_hex(8),
    )


@bp.post(f"{ENTRY}/publish")
@access(Can.EDIT_FAQ)
def publish_draft(key: str) -> Response:
    """From the preview: what was read there, and nothing else."""
    base, about, seen = (request.form.get(name, "")[:80] for name in ("base", "about", "seen"))
    entry = edited(g.work, key)
    if entry.draft is None:
        flash(_("Rien n’attendait : ce que vous avez lu est déjà en vigueur."))
        return _to_list(key)
    form = EntryForm.drawn(entry.words, base=base, seen=seen, about=about)
    form.kept = frozenset(request.form.getlist("not_it"))
    refuse_missing(form, entry.words)
    finds = found_in(form, entry.words)
    if form.errors or finds:
        return entry_page(entry, form, finds=finds, status=422)
    if base != entry.words.digest:
        return overtaken_page(entry, form, entry.words)
    actions.publish(g.work, key, entry.words, base, form.seen, _gesture(key, base))
    flash(_("C’est publié : on trouve cette réponse dès maintenant."))
    return _to_list(key)


@bp.post(f"{ENTRY}/retire")
@access(Can.EDIT_FAQ)
def retire(key: str) -> Response:
    actions.retire(g.work, key, _gesture(key, "retire"))
    flash(_("La réponse est retirée. Un lien vers elle le dit, et mène aux autres."))
    return _to_entry(key)


@bp.post(f"{ENTRY}/bring-back")
@access(Can.EDIT_FAQ)
def bring_back(key: str) -> Response:
    actions.bring_back(g.work, key, _gesture(key, "bring-back"))
    flash(_("On trouve de nouveau cette réponse."))
    return _to_entry(key)


@bp.post(f"{ENTRY}/discard")
@access(Can.EDIT_FAQ)
def discard(key: str) -> Response:
    try:
        actions.discard_draft(g.work, key, request.form.get("base", ""), _gesture(key, "discard"))
    except actions.Overtaken as error:
        now = error.now
        return entry_page(now, EntryForm.drawn(now.words, base=now.words.digest), overtaken=[], status=409)
    flash(_("Le brouillon est jeté."))
    return redirect(url_for("faq.editor"), 303)  # type: ignore[return-value]


@bp.get(f"{ENTRY}/compare")
@access(Can.EDIT_FAQ)
def compare(key: str) -> Response:
    """The centre's words and the shipped ones, side by side."""
    return _compare_page(edited(g.work, key))


@bp.post(f"{ENTRY}/take")
@access(Can.EDIT_FAQ)
def take(key: str) -> Response:
    actions.take_shipped(g.work, key, _gesture(key, "take"))
    flash(_("La réponse livrée est en vigueur. Vos mots sont gardés, hors de vue."))
    return _to_list(key)


@bp.post(f"{ENTRY}/keep")
@access(Can.EDIT_FAQ)
def keep(key: str) -> Response:
    try:
        actions.keep_ours(g.work, key, request.form.get("seen", ""), _gesture(key, "keep"))
    except Conflict as error:
        return _compare_page(edited(g.work, key), again=sentence(error), status=409)
    flash(_("Votre réponse reste. Vous saurez si la livrée change encore."))
    return _to_list(key)


def _compare_page(entry: Edited, *, again: str = "", status: int = 200) -> Response:
    return page(
        "faq/edit_compare.html",
        status,
        entry=entry,
        differences=compared(entry, guide.path(g.work), categories()),
        again=again,
        whose=whose,
        title_of=title_of,
        request_key=token_hex(8),
    )


def _gesture(*content: str) -> Gesture:
    return gesture_of(request.form, *content)


def _to_list(key: str) -> Response:
    return redirect(url_for("faq.editor", _anchor=f"e-{key}"), 303)  # type: ignore[return-value]


def _to_entry(key: str) -> Response:
    return redirect(url_for("faq.edit_entry", key=key), 303)  # type: ignore[return-value]
