"""The hesitations, for everyone: all of them by subject, a search, and one address for each answer."""

from flask import Response, request

from ..guide.queries import public_path
from ..kernel.errors import NotFound
from ..web.access import public
from ..web.language import language
from ..web.pages import page
from .blueprint import bp
from .edition import shipped_faq
from .search import readable, shipped_index


@bp.get("/faq")
@public
def index() -> Response:
    faq = shipped_faq()
    asked = readable(request.args.get("q", ""))
    task = public_path().by_key.get(request.args.get("task", ""))
    found = None
    if asked:
        found = shipped_index().search(asked, language())
    elif task:
        found = [entry for key in task.hesitations if (entry := faq.entry(key))]
    return page("faq/index.html", faq=faq, asked=asked, task=None if asked else task, found=found)


@bp.get("/faq/<slug:key>")
@public
def entry(key: str) -> Response:
    faq = shipped_faq()
    found = faq.entry(key)
    if found is None:
        raise NotFound
    path = public_path()
    before, after = faq.beside(found)
    return page(
        "faq/entry.html",
        entry=found,
        tasks=[path.by_key[key] for key in found.actions if key in path.by_key],
        same_subject=faq.of(found.category),
        before=before,
        after=after,
    )
