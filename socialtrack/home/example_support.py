"""What the centre of the example organizations gave them: calls, visits, a workshop for several. Only Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ..support.rules import SupportKind


@dataclass(frozen=True, slots=True)
class Supported:
    """Support that was given to one of them, `ago` before now. `note` is the team's."""

    ago: timedelta
    example: int
    kind: SupportKind
    minutes: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Given:
    examples: tuple[str, ...]
    days: int
    kind: SupportKind
    minutes: int | None = None
    note: str = ""


_GIVEN = (
    _Given(
        ("EX-08", "EX-09", "EX-11"), 175, SupportKind.WORKSHOP, 90, "Atelier d’automne : choisir un réseau, ou aucun."
    ),
    _Given(("EX-06",), 120, SupportKind.VISIT, 60, "Rencontre au comptoir. La relève est nommée."),
    _Given(("EX-05",), 100, SupportKind.CALL, 15),
    _Given(("EX-04",), 44, SupportKind.CALL, 20, "Le conseil veut relire les raisons de quitter Facebook."),
    _Given(("EX-03",), 43, SupportKind.MESSAGE),
    _Given(("EX-05",), 34, SupportKind.CALL, 25, "Deuxième étape : rappeler quand le téléphone de la relève est là."),
    _Given(
        ("EX-01", "EX-02", "EX-10", "EX-12"), 16, SupportKind.WORKSHOP, 75, "Atelier sur les photos et le consentement."
    ),
    _Given(("EX-02",), 4, SupportKind.CALL, 10),
    _Given(("EX-12",), 8, SupportKind.VISIT, 45),
)


def given(references: Mapping[str, int]) -> Iterator[Supported]:
    """Each of them, by the number of its organization."""
    for one in _GIVEN:
        for reference in one.examples:
            yield Supported(timedelta(days=one.days), references[reference], one.kind, one.minutes, one.note)
