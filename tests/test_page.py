"""The careful reader of `tests/page.py` sees each fault, and leaves a good page alone."""

import pytest

from tests.page import Page

GOOD = """<!doctype html>
<html lang="fr-CA"><head><title>Notre parcours – SocialTrack</title>
<link rel="stylesheet" href="/static/css/style.css"><script src="/static/js/app.js" defer></script></head>
<body><a href="#main">Aller au contenu</a><main id="main">
<h1>Notre parcours</h1>
<h2>Étape 1\u00a0: «\u00a0une personne\u00a0»</h2>
<form method="post" action="tasks/name-backup/state" hx-post="tasks/name-backup/state">
<input type="hidden" name="csrf_token" value="x"><label for="reason">Pourquoi</label>
<input id="reason" name="reason" value="l'été"><label><input type="checkbox" name="state" value="done">Faite</label>
<button name="state" value="doing">En cours</button></form>
<p>Les bénévoles de <bdi>L'Étoile !</bdi> <span lang="en">have the floor</span></p>
</main></body></html>"""


def test_good_page_is_left_alone():
    assert Page(GOOD).faults() == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html>", ""),
        ('lang="fr-CA"', 'lang="fr"'),
        ("<h1>Notre parcours</h1>", "<h2>Notre parcours</h2>"),
        ("<h1>Notre parcours</h1>", "<h1>Notre parcours</h1><h1>Encore</h1>"),
        ("<title>Notre parcours", "<title>Page"),
        ("<h2>", '<h2 id="main">'),
        ("<h2>", "<h4>"),
        ('<label for="reason">Pourquoi</label>', ""),
        ('<label for="reason">Pourquoi</label>', '<label for="reason"></label>'),
        (">Faite<", "><"),
        ('for="reason"', 'for="nothing"'),
        ('href="#main"', 'href="#nothing"'),
        ('<input type="hidden" name="csrf_token" value="x">', ""),
        (' name="csrf_token" value="x"', ' name="csrf_token" value=""'),
        ('method="post" action="tasks', 'method="get" action="tasks'),
        ('method="post" ', ""),
        (' action="tasks/name-backup/state"', ""),
        ('hx-post="tasks/name-backup/state"', 'hx-post="elsewhere"'),
        ("<h2>", '<h2 style="color:red">'),
        ("<h2>", '<h2 onclick="go()">'),
        ("<h2>", '<h2 hx-get="/faq">'),
        ("<form ", '<form hx-boost="true" '),
        ("<form ", '<form hx-on:click="go()" '),
        ("<h2>", "<script>go()</script><h2>"),
        ("<h2>", "<style>p{}</style><h2>"),
        ('href="#main"', 'href="javascript:go()"'),
        ('src="/static', 'src="https://cdn.example/static'),
        ('href="/static', 'href="//cdn.example/static'),
        ("<h2>", '<img src="/static/a.png"><h2>'),
        ("<h2>", '<a href="/faq"></a><h2>'),
        ('<button name="state" value="doing">En cours</button>', ""),
        ('action="tasks', 'action="tasks" action="tasks'),
        ("Étape 1\u00a0:", "Étape 1 :"),
        ("«\u00a0une", "« une"),
        ("Les bénévoles", "L'équipe"),
        ("Les bénévoles", "The volunteers and you"),
        (' lang="en"', ""),
        ("Les bénévoles", "Un email des bénévoles"),
        ("Aller au contenu</a>", 'Aller au contenu</a><p aria-label="L\'étape">x</p>'),
    ],
)
def test_fault_is_seen(before, after):
    assert before in GOOD

    assert Page(GOOD.replace(before, after)).faults() != []


@pytest.mark.parametrize("fragment", ["<p>Sans nom</p>", 'Nu <p id="a">Bon</p>', '<p id="a"></p><p id="a"></p>'])
def test_faulty_fragment_is_seen(fragment):
    assert Page(fragment, is_fragment=True).faults() != []


def test_good_fragments_are_left_alone():
    fragments = '<p id="a">Bon</p>\n<p id="b" hx-swap-oob="true">Encore</p>'

    assert Page(fragments, is_fragment=True).faults() == []


def test_form_sends_what_it_shows():
    form = Page(GOOD, "/centres/quebec/organizations/les-amis/").form("name-backup/state")

    assert form.address == "/centres/quebec/organizations/les-amis/tasks/name-backup/state"
    assert form.values == {"csrf_token": ["x"], "reason": ["l'été"]}
    assert form.buttons == [("state", "doing")]


def test_french_left_in_an_english_page_is_seen():
    page = GOOD.replace('lang="fr-CA"', 'lang="en-CA"')

    assert any("in a text of language en" in fault for fault in Page(page).faults())
