"""Errors of the domain become statuses and pages in the reader's language: what happened, what was kept, what next."""

import logging
from collections.abc import Sequence
from unicodedata import category

from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from ..data.db import is_unavailable
from ..kernel.errors import Busy, Conflict, DomainError, Invalid, NotFound, Refused, TooMany
from .sentences import SENTENCES

log = logging.getLogger(__name__)

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    Refused: 403,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Busy: 503,
}

_TITLES = {
    400: _l("Cette demande n’a pas été comprise"),
    401: _l("Ouvrez une session"),
    403: _l("Votre rôle ne donne pas accès à ceci"),
    404: _l("Cette page n’existe pas"),
    405: _l("Cette adresse ne répond pas à ce geste"),
    409: _l("Quelque chose a changé entre-temps"),
    413: _l("Ce fichier ou ce texte est trop gros"),
    422: _l("Une réponse est à revoir"),
    429: _l("Un peu de patience"),
    500: _l("Quelque chose s’est brisé de notre côté"),
    503: _l("L’espace ne peut pas enregistrer en ce moment"),
}
# What is refused for what became of an organization, and the title that says so.
_GONE_ON = {
    "no-such-question": _l("Cette question n’existe pas, ou elle n’est pas pour vous."),
    "question-not-yours": _l("Votre rôle permet de lire cette question, et pas d’y écrire. Rien n’a été changé."),
    "no-such-step": _l("Cette étape n’existe pas dans ce parcours."),
    "organization-archived": _l("Cet organisme est archivé"),
    "organization-merged": _l("Cet organisme a été réuni à un autre"),
}
_HAPPENED = {
    400: _l("Le navigateur a envoyé quelque chose d’incomplet. Rien n’a été changé."),
    403: _l("Rien n’a été changé. Si vous en avez besoin, parlez-en à la personne responsable."),
    404: _l("Elle a peut-être changé d’adresse, ou elle n’est pas pour vous."),
    405: _l("Revenez à la page précédente et essayez de nouveau. Rien n’a été changé."),
    413: _l("Rien n’a été enregistré. Un fichier peut compter jusqu’à 4 Mo."),
    429: _l("Trop d’essais en peu de temps. Attendez quelques minutes."),
    500: _l("Rien n’a été enregistré à moitié. Essayez de nouveau; si ça revient, dites-le à votre centre."),
    503: _l("Rien n’a été changé. Essayez de nouveau dans une minute."),
}


def sentence(error: DomainError) -> str:
    """What the reader is told of an error, in their language."""
    text = SENTENCES.get(error.code)
    if text is None:
        return str(_HAPPENED.get(STATUS[type(error)], _HAPPENED[400]))
    return str(text) % error.values if error.values else str(text)


NOT_OUR_NAME = """SocialTrack ne répond pas sous ce nom. La personne qui l’héberge peut le régler (BASE_URL).

SocialTrack does not answer under this name. Whoever hosts it can set it (BASE_URL).
"""

# When even the page of an error can't be drawn: no template, no catalogue, no database.
LAST_WORDS = """<!doctype html>
<html lang="fr-CA"><head><meta charset="utf-8">
<title>Quelque chose s’est brisé de notre côté – SocialTrack</title></head>
<body><main><h1>Quelque chose s’est brisé de notre côté</h1>
<p>Rien n’a été enregistré à moitié. Essayez de nouveau dans une minute.</p>
<p lang="en-CA">Something broke on our side. Nothing was half saved. Try again in a minute.</p>
<p><a href="/">SocialTrack</a></p></main></body></html>
"""


def error_page(
    status: int, happened: str | None = None, kept: str = "", title: str = "", typed: Sequence[str] = ()
) -> Response:
    """The page of a refusal. Never fails itself: a page that can't be drawn becomes plain words."""
    try:
        html = render_template(
            "errors/page.html",
            title=title or str(_TITLES.get(status, _TITLES[400])),
            happened=happened or str(_HAPPENED.get(status, _HAPPENED[400])),
            kept=kept,
            typed=typed,
            next_steps=[(_("Revenir à l’accueil"), url_for("home.welcome"))],
            number=status,
        )
    except Exception:
        log.exception("the page of an error could not be drawn")
        html = LAST_WORDS
    return make_response(html, status)


# The fields of our forms that people write in by hand, and how much of each is given back beside a refusal.
_WRITTEN = (
    *("reason", "name", "email", "centre", "reference", "region", "sector", "tags", "phone", "address", "contact"),
    *("privacy_person", "privacy_email", "hosting_place"),
    *("circumstances", "information", "assessment", "public_notice", "measures"),
    *("words", "note", "title_fr", "body_fr", "title_en", "body_en"),
    *("question_fr", "short_fr", "answer_fr", "also_said_fr", "caution_fr"),
    *("question_en", "short_en", "answer_en", "also_said_en", "caution_en"),
)
_MOST_SHOWN = 4000


def _typed_here() -> list[str]:
    """What was written in a form of ours that is refused as a whole. Nothing that another site sends is shown."""
    if request.headers.get("Origin") != request.host_url.rstrip("/"):
        return []
    return _typed()


def _typed() -> list[str]:
    return [shown(text) for name in _WRITTEN if (text := request.form.get(name, "").strip()[:_MOST_SHOWN])]


def shown(text: str) -> str:
    """What was typed, without the signs that no page can carry."""
    return "".join("\ufffd" if category(c) in ("Cc", "Cs") and c not in "\r\n\t" else c for c in text)


def say_when(answer: Response, error: DomainError) -> Response:
    """Tell a program too when a refused try may be made again, as the page tells its reader."""
    if "seconds" in error.values:
        answer.headers["Retry-After"] = str(error.values["seconds"])
    return answer


def init_app(app: Flask) -> None:
    @app.errorhandler(DomainError)
    def of_the_domain(error: DomainError) -> Response:
        status, words = STATUS[type(error)], sentence(error)
        if error.code not in _GONE_ON:
            return say_when(error_page(status, words, typed=_typed_here()), error)
        # The door speaks of a merge before any token is checked; what is archived is refused after that.
        typed = _typed() if error.code == "organization-archived" else _typed_here()
        return error_page(status, words, title=str(_GONE_ON[error.code]), typed=typed)

    @app.errorhandler(CSRFError)
    def of_a_stale_form(error: CSRFError) -> Response:
        words = _("Cette page était ouverte depuis longtemps, ou vient d’ailleurs. Rien n’a été changé.")
        next_ = _("Rouvrez la page, puis refaites le geste.")
        return error_page(400, words, next_, _("Cette page n’est plus à jour"), _typed_here())

    @app.errorhandler(SecurityError)
    def of_another_name(error: SecurityError) -> Response:
        """Asked under a name that is not ours: no address of ours can be made, so plain words have to do."""
        return make_response(NOT_OUR_NAME, 400, {"Content-Type": "text/plain; charset=utf-8"})

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response:
        if error.response is not None:
            return error.response  # type: ignore[return-value]
        return error_page(error.code or 500)

    @app.errorhandler(Exception)
    def of_ours(error: Exception) -> Response:
        unavailable = is_unavailable(error)
        if not unavailable:
            log.error("a request failed", exc_info=error)
        work = g.get("work")
        if work is not None and unavailable:
            work.session.invalidate()  # a rollback would ask a database that may have gone away
        elif work is not None:
            work.session.rollback()
        return error_page(503 if unavailable else 500, typed=_typed_here())
