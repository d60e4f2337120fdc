"""What a centre answers: shipped, in its own words, its own, less what it retired; read again when it changed."""

from unittest.mock import patch

import pytest

from socialtrack.faq import queries
from socialtrack.faq.edition import shipped_faq
from socialtrack.faq.queries import entry_even_retired, faq_of, index_of, public_faq
from socialtrack.tenancy import actions as tenancy_actions
from tests.cast import Cast
from tests.faq.own_words import OWN, keep, say

SHIPPED = [entry.key for entry in shipped_faq().entries]


def keys(cast: Cast, who: str = "bruno") -> list[str]:
    with cast.work_for(who) as work:
        return [entry.key for entry in faq_of(work).entries]


def test_centre_that_changed_nothing_answers_as_shipped(cast):
    with cast.work_for("bruno") as work:
        assert faq_of(work) is shipped_faq()
        assert index_of(work).search("pirate", "fr")[0].key == "security-hacked"


def test_own_entry_comes_at_the_end_of_its_subject_for_everyone_of_the_centre(cast):
    say(cast)

    for who in ("aline", "rachel", "bruno", "denis", "paul"):
        assert keys(cast, who) == [
            *SHIPPED[: SHIPPED.index("cost-hidden")],
            OWN,
            *SHIPPED[SHIPPED.index("cost-hidden") :],
        ]
    for who in ("chantal", "victor"):
        assert keys(cast, who) == SHIPPED


def test_own_words_stand_in_the_place_of_the_shipped_ones(cast):
    say(cast, "security-hacked", category="security")

    with cast.work_for("bruno") as work:
        entry = faq_of(work).entry("security-hacked")

        assert [each.key for each in faq_of(work).entries] == SHIPPED
        assert entry is not None
        assert entry.is_of_centre
        assert entry.question.en == "What if our taxi never comes?"
        assert entry.sources[0].title.fr == entry.sources[0].title.en == "Transport Québec"
        assert str(entry.sources[0].read_on) == "2026-10-05"


@pytest.mark.parametrize("state", ["draft", "shipped"])
def test_what_is_not_in_force_changes_nothing(cast, state):
    say(cast, "security-hacked", state)
    say(cast, OWN, state)

    assert keys(cast) == SHIPPED


def test_retired_entry_is_found_by_nobody_but_read_by_who_named_it(cast):
    say(cast)
    keep(cast, OWN, "retired")
    say(cast, "security-hacked", "retired", text=None)

    assert keys(cast) == [key for key in SHIPPED if key != "security-hacked"]
    with cast.work_for("bruno") as work:
        assert index_of(work).search("limousine", "fr") == []
        assert "security-hacked" not in [entry.key for entry in index_of(work).search("pirate", "fr")]
        assert entry_even_retired(work, OWN).question.fr == "Et si notre taxi ne vient pas?"
        assert entry_even_retired(work, "security-hacked") == shipped_faq().entry("security-hacked")
        assert entry_even_retired(work, "own-nothing") is None
    with cast.work_for("victor") as work:
        assert entry_even_retired(work, OWN) is None


def test_every_change_shows_at_once_and_nothing_else_is_read_twice(cast):
    say(cast)
    with patch.object(queries, "_read", wraps=queries._read) as read:
        keys(cast), keys(cast), keys(cast, "aline")
        assert read.call_count == 1

        say(cast, short={"fr": "Autrement dit.", "en": "In other words."})
        with cast.work_for("bruno") as work:
            entry = faq_of(work).entry(OWN)
        assert entry is not None
        assert entry.short.fr == "Autrement dit."
        keep(cast, OWN, "retired")
        assert OWN not in keys(cast)
        keep(cast, OWN, "published")
        assert OWN in keys(cast)
        assert read.call_count == 4


def test_subject_that_is_no_longer_shipped_becomes_the_last_one(cast):
    say(cast, category="gossip")

    assert keys(cast) == [*SHIPPED, OWN]


def test_public_reads_the_only_centre_and_the_shipped_answers_where_there_are_several(app, cast):
    say(cast)
    with app.app_context():
        assert public_faq().edition is shipped_faq()
        with patch.object(tenancy_actions, "centre_facts", return_value=cast.quebec):
            assert public_faq().edition.entry(OWN) is not None
