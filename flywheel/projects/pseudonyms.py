"""Developer pseudonyms: HMAC-SHA-256 of the client's id with the project's key, 128 bits, hexadecimal.

The raw id is never stored or logged. Two installations given the same key make the same pseudonyms.
"""

import hashlib
import hmac

LENGTH = 32  # hexadecimal digits


def pseudonym(key: bytes, developer_id: str) -> str:
    return hmac.new(key, developer_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:LENGTH]
