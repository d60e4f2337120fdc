"""What the example organizations hesitate about and ask their centre, and what became of it. Only Python.

Nothing here is kept from the centre: an organization's own words that it does not share, nobody else can write.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from ..guide.rules import CentrePath

Outcome = Literal["reassured", "partly", "no", "settled", "declined"]
ANSWERED_AFTER = timedelta(minutes=3)  # what one says of an answer, once it is read


@dataclass(frozen=True, slots=True)
class About:
    """A task, a network or a step; in a question, nothing at all, or the doubt of that number."""

    task_key: str | None = None
    network: str | None = None
    step: int | None = None
    doubt: int | None = None

    def is_in(self, path: CentrePath) -> bool:
        return self.task_key in (None, *path.by_key) and self.network in (None, *path.network_keys)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A hesitation, opened that many days before the loading. `became`: what was said of it, and how many days before
    the loading; of a decision not to, `reason`."""

    example: str
    days: float
    about: About
    reason_key: str
    words: str = ""
    became: tuple[tuple[float, Outcome], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A question, with what was written in it: how many days before the loading, and by which side. `note` is the
    team's."""

    example: str
    about: About
    messages: tuple[tuple[float, Literal["organization", "centre"], str], ...]
    settled: float | None = None
    is_followed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing said of the doubt or the question of that number, among those of the organization, `ago` before now.

    Of a doubt: open, or what it became; of a question: ask, answer, settle, follow or note.
    """

    ago: timedelta
    example: int
    what: str
    number: int
    by: Literal["organization", "centre"] = "organization"
    about: About = About()
    reason_key: str = ""
    words: str = ""


# In the order in which each organization said them.
DOUBTS = (
    Doubt("EX-11", 220, About(task_key="photo-consent"), "law-photos-minors", became=((220, "reassured"),)),
    Doubt(
        "EX-11",
        180,
        About(task_key="comment-rules"),
        "image-negative-comments",
        "Une comédienne a reçu des mots durs après la dernière pièce.",
        became=((180, "no"), (170, "settled")),
    ),
    Doubt("EX-08", 190, About(task_key="weekly-rhythm"), "time-page-dies", became=((190, "reassured"),)),
    Doubt("EX-08", 150, About(step=4), "skills-nothing-to-say", became=((150, "partly"), (120, "settled"))),
    Doubt(
        "EX-09",
        150,
        About(step=2),
        "inclusion-members-offline",
        became=((150, "partly"), (148, "declined")),
        reason="Le téléphone et le bulletin rejoignent tout notre monde.",
    ),
    Doubt(
        "EX-02",
        58,
        About(step=4),
        "time-too-much",
        became=((58, "no"), (55, "declined")),
        reason="Une publication par mois nous suffit, le temps de trouver de l’aide.",
    ),
    Doubt("EX-03", 50, About(task_key="name-backup"), "time-too-much", became=((50, "no"),)),
    Doubt(
        "EX-04",
        45,
        About(task_key="choose-networks"),
        "image-network-values",
        "Deux de nos membres ont quitté Facebook par principe.",
        became=((45, "partly"),),
    ),
    Doubt("EX-04", 40, About(step=2), "inclusion-choose-not"),
    Doubt("EX-05", 35, About(task_key="two-step-verification"), "skills-not-enough", became=((35, "no"),)),
    Doubt("EX-12", 15, About(step=3), "skills-not-enough"),
    Doubt("EX-01", 12, About(task_key="photo-consent"), "law-photos-adults", became=((12, "partly"),)),
    Doubt("EX-06", 9, About(task_key="review-choice"), "privacy-cannot-erase", became=((9, "reassured"),)),
    Doubt(
        "EX-10",
        6,
        About(task_key="publication-rules"),
        "image-mistake",
        "Our last newsletter had a wrong date, and we still hear about it.",
        became=((6, "partly"),),
    ),
)
THREADS = (
    Thread(
        "EX-11",
        About(doubt=1),
        (
            (179, "organization", "Peut-on fermer les commentaires le temps d’une représentation?"),
            (
                177,
                "centre",
                "Oui, publication par publication. On peut aussi masquer un commentaire : la personne qui l’a écrit le "
                "voit encore, les autres ne le voient plus. Votre règle sur les commentaires peut le dire d’avance.",
            ),
        ),
        settled=170,
    ),
    Thread(
        "EX-04",
        About(task_key="choose-networks"),
        (
            (44, "organization", "Y a-t-il un réseau où nos voisins sont déjà, sans que chacun ouvre un compte?"),
            (
                42,
                "centre",
                "Une page Facebook se lit en partie sans compte. Votre bulletin peut dire les mêmes choses, pour ceux "
                "qui n’y vont pas. Vous pouvez aussi décider de ne pas y être cette année : c’est une réponse.",
            ),
        ),
        settled=40,
    ),
    Thread(
        "EX-05",
        About(doubt=0),
        (
            (35, "organization", "Le code arrive sur le téléphone de Carmen. Que fait-on quand elle est absente?"),
            (
                34,
                "centre",
                "Imprimez les codes de secours et gardez-les sous clé, avec le nom de votre relève. Je peux passer un "
                "mardi pour le faire avec vous : cela prend une demi-heure.",
            ),
        ),
        is_followed=True,
        note="Proposer un mardi matin : la friperie est fermée.",
    ),
    Thread(
        "EX-10",
        About(doubt=0),
        ((5, "organization", "Do you have an example of rules that a small board has already adopted?"),),
        is_followed=True,
        note="Leur conseil se réunit bientôt. Leur envoyer l’exemple en anglais avant.",
    ),
    Thread(
        "EX-01",
        About(doubt=0),
        (
            (3, "organization", "Faut-il l’accord de chaque personne pour une photo de la salle pendant le repas?"),
            (
                1,
                "centre",
                "Pour les personnes qu’on reconnaît, oui. De dos ou de loin, la question ne se pose pas de la même "
                "façon. Une affichette à l’entrée prévient tout le monde, et on garde une table hors des photos.",
            ),
        ),
        is_followed=True,
    ),
    Thread(
        "EX-06",
        About(),
        (
            (
                0.1,
                "organization",
                "Une dame nous a écrit sur Facebook un samedi soir. Devons-nous répondre la fin de semaine?",
            ),
        ),
    ),
)


def asks(path: CentrePath, reasons: Collection[str], references: dict[str, int]) -> Iterator[Asked]:
    """All of it, less what is about something that this path does not have, or for a reason that the centre does not
    offer. `references`: the number of each example."""
    numbers: dict[str, int] = {}
    kept: dict[tuple[str, int], int] = {}
    for place, doubt in enumerate(DOUBTS):
        if doubt.about.is_in(path) and doubt.reason_key in reasons:
            number = numbers[doubt.example] = numbers.get(doubt.example, -1) + 1
            kept[doubt.example, _place(place)] = number
            yield from _of_doubt(doubt, references[doubt.example], number)
    threads: dict[str, int] = {}
    for thread in THREADS:
        about = thread.about
        if about.doubt is not None:
            about = About(doubt=kept.get((thread.example, about.doubt), -1))
        if about.is_in(path) and about.doubt != -1:
            number = threads[thread.example] = threads.get(thread.example, -1) + 1
            yield from _of_thread(thread, about, references[thread.example], number)


def _place(place: int) -> int:
    """Which of its organization's the doubt at that place of the list is."""
    return sum(one.example == DOUBTS[place].example for one in DOUBTS[:place])


def _of_doubt(doubt: Doubt, example: int, number: int) -> Iterator[Asked]:
    opened = timedelta(days=doubt.days, minutes=40)
    words = doubt.words
    yield Asked(opened, example, "open", number, about=doubt.about, reason_key=doubt.reason_key, words=words)
    for days, state in doubt.became:
        ago = min(opened - ANSWERED_AFTER, timedelta(days=days, minutes=37))
        words = doubt.reason if state == "declined" else ""
        yield Asked(ago, example, state, number, words=words)


def _of_thread(thread: Thread, about: About, example: int, number: int) -> Iterator[Asked]:
    (asked, _, words), *later = thread.messages
    begun = timedelta(days=asked, minutes=30)
    yield Asked(begun, example, "ask", number, about=about, words=words)
    if thread.is_followed:
        yield Asked(begun - timedelta(minutes=9), example, "follow", number, "centre")
    if thread.note:
        yield Asked(begun - timedelta(minutes=10), example, "note", number, "centre", words=thread.note)
    for days, side, words in later:
        yield Asked(timedelta(days=days, minutes=20), example, "answer", number, side, words=words)
    if thread.settled is not None:
        yield Asked(timedelta(days=thread.settled, minutes=15), example, "settle", number)
