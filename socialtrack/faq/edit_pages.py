"""What the editor says: labels, what is whose, how long an answer is, what differs from the shipped one."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..guide.rules import CentrePath
from ..kernel.languages import LANGUAGES, LOCALES, LocalText
from ..kernel.moments import from_microseconds, local_day
from ..web.formats import day, number
from ..web.language import language
from .diff_rules import Piece, differences
from .edit_forms import EntryForm, names
from .edit_queries import Edited, Listed
from .edit_rules import LEAST_WORDS, MOST_WORDS, EntryState, EntryWords, word_count, words_of_shipped
from .edition import FaqCategory
from .identifying_rules import Find, Sign

LABELS = {
    "category": _l("Sujet"),
    "question_fr": _l("La question, en français"),
    "question_en": _l("La question, en anglais"),
    "short_fr": _l("En une phrase, en français"),
    "short_en": _l("En une phrase, en anglais"),
    "answer_fr": _l("La réponse, en français"),
    "answer_en": _l("La réponse, en anglais"),
    "also_said_fr": _l("Autres mots, en français"),
    "also_said_en": _l("Autres mots, en anglais"),
    "caution_fr": _l("À vérifier, en français"),
    "caution_en": _l("À vérifier, en anglais"),
    "checked_on": _l("Vérifiée le"),
}
SOURCE_LABELS = (_l("Titre"), _l("Titre en anglais, s’il diffère"), _l("Adresse"), _l("Lue le"))
SIGNS = {
    Sign.NAME: _l("nom de l’organisme"),
    Sign.WORD: _l("mot de son nom"),
    Sign.REFERENCE: _l("référence"),
    Sign.PERSON: _l("nom d’une personne"),
    Sign.PHONE: _l("téléphone"),
    Sign.EMAIL: _l("courriel"),
    Sign.ADDRESS: _l("adresse"),
    Sign.POSTAL_CODE: _l("code postal"),
    Sign.NUMBER: _l("numéro"),
}
# The views of the list, each with the entries that it shows.
SHOWN = {
    "": lambda one: True,
    "changed": lambda one: one.is_changed,
    "drafts": lambda one: one.has_draft,
    "ours": lambda one: one.state == EntryState.PUBLISHED,
    "retired": lambda one: one.state == EntryState.RETIRED,
}


def labels_of(form: EntryForm) -> dict[str, str]:
    """The label of each field, those of the sources with the number of their row."""
    sources = {
        name: _("Source %(number)s, %(label)s", number=row + 1, label=str(label).lower())
        for row in range(form.rows)
        for name, label in zip(names(row), SOURCE_LABELS, strict=True)
    }
    return {**{name: str(label) for name, label in LABELS.items()}, **sources}


def views_of(listed: Collection[Listed], shown: str) -> list[tuple[str, str, bool]]:
    """The views that have something to show: words, key, whether it is this one."""
    words = {
        "": _("Toutes, %(n)s"),
        "changed": _("La livrée a changé, %(n)s"),
        "drafts": _("Brouillons, %(n)s"),
        "ours": _("Du centre, %(n)s"),
        "retired": _("Retirées, %(n)s"),
    }
    counts = {key: sum(map(has, listed)) for key, has in SHOWN.items()}
    return [(words[key] % {"n": counts[key]}, key, key == shown) for key in SHOWN if counts[key] or not key]


def by_category(
    listed: Collection[Listed], categories: Collection[FaqCategory]
) -> list[tuple[FaqCategory, list[Listed]]]:
    groups = [(category, [one for one in listed if one.category == category.key]) for category in categories]
    return [(category, ones) for category, ones in groups if ones]


def whose(one: Listed | Edited) -> str:
    """What people find under that key, and whose it is."""
    if one.state == EntryState.RETIRED:
        return _("Retirée : elle ne se trouve plus.")
    if one.state == EntryState.PUBLISHED:
        return _("Du centre.") if one.is_own else _("Du centre, à la place de la livrée.")
    return _("Brouillon, jamais publié.") if one.is_own else _("Livrée avec SocialTrack.")


def touched(one: Listed | Edited, zone: ZoneInfo) -> str:
    """Since when the entry is so, and by whom; '' where the centre never touched it."""
    if not one.changed_at:
        return ""
    on = day(local_day(from_microseconds(one.changed_at), zone))
    if one.who is None or not one.who.name:
        return _("Touchée le %(day)s.", day=on)
    return _("Touchée le %(day)s, par %(name)s.", day=on, name=one.who.name)


def votes(one: Listed) -> str:
    """What people said who read it; '' where nobody did."""
    if not one.helped + one.not_helped:
        return ""
    return _("Cela vous a-t-il aidé? Oui %(yes)s, non %(no)s.", yes=number(one.helped), no=number(one.not_helped))


def length(words: EntryWords, of: str) -> str:
    """How long the answer takes, and advice where that is too little or too much. Never a refusal."""
    count = word_count(words.answer[of])
    advice = _("Entre 80 et 180 mots, une réponse dit l’essentiel et se lit en moins d’une minute.")
    if not count:
        return _("Rien n’est encore écrit.")
    if count < LEAST_WORDS:
        return ngettext("%(num)s mot : c’est court.", "%(num)s mots : c’est court.", count) + " " + advice
    if count > MOST_WORDS:
        return _("%(num)s mots : plus d’une minute.", num=count) + " " + advice
    return _("%(num)s mots : moins d’une minute.", num=count)


def headings(of: str) -> dict[str, str]:
    """What the page of an answer says around it, in that language."""
    with force_locale(LOCALES[of]):
        return {"do": _("Ce que vous pouvez faire"), "sources": _("Sources"), "caution": _("À vérifier.")}


def in_language(of: str) -> str:
    return _("En français") if of == "fr" else _("En anglais")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that designates an organization or somebody, ready to show."""

    key: str
    words: str
    what: str
    where: str
    target: str


def shown_finds(finds: Collection[Find], labels: Mapping[str, str]) -> list[Found]:
    return [
        Found(
            find.key,
            find.words,
            str(SIGNS[find.sign]),
            ", ".join(labels.get(name, name) for name in find.fields),
            find.fields[0],
        )
        for find in finds
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the centre's entry and the shipped one differ, in one language or ('') in both."""

    label: str
    language: str
    ours: list[Piece]
    shipped: list[Piece]


def compared(entry: Edited, path: CentrePath, categories: Mapping[str, FaqCategory]) -> list[Difference]:
    """What differs between the centre's words and the shipped ones, as they are now."""
    if entry.shipped is None:
        return []
    ours, shipped = _told(_ours(entry), path, categories), _told(words_of_shipped(entry.shipped), path, categories)
    return [
        Difference(label, of, *differences(text, theirs))
        for (label, of, text), (_label, _of, theirs) in zip(ours, shipped, strict=True)
        if text != theirs
    ]


def _ours(entry: Edited) -> EntryWords:
    """What is being written for publication stands for the centre's words where nothing was ever published."""
    if entry.own is not None and entry.state == EntryState.PUBLISHED:
        return entry.own
    return entry.draft or entry.words


def _told(words: EntryWords, path: CentrePath, categories: Mapping[str, FaqCategory]) -> Iterator[tuple[str, str, str]]:
    for name in ("question", "short", "answer", "also_said", "caution"):
        for of in LANGUAGES:
            yield str(LABELS[f"{name}_{of}"]), of, getattr(words, name)[of]
    reader = language()
    category = categories.get(words.category)
    yield str(LABELS["category"]), "", category.title[reader] if category else ""
    titles = [path.by_key[key].title[reader] if key in path.by_key else key for key in words.actions]
    yield _("Tâches liées"), "", "\n".join(titles)
    yield _("Sources"), "", "\n".join(" ".join((one.title[reader], one.url)).strip() for one in words.sources)
    yield str(LABELS["checked_on"]), "", words.checked_on.isoformat() if words.checked_on else ""


@dataclass(frozen=True, slots=True)
class Both:
    """A field on which two people said different things at once."""

    label: str
    theirs: str
    mine: str


def both(now: EntryWords, mine: EntryWords, path: CentrePath, categories: Mapping[str, FaqCategory]) -> list[Both]:
    told = zip(_told(now, path, categories), _told(mine, path, categories), strict=True)
    return [Both(label, theirs, said) for (label, _of, theirs), (_label, _o, said) in told if theirs != said]


def texts_of(words: EntryWords) -> dict[str, str]:
    """All that people would read, by field: what must designate nobody."""
    texts = ("question", "short", "answer", "also_said", "caution")
    said = {f"{name}_{of}": getattr(words, name)[of] for name in texts for of in LANGUAGES}
    for row, source in enumerate(words.sources):
        french, english, link, _on = names(row)
        said |= {french: source.title.fr, english: source.title.en, link: source.url}
    return {name: text for name, text in said.items() if text}


def title_of(text: LocalText) -> str:
    """In the reader's language, else in the other."""
    return text[language()] or text.fr or text.en
