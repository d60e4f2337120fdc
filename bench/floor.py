"""F, the floor of a tick: the least that any Flask app of this kind does for it, with nothing of ours.

Flask, Flask-Login with a row for the user, the CSRF token of Flask-WTF, the tick in one immediate transaction of raw
sqlite3 with the same durability, and a Jinja fragment.
"""

import sqlite3
from pathlib import Path

from flask import Flask, render_template, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from jinja2 import DictLoader

FRAGMENT = """<p id="task-{{ key }}" hx-swap-oob="true">
  {{ "Faite" if state == "done" else "À faire" }} par {{ name }}</p>
<p id="figures" hx-swap-oob="true">{{ settled }} sur 20 <progress max="20" value="{{ settled }}"></progress></p>"""


class User(UserMixin):
    def __init__(self, id_: int, name: str) -> None:
        self.id = id_
        self.name = name


def make_floor(folder: Path) -> Flask:
    app = Flask("floor")
    app.jinja_loader = DictLoader({"fragment.html": FRAGMENT})  # compiled once, as a template file is
    app.config.update(SECRET_KEY="the floor has no secret" * 2, WTF_CSRF_TIME_LIMIT=None)
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None, check_same_thread=False)
    for line in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE tick (organization INTEGER, task TEXT, state TEXT, by INTEGER, PRIMARY KEY (organization, task))",
        "INSERT INTO user VALUES (1, 'Bruno')",
    ):
        connection.execute(line)
    login = LoginManager(app)
    CSRFProtect(app)

    @login.user_loader
    def load(user_id: str) -> User | None:
        row = connection.execute("SELECT id, name FROM user WHERE id = ?", (user_id,)).fetchone()
        return User(*row) if row else None

    @app.get("/enter")
    def enter() -> str:
        user = load("1")
        assert user is not None
        login_user(user)
        return generate_csrf()

    @app.post("/tasks/<key>/state")
    @login_required
    def tick(key: str) -> str:
        state = request.form["state"]
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            """INSERT INTO tick VALUES (1, ?, ?, ?)
               ON CONFLICT (organization, task) DO UPDATE SET state = excluded.state""",
            (key, state, current_user.id),
        )
        settled = connection.execute("SELECT count(*) FROM tick WHERE organization = 1 AND state = 'done'").fetchone()[
            0
        ]
        connection.execute("COMMIT")
        return render_template("fragment.html", key=key, state=state, name=current_user.name, settled=settled)

    return app
