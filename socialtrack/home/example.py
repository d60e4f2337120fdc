"""Twelve invented organizations, at every stage of the path: what they are, and when each did what. Only Python."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from ..guide.rules import CentrePath, in_scope
from ..progress.rules import State
from ..tenancy.rules import Details
from .example_asks import Asked, asks
from .example_support import Supported, given


@dataclass(frozen=True, slots=True)
class Example:
    """One invented organization. Days are counted back from the day of the loading.

    `answered`: how many essential tasks it has answered, in the path's order, from `began` to `latest` days ago.
    `already`: how many of them it had done before, which it said on its first day as its starting point. `notes` are
    shared with the centre; `plans` say who and in how many days from the loading; what shows that a task is done is
    a name, or if it is left empty the day on which it is told.
    """

    details: Details
    lead: str
    language: str = "fr"
    networks: tuple[str, ...] = ()
    not_now: dict[str, str] = field(default_factory=dict)
    began: int = 0
    latest: int = 0
    answered: int = 0
    further: tuple[str, ...] = ()
    doing: tuple[str, ...] = ()
    declined: dict[str, str] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    is_lead_named: bool = True
    already: int = 0
    notes: dict[str, str] = field(default_factory=dict)
    plans: dict[str, tuple[str, int]] = field(default_factory=dict)
    shown_by: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that an example organization said, `ago` before now: of a network, or of a task."""

    ago: timedelta
    example: int
    state: str
    network: str = ""
    task_key: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What it said beside its answers, `ago` before now: a note, a plan, a detail, or its starting point.

    `due_in`: the day of a plan, in days from now.
    """

    ago: timedelta
    example: int
    what: Literal["note", "plan", "detail", "start"]
    task_key: str = ""
    words: str = ""
    due_in: int = 0


Told = Said | Beside | Asked | Supported
_LOW, _HIGH = "Basse-Rive", "Haute-Rive"
EVERYTHING = 99

EXAMPLES = (
    Example(
        Details("La Popote des Quatre-Vents", "EX-01", _LOW, ("aînés", "repas")),
        "Jocelyne Bédard",
        networks=("facebook",),
        began=44,
        answered=8,
        further=("reserve-weekly-time", "know-audience"),
        doing=("publication-rules",),
        notes={"publication-rules": "Brouillon lu par le comité. Il manque la partie sur les photos."},
        plans={"publication-rules": ("Jocelyne Bédard", 21)},
        shown_by={"name-responsible": "Jocelyne Bédard", "name-backup": "Yvon Lachance"},
    ),
    Example(
        Details("Transport Bon Voisin", "EX-02", _HIGH, ("transport", "aînés")),
        "André Cyr",
        networks=("facebook",),
        not_now={"x": "Personne chez nous ne le lit."},
        began=72,
        latest=2,
        answered=12,
        declined={"board-mandate": "Nous sommes un comité de cinq personnes, sans conseil."},
        is_lead_named=False,
        already=4,
        notes={"two-step-verification": "Un seul téléphone est inscrit. On ajoute celui de la relève en janvier."},
    ),
    Example(
        Details("Cercle de lecture Entre-deux", "EX-03", _LOW, ("culture",)),
        "Solange Morin",
        began=63,
        latest=47,
        answered=1,
        doing=("name-backup",),
    ),
    Example(
        Details("Jardin collectif du Quai", "EX-04", _LOW, ("jardinage", "familles")),
        "Mathieu Roy",
        began=90,
        latest=38,
        answered=6,
        doing=("choose-networks",),
        declined={"password-vault": "Un carnet sous clé chez la trésorière nous convient mieux."},
    ),
    Example(
        Details("Friperie Le Bon Fil", "EX-05", _HIGH, ("vêtements",)),
        "Carmen Tremblay",
        networks=("facebook", "instagram"),
        began=120,
        latest=33,
        answered=14,
        doing=("two-step-verification",),
        is_lead_named=False,
        plans={"two-step-verification": ("Carmen Tremblay", -9)},
    ),
    Example(
        Details("Comptoir vestimentaire de la Traverse", "EX-06", _LOW, ("vêtements", "familles")),
        "Ginette Poirier",
        networks=("facebook",),
        began=150,
        latest=1,
        answered=17,
        further=("succession-plan", "incident-plan", "facebook-photo-album"),
        already=6,
        notes={"incident-plan": "La feuille est affichée près du téléphone."},
        plans={"photo-consent": ("Fatou Diallo", 30)},
        shown_by={"name-responsible": "Ginette Poirier", "succession-plan": ""},
    ),
    Example(Details("Maison des familles du Ruisseau", "EX-07", _HIGH, ("familles",)), "Nathalie Dubé"),
    Example(
        Details("Club de marche Les Pas pressés", "EX-08", _HIGH, ("sport", "aînés")),
        "Réjean Gauthier",
        networks=("facebook",),
        began=200,
        latest=12,
        answered=EVERYTHING,
        further=("board-mandate", "explore", "facebook-event", "follow-peers"),
    ),
    Example(
        Details("Répit La Clairière", "EX-09", _LOW, ("proches aidants",)),
        "Louise Thériault",
        not_now={"facebook": "Nos membres préfèrent le téléphone et le bulletin papier."},
        began=160,
        latest=60,
        answered=EVERYTHING,
        further=("keep-offline-channel",),
        declined={
            "choose-networks": "Aucun réseau pour cette année : le téléphone et le bulletin suffisent.",
            "invite-members": "Nos membres lisent déjà le bulletin.",
        },
        not_applicable={
            "two-step-verification": "Nous n’avons aucun compte à protéger.",
            "complete-profile": "Nous n’avons pas de page.",
            "practice-post-hashtag": "Nous n’avons pas de page.",
            "weekly-rhythm": "Nous n’avons pas de page.",
            "two-admin-check": "Nous n’avons pas de page.",
        },
    ),
    Example(
        Details("Elm Street Reading Room", "EX-10", _HIGH, ("culture", "English")),
        "Margaret Doyle",
        language="en",
        networks=("instagram",),
        not_now={"tiktok": "Nobody here has time for videos."},
        began=58,
        latest=3,
        answered=13,
        further=("look-at-peers",),
        declined={"password-vault": "We keep a sealed envelope with the treasurer."},
        already=3,
        notes={"publication-rules": "The board wants to read them first, at its next meeting."},
        plans={"publication-rules": ("Margaret Doyle", 14)},
    ),
    Example(
        Details("Théâtre amateur Les Mille Voix", "EX-11", _LOW, ("culture",)),
        "Samir Haddad",
        networks=("instagram", "youtube"),
        began=230,
        latest=45,
        answered=EVERYTHING,
        further=("accessible-posts", "help-centre"),
    ),
    Example(
        Details("Riverbend Friendly Visitors", "EX-12", _LOW, ("aînés", "English")),
        "Peter Kowalski",
        language="en",
        began=20,
        latest=9,
        answered=4,
        further=("privacy-person",),
        is_lead_named=False,
    ),
)


def story(path: CentrePath, reasons: Collection[str]) -> list[Told]:
    """Everything that the examples said, the oldest first. What the path no longer has is left out, and what is for a
    reason that is not among those that the centre offers."""
    references = {example.details.reference or "": number for number, example in enumerate(EXAMPLES)}
    told: list[Told] = [*asks(path, reasons, references), *given(references)]
    for number, example in enumerate(EXAMPLES):
        told += [*_story_of(number, example, path), *_beside(number, example, path)]
    return sorted(told, key=lambda said: (-said.ago, said.example))


def _story_of(number: int, example: Example, path: CentrePath) -> Iterator[Said]:
    tasks = in_scope(path, example.networks)
    answered = [task.key for task in tasks if task.essential][: example.answered]
    spoken_of = {*answered, *example.further, *example.declined, *example.doing}
    # What is under way was said last.
    keys = sorted((task.key for task in tasks if task.key in spoken_of), key=lambda key: key in example.doing)
    networks_at = keys.index("choose-networks") if "choose-networks" in keys else len(keys)
    for place, key in enumerate(keys):
        ago = _ago(example, number, place, len(keys))
        if place == networks_at:
            yield from _networks(number, example, path, ago)
        reason = example.declined.get(key) or example.not_applicable.get(key) or ""
        yield Said(ago, number, _state_of(key, example), task_key=key, reason=reason)


def _beside(number: int, example: Example, path: CentrePath) -> Iterator[Beside]:
    """After its answers; the starting point after those of the first day."""
    if example.already:
        yield Beside(timedelta(days=example.began, minutes=10), number, "start")
    ago = timedelta(days=example.latest, minutes=8)
    for key, words in example.shown_by.items():
        if key in path.by_key and path.by_key[key].evidence == ("name" if words else "date"):
            yield Beside(ago, number, "detail", key, words)
    for key, words in example.notes.items():
        if key in path.by_key:
            yield Beside(ago - timedelta(minutes=2), number, "note", key, words)
    for key, (name, due_in) in example.plans.items():
        if key in path.by_key:
            yield Beside(ago - timedelta(minutes=3), number, "plan", key, name, due_in)


def _networks(number: int, example: Example, path: CentrePath, ago: timedelta) -> Iterator[Said]:
    ago += timedelta(minutes=4)
    for network in (*example.networks, *example.not_now):
        if network in path.network_keys:
            state = "chosen" if network in example.networks else "not_now"
            yield Said(ago, number, state, network=network, reason=example.not_now.get(network, ""))


def _state_of(key: str, example: Example) -> State:
    if key in example.doing:
        return State.DOING
    if key in example.declined:
        return State.DECLINED
    if key in example.not_applicable:
        return State.NOT_APPLICABLE
    return State.DONE


def _ago(example: Example, number: int, place: int, total: int) -> timedelta:
    """Spread from `began` to `latest`, quicker at first, at hours that people keep."""
    share = 0.0 if place < example.already else place / max(total - 1, 1)
    days = round(example.began + (example.latest - example.began) * share**0.8)
    return timedelta(days=days, minutes=12 + (number * 47 + (total - place) * 29) % 200)
