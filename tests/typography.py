"""Reads a text as a careful editor of the house would: Quebec French typography, Canadian English, our tone."""

import re

NO_BREAK_SPACE = "\u00a0"

ANGLICISMS = "hashtag|e-mail|email|newsletter|phishing|checklist|followers|likes|login|poster|uploader|slug|tenant"
NOT_CANADIAN = "organisations?|center|color|behavior|analyze|recognise"


def faults(text: str, language: str) -> list[str]:
    """What an editor would strike out, one sentence each; nothing when the text may be printed."""
    plain = re.sub(r"https?:\S+", "x", text)  # an address is no prose, and one with a token may hold anything
    found = [message for pattern, message in _rules(language) if re.search(pattern, plain)]
    if "!" in re.sub(r"«[^»]*»|“[^”]*”", "", text):
        found.append("an exclamation mark outside a quoted example")
    if language == "fr" and re.search(rf"(?<!{NO_BREAK_SPACE}):(?=[\s*]|$)", plain):
        found.append("a colon without its no-break space")
    return [f"{message}: {text[:90]!r}" for message in found]


def _rules(language: str) -> list[tuple[str, str]]:
    return _BOTH + (_FRENCH if language == "fr" else _ENGLISH)


_BOTH = [
    (r"['\"]", "a straight quote or apostrophe"),
    (r"\t|  ", "two spaces or a tab"),
    (r"^\s|\s$", "a space at an end"),
    (r"\.\.\.", "three periods instead of an ellipsis"),
    (r"[A-ZÉÀ]{9,}", "words shouted in capitals"),
]
_FRENCH = [
    (r"[ \u00a0\u202f][;!?]", "a space before ; ! or ?"),
    (r"« |[^\u00a0]»|«[^\u00a0]", "guillemets without their no-break space"),
    (r"[“”]", "English quotes"),
    (r"\d (ans?|heures?|h|minutes?|caractères|[%$])(?!\w)", "a number cut from its unit"),
    (r"\w[·•]\w|\w\.e\.?s?\b|\(e\)|\(s\)", "an abbreviated doublet"),
    (r"(?i)\bil suffit d", "« il suffit de »"),
    (r"(?i)\bvous devez\b", "« vous devez »"),
    (rf"(?i)\b({ANGLICISMS})\b", "a word the glossary leaves out"),
]
_ENGLISH = [
    (r"[«»]", "guillemets in English"),
    (r"[ \u00a0][:;!?]", "a space before punctuation"),
    (r"(?i)\byou must\b", "“you must”"),
    (rf"(?i)\b({NOT_CANADIAN})\b", "not Canadian spelling"),
]
