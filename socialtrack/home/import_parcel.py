"""A file on its way between two pages of the import: the server keeps nothing, so the page carries it.

Signed for one person in one centre, so that what is agreed to is what this person was shown there.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

from ..kernel.errors import Invalid
from ..tenancy.read_list import Choices

MOST_PACKED = 4_100_000  # bytes: what a body may hold, less the other fields of the form


@dataclass(frozen=True, slots=True)
class Parcel:
    """The file as it came, how it was read, and the digest of the preview that was shown, of so many lines."""

    data: bytes
    choices: Choices
    digest: str = ""
    lines: int = 0


def pack(parcel: Parcel, signer: Signer) -> str:
    """Raises Invalid: the file is too big to travel in a page."""
    choices = parcel.choices
    head = json.dumps([choices.sheet, choices.titles, choices.fields, parcel.digest, parcel.lines]).encode()
    body = urlsafe_b64encode(zlib.compress(head + b"\n" + parcel.data)).rstrip(b"=")
    if len(body) > MOST_PACKED:
        raise Invalid("file-too-big", field="file", most=3)
    return signer.sign(body).decode()


def unpack(text: str, signer: Signer) -> Parcel:
    """What `pack` was given, only if this person was given it, in this centre.

    Raises:
        Invalid: it is not ours, or it was changed on the way.
    """
    try:
        body = signer.unsign(text.encode("utf-8", "replace"))
    except BadSignature as error:
        raise Invalid("import-not-ours", field="file") from error
    head, _, data = zlib.decompress(urlsafe_b64decode(body + b"=" * (-len(body) % 4))).partition(b"\n")
    sheet, titles, fields, digest, *lines = json.loads(head)
    return Parcel(data, Choices(sheet, titles, None if fields is None else tuple(fields)), digest, *lines)
