"""One app for all the tests of an engine in one process, stood on the database of each test in turn.

Building the app takes longer than most tests do, and the first request of a new one longer still (templates,
statements, addresses). What tests change of it is put back; a test that changes what an app is made of asks for one of
its own with the fixture `own_app`, and fails if it forgot.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event, make_url
from sqlalchemy.engine import URL

from socialtrack.data.db import db, keep_one_open
from socialtrack.faq.queries import forget_faqs
from socialtrack.guide.queries import forget_paths
from socialtrack.home import looked_in
from socialtrack.jobs import running
from socialtrack.kernel.settings import Settings
from socialtrack.mailing import sending
from socialtrack.people.password_hashing import Hasher


class StandingApp:
    def __init__(self, app: Flask) -> None:
        """The app as `create_app` made it, on a database that may be gone by the next test."""
        self.app = app
        self._config, self._extensions = dict(app.config), dict(app.extensions)
        self._attributes = {name: getattr(app, name) for name in ("request_class", "test_client_class", "wsgi_app")}
        self._made_of = _made_of(app)
        self._url: URL | None = None
        with app.app_context():
            self._engine = db.engine
        event.listen(self._engine, "do_connect", self._lead_to_the_test_s_own)

    def _lead_to_the_test_s_own(self, dialect: Any, record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        assert self._url is not None, "a connection was asked for between two tests"
        arguments[:], fresh = dialect.create_connect_args(self._url)
        named.update(fresh)

    def stand_on(self, settings: Settings) -> Flask:
        app = self.app
        self._url = make_url(settings.database_url)
        self._engine.url = self._url
        forget_paths(self._engine)
        forget_faqs(self._engine)
        app.config.clear()
        app.config.update(self._config)
        app.config.update(SQLALCHEMY_DATABASE_URI=settings.database_url, TRUSTED_HOSTS=settings.trusted_hosts)
        app.extensions.clear()
        app.extensions.update(self._extensions)
        app.extensions["socialtrack-settings"] = settings
        app.extensions["socialtrack-hasher"] = Hasher(app.config["PASSWORD_COST"])
        app.extensions[looked_in.NOTED] = looked_in.Noted()
        sending.init_app(app, settings)
        running.init_app(app)
        for name, value in self._attributes.items():
            setattr(app, name, value)
        keep_one_open(app)
        return app

    def leave(self, close: Callable[[Flask], None]) -> None:
        """Let go of the database of the test, and see that the app is the one that was made."""
        self.app.extensions["socialtrack-postman"].dismiss()
        running.worker_of(self.app).dismiss()
        close(self.app)
        self._url = None
        changed = [name for name, parts in _made_of(self.app).items() if parts != self._made_of[name]]

        assert not changed, f"the app's {changed} were changed: let this test ask for `own_app`"


def _made_of(app: Flask) -> dict[str, Any]:
    """What tests must not change of an app that others get after them."""
    per_request = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    return {
        "addresses": len(app.url_map._rules),
        "views": dict(app.view_functions),
        "functions around requests": [{name: list(calls) for name, calls in each.items()} for each in per_request],
        "error handlers": {
            (where, code, kind): call
            for where, codes in app.error_handler_spec.items()
            for code, calls in codes.items()
            for kind, call in calls.items()
        },
        "templates' globals": dict(app.jinja_env.globals),
        "templates' filters": dict(app.jinja_env.filters),
    }
