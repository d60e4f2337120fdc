"""Does a text look like it holds a password, a recovery code or a card number? Then it is not to be kept.

It errs on the side of letting honest sentences through: « le mot de passe est dans le coffre » is one. What people
write without any secret (addresses, dates, phone and file numbers) is taken out first; the rest is read line by line.
The examples it is held to stand in tests/kernel/secret_examples.

Each pattern reads a bounded stretch from where it begins, so the time taken grows with the text and no faster.
"""

import re

# What announces a secret -------------------------------------------------------------------------------------------

_KEYWORD = (
    r"(?:(?:mots?|phrases?) de passe|mdp|passwords?|passphrases?|passcodes?|pass word|pwd|pw|pass(?= ?[:=])|wpa[23]?|"
    r"(?:cl[eé]|code|key) wi-?fi|wi-?fi (?:key|code)|cl[eé] (?:d['’])?api|api key|jeton|token|secret(?= ?[:=]))"
    r"(?! (?:manager|policy|reset|gift))"
)
# Where a few digits are the secret.
_PIN = (
    r"(?:nip|pin|codes? (?:d['’](?:acc[eè]s|alarme|entr[eé]e)|de (?:connexion|la porte|l['’](?:alarme|entr[eé]e))|"
    r"du (?:cadenas|coffre|local|syst[eè]me d['’]alarme))|(?:access|login|door|alarm|gate|entry|lock|safe) code|"
    r"cadenas|padlock|combinaison|combination)"
)
_RECOVERY = re.compile(
    r"(?i)\b(?:(?:code|cl[eé])s? (?:de (?:secours|r[eé]cup[eé]ration|v[eé]rification|confirmation|sauvegarde|"
    r"s[eé]curit[eé]|validation)|d['’]authentification|2fa|[aà] (?:deux [eé]tapes|usage unique))|"
    r"(?:recovery|backup|verification|confirmation|security|authentication|two-factor|one-time|2fa) (?:code|key)s?|"
    r"(?:2fa|totp) secret|totp|cl[eé] de (?:configuration|l['’]application)|(?:authenticator|setup) key)\b"
)
_GIVEN = r"(?:[:=/→>–]|\b(?:c['’]est|est|[eé]tait|is|was|[eê]tre|be)\b)"
_SAID = re.compile(rf"(?i)\b(?:{_KEYWORD}|{_PIN})\b")
_PIN_SAID = re.compile(rf"(?i){_PIN}")
_CODE_IS = re.compile(
    r"(?i)(?:^|\b(?:le|the|notre|our) )code,?+ ?+(?:c['’]est|est|is|:|=) ?+(?:le )?+(\d{4,8}+)#?+(?![\w-])"
)
_MARK = re.compile(_GIVEN, re.IGNORECASE)
_ENTRY = re.compile(r"(?i)\b(?:login|connexion|identifiant|username|utilisateur|user)\b")

# What is written without any secret in it --------------------------------------------------------------------------

_ADDRESS = re.compile(
    r"(?i)(?:https?://|www\.|\b[\w-]{1,40}+\.(?:com|ca|org|net|ly|be|qc)/)\S{0,500}+|"  # pages
    r"(?<![^\s(«:,;])[#@]\w[\w.]{1,60}+!?|"  # mots-clics and names on networks
    r"\b[\w+-]{1,40}+(?:\.[\w+-]{1,40}+){0,4}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,4}+|"  # mail
    r"(?<!\S)[a-z]:\\\S{1,200}+|[\w-]{1,80}+\.(?:docx?|xlsx?|pptx?|pdf|jpe?g|png|gif|mp4|csv|txt|zip|odt|heic)\b"
)
_MOMENT = re.compile(
    r"(?<![\w-])(?:(?:19|20)\d\d[-/.][01]?\d[-/.][0-3]?\d|[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)\d\d|"
    r"(?:19|20)\d\d ?[-–/ ] ?(?:19|20)\d\d|[0-2]?\d ?[hH:](?: ?[0-5]\d)?)(?![\w-])"
)
_PHONE = re.compile(r"(?<![\w-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?![\w-])")
_PHONES = re.compile(r"(?<![\w-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])")
_MONEY = re.compile(r"\$ ?\d{1,3}(?:[ ,]\d{3}){0,4}(?:[.,]\d\d)?|\b\d{1,3}(?:[ ,.]\d{3}){0,4}(?:,\d\d)? ?[$€%]")
_NUMBERED = re.compile(
    r"(?i)\b(?:factures?|dossiers?|cas|cases?|tickets?|billets?|demandes?|r[eé]f(?:[eé]rences?)?\b|suivi|colis|"
    r"commandes?|permis|licen[cs]es?|tirages?|neq|police|ch[eè]ques?|imei|s[eé]rie|serial|isbn|invoices?|orders?|"
    r"tracking|charity|bienfaisance|enregistrement|entreprise|matricules?|lots?|r[eé]solutions?|zoom|"
    r"(?:tps|tvq|gst|qst|po)(?= ))\b([^\d\n]{0,28}+)\d[\w-]{2,24}+"
    r"(?:[ ,;]{1,2}+(?:et |and |puis )?+[a-z]{0,4}+-?+\d[\w-]{2,24}+){0,5}+"
)
_SERVICES = frozenset(
    """facebook instagram gmail google meta canva hootsuite mailchimp linkedin youtube tiktok outlook microsoft
    bitwarden 1password lastpass keepass apple wordpress zeffy messenger zoom office windows iphone ipad android
    covid""".split()  # noqa: SIM905
)
# After « mot de passe : » these answer without giving it away.
_HONEST = frozenset(
    """à au aux aucun aucune avec changé changée chez connu dans de demander demandez des du en est et gardé il inconnu
    la le les non notre nous ok oublié oui par pas perdu personne plus pour que qui rien sans sera sous sur un une voir
    volé a an and are ask at by changed done for forgotten from has in is it its kept known lost missing no none not of
    on our see shared stolen stored that the this to unknown use was we who with yes you your aucuns vérifier
    """.split()  # noqa: SIM905
)
# These may stand between what announces a secret and the secret.
_BETWEEN = frozenset("toujours encore still le the now maintenant actuel current « \" “ ' »".split())  # noqa: SIM905

# What a secret looks like ------------------------------------------------------------------------------------------

_CARD = re.compile(
    r"(?<![\d-])(?:3[47](?:[ \u00a0-]?+\d){13}|3[068](?:[ \u00a0-]?+\d){12}|[2-6](?:[ \u00a0-]?+\d){15})(?!\d)"
)
_CODE = re.compile(
    r"(?<![\w-])(?:[0-9]{8}|[0-9]{4}[ -][0-9]{4}|"
    r"(?=[a-z]{0,5}+\d)(?=\d{0,5}+[a-z])[a-z0-9]{4,6}+(?:-[a-z0-9]{4,6}+){1,8}+)(?![\w-])",
    re.IGNORECASE,
)
_LONG_KEY = re.compile(r"(?<![\w-])[A-Z0-9]{4,7}+(?:-[A-Z0-9]{4,7}+){3,9}+(?![\w-])", re.IGNORECASE)
_YEARS = re.compile(r"(?:19|20)\d\d[ -](?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_SHORT_CODE = re.compile(
    r"(?<![\w-])(?:\d{5,10}|\d{3}[ -]\d{3}|\d\d \d\d \d\d|(?:\d ){5,7}\d)(?![\w-])",
)
_GOOGLE = re.compile(r"(?<![\w-])G-\d{6}(?![\w-])")
_SEED = re.compile(r"(?<![\w-])(?=[A-Z]{0,63}[2-7])[A-Z2-7]{16,64}(?![\w-])")
_BASE32 = re.compile(r"(?<![\w-])[A-Z2-7]{16,64}(?![\w-])")
_SEED_GROUPS = re.compile(r"(?<![\w-])(?:[A-Z2-7]{4}(?: [A-Z2-7]{4}){3,15}|[a-z2-7]{4}(?: [a-z2-7]{4}){3,15})(?![\w-])")
_SYMBOLS = re.compile(r"[!@#$%^&*?~+=_<>{}|\\]")
_STRONG = re.compile(r"[!@#$%^&*?~+=<>{}|]")
_QUOTED = re.compile(r"\s?[«“\"'‘]\s?([^»”\"'’\n]{4,80})\s?[»”\"'’]")
_A_YEAR = re.compile(r"(?:19|20)\d\d")
_MEASURE = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?[a-zA-Zèé]{1,5}")
_AROUND = " .,;:!?()[]«»“”\"'’\u00a0"


def secret_in(text: str) -> str | None:
    """`password`, `recovery-code` or `card-number` if the text looks like it holds one, else None."""
    if "otpauth://" in text or "-----BEGIN" in text:
        return "recovery-code"
    text = _NUMBERED.sub(_without_number, _ADDRESS.sub(" … ", text.replace("\u202f", "\u00a0")))
    if any(_is_a_card(match.group()) for match in _CARD.finditer(text)):
        return "card-number"
    text = _MONEY.sub(" … ", _PHONES.sub(" … ", _MOMENT.sub(" … ", text)))
    lines = text.split("\n")
    if _holds_recovery_codes(text) or any(map(_announces_a_code, lines)):
        return "recovery-code"
    if any(_announces_a_password(line, after) for line, after in zip(lines, [*lines[1:], ""], strict=True)):
        return "password"
    if any(_is_a_strong_password(token) for token in text.split()):
        return "password"
    return None


def _without_number(numbered: re.Match[str]) -> str:
    """A number that is said to be a file's, an invoice's… is none of ours, unless a secret is announced before it."""
    between = numbered.group(1)
    if _SAID.search(between) or _RECOVERY.search(between):
        return numbered.group()
    return " … "


def _is_a_card(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    two, four = int(digits[:2]), int(digits[:4])
    of_a_network = {
        14: two in (36, 38) or 3000 <= four <= 3059,
        15: two in (34, 37),
        16: digits[0] == "4" or 51 <= two <= 55 or 2221 <= four <= 2720 or 3528 <= four <= 3589
        or four == 6011 or two == 65 or 6440 <= four <= 6499,
    }  # fmt: skip
    return of_a_network[len(digits)] and _passes_luhn(digits)


def _passes_luhn(digits: str) -> bool:
    """The check digit of every payment card, which a random number passes once in ten."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def _holds_recovery_codes(text: str) -> bool:
    """Codes that are known by their looks, announced or not."""
    codes = [match.group() for match in _CODE.finditer(text) if not _YEARS.fullmatch(match.group())]
    if len(codes) >= 2 or _LONG_KEY.search(text) or _GOOGLE.search(text) or _SEED.search(text):
        return True
    return any(_is_a_seed(match.group()) for match in _SEED_GROUPS.finditer(text))


def _is_a_seed(groups: str) -> bool:
    """« JBSW Y3DP EHPK 3PXP »: words of four letters have no digits among them."""
    mixed = sum(any(map(str.isdigit, group)) and any(map(str.isalpha, group)) for group in groups.split())
    return mixed >= (1 if groups.isupper() else 2)


def _announces_a_code(line: str) -> bool:
    announced = _RECOVERY.search(line)
    if announced is None:
        return False
    codes = [match.group() for match in (*_CODE.finditer(line), *_SHORT_CODE.finditer(line))]
    return any(not _YEARS.fullmatch(code) for code in codes) or _BASE32.search(line, announced.end()) is not None


def _announces_a_password(line: str, after: str) -> bool:
    if any(not _YEARS.fullmatch(match.group(1)) for match in _CODE_IS.finditer(line)):
        return True
    for said in _SAID.finditer(line):
        rest = line[said.end() : said.end() + 120]
        mark = _MARK.search(rest[:40])
        if mark is None and not rest.strip(_AROUND):
            rest, mark = ": " + after[:120], _MARK.match(":")
        is_phrase = "phrase" in said.group().lower()
        if mark is not None and _begins_with_a_secret(rest[mark.end() :], mark.group(), is_phrase=is_phrase):
            return True
        is_pin = _PIN_SAID.fullmatch(said.group()) is not None
        before = line[max(0, said.start() - 60) : said.start()].split()[-3:]
        if any(_looks_made(word, is_pin=is_pin) for word in rest.split()[:6]) or any(
            _looks_made(word, is_pin=False) for word in before
        ):
            return True
    return _ENTRY.search(line) is not None and any(_looks_made(word, is_pin=False) for word in line.split())


def _begins_with_a_secret(rest: str, mark: str, *, is_phrase: bool) -> bool:
    """What follows « mot de passe : » or « mot de passe est »: a secret unless it is an ordinary word, or a name."""
    quoted = _QUOTED.match(rest)
    if quoted and re.search(r"[\dA-Z]", quoted.group(1)):
        return True
    words = rest.split()[:8]
    while words and (words[0].strip(_AROUND).lower() in _BETWEEN | _SERVICES or _MARK.fullmatch(words[0])):
        mark, words = words[0] if _MARK.fullmatch(words[0]) else mark, words[1:]
    core = words[0].strip(_AROUND) if words else ""
    if len(core) < 4 or core.lower() in _HONEST or "…" in core or _A_YEAR.fullmatch(core):
        return False
    has_digit, has_letter = any(map(str.isdigit, core)), any(map(str.isalpha, core))
    if has_digit and has_letter:
        return not _is_of_a_service(core) and not _MEASURE.fullmatch(core)
    if core.count("-") >= 3 or (_SYMBOLS.search(core) and (has_letter or has_digit)):
        return True
    ends = words[0][-1:] in ".,;:!?)»”\"'"
    goes_on = not ends and len(words) > 1 and words[1].islower() and words[1] not in ("pour", "for", "et", "and")
    if goes_on or "’" in core or "'" in core or core.islower():
        return False
    # « Mot de passe : Diane » says who has it; « le mot de passe est Printemps » gives it away.
    return has_digit or is_phrase or mark.isalpha() or "’" in mark or "'" in mark


def _looks_made(word: str, *, is_pin: bool) -> bool:
    """Letters and digits in one word, as nobody writes them for anything else; four digits and more for a PIN."""
    core = word.strip(" .,;:()[]«»“”\"'’\u00a0")
    if is_pin and re.fullmatch(r"\d{4,8}#?|\d{1,2}(?:-\d{1,2}){2,3}", core):
        return not _A_YEAR.fullmatch(core)
    letters, digits = sum(map(str.isalpha, core)), sum(map(str.isdigit, core))
    if letters < 3 or not digits or len(core) < 6 or "…" in core or "/" in core or core.isupper():
        return False
    return not _is_of_a_service(core) and not _MEASURE.fullmatch(core)


def _is_of_a_service(core: str) -> bool:
    """« Office365 », « Windows11 »."""
    return "".join(filter(str.isalpha, core)).lower() in _SERVICES and core[:1].isalpha()


def _is_a_strong_password(token: str) -> bool:
    """One token with lower case, upper case, digits and a symbol, that is no address and no mot-clic."""
    core = token.strip(" .,;:?()[]«»“”\"'’\u00a0").replace("_", "")
    letters, digits = "".join(filter(str.isalpha, core)), sum(map(str.isdigit, core))
    if letters.islower() or letters.isupper() or not letters:
        return False
    if len(core) >= 8 and digits >= 1 and _STRONG.search(core):
        return True
    return len(core) >= 20 and core.isalnum() and digits >= 3
