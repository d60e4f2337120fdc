"""The editor of a centre's answers: all of them, and one in both languages, written, kept, published."""

from secrets import token_hex

from flask import Response, flash, g, redirect, request, url_for
from flask_babel import gettext as _

from ..guide import queries as guide
from ..kernel.errors import Conflict, Invalid
from ..kernel.permissions import Can
from ..web.access import access
from ..web.pages import page
from . import edit_actions as actions
from .blueprint import bp
from .edit_forms import EntryForm
from .edit_pages import (
    SHOWN,
    both,
    by_category,
    in_language,
    labels_of,
    length,
    shown_finds,
    texts_of,
    title_of,
    touched,
    views_of,
    votes,
    whose,
)
from .edit_queries import Edited, edited, listed
from .edit_rules import EntryWords, missing
from .edition import shipped_faq
from .identifying_queries import common_words, signs_of, signs_of_all
from .identifying_rules import Find, identifying, left

EDIT = "/centres/<slug:centre>/faq/edit"


@bp.get(f"{EDIT}/")
@access(Can.EDIT_FAQ)
def editor() -> Response:
    """Every entry by subject, with what is whose; `?show=` keeps some of them."""
    everything, shown = listed(g.work), request.args.get("show", "")
    shown = shown if shown in SHOWN else ""
    return page(
        "faq/edit_list.html",
        groups=by_category([one for one in everything if SHOWN[shown](one)], shipped_faq().categories),
        views=views_of(everything, shown),
        whose=whose,
        touched=touched,
        votes=votes,
        title_of=title_of,
        zone=g.centre.zone,
    )


@bp.get(f"{EDIT}/new")
@access(Can.EDIT_FAQ)
def new_entry() -> Response:
    return entry_page(None, EntryForm.drawn(EntryWords(""), base=""))


@bp.post(f"{EDIT}/new")
@access(Can.EDIT_FAQ)
def add_entry() -> Response:
    """A new entry of the centre's own: nothing of it may designate an organization, not even in a draft, since its
    key is made of its words."""
    form = EntryForm.posted(request.form)
    words = form.words(g.work.today, guide.path(g.work).by_key, categories())
    is_to_publish = _wanted() == "publish"
    if is_to_publish:
        refuse_missing(form, words)
    finds = found_in(form, words)
    if form.errors or finds:
        return entry_page(None, form, finds=finds, status=422)
    try:
        saved = actions.add_entry(g.work, words, form.gesture("add"))
    except Conflict as error:
        form.refuse(error, "question_fr")
        return entry_page(None, form, status=409)
    if is_to_publish:
        return _publish(saved.key, form, words, words.digest)
    return _kept(saved.key, form.about)


@bp.get(f"{EDIT}/<slug:key>")
@access(Can.EDIT_FAQ)
def edit_entry(key: str) -> Response:
    """`?seen=` comes from the comparison with the shipped entry, `?ours=1` asks for the words that it replaced."""
    entry = edited(g.work, key)
    words = entry.own if request.args.get("ours") and entry.own is not None else entry.words
    seen = entry.shipped_now if request.args.get("seen") == entry.shipped_now else ""
    about = request.args.get("about", "")[:80]
    return entry_page(entry, EntryForm.drawn(words, base=entry.words.digest, seen=seen, about=about))


@bp.post(f"{EDIT}/<slug:key>")
@access(Can.EDIT_FAQ)
def save_entry(key: str) -> Response:
    entry, form = edited(g.work, key), EntryForm.posted(request.form)
    known = {**dict.fromkeys(entry.words.actions), **guide.path(g.work).by_key}
    words = form.words(g.work.today, known, categories())
    if form.errors:
        return entry_page(entry, form, status=422)
    if _wanted() == "publish":
        return _publish(key, form, words, form.base)
    try:
        actions.save_draft(g.work, key, words, form.base, form.gesture("draft", key))
    except Conflict:
        return overtaken_page(edited(g.work, key), form, words)
    return _kept(key, form.about)


def _publish(key: str, form: EntryForm, words: EntryWords, base: str) -> Response:
    refuse_missing(form, words)
    finds = found_in(form, words)
    if form.errors or finds:
        return entry_page(edited(g.work, key), form, finds=finds, status=422)
    try:
        actions.publish(g.work, key, words, base, form.seen, form.gesture("publish", key, part="publish"))
    except Conflict:
        return overtaken_page(edited(g.work, key), form, words)
    flash(_("C’est publié : on trouve cette réponse dès maintenant."))
    return redirect(url_for("faq.editor", _anchor=f"e-{key}"), 303)  # type: ignore[return-value]


def refuse_missing(form: EntryForm, words: EntryWords) -> None:
    for field, of in missing(words):
        form.refuse(Invalid("faq-incomplete", field=f"{field}_{of}"))


def _kept(key: str, about: str) -> Response:
    flash(_("Le brouillon est gardé. Ce qui est publié n’a pas changé."))
    where = "faq.preview" if _wanted() == "preview" else "faq.edit_entry"
    return redirect(url_for(where, key=key, about=about or None), 303)  # type: ignore[return-value]


def _wanted() -> str:
    return request.form.get("then", "")


def overtaken_page(now: Edited, form: EntryForm, words: EntryWords) -> Response:
    """Both versions, also where one's own form went twice, the second time with other words; saving once more keeps
    what the form says."""
    form.typed["base"] = now.words.digest
    two = both(now.words, words, guide.path(g.work), categories())
    return entry_page(now, form, overtaken=two, status=409)


def categories() -> dict:
    return {category.key: category for category in shipped_faq().categories}


def found_in(form: EntryForm, words: EntryWords) -> list[Find]:
    """What in these words designates an organization, less what the form says designates none."""
    asker = signs_of(g.work, form.about) if form.about else None
    finds = identifying(texts_of(words), asker, signs_of_all(g.work), common_words())
    return left(finds, form.kept)


def entry_page(
    entry: Edited | None,
    form: EntryForm,
    *,
    finds: list[Find] | None = None,
    overtaken: list | None = None,
    status: int = 200,
) -> Response:
    """The form of an entry that is there, or of a new one. `finds`: what designates an organization."""
    labels = labels_of(form)
    return page(
        "faq/edit_entry.html",
        status,
        entry=entry,
        form=form,
        finds=shown_finds(finds or [], labels),
        overtaken=overtaken,
        labels=labels,
        categories=list(categories().values()),
        steps=guide.path(g.work).steps,
        length=length,
        in_language=in_language,
        whose=whose,
        touched=touched,
        title_of=title_of,
        request_key=token_hex(8),
        zone=g.centre.zone,
    )
