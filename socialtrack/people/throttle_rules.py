"""How long the next try waits, after how many that failed. Only Python."""

from datetime import timedelta

FREE_TRIES = 10
FREE_TRIES_OF_A_PLACE = 40  # a room full of people learns together, behind one address of the network
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


def wait_after(tries: int, free: int = FREE_TRIES) -> timedelta:
    """None for the first `free` tries; then 1, 2, 4, 8 and 15 minutes, and never more.

    Ten tries and then four an hour are nothing to guess with, and the longest wait is one that a person can sit out.
    """
    if tries < free:
        return timedelta()
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries - free, 10))
