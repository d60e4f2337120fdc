"""The pages that key in a sheet that was on paper, as values ready to show. Knows no SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext, pgettext

from ..guide.rules import CentrePath, PathTask
from ..kernel.moments import from_microseconds, local_day
from ..people.who_queries import Who
from ..tenancy.queries import OrganizationFacts
from ..web.formats import in_a_list
from . import sentences
from .pages import Reader
from .queries import NOTHING_SAID, TaskFacts
from .rules import State
from .sheet_change_rules import Aside, Judged, Line
from .sheet_forms import SheetForm, labels
from .sheet_queries import KeyedSheet
from .sheet_rules import FIELDS, Misread, number_of


@dataclass(frozen=True, slots=True)
class KeyingPage:
    """The page of numbers, empty, refused, or read over."""

    organization_name: str
    request_key: str
    form: SheetForm
    labels: Mapping[str, str]
    said_by: Sequence[tuple[str, str]]
    errors: Sequence[tuple[str, str]]
    other: "Other | None"


@dataclass(frozen=True, slots=True)
class Other:
    """The organization whose sheet it is instead."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class ReviewLine:
    number: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What a sheet would change, in words."""

    digest: str
    can_be_kept: bool
    button: str
    changes: Sequence[ReviewLine]
    same: Sequence[ReviewLine]
    newer: Sequence[ReviewLine]
    aside: Sequence[ReviewLine]
    aside_in_ranges: str
    despite: frozenset[str]


def keying_page(
    reader: Reader, organization: OrganizationFacts, people: Sequence[Who], form: SheetForm, other: Other | None = None
) -> KeyingPage:
    nobody = ("", _("Personne en particulier"))
    said_by = [(str(who.id), sentences.person_line(who, reader_is_staff=reader.is_staff)) for who in people]
    names = dict(labels())
    return KeyingPage(
        organization_name=organization.name,
        request_key=token_hex(8),
        form=form,
        labels=names,
        said_by=[nobody, *said_by],
        errors=form.summary(**names),
        other=other,
    )


def refuse_misread(form: SheetForm, misread: Sequence[Misread]) -> None:
    """Say beside each field what in it is not understood."""
    for state in FIELDS:
        mine = [str(_WHY[one.why]) % {"text": one.text} for one in misread if one.state == state]
        if mine:
            form.errors.setdefault(str(state), " ".join(mine))


_WHY = {
    "sheet-not-understood": _l("« %(text)s » n’est pas un numéro de la feuille."),
    "sheet-unknown-number": _l("« %(text)s » : il n’y a pas de tâche de ce numéro."),
    "sheet-range-backwards": _l("« %(text)s » : le premier numéro vient après le dernier."),
    "sheet-day-not-understood": _l("« %(text)s » : cette date n’existe pas. Exemple : 1.3=2026-05-02."),
    "sheet-day-in-the-future": _l("« %(text)s » : cette date est dans l’avenir."),
    "sheet-day-too-old": _l("« %(text)s » : cette date est d’avant l’an 2000."),
    "sheet-two-answers": _l("« %(text)s » est aussi dans un autre champ. Gardez-le dans un seul."),
    "sheet-two-days": _l("« %(text)s » est là deux fois, avec deux dates."),
}


def review_page(reader: Reader, path: CentrePath, sheet: CentrePath, judged: Judged, form: SheetForm) -> ReviewPage:
    """`sheet` is the version whose numbers were typed; `path` the one in force."""
    alone = [one for one in judged.aside if not (one.why == "network" and one.mark.in_range)]
    in_ranges = [str(one.mark.number) for one in judged.aside if one not in alone]
    n = len(judged.changes)
    return ReviewPage(
        digest=judged.digest,
        can_be_kept=judged.can_be_kept,
        button=ngettext("Inscrire cette réponse", "Inscrire ces %(num)s réponses", n),
        changes=[_review(reader, line, _change_words(reader, line)) for line in judged.changes],
        same=[_review(reader, line, _so_already(reader, line)) for line in judged.same],
        newer=[_review(reader, line, _newer_words(line)) for line in judged.newer],
        aside=[_aside(reader, path, sheet, one) for one in alone],
        aside_in_ranges=_in_ranges(in_ranges),
        despite=frozenset(map(str, form.despite())),
    )


def _review(reader: Reader, line: Line, words: str) -> ReviewLine:
    return ReviewLine(str(line.mark.number), line.task.title.in_(reader.language), words)


def _state(state: str) -> str:
    names = {
        State.TODO: pgettext("état", "à faire"),
        State.DOING: pgettext("état", "en cours"),
        State.DONE: pgettext("état", "faite"),
        State.NOT_APPLICABLE: pgettext("état", "ne s’applique pas"),
        State.DECLINED: pgettext("état", "décidé que non"),
    }
    return names[State(state)]


def _change_words(reader: Reader, line: Line) -> str:
    day = sentences.on_day(line.on, reader.today)
    if line.is_confirmation:
        return _("Refaite %(day)s.", day=day)
    after = str(_SAID[line.mark.state]) % {"day": day}
    if line.before.state == State.TODO:
        return after
    return _("%(after)s C’était « %(before)s ».", after=after, before=_state(line.before.state))


_SAID = {
    State.DONE: _l("Faite %(day)s."),
    State.DOING: _l("En cours, %(day)s."),
    State.NOT_APPLICABLE: _l("Ne s’applique pas, %(day)s."),
    State.DECLINED: _l("Décidé de ne pas le faire, %(day)s."),
}


def _so_already(reader: Reader, line: Line) -> str:
    if line.before.state == State.DONE and line.before.done_at:
        day = local_day(from_microseconds(line.before.done_at), reader.work.centre.zone)
        return _("Faite %(day)s; cette date reste.", day=sentences.on_day(day, reader.today))
    return _("C’est déjà « %(state)s ».", state=_state(line.before.state))


def _newer_words(line: Line) -> str:
    return _(
        "C’est « %(now)s » maintenant; la feuille dit « %(said)s ».",
        now=_state(line.before.state),
        said=_state(line.mark.state),
    )


def _aside(reader: Reader, path: CentrePath, sheet: CentrePath, one: Aside) -> ReviewLine:
    title = sheet.by_key[one.key].title.in_(reader.language)
    if one.why == "retired":
        return ReviewLine(str(one.mark.number), title, _("Elle n’est plus dans le parcours."))
    names = path.network_names(reader.language)
    words = _("L’organisme n’a pas choisi ce réseau : %(network)s.", network=names.get(one.network or "", one.network))
    return ReviewLine(str(one.mark.number), title, words)


def _in_ranges(numbers: Sequence[str]) -> str:
    if not numbers:
        return ""
    return ngettext(
        "Dans les suites de numéros, %(numbers)s est sauté : son réseau n’est pas choisi.",
        "Dans les suites de numéros, %(numbers)s sont sautés : leurs réseaux ne sont pas choisis.",
        len(numbers),
        numbers=in_a_list(list(numbers)),
    )


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """A sheet that is in, and the way to take it back."""

    organization_name: str
    event_id: int
    request_key: str
    words: str
    lines: Sequence[ReviewLine]
    can_be_undone: bool


def keyed_page(
    reader: Reader,
    organization: OrganizationFacts,
    path: CentrePath,
    tasks: Mapping[str, TaskFacts],
    keyed: KeyedSheet,
) -> KeyedPage:
    known = [path.by_key[key] for key in keyed.task_keys if key in path.by_key]
    n = len(keyed.task_keys)
    name = organization.name
    if keyed.is_undo or keyed.is_taken_back:
        words = _("Cette feuille est retirée")
    else:
        words = ngettext(
            "Une réponse est inscrite pour %(name)s",
            "%(num)s réponses sont inscrites pour %(name)s",
            n,
            name=name,
        )
    return KeyedPage(
        organization_name=name,
        event_id=keyed.event_id,
        request_key=token_hex(8),
        words=words,
        lines=[_now(reader, path, task, tasks.get(task.key, NOTHING_SAID)) for task in known],
        can_be_undone=not keyed.is_undo and not keyed.is_taken_back,
    )


def _now(reader: Reader, path: CentrePath, task: PathTask, facts: TaskFacts) -> ReviewLine:
    view = reader.task(task, facts)
    return ReviewLine(str(number_of(path, task.key)), view.title, " ".join(filter(None, (view.label, view.fact))))
