"""Builds the app: settings → extensions → entry → features → refuse undeclared views. Nothing imports this file."""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from . import entry
from .data.db import db, engine_options, keep_one_open
from .faq import models as _faq_tables
from .faq.views import bp as faq
from .guide import models as _guide_tables
from .guide.views import bp as guide
from .hesitations import models as _hesitations_tables
from .hesitations.views import bp as hesitations
from .home import frame, import_jobs, looked_in
from .home.setup_views import bp as setup
from .home.views import bp as home
from .jobs import models as _jobs_tables
from .jobs import running as long_work
from .jobs.views import bp as jobs
from .kernel.settings import Settings, read_settings
from .mailing import models as _mailing_tables
from .mailing import sending
from .notes import models as _notes_tables
from .ops.cli import register as register_commands
from .ops.views import bp as ops
from .people.password_hashing import Cost, Hasher
from .people.views import bp as people
from .progress import models as _progress_tables
from .progress.views import bp as progress
from .questions import models as _questions_tables
from .questions.views import bp as questions
from .reports import export_jobs, movement_jobs, told_actions
from .reports import models as _reports_tables
from .reports.views import bp as reports
from .support import models as _support_tables
from .support.views import bp as support
from .web import access, cookies, errors, formats, forms, headers, htmx, language, markdown, static

ROOT = Path(__file__).parent.parent
LARGEST_BODY = 4 * 1024 * 1024  # bytes; an import of 10,000 lines takes about 1.5 MB
BLUEPRINTS = (home, setup, reports, progress, support, questions, hesitations, faq, guide, jobs, people, ops)


# Imported so that the database knows them before anything runs, whichever view asks first.
TABLES = (
    *(_guide_tables, _mailing_tables, _notes_tables, _progress_tables),
    *(_faq_tables, _hesitations_tables, _questions_tables),
    *(_jobs_tables, _reports_tables, _support_tables),
)


class App(Flask):
    """Flask, whose functions are all plain ones: looking nine times a request whether one waits costs a statement."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class SlugConverter(BaseConverter):
    """What centres, organizations, tasks and hesitations are called in addresses; anything else is 404."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


class NumberConverter(IntegerConverter):
    """A row's number in an address. One that no database can hold is 404, like any other that names nothing."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": 2**63 - 1, **options})


def create_app(settings: Settings | None = None, config: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI app. `config` overrides Flask's own configuration, for tests."""
    settings = settings or read_settings(os.environ, ROOT)
    app = App("socialtrack", root_path=str(ROOT), static_folder=None)
    cookie = "__Host-socialtrack" if settings.is_https else "socialtrack"
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(
            settings.database_url, settings.threads, through_pooler=settings.through_pooler
        ),
        TRUSTED_HOSTS=settings.trusted_hosts,
        SESSION_COOKIE_NAME=cookie,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(days=365),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: an open page must still tick tomorrow
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        PASSWORD_COST=Cost(),
    )
    app.config.update(config or {})
    app.session_interface = cookies.Cookies()
    app.extensions["socialtrack-settings"] = settings
    app.extensions["socialtrack-hasher"] = Hasher(app.config["PASSWORD_COST"])
    app.url_map.converters["slug"] = SlugConverter
    app.url_map.converters["int"] = NumberConverter
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxy_count:
        n = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    static.init_app(app, ROOT / "static")
    htmx.init_app(app)
    sending.init_app(app, settings)
    long_work.init_app(app)
    entry.init_app(app)
    language.init_app(app)
    forms.init_app(app)
    csrf = cookies.FormTokens(app)
    formats.init_app(app)
    markdown.init_app(app)
    frame.init_app(app)
    looked_in.init_app(app)
    import_jobs.init_app(app)
    export_jobs.init_app(app)
    movement_jobs.init_app(app)
    told_actions.init_app(app)
    errors.init_app(app)
    headers.init_app(app, is_https=settings.is_https)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for view in app.view_functions.values():
        if getattr(view, "is_from_elsewhere", False):
            csrf.exempt(view)
    register_commands(app)
    access.refuse_undeclared(app)
    keep_one_open(app)
    return app
