"""What a question is about, in words and with an address: on its page, in lists, in letters."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from ..faq import queries as faq
from ..guide import queries as guide
from ..hesitations import queries as hesitations
from ..kernel.work import Work
from .about_queries import About


@dataclass(frozen=True, slots=True)
class AboutView:
    """`words`: « À propos de la tâche … », '' where it is about nothing in particular; `url` leads there, or is ''.

    `hesitation` is the question of the answer that did not reassure, if the hesitation named one, and
    `hesitation_url` leads to the hesitation itself.
    """

    words: str
    name: str
    url: str
    hesitation: str = ""
    hesitation_url: str = ""


def about_view(work: Work, organization_id: int, about: About, language: str) -> AboutView:
    """With its addresses, for a page of that organization."""
    words, name, url = "", name_of(work, about, language), ""
    if about.task_key is not None:
        words = _("À propos de la tâche « %(title)s »", title=name)
        if about.task_key in guide.path(work).by_key:
            url = url_for("progress.task", task_key=about.task_key)
    elif about.network is not None:
        words, url = _("À propos de %(network)s", network=name), url_for("progress.networks")
    elif about.step is not None:
        words, url = _("À propos de %(step)s", step=name), url_for("progress.path", _anchor=f"step-{about.step}")
    if about.hesitation_id is None:
        return AboutView(words, name, url)
    found = hesitations.one(work, organization_id, about.hesitation_id, with_private=False)
    entry = faq.entry_even_retired(work, found.faq_key) if found is not None and found.faq_key else None
    return AboutView(
        words,
        name,
        url,
        entry.question.in_(language) if entry is not None else _("une réticence que l’organisme a nommée"),
        url_for("hesitations.one", hesitation=about.hesitation_id)
        if "hesitations.one" in current_app.view_functions
        else "",
    )


def name_of(work: Work, about: About, language: str) -> str:
    """The task's title, the network's name, « l'étape 2 : … »; '' where it is about nothing in particular."""
    path = guide.path(work)
    if about.task_key is not None:
        task = path.by_key.get(about.task_key)
        return task.title.in_(language) if task is not None else _("une tâche qui n’est plus dans le parcours")
    if about.network is not None:
        return path.network_names(language).get(about.network, about.network)
    if about.step is not None:
        title = path.step_titles(language).get(about.step, "")
        return _("l’étape %(number)s, « %(title)s »", number=about.step, title=title)
    return ""
