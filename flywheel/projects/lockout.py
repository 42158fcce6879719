"""Slows down guessing of passwords: after a few failures a name is refused from that address for a while.

The counts live in the cache, under digests, whether the name exists or not, so an answer tells nothing about
accounts. Counting per address keeps a stranger from locking anyone else out.
"""

import hashlib

from django.core.cache import cache

FAILURES = 5
FAILURES_AN_ADDRESS = 50
SECONDS = 15 * 60


def is_locked(name: str, address: str) -> bool:
    counts = cache.get_many([_name_key(name, address), _address_key(address)])
    return bool(
        counts.get(_name_key(name, address), 0) >= FAILURES
        or counts.get(_address_key(address), 0) >= FAILURES_AN_ADDRESS
    )


def note_failure(name: str, address: str) -> None:
    for key in (_name_key(name, address), _address_key(address)):
        if not cache.add(key, 1, SECONDS):
            try:
                cache.incr(key)
            except ValueError:  # it expired between the two calls
                cache.add(key, 1, SECONDS)


def forget(name: str, address: str) -> None:
    cache.delete(_name_key(name, address))


def _name_key(name: str, address: str) -> str:
    return _key(f"{name.casefold()}\0{address}")


def _address_key(address: str) -> str:
    return _key(address)


def _key(subject: str) -> str:
    return "sign-in:" + hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
