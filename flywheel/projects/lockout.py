"""Slows down guessing of passwords: after a few failures a name is refused from that address for a while.

The counts live in the database, so that they hold whichever process answers, and under digests, whether the
name exists or not, so that an answer tells nothing about accounts. Counting per address keeps a stranger from
locking anyone else out.
"""

import hashlib
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from flywheel.projects.models import SignInFailure

FAILURES = 5
FAILURES_AN_ADDRESS = 50
WINDOW = timedelta(minutes=15)


def begin(name: str, address: str) -> SignInFailure | None:
    """Counts an attempt as failed until `succeed` says otherwise; None where it is refused unseen.

    Counting before the password is looked at makes the limit exact: of any number of attempts at once, no
    more than FAILURES get as far.
    """
    SignInFailure.objects.filter(failed_at__lte=timezone.now() - WINDOW).delete()
    attempt = SignInFailure.objects.create(account=_digest(f"{name.casefold()}\0{address}"), address=_digest(address))
    if _is_too_many(attempt):
        attempt.delete()
        return None
    return attempt


def succeed(attempt: SignInFailure) -> None:
    """Forgets the failures before a success, the attempt itself among them."""
    SignInFailure.objects.filter(account=attempt.account).delete()


def _is_too_many(attempt: SignInFailure) -> bool:
    same_account = Count("pk", filter=Q(account=attempt.account))
    counted = SignInFailure.objects.filter(address=attempt.address).aggregate(account=same_account, address=Count("pk"))
    return bool(counted["account"] > FAILURES or counted["address"] > FAILURES_AN_ADDRESS)


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
