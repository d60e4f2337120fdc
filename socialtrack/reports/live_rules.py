"""Live addresses: which reports they may show, how often they may be read, how their token is made. Only Python.

What has an address of its own has left the centre: no names unless they were ticked, nothing of who hesitates, and
counts of hesitations below five stay unsaid (`withholding_rules`).
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from .rules import Report

LIVE_REPORTS = (Report.ORGANIZATIONS, Report.TASKS, Report.HOLDING_BACK, Report.SUPPORT, Report.MOVEMENT)
# Those that are of the whole centre, and those that count between two days.
WITHOUT_FILTERS = frozenset({Report.HOLDING_BACK})
SINCE_A_DAY = frozenset({Report.HOLDING_BACK, Report.MOVEMENT})
NAMES_SOMEBODY = frozenset({Report.ORGANIZATIONS, Report.TASKS, Report.SUPPORT})

MOST_OPEN = 50  # in a centre
AT_ONCE = 6
ONE_MORE_EVERY = timedelta(minutes=1)  # so sixty an hour
SHOWN_AFTER_CLOSING = timedelta(days=30)
UNKNOWN_FROM_A_PLACE = 30  # tokens that nobody has, in a quarter of an hour


def made_token(secret: str, centre_id: int, membership_id: int, key: str) -> str:
    """The token of one gesture: 256 bits that only this server makes. The same gesture sent twice has the same one, so
    that it is shown again rather than another address opened."""
    told = f"live address {centre_id} {membership_id} {key}".encode()
    digest = hmac.new(secret.encode(), told, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def read_once_more(uses: int, since: datetime | None, now: datetime) -> tuple[int, datetime] | timedelta:
    """The count after one more reading, or how long to wait: `AT_ONCE`, then one `ONE_MORE_EVERY`.

    `uses` is how many stand against it since `since`; each `ONE_MORE_EVERY` takes one away.
    """
    if since is None or now < since:
        return 1, now
    passed = (now - since) // ONE_MORE_EVERY
    left, since = max(0, uses - passed), since + passed * ONE_MORE_EVERY
    if left >= AT_ONCE:
        return since + ONE_MORE_EVERY - now
    return left + 1, (now if left == 0 else since)
