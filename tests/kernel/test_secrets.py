"""What looks like a secret is stopped; honest sentences pass."""

import pytest

from socialtrack.kernel.secrets import secret_in

SECRETS = {
    "password": (
        "mot de passe : Soleil2024!",
        "Mot de passe : Soleil2024",
        "Le mot de passe est Printemps",
        "mdp: citron42",
        "MDP = abricot-7",
        "notre mot de passe Facebook est « Chat-Noir-7 »",
        "Password: hunter2",
        "the password is Tr0ub4dor&3",
        "our passphrase: Correct-Horse",
        "NIP : 4821",
        "le code d’accès est 90210",
        "on ne l’utilise plus, c’était Xk9!vT2#qL",
        "wq8RtZ31mNbVcXa90LkJh4",
    ),
    "recovery-code": (
        "Codes de secours : 1234 5678 et 8765 4321",
        "12345678\n87654321\n45612378",
        "code de récupération 482913",
        "recovery code: 7f3k2-9mq4d",
        "7f3k2-9mq4d 1h8s0-4kd9p",
        "backup codes 493021 882716",
        "otpauth://totp/Page?secret=JBSWY3DPEHPK3PXP",
    ),
    "card-number": ("4111 1111 1111 1111", "la carte 5500-0000-0000-0004 est payée", "378282246310005"),
}

HONEST = (
    "",
    "Nous sommes un comité, sans conseil d’administration.",
    "Le mot de passe est dans le coffre.",
    "Le mot de passe est connu de deux personnes.",
    "Mot de passe : voir Jocelyne",
    "mot de passe : perdu",
    "Personne ne connaît le mot de passe, il est perdu depuis 2019.",
    "The password is kept in our vault.",
    "password: ask Bruno",
    "Les codes de secours sont dans une enveloppe, au bureau.",
    "Rappelez-nous au 418 555-0100 ou au 1 800 555-0199.",
    "Réunion le 2026-11-22 à 14 h 30; bilan 2024-2025 à venir.",
    "Dossier 20261122, résolution 2025 2026.",
    "Voir https://www.facebook.com/LesAmis2024?ref=Page_1&id=1234567890123",
    "Écrire à Les.Amis2024@Exemple.org",
    "#ActionBénévole2026!",
    "Facture 1234567890123456",
    "Budget de 15 000 $ pour 2026, 12 345 678,90 $ en tout.",
    "Loi 25, art. 3.1; NEQ 1166123456.",
    "« Trop compliqué »!",
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SECRETS.items() for text in texts])
def test_secret_is_seen(kind, text):
    assert secret_in(text) == kind


@pytest.mark.parametrize("text", HONEST)
def test_honest_sentence_passes(text):
    assert secret_in(text) is None


def test_long_text_is_read_quickly():
    assert secret_in("mot de passe " * 200 + "1 2 3 4 " * 100 + "a-" * 300) is None
