"""The words of what moved between two days: of its file, and its sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from ..kernel.languages import LOCALES
from ..support.rules import SupportKind
from ..support.sentences import KINDS
from ..web.formats import duration, number
from .movement_rules import From, Given, Tally
from .rules import Options
from .withholding_rules import Withheld

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class LineWords:
    lines: dict[str, str]
    starts: dict[From, str]


def line_words(options: Options) -> LineWords:
    """With `header=keys`, the codes themselves: those never change."""
    if not options.has_labels:
        return LineWords({"organization": "organization", "total": "total"}, {start: start.value for start in From})
    with force_locale(LOCALES[options.language]):
        return LineWords({"organization": _("Organisme"), "total": _("Tous ensemble")}, _starts())


def _starts() -> dict[From, str]:
    return {
        From.DAY: _("Le premier jour"),
        From.BASELINE: _("Son arrivée"),
        From.OPEN: _("À fixer encore"),
    }


def movement_labels() -> dict[str, str]:
    steps = {f"step{step}": _("Étape %(number)s", number=step) for step in (1, 2, 3, 4)}
    figures = {}
    for key, name in (steps | {"settled": _("Essentielles")}).items():
        figures[f"{key}_before"] = _("%(what)s, au départ", what=name)
        figures[f"{key}_after"] = _("%(what)s, à la fin", what=name)
        figures[f"{key}_moved"] = _("%(what)s, avancé de", what=name)
    support = {}
    for kind, label in {"support": _("Soutien"), **{str(kind): str(KINDS[kind]) for kind in SupportKind}}.items():
        support[f"{kind}_times"] = _("%(what)s, fois", what=label)
        support[f"{kind}_minutes"] = _("%(what)s, minutes", what=label)
    return {
        "line": _("Ligne"),
        "start": _("Point de départ"),
        "start_on": _("Point de départ, le"),
        "organizations": _("Organismes"),
        "start_open": _("Point de départ à fixer"),
        **figures,
        "counted_after": _("Essentielles comptées, à la fin"),
        "advanced": _("A avancé"),
        "fell": _("A reculé"),
        "new": _("Nouveau"),
        "started": _("A commencé"),
        "completed": _("A terminé le parcours"),
        "archived": _("Archivé entre les deux"),
        "paused": _("En pause à la fin"),
        "supported": _("A reçu du soutien"),
        **support,
        "answers": _("Questions répondues"),
        "hesitations_relieved": _("Réticences levées"),
        "since": _("Depuis le"),
        "until": _("Jusqu’au"),
    }


def signed(moved: int) -> str:
    """« +8 », « −3 », « 0 »."""
    sign = "+" if moved > 0 else MINUS if moved < 0 else ""
    return f"{sign}{number(abs(moved))}"


def times(given: Given) -> str:
    """« 12 fois, 4 h 30 »."""
    said = ngettext("%(n)s fois", "%(n)s fois", given.times, n=number(given.times))
    return _("%(times)s, %(length)s", times=said, length=duration(given.minutes)) if given.minutes else said


def _tasks(count: int) -> str:
    return ngettext("%(n)s tâche essentielle", "%(n)s tâches essentielles", count, n=number(count))


def _organizations(count: int) -> str:
    return ngettext("%(n)s organisme", "%(n)s organismes", count, n=number(count))


def sentences(tally: Tally, *, is_whole: bool) -> list[str]:
    """What a funder reads first: three to five sentences, each made from figures that stand on the same page."""
    return [_advanced(tally), *_completed(tally), *_supported(tally), *_answered(tally), *_relieved(tally, is_whole)]


def _advanced(tally: Tally) -> str:
    if not tally.organizations:
        return _("Aucun organisme n’était là entre ces deux jours.")
    if not tally.counted:
        return _("Les tâches ne se comptent pas encore\u00a0: il reste à dire lesquelles étaient faites au départ.")
    if not tally.advanced and tally.open:
        return _(
            "Chez les organismes dont le point de départ est connu, aucune tâche essentielle de plus n’a été réglée."
        )
    if not tally.advanced:
        return _("Entre ces deux jours, aucune tâche essentielle de plus n’a été réglée.")
    if tally.open:
        return ngettext(
            "Sur %(total)s dont le point de départ est connu, %(n)s a avancé; il a réglé %(tasks)s.",
            "Sur %(total)s dont le point de départ est connu, %(n)s ont avancé; ensemble, ils ont réglé %(tasks)s.",
            tally.advanced,
            n=number(tally.advanced),
            total=_organizations(tally.counted),
            tasks=_tasks(tally.gained),
        )
    return ngettext(
        "%(n)s organisme sur %(total)s a avancé; il a réglé %(tasks)s.",
        "%(n)s organismes sur %(total)s ont avancé; ensemble, ils ont réglé %(tasks)s.",
        tally.advanced,
        n=number(tally.advanced),
        total=number(tally.organizations),
        tasks=_tasks(tally.gained),
    )


def _completed(tally: Tally) -> Iterator[str]:
    if tally.completed:
        yield ngettext(
            "%(n)s organisme a terminé son parcours.",
            "%(n)s organismes ont terminé leur parcours.",
            tally.completed,
            n=number(tally.completed),
        )
    if tally.started:
        yield ngettext(
            "%(n)s organisme a commencé son parcours.",
            "%(n)s organismes ont commencé leur parcours.",
            tally.started,
            n=number(tally.started),
        )


def _supported(tally: Tally) -> Iterator[str]:
    if tally.supported:
        yield ngettext(
            "Le centre a donné du soutien à %(n)s organisme\u00a0: %(times)s.",
            "Le centre a donné du soutien à %(n)s organismes\u00a0: %(times)s.",
            tally.supported,
            n=number(tally.supported),
            times=times(tally.given),
        )


def _answered(tally: Tally) -> Iterator[str]:
    if tally.answers:
        yield ngettext(
            "Le centre a répondu à %(n)s question.",
            "Le centre a répondu à %(n)s questions.",
            tally.answers,
            n=number(tally.answers),
        )


def _relieved(tally: Tally, is_whole: bool) -> Iterator[str]:
    said = tally.relieved_said(is_whole=is_whole)
    if said is Withheld.FEW:
        yield _("Quelques réticences, moins de cinq, ont été levées.")
    elif isinstance(said, int) and said:
        yield ngettext("%(n)s réticence a été levée.", "%(n)s réticences ont été levées.", said, n=number(said))


def notes(tally: Tally) -> list[str]:
    """What has to be known to read the figures rightly."""
    return [*_fallen(tally), *_new(tally), *_open(tally), *_quiet(tally)]


def _fallen(tally: Tally) -> Iterator[str]:
    if tally.fallen:
        yield ngettext(
            "Chez %(n)s organisme, moins de tâches sont réglées à la fin qu’au départ\u00a0: %(tasks)s.",
            "Chez %(n)s organismes, moins de tâches sont réglées à la fin qu’au départ\u00a0: %(tasks)s en tout.",
            tally.fallen,
            n=number(tally.fallen),
            tasks=_tasks(tally.lost),
        )


def _new(tally: Tally) -> Iterator[str]:
    if tally.new:
        yield ngettext(
            "%(n)s organisme est arrivé entre les deux jours\u00a0: seul ce qu’il a réglé depuis son arrivée compte.",
            "%(n)s organismes sont arrivés entre les deux jours\u00a0: seul ce qu’ils ont réglé depuis leur arrivée"
            " compte.",
            tally.new,
            n=number(tally.new),
        )


def _open(tally: Tally) -> Iterator[str]:
    if tally.open:
        yield ngettext(
            "%(n)s organisme n’a pas encore de point de départ connu\u00a0: ses tâches ne sont pas comptées. Le début"
            " de son parcours et le soutien reçu, eux, le sont.",
            "%(n)s organismes n’ont pas encore de point de départ connu\u00a0: leurs tâches ne sont pas comptées. Le"
            " début de leur parcours et le soutien reçu, eux, le sont.",
            tally.open,
            n=number(tally.open),
        )


def _quiet(tally: Tally) -> Iterator[str]:
    if tally.archived:
        yield ngettext(
            "%(n)s organisme a été archivé entre les deux jours\u00a0: ce qu’il a réglé compte.",
            "%(n)s organismes ont été archivés entre les deux jours\u00a0: ce qu’ils ont réglé compte.",
            tally.archived,
            n=number(tally.archived),
        )
    if tally.paused:
        yield ngettext(
            "%(n)s organisme est en pause depuis.",
            "%(n)s organismes sont en pause depuis.",
            tally.paused,
            n=number(tally.paused),
        )
