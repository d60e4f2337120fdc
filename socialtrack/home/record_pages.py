"""An organization's record in words: its fields, what happened to it, what its pause says. Knows no SQL."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..kernel.work import Work
from ..tenancy.life_words import of_life
from ..tenancy.organization_queries import Moment
from ..tenancy.organization_rules import SAID
from ..tenancy.rules import Details

LABELS = {
    "name": _l("Nom de l’organisme"),
    "reference": _l("Référence"),
    "region": _l("Région"),
    "sector": _l("Secteur"),
    "tags": _l("Étiquettes"),
    "language": _l("Langue"),
    "email": _l("Courriel de l’organisme"),
    "phone": _l("Téléphone"),
    "address": _l("Adresse"),
    "contact": _l("Personne à joindre"),
    "advisor_id": _l("Personne-ressource"),
}
LANGUAGES = {"fr": "Français", "en": "English"}


class Wording:
    """Says values of a record; `names` are those of the centre's team."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self._names = names

    def of(self, said: Details, name: str) -> str:
        value = getattr(said, name)
        if not value:
            return ""
        if name == "tags":
            return ", ".join(value)
        if name == "language":
            return LANGUAGES.get(value, value)
        return self._names.get(value, "") if name == "advisor_id" else str(value)

    def changes(self, before: Details | None, after: Details) -> Iterator[str]:
        """One sentence a field that changed."""
        for name in SAID:
            old, new = self.of(before, name) if before else "", self.of(after, name)
            label = str(LABELS[name])
            if old == new or before is None:
                continue
            if not old:
                yield _("%(label)s : « %(after)s »", label=label, after=new)
            elif not new:
                yield _("%(label)s : « %(before)s » est retiré", label=label, before=old)
            else:
                yield _("%(label)s : « %(before)s » devient « %(after)s »", label=label, before=old, after=new)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened to a record, ready to show."""

    at: datetime
    sentence: str
    details: tuple[str, ...]
    by: str


def life(work: Work, moments: Iterable[Moment], wording: Wording) -> list[Told]:
    told = []
    for one in moments:
        details = tuple(wording.changes(one.before, one.after)) if one.after and one.before else ()
        if one.kind == "organization-changed" and not details:
            continue
        sentence = of_life(one.kind, one.until, one.other)
        told.append(Told(one.at.astimezone(work.centre.zone), sentence, details, one.by))
    return told


@dataclass(frozen=True, slots=True)
class Both:
    """A field on which two people said different things at once."""

    label: str
    theirs: str
    mine: str


def both(now: Details, said: Details, wording: Wording) -> list[Both]:
    return [
        Both(str(LABELS[name]), wording.of(now, name), wording.of(said, name))
        for name in SAID
        if wording.of(now, name) != wording.of(said, name)
    ]
