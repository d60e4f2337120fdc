"""Merging two organizations in words: line by line, what would happen. Knows no SQL."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from ..guide.rules import CentrePath
from ..kernel.permissions import Role
from ..people.words import ROLES
from ..reports.words import state_labels
from ..tenancy.organization_rules import From
from ..web.formats import in_a_list
from ..web.language import language
from .merge_actions import Plan
from .record_pages import LABELS, Wording


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field on which the two differ, and the words to choose from: triples (value, words, lang or none)."""

    name: str
    label: str
    choices: list[tuple[str, str, None]]
    chosen: str


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge ready to be agreed to."""

    fields: list[FieldView]
    people: list[str]
    networks: list[str]
    tasks: list[tuple[str, str, str]]
    beside: list[str]


def merge_view(plan: Plan, path: CentrePath, wording: Wording, chosen: Mapping[str, From]) -> MergeView:
    states = state_labels()
    return MergeView(
        fields=[_field(plan, name, wording, whose) for name, whose in {**plan.fuller, **chosen}.items()],
        people=_people(plan),
        networks=_networks(plan, path),
        tasks=[
            (
                path.by_key[one.task_key].title.in_(language()),
                _answer(states[one.before.value.state], one.before.reason),
                _answer(states[one.after.value.state], one.after.reason),
            )
            for one in plan.heritage.tasks
        ],
        beside=_beside(plan, path),
    )


def _beside(plan: Plan, path: CentrePath) -> list[str]:
    """What follows beside tasks. The line on what an organization keeps to itself is always there."""
    lines, heritage = [], plan.heritage
    if plans := [one.task_key for one in heritage.plans]:
        lines.append(_("Qui s’en occupe et d’ici quand : %(tasks)s", tasks=_titles(path, plans)))
    if details := [one.task_key for one in (*heritage.tasks, *heritage.details) if one.brings_detail]:
        lines.append(_("Repère : %(tasks)s", tasks=_titles(path, details)))
    if plan.notes:
        lines.append(ngettext("%(num)s note partagée suivra.", "%(num)s notes partagées suivront.", len(plan.notes)))
    if plan.questions:
        lines.append(
            ngettext(
                "%(num)s question suivra, avec ses réponses.",
                "%(num)s questions suivront, avec leurs réponses.",
                len(plan.questions),
            )
        )
    if plan.hesitations:
        lines.append(ngettext("%(num)s réticence suivra.", "%(num)s réticences suivront.", len(plan.hesitations)))
    if plan.support:
        lines.append(ngettext("%(num)s soutien donné suivra.", "%(num)s soutiens donnés suivront.", len(plan.support)))
    return [*lines, _("Les notes et les mots que l’organisme garde pour lui restent avec l’ancienne fiche.")]


def _titles(path: CentrePath, keys: list[str]) -> str:
    tasks = [task for key, task in path.by_key.items() if key in keys]
    return in_a_list([_("« %(title)s »", title=task.title.in_(language())) for task in tasks])


def _answer(state: str, reason: str) -> str:
    return _("%(state)s : « %(reason)s »", state=state, reason=reason) if reason else state


def _field(plan: Plan, name: str, wording: Wording, whose: From) -> FieldView:
    mine, theirs = wording.of(plan.into.details, name), wording.of(plan.other.details, name)
    choices: list[tuple[str, str, None]] = [
        (From.INTO, mine or _("rien (%(name)s)", name=plan.into.name), None),
        (From.OTHER, theirs or _("rien (%(name)s)", name=plan.other.name), None),
    ]
    if name == "tags" and mine and theirs:
        choices.append((From.BOTH, _("les unes et les autres"), None))
    return FieldView(name, str(LABELS[name]), choices, whose)


def _people(plan: Plan) -> list[str]:
    """The centre may not read every name: roles say enough here."""
    lines = []
    for mover in plan.movers:
        role = str(ROLES[Role(mover.role)]).capitalize()
        if mover.keeps is None:
            lines.append(_("%(role)s : passe à %(name)s, avec le même rôle", role=role, name=plan.into.name))
        else:
            kept = str(ROLES[Role(mover.keeps)])
            words = _("%(role)s : a déjà sa place à %(name)s, et la garde", role=role, name=plan.into.name)
            lines.append(f"{words} ({kept})")
    return lines


def _networks(plan: Plan, path: CentrePath) -> list[str]:
    names = path.network_names(language())
    lines = []
    for network in plan.heritage.networks:
        if network.state == "chosen":
            lines.append(_("%(network)s : choisi", network=names[network.network]))
        else:
            lines.append(_("%(network)s : pas maintenant", network=names[network.network]))
    return lines
