"""What a hesitation is at a moment, and what opens or closes it. Only Python."""

from enum import StrEnum

KIND = "hesitation"  # of its events: `before` and `after` are states, the rest of the value is beside them


class HesitationState(StrEnum):
    """`open`: nothing said of the answer yet; `partly` and `no` are what was said of it. The others close it:
    `reassured` by the answer, `settled` (done, or it no longer holds), `declined` (« nous avons décidé de ne pas le
    faire »), `withdrawn` (said by mistake, taken back: it counts nowhere)."""

    OPEN = "open"
    PARTLY = "partly"
    NO = "no"
    REASSURED = "reassured"
    SETTLED = "settled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN_STATES = frozenset({HesitationState.OPEN, HesitationState.PARTLY, HesitationState.NO})
