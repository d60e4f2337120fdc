"""The ways around the wall are few, and each is written down here with its reason."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "socialtrack").rglob("*.py"))
# Where rows are kept, and where the whole installation is served: raw statements belong there alone.
FREE = ("socialtrack/data/", "socialtrack/ops/")

# Each `Scope(None, …)`, `outside(…)` and unscoped statement, by file, with the reason that it states. In brackets: a
# name that stands for the reason, or the place to which others hand theirs.
UNSCOPED = {
    "socialtrack/entry.py": {
        "the door asks whether a centre opened its public pages",
        "the door finds who asks, and where they belong",
    },
    "socialtrack/faq/vote_actions.py": {
        "votes on answers are counted by where they come from",
    },
    "socialtrack/home/cli.py": {
        "a command names its centre",
        "is there a centre at all",
    },
    "socialtrack/home/demo.py": {
        "the demonstration is made on an empty database",
    },
    "socialtrack/home/founding.py": {
        "the first centre is founded",
        "the host founds a centre",
        "the host founds a centre to try things in",
    },
    "socialtrack/home/letters_views.py": {
        "who stops letters need not have an account",
    },
    "socialtrack/home/my_data_cli.py": {
        "the host answers somebody who asked what is held about them",
    },
    "socialtrack/home/my_data_pages.py": {
        "a person takes a copy of all that is held about them",
    },
    "socialtrack/home/my_data_views.py": {
        "a person takes a copy of all that is held about them",
    },
    "socialtrack/home/setup_views.py": {
        "is the space set up already",
        "is this the link that was printed last",
    },
    "socialtrack/home/frame.py": {
        "a person sees every place they hold",
    },
    "socialtrack/home/views.py": {
        "is the space set up already",
    },
    "socialtrack/jobs/reporting.py": {
        "long work says how it ended",
        "long work says where it stands",
    },
    "socialtrack/jobs/running.py": {
        "long work of every centre waits in one line",
    },
    "socialtrack/mailing/sending.py": {
        "(REASON)",
    },
    "socialtrack/ops/views.py": {
        "is the database ready",
    },
    "socialtrack/people/actions.py": {
        "(reason)",
        "a person's language goes with them everywhere",
        "a session is ended by whoever holds it",
        "the demonstration opens its doors",
        "the first-run link belongs to the installation",
    },
    "socialtrack/reports/live_actions.py": {
        "addresses that nobody has are counted by where they are tried from",
        "an address that a spreadsheet reads says itself whose it is",
    },
    "socialtrack/people/cli.py": {
        "a command names its centre",
    },
    "socialtrack/people/demo_views.py": {
        "a demonstration has no one to protect",
    },
    "socialtrack/people/erasure_views.py": {
        "a person sees all that their erasure would end",
    },
    "socialtrack/people/factor_actions.py": {
        "a second step is its person's own",
    },
    "socialtrack/people/factor_own_actions.py": {
        "a second step is its person's own",
        "a second step opens every place of a person: all of them count",
        "the host lets somebody in who has lost everything",
    },
    "socialtrack/people/factor_own_views.py": {
        "a person looks at their own second step",
    },
    "socialtrack/people/arrival_actions.py": {
        "an invitation is found by its link",
        "how long a session lasts depends on every place a person holds",
    },
    "socialtrack/people/invitation_views.py": {
        "a name is asked once, wherever it was said",
        "an invitation is found by its link",
    },
    "socialtrack/people/account_views.py": {
        "a person looks at their own account",
        "a person looks at their own sessions",
    },
    "socialtrack/people/device_actions.py": {
        "a new browser is told to its person and their centres",
        "a person ends a session of their own",
        "a person ends the sessions of their own",
    },
    "socialtrack/people/passkey_actions.py": {
        "a passkey is asked before anyone knows who answers",
        "a passkey is its person's own",
        "a passkey opens a session",
    },
    "socialtrack/people/passkey_views.py": {
        "a person looks at their own account",
    },
    "socialtrack/people/password_actions.py": {
        "a new password is compared with what is known of its person",
        "a password is its person's own",
        "a password opens a session",
        "a person shows that they know their password",
        "whoever opens a session with a password belongs to no centre yet",
    },
    "socialtrack/people/password_views.py": {
        "a person looks at their own account",
    },
    "socialtrack/people/proof_views.py": {
        "a person shows who they are once more",
    },
    "socialtrack/people/link_actions.py": {
        "a one-time link opens a session",
        "a session opens every place of a person: all of them count",
        "wrong links are counted by where they come from",
    },
    "socialtrack/people/erasure_actions.py": {
        "erasures are listed beside the database",
        "whoever is erased from one centre may belong to another",
        "whoever is erased is erased everywhere",
        "whoever is erased may belong to several centres",
    },
    "socialtrack/people/erasure_cli.py": {
        "the host erases somebody who asked for it",
    },
    "socialtrack/people/erasure_replay.py": {
        "a restored copy may hold people who were erased since",
        "whoever is erased from one centre may belong to another",
    },
    "socialtrack/people/queries.py": {
        "the door finds who asks",
    },
    "socialtrack/people/sign_in_views.py": {
        "a person sees every place they hold",
        "what became of this link",
        "who asks to sign in belongs to no centre yet",
    },
    "socialtrack/ops/purge.py": {
        "what is kept for a time goes, in every centre, whoever it belonged to",
    },
    "socialtrack/ops/rebuild_cli.py": {
        "a command looks at every centre of this installation, or finds the one named",
    },
    "socialtrack/people/statement_views.py": {
        "a public page asks whether this installation serves a single centre",
    },
    "socialtrack/people/throttle.py": {
        "tries are counted before anyone knows who tries",
    },
    "socialtrack/progress/rebuild_due.py": {
        "an update looks for the centres whose figures an older version has counted",
    },
    "socialtrack/reports/cli.py": {
        "a command finds the centre that it was asked for",
    },
    "socialtrack/reports/told_actions.py": {
        "upkeep looks at every centre of this installation",
    },
    "socialtrack/tenancy/actions.py": {
        "a public page asks whether this installation serves a single centre",
    },
    "socialtrack/tenancy/organization_queries.py": {
        "the door finds the organization that goes on for the one of an old address",
    },
    "socialtrack/tenancy/queries.py": {
        "the door finds the membership of who asks",
    },
}


# Each statement that an advisor held to a caseload has run over the whole centre, by file, with its reason: it tells
# of no organization outside.
BEYOND_CASELOAD = {
    "socialtrack/faq/identifying_queries.py": {
        "an answer for everyone names no organization of the centre, whoever writes it",
    },
    "socialtrack/tenancy/actions.py": {
        "a reference is one organization's alone in its centre",
        "an address is one organization's alone in its centre",
        "moments go on in the whole centre's journal, whoever adds to it",
    },
}


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


RAW = ("exec_driver_sql", "raw_connection", "executescript", "driver_connection", "cursor")
TEXTS = ("text", "literal_column", "TextClause", "quoted_name")


def _raw_calls(path: Path) -> list[ast.Call]:
    """Statements that the wall can't narrow. In models.py a text may say which rows an index holds."""
    tree = ast.parse(path.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    texts = {a.name for node in imports if node.module.startswith("sqlalchemy") for a in node.names if a.name in TEXTS}
    found = []
    for call in _calls(path):
        name, whose = _name(call), ast.unparse(call.func)
        is_text = (whose in texts and path.name != "models.py") or whose in {f"sa.{word}" for word in TEXTS}
        is_engine = name in ("connect", "begin") and "engine" in whose
        if is_text or is_engine or name in RAW or name.startswith("bulk_"):
            found.append(call)
    return found


def test_raw_statements_stay_where_rows_are_kept():
    found = {
        f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)[:80]}"
        for path in SOURCES
        if not str(path.relative_to(ROOT)).startswith(FREE)
        for call in _raw_calls(path)
    }

    assert found == set(), "use the ORM, or Prepared on a hot path"


def test_each_way_past_the_wall_says_why():
    """A reason is a sentence that one could say to Aline: several words, not a name for the programmer."""
    found = {}
    for path in SOURCES:
        for reason in _reasons(path):
            found.setdefault(str(path.relative_to(ROOT)), set()).add(reason)

    short = {r for reasons in found.values() for r in reasons if len(r.split()) < 4 and not r.startswith("(")}
    assert short == set()
    assert found == UNSCOPED, "list what is new here, with the reason that it states"


def test_each_way_past_a_caseload_says_why():
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        for call in _calls(path):
            for keyword in call.keywords:
                if _name(call) == "Prepared" and keyword.arg == "beyond_caseload":
                    found.setdefault(str(path.relative_to(ROOT)), set()).add(keyword.value.value)

    assert found == BEYOND_CASELOAD, "list what is new here, with the reason that it states"


def _reasons(path: Path) -> list[str]:
    reasons = []
    for call in _calls(path):
        if _name(call) == "Scope" and call.args and ast.unparse(call.args[0]) == "None":
            reason = call.args[1] if len(call.args) > 1 else next(k.value for k in call.keywords if k.arg == "reason")
        elif _name(call) == "outside":
            reason = call.args[0]
        elif _name(call) == "Prepared" and any(keyword.arg == "unscoped" for keyword in call.keywords):
            reason = next(keyword.value for keyword in call.keywords if keyword.arg == "unscoped")
        else:
            continue
        reasons.append(reason.value if isinstance(reason, ast.Constant) else f"({ast.unparse(reason)})")
    return reasons


def test_scope_is_opened_in_one_place():
    """Nobody makes a session of their own, whose scope could be forgotten."""
    makers = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        for call in _calls(path)
        if _name(call) in ("Session", "sessionmaker", "session_factory", "scoped_session")
    }
    used = {str(path.relative_to(ROOT)) for path in SOURCES if re.search(r"\bdb\.session\b", path.read_text())}

    assert makers == {"socialtrack/data/scope.py"}
    assert used <= {"socialtrack/data/scope.py"}


def test_words_of_htmx_headers_live_in_one_file():
    found = {str(path.relative_to(ROOT)) for path in SOURCES if re.search(r"\bHX-[A-Z]", path.read_text())}

    assert found <= {"socialtrack/web/htmx.py", "socialtrack/web/headers.py"}
