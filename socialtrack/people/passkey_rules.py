"""Whose passkeys these are: what browsers call the relying party. Only Python."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

CHALLENGE_LIFE = timedelta(minutes=5)
MOST_PASSKEYS = 20
ASKS_PER_PLACE = 100  # challenges that one address of the network is given in a quarter of an hour
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Party:
    """The site as passkeys know it: its name on the network, and the one origin from which they may be used."""

    id: str
    origin: str
    secret: str

    def handle_of(self, person_id: int) -> bytes:
        """What a passkey keeps to know whose it is: nothing that says anything of the person."""
        return sha256(f"passkey\n{self.secret}\n{person_id}".encode()).digest()


def party_of(base_url: str, secret: str) -> Party | None:
    """None where browsers allow no passkey: at a bare number, or over plain http elsewhere than on this machine."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"):
            return Party(host, f"{parts.scheme}://{parts.netloc}", secret)
    return None
