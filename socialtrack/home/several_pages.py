"""A gesture for several organizations in words: what it would do, what it did, what taking it back did. No SQL."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from flask_babel import gettext as _
from flask_babel import ngettext

from ..kernel.work import Work
from ..tenancy.bulk_rules import Deed, Forecast, Outcome, Standing, Wanted
from ..tenancy.organization_queries import Advisor
from ..tenancy.rules import MOST_TAGS
from ..web.formats import day, in_a_list
from .grid_forms import Asked
from .several_actions import Undone, may_do
from .several_forms import EXPORT, NOBODY, SUPPORT, Address, Which

NAMED = 10  # names that a page says before it says how many more there are
NAMED_UNDONE, LONGEST_NAMED = 3, 60  # a message after a gesture travels in a cookie, which holds little


def title(wanted: Wanted, name: str) -> str:
    """`name`: of the person to whom they are confided."""
    if wanted.deed is Deed.ASSIGN:
        return _("Confier à %(name)s", name=name) if wanted.advisor_id is not None else _("Ne plus confier à personne")
    return {
        Deed.TAG: _("Ajouter l’étiquette « %(tag)s »", tag=wanted.tag) if wanted.tag else _("Ajouter une étiquette"),
        Deed.UNTAG: _("Retirer l’étiquette « %(tag)s »", tag=wanted.tag) if wanted.tag else _("Retirer une étiquette"),
        Deed.PAUSE: _("Mettre en pause jusqu’au %(day)s", day=day(wanted.until))
        if wanted.until
        else _("Mettre en pause"),
        Deed.RESUME: _("Mettre fin à la pause"),
        Deed.ARCHIVE: _("Archiver"),
        Deed.RESTORE: _("Restaurer"),
    }[wanted.deed]


def button(deed: Deed, n: int) -> str:
    return {
        Deed.ASSIGN: ngettext("Confier cet organisme", "Confier ces %(num)s organismes", n),
        Deed.TAG: ngettext("Ajouter l’étiquette à cet organisme", "Ajouter l’étiquette à ces %(num)s organismes", n),
        Deed.UNTAG: ngettext(
            "Retirer l’étiquette de cet organisme", "Retirer l’étiquette de ces %(num)s organismes", n
        ),
        Deed.PAUSE: ngettext("Mettre cet organisme en pause", "Mettre ces %(num)s organismes en pause", n),
        Deed.RESUME: ngettext("Mettre fin à cette pause", "Mettre fin à ces %(num)s pauses", n),
        Deed.ARCHIVE: ngettext("Archiver cet organisme", "Archiver ces %(num)s organismes", n),
        Deed.RESTORE: ngettext("Restaurer cet organisme", "Restaurer ces %(num)s organismes", n),
    }[deed]


def told(deed: Deed, n: int, *, name: str = "", tag: str = "", until: date | None = None) -> str:
    """What a gesture did. `name` is empty where it confided to nobody; `tag` where nobody remembers it."""
    if deed is Deed.ASSIGN and not name:
        return ngettext(
            "%(num)s organisme n’est plus confié à personne.", "%(num)s organismes ne sont plus confiés à personne.", n
        )
    if deed is Deed.ASSIGN:
        return ngettext(
            "%(num)s organisme est confié à %(name)s.", "%(num)s organismes sont confiés à %(name)s.", n, name=name
        )
    if deed is Deed.PAUSE:
        on = day(until) if until else ""
        return ngettext(
            "%(num)s organisme est en pause jusqu’au %(day)s.",
            "%(num)s organismes sont en pause jusqu’au %(day)s.",
            n,
            day=on,
        )
    if deed in (Deed.TAG, Deed.UNTAG) and tag:
        return _of_tag(deed, n, tag)
    return {
        Deed.TAG: ngettext(
            "%(num)s organisme a une étiquette de plus.", "%(num)s organismes ont une étiquette de plus.", n
        ),
        Deed.UNTAG: ngettext(
            "%(num)s organisme a une étiquette de moins.", "%(num)s organismes ont une étiquette de moins.", n
        ),
        Deed.RESUME: ngettext("%(num)s organisme n’est plus en pause.", "%(num)s organismes ne sont plus en pause.", n),
        Deed.ARCHIVE: ngettext("%(num)s organisme est archivé.", "%(num)s organismes sont archivés.", n),
        Deed.RESTORE: ngettext("%(num)s organisme est restauré.", "%(num)s organismes sont restaurés.", n),
    }[deed]


def _of_tag(deed: Deed, n: int, tag: str) -> str:
    if deed is Deed.TAG:
        return ngettext(
            "%(num)s organisme porte maintenant l’étiquette « %(tag)s ».",
            "%(num)s organismes portent maintenant l’étiquette « %(tag)s ».",
            n,
            tag=tag,
        )
    return ngettext(
        "%(num)s organisme ne porte plus l’étiquette « %(tag)s ».",
        "%(num)s organismes ne portent plus l’étiquette « %(tag)s ».",
        n,
        tag=tag,
    )


def undone(what: Undone) -> str:
    """What taking a gesture back did; and which stay as they are, by name as far as a message holds them."""
    if not what.back:
        if what.deed is Deed.ASSIGN:
            return _(
                "Rien n’est annulé : ces organismes ont changé depuis, ou la personne d’avant n’est plus de l’équipe."
            )
        return _("Rien n’est annulé : ces organismes ont changé depuis, et restent comme ils sont.")
    said = ngettext(
        "C’est annulé : %(num)s organisme est comme avant.",
        "C’est annulé : %(num)s organismes sont comme avant.",
        what.back,
    )
    if not what.kept:
        return said
    if what.deed is Deed.ASSIGN:
        more = ngettext(
            "%(num)s autre a changé depuis, ou la personne d’avant n’est plus de l’équipe. Reste comme il est : "
            "%(names)s.",
            "%(num)s autres ont changé depuis, ou la personne d’avant n’est plus de l’équipe. Restent comme ils sont : "
            "%(names)s.",
            what.kept,
            names=_named(what),
        )
    else:
        more = ngettext(
            "%(num)s autre a changé depuis et reste comme il est : %(names)s.",
            "%(num)s autres ont changé depuis et restent comme ils sont : %(names)s.",
            what.kept,
            names=_named(what),
        )
    return _("%(said)s %(more)s", said=said, more=more)


def _named(what: Undone) -> str:
    """« Le Phare, La Popote et 3 autres »."""
    names = [shorten(name, LONGEST_NAMED, placeholder="…") for name in what.names[:NAMED_UNDONE]]
    others = what.kept - len(names)
    if not names:
        return ngettext("un organisme retiré", "des organismes retirés", others)
    return in_a_list([*names, ngettext("%(num)s autre", "%(num)s autres", others)] if others else names)


@dataclass(frozen=True, slots=True)
class SeveralView:
    """What a gesture would do, ready to show. `names`: the first of those that change; `more`: how many others;
    `left`: one sentence a reason for which others stay as they are; `held`: to whom they are confided now."""

    head: str
    names: tuple[str, ...]
    more: str
    left: tuple[str, ...]
    held: tuple[str, ...]
    notes: tuple[str, ...]


def several_view(seen: Forecast, team: Mapping[int, str]) -> SeveralView:
    n = len(seen.changing)
    others = n - NAMED
    return SeveralView(
        head=ngettext("%(num)s organisme change.", "%(num)s organismes changent.", n) if n else _("Rien ne change."),
        names=tuple(one.name for one in seen.changing[:NAMED]),
        more=ngettext("et %(num)s autre", "et %(num)s autres", others) if others > 0 else "",
        left=tuple(_left(why, count) for why, count in sorted(seen.left.items())),
        held=_held(seen.changing, team) if seen.wanted.deed is Deed.ASSIGN else (),
        notes=_notes(seen.wanted.deed) if n else (),
    )


def _left(why: Outcome, n: int) -> str:
    if why is Outcome.ARCHIVED:
        return ngettext(
            "%(num)s organisme est archivé : rien n’y change.", "%(num)s organismes sont archivés : rien n’y change.", n
        )
    if why is Outcome.MERGED:
        return ngettext(
            "%(num)s organisme est réuni à un autre : il se restaure à sa fiche.",
            "%(num)s organismes sont réunis à d’autres : ils se restaurent à leur fiche.",
            n,
        )
    if why is Outcome.FULL:
        return ngettext(
            "%(num)s organisme porte déjà %(most)s étiquettes, le plus possible : rien n’y change.",
            "%(num)s organismes portent déjà %(most)s étiquettes, le plus possible : rien n’y change.",
            n,
            most=MOST_TAGS,
        )
    return ngettext(
        "%(num)s organisme est déjà ainsi : rien n’y change.",
        "%(num)s organismes sont déjà ainsi : rien n’y change.",
        n,
    )


def _held(them: Sequence[Standing], team: Mapping[int, str]) -> tuple[str, ...]:
    counts = Counter(one.details.advisor_id for one in them)
    nobody = counts.pop(None, 0)
    said = [
        ngettext("%(num)s est confié à %(name)s.", "%(num)s sont confiés à %(name)s.", n, name=team.get(id_ or 0, "?"))
        for id_, n in sorted(counts.items(), key=lambda each: team.get(each[0] or 0, ""))
    ]
    if nobody:
        said.append(ngettext("%(num)s n’est confié à personne.", "%(num)s ne sont confiés à personne.", nobody))
    return tuple(said)


def _notes(deed: Deed) -> tuple[str, ...]:
    if deed is Deed.ARCHIVE:
        return (
            _("Ils quittent le tableau de bord et les chiffres. Leurs personnes les lisent encore."),
            _("Rien n’est effacé, et ils se restaurent quand vous voulez."),
        )
    if deed is Deed.PAUSE:
        return (_("La pause prend fin d’elle-même. Une raison déjà donnée pour une pause reste avec elle."),)
    return ()


@dataclass(frozen=True, slots=True)
class SeveralBar:
    """What stands above the rows of the grid, for who may change something. `deeds`: groups of (value, words)."""

    deeds: list[tuple[str, list[tuple[str, str]]]]
    which: list[tuple[str, str]]
    page: str
    address: Address


def several_bar(work: Work, wanted: Asked, slugs: Sequence[str], advisors: Sequence[Advisor]) -> SeveralBar | None:
    """`slugs`: the organizations of this page. None where there are none, and for who may change nothing."""
    if not slugs or not may_do(work, Deed.TAG):
        return None
    others = [
        (str(Deed.TAG), _("Ajouter une étiquette")),
        (str(Deed.UNTAG), _("Retirer une étiquette")),
        (str(Deed.PAUSE), _("Mettre en pause")),
        (str(Deed.RESUME), _("Mettre fin à la pause")),
        (SUPPORT, _("Inscrire un soutien")),
        (EXPORT, _("Exporter")),
    ]
    if may_do(work, Deed.ARCHIVE):
        others += [(str(Deed.ARCHIVE), _("Archiver")), (str(Deed.RESTORE), _("Restaurer"))]
    deeds = [(_("Autres gestes"), others)]
    if may_do(work, Deed.ASSIGN):
        people = [(f"{Deed.ASSIGN}-{one.id}", one.name) for one in advisors]
        deeds = [(_("Confier à"), [*people, (f"{Deed.ASSIGN}-{NOBODY}", _("Ne plus confier à personne"))]), *deeds]
    whole = ngettext("Toute la page : %(num)s organisme", "Toute la page : %(num)s organismes", len(slugs))
    every = _("Tous ceux que ces filtres gardent") if wanted.is_filtered else _("Tous les organismes du centre")
    which = [(str(Which.CHOSEN), _("Ce qui est coché")), (str(Which.PAGE), whole), (str(Which.ALL), every)]
    return SeveralBar(deeds, which, " ".join(slugs), wanted.address(wanted.cursor))
