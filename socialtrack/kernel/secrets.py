"""Does a text look like it holds a password, a recovery code or a card number? Then it is not to be kept.

It errs on the side of letting honest sentences through: « le mot de passe est dans le coffre » is one.
"""

import re

_KEYWORD = (
    r"(?:mots? de passe|mdp|phrases? de passe|passwords?|passphrases?|passcodes?|pass ?word|pwd|nip|pin|"
    r"code d[’']acc[eè]s|access code|login code|code de connexion)"
)
_RECOVERY = (
    r"(?:codes? de (?:secours|r[eé]cup[eé]ration|v[eé]rification|sauvegarde)|"
    r"(?:recovery|backup|verification) codes?|2fa)"
)
# After « mot de passe : » these answer without giving it away.
_HONEST = frozenset(
    """à au aux aucun aucune avec changé changée chez connu dans de demander demandez des du en est et gardé il inconnu
    la le les non notre nous ok oublié oui par pas perdu personne plus pour que qui rien sans sera sous sur un une voir
    volé a an and are ask at by changed done for forgotten from has in is it its kept known lost missing no none not of
    on our see shared stolen stored that the this to unknown use was we who with yes you your""".split()  # noqa: SIM905
)
_SAID = re.compile(rf"(?i)\b{_KEYWORD}\b[^\n:=]{{0,30}}?\s*(?::|=|->|→|\best\b|\bis\b)\s*[«“\"']?\s*(\S+)")
_RECOVERY_SAID = re.compile(rf"(?i)\b{_RECOVERY}\b")
_CODE_GROUPS = re.compile(
    r"(?<![\w-])(?:[0-9]{8}|[0-9]{4}[ -][0-9]{4}|"
    r"(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{4,6}(?:-[a-z0-9]{4,6})+)(?![\w-])",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?:19|20)\d\d[ -](?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_SHORT_CODE = re.compile(r"(?<![\w-])(?:\d{6,10}|\d{3}[ -]\d{3})(?![\w-])")
_PHONE = re.compile(r"(?:\+?1[ .-]?)?\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b")
_CARD = re.compile(r"(?<![\d-])[3-6](?:[ -]?\d){12,18}(?![\d-])")
_SYMBOLS = re.compile(r"[!@#$%^&*?~+=_<>{}|\\]")
_AROUND = " .,;:!?()[]«»“”\"'’\u00a0"


def secret_in(text: str) -> str | None:
    """`password`, `recovery-code` or `card-number` if the text looks like it holds one, else None."""
    if "otpauth://" in text or "-----BEGIN" in text:
        return "recovery-code"
    if _holds_a_card(text):
        return "card-number"
    without_phones = _PHONE.sub(" ", text)
    if _holds_recovery_codes(without_phones):
        return "recovery-code"
    if any(_is_given_away(match.group(1)) for match in _SAID.finditer(without_phones)):
        return "password"
    if any(_is_a_strong_password(token) for token in text.split()):
        return "password"
    return None


def _holds_a_card(text: str) -> bool:
    return any(_passes_luhn(re.sub(r"\D", "", match.group())) for match in _CARD.finditer(text))


def _passes_luhn(digits: str) -> bool:
    """The check digit of every payment card, which a random number passes once in ten."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def _holds_recovery_codes(text: str) -> bool:
    codes = [match.group() for match in _CODE_GROUPS.finditer(text) if not _YEARS.fullmatch(match.group())]
    if len(codes) >= 2:
        return True
    announced = _RECOVERY_SAID.search(text)
    return announced is not None and bool(codes or _SHORT_CODE.search(text, announced.end()))


def _is_given_away(word: str) -> bool:
    """What follows « mot de passe : » or « mot de passe est »: a secret unless it is an ordinary word."""
    core = word.strip(_AROUND)
    if len(core) < 4 or core.lower() in _HONEST or "://" in core:
        return False
    has_digit, has_letter = any(map(str.isdigit, core)), any(map(str.isalpha, core))
    return has_digit or bool(_SYMBOLS.search(core)) or not has_letter or not core.islower()


def _is_a_strong_password(token: str) -> bool:
    """One token with lower case, upper case, digits and a symbol, that is no address and no mot-clic."""
    core = token.strip(_AROUND)
    if "://" in core or core.lower().startswith("www.") or core.startswith("#") or re.search(r"@[\w-]+\.", core):
        return False
    has_all = any(map(str.islower, core)) and any(map(str.isupper, core)) and any(map(str.isdigit, core))
    if has_all and len(core) >= 8 and _SYMBOLS.search(core):
        return True
    return has_all and len(core) >= 20 and core.isalnum() and sum(map(str.isdigit, core)) >= 3
