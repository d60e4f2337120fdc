"""Someone who has never seen SocialTrack: from the link they were given to their first tick."""

from urllib.parse import urlsplit

from tests.browser import Browser


def test_from_the_link_to_the_first_tick_are_two_pages_and_no_password(cast, client):
    invite = ("invite", "marie@example.org", "--role", "lead", "--centre", cast.quebec.slug)
    made = cast.app.test_cli_runner().invoke(args=[*invite, "--organization", cast.les_amis.slug])
    marie = Browser(client)

    first = marie.get(urlsplit(made.stdout.strip()).path)
    asked = [field.get("type", "text") for field in first.page.all("input") if field.get("name")]
    second = marie.follow(marie.submit(first.page.form(first.address), {"name": "Marie"}))
    ticked = marie.submit(second.page.form("tasks/name-responsible/state"), {"state": "done"})

    assert sorted(asked) == ["checkbox", "checkbox", "hidden", "text"]
    assert second.page.h1 == "Notre parcours"
    assert ticked.location == f"{cast.les_amis.address}#task-name-responsible"
    marie.follow(ticked)
    assert marie.page.element("fact-name-responsible").text == "Faite aujourd’hui par Marie"
