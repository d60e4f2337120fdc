"""Which tests run on which engine. SQLite runs all; what PostgreSQL runs of `make test` is decided here.

What a page says does not depend on the engine. What writes SQL by hand, locks, guards, migrates, orders rows, or tells
the past from the events does: those modules are tried whole on both, and so is whatever happens at once. Of each other
module PostgreSQL takes its first test and one in `EVERY`, of a walk over every address one in `EVERY_OF_A_WALK`.
`--whole` takes all; and so does PostgreSQL where it is asked for alone.
"""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatch

import pytest

BROWSER_FIXTURES = {"chromium", "live_server", "browser"}
EVERY, EVERY_OF_A_WALK = 6, 12
AT_ONCE = frozenset(("together", "Thread", "Barrier", "ThreadPoolExecutor"))  # a test that names one runs on both
WHOLE_ON_POSTGRESQL = (
    # the stage itself, the wall in the data, policies, keys, statements by hand, what a killed server kept
    *("tests/test_st*.py", "tests/data/*", "tests/faults/*", "tests/journal/*", "tests/walls/*"),
    "*/test_*caseload.py",
    "*/test_*private.py",
    # two at once, locks, queues, retries
    *("*/test_*at_once.py", "*/test_*beside.py", "*/test_*replay.py", "*/test_*tries.py", "*/test_*throttle.py"),
    *("tests/jobs/*", "*/test_*faults.py"),
    # many rows in one statement
    *("*/test_*bulk_actions.py", "*/test_*several.py", "*/test_*assign.py", "*/test_*import_undo.py"),
    *("*/test_merge.py", "*/test_*erasure.py", "*/test_*purge.py"),
    # what is found, counted and put in order
    *("*/test_*queries.py", "*/test_*filters.py", "*/test_*search.py", "*/test_*collation.py", "*/test_*tags.py"),
    *("*/test_*grid*.py", "*/test_*situations.py", "*/test_*plans.py"),
    # the past told from the events
    *("*/test_*rebuild*.py", "*/test_*history.py", "*/test_*past_days.py", "*/test_*movement.py", "*/test_*undo.py"),
)


def engines_of(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    """The engines on which a test may run, as far as its marks and `--engine` say."""
    asked = metafunc.config.getoption("--engine")
    engines = ("sqlite", "postgresql") if asked == "both" else (asked,)
    if BROWSER_FIXTURES & set(metafunc.fixturenames):
        engines = ("sqlite",)  # what a browser sees does not depend on the engine
    only = tuple(name for name in engines if metafunc.definition.get_closest_marker(name))
    is_bound = metafunc.definition.get_closest_marker("sqlite") or metafunc.definition.get_closest_marker("postgresql")
    return only if is_bound else engines


def is_on_postgresql(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("engine") == "postgresql"


def is_left_to_the_whole(item: pytest.Item, turns: Counter[str]) -> bool:
    """Whether `make test` tries this on SQLite alone. `turns` counts what was asked before."""
    if item.config.getoption("--whole") or item.config.getoption("--engine") != "both":
        return False
    if not is_on_postgresql(item) or item.get_closest_marker("postgresql") or _is_at_once(item):
        return False
    module, every = item.nodeid.split("::")[0], EVERY
    turn = module
    if item.get_closest_marker("slice_on_postgresql"):
        turn, every = item.nodeid.split("[")[0], EVERY_OF_A_WALK
    elif any(fnmatch(module, pattern) for pattern in WHOLE_ON_POSTGRESQL):
        return False
    turns[turn] += 1
    return turns[turn] % every != 1


def _is_at_once(item: pytest.Item) -> bool:
    code = getattr(getattr(item, "obj", None), "__code__", None)
    return code is not None and not AT_ONCE.isdisjoint(code.co_names)
