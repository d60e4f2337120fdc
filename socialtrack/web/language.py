"""Which language the reader gets. Reading a page never writes; `?lang` is carried by that page's links."""

from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, Domain
from flask_babel import get_locale as _get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from ..kernel.languages import LANGUAGES, LOCALES
from .access import is_public, is_where_open


class _French(NullTranslations):
    """The language of the sources needs no catalogue, only its own plural: zero is singular, « 0 tâche »."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if abs(n) < 2 else msgid2

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return self.ngettext(singular, plural, num)

    ungettext = ngettext
    unpgettext = npgettext


FRENCH = _French()


class _Catalogues(Domain):
    """The catalogues, found once a request instead of once a sentence (`force_locale` forgets what was found)."""

    def get_translations(self) -> Any:
        try:
            kept = vars(g._get_current_object()).get("_flask_babel")
        except RuntimeError:  # outside of any request
            kept = None
        found = getattr(kept, "babel_translations", None)
        if found is None:
            found = FRENCH if locale().startswith("fr") else super().get_translations()
            if kept is not None:
                kept.babel_translations = found
        return found


def asked_language() -> str | None:
    """`?lang=fr|en`; anything else is as if it were not there."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else None


def _remembered() -> str | None:
    """What a signed-out reader chose by the button, kept in the cookie of their own browser."""
    chosen = session.get("lang") if has_request_context() else None
    return chosen if chosen in LANGUAGES else None


def _of_who_waits() -> str | None:
    """The language of somebody whose second step is still to come."""
    waiting = g.get("waiting")
    return waiting.language if waiting is not None else None


def language() -> str:
    """`?lang`, else the person's choice, else what the browser prefers, else French."""
    if "language" not in g:
        visitor = g.get("visitor")
        chosen = visitor.language if visitor is not None else _remembered() or _of_who_waits()
        preferred = request.accept_languages.best_match(LANGUAGES) if has_request_context() else None
        g.language = (asked_language() if has_request_context() else None) or chosen or preferred or "fr"
    return str(g.language)


def locale() -> str:
    return str(_get_locale() or "fr_CA")


def _install_in_templates(app: Flask, catalogues: _Catalogues) -> None:
    """What Jinja's « newstyle » gettext does (values are escaped, `%%` is a percent sign), in one call instead of four:
    a page has a hundred sentences."""

    @pass_eval_context
    def gettext(context: EvalContext, text: str, /, **values: Any) -> str:
        return _filled_in(catalogues.get_translations().ugettext(text), values, context.autoescape)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, several: str, num: int, /, **values: Any) -> str:
        said = catalogues.get_translations().ungettext(one, several, num)
        return _filled_in(said, {"num": num, **values}, context.autoescape)

    app.jinja_env.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})


def _filled_in(said: str, values: dict[str, Any], is_html: bool) -> str:
    if not is_html:
        return said % values if "%" in said else said
    if "%" in said:
        plain = {name: value if type(value) in (int, float) else escape(value) for name, value in values.items()}
        said = said % plain
    return Markup(said)  # noqa: S704


def init_app(app: Flask) -> None:
    app.config.update(BABEL_DEFAULT_LOCALE="fr_CA", BABEL_TRANSLATION_DIRECTORIES="socialtrack/translations")
    babel = Babel(app, locale_selector=lambda: LOCALES[language()])
    catalogues = babel.domain_instance = _Catalogues()
    _install_in_templates(app, catalogues)

    @app.url_defaults
    def carry_language(endpoint: str, values: dict[str, Any]) -> None:
        if not has_request_context() or "lang" in values or g.get("visitor") is not None:
            return
        asked = asked_language()
        view = app.view_functions.get(endpoint)
        if asked and endpoint != "static" and (is_public(view) or is_where_open(view)):
            values["lang"] = asked
