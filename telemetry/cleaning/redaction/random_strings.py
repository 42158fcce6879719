"""Long random strings in quotes, assigned to anything: keys whose name does not tell.

Hashes, digests, commits and test vectors are hexadecimal, or stand under a name that says so; images, fonts and
minified code are longer than keys or no constant of their own. Only base64 of the length of a key counts, unless what
it is called says that it is no secret.
"""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, Subject
from telemetry.cleaning.redaction.randomness import KEY_ENTROPY, RANDOM_CHANGES, changes, looks_random, readable_share
from telemetry.cleaning.redaction.runs import find_runs

RANDOM = "random_string"
SHORTEST, LONGEST = 32, 200  # characters; a 192-bit key in base64, an RSA signature begins beyond

_ASSIGNED = re.compile(r"[=:][ \t]{0,4}[bruRB]{0,2}([\"'`])\Z")
# Of calls only those that take keys: data comes in calls as well
_PASSED = re.compile(
    r"(?i)(?:client|connect|auth|login|fernet|key|secret|token|sign|cipher|hmac|api|session|credential|config\w*|setup)"
    r"\w{0,16}\([ \t]{0,4}[bruRB]{0,2}[\"'`]\Z"
)
_VALUE = re.compile(rf"(?!sha[0-9]+-)[A-Za-z0-9+/_-]{{{SHORTEST},{LONGEST}}}={{0,2}}(?=[\"'`])")
_NAME = re.compile(r"([\w.-]{0,60})[\"'\])]{0,3}(?:[ \t]{0,4}:[ \t]{0,2}\w{1,16})?[ \t]{0,8}$")
# How public keys begin in DER: P-256, RSA, Ed25519
_PUBLIC_KEYS = ("MFkwEwYHKoZIzj0", "MIIBIjANBgkq", "MIGfMA0GCSqG", "MCowBQYDK2V")
MOST_READABLE = 0.65  # of the letters and digits: long names with numbers have more, random strings hardly any
_DIGIT = re.compile(r"[0-9]")
_PUBLIC = re.compile(
    r"(?i)hash|digest|integrity|checksum|sha\d|sum$|md5|etag|finger|thumbprint|signature|nonce|vector|expect|pub|cert"
    r"|uuid|guid|(?:^|[_.a-z-])id$|ident|font|image|icon|img|data|src|b64|base64|payload|blob|encod|decod|alphabet"
    r"|charset|chars|svg|path|url|uri|href|file|class|commit|rev|ref$|version|build|cache|cipher|plain|proof|root|tree"
    r"|addr|cid|cursor|continu|page|token_?type|sample|example|mapping|table|curve|param|modulus|prime|generator|seed"
    r"|wasm|bytes|buffer|source|content|body|text|html|css|js$|script|snippet|regex|pattern|resource|locale|label|marker|^\w$"
)


def find_random_strings(subject: Subject) -> Iterator[Finding]:
    text = subject.text
    last = -1
    for start, end in find_runs(text):
        if start < last or not _DIGIT.search(text, start, end):
            continue
        # A run is cut at `+` and `/`; the value begins at the quote before it.
        quote = max(text.rfind(sign, max(0, start - LONGEST), start) for sign in "\"'`")
        if quote < 0 or text.find("\n", quote, start) >= 0:
            continue
        match = _VALUE.match(text, quote + 1)
        if match and match.end() > last:
            last = match.end()
            if _is_key(match.group()) and _is_assigned(text, quote):
                yield Finding(match.start(), match.group(), "SECRET", RANDOM)


def _is_assigned(text: str, quote: int) -> bool:
    before = text[max(0, quote - 90) : quote + 1]
    sign = _ASSIGNED.search(before)
    if not sign:
        return _PASSED.search(before) is not None
    name = _NAME.search(before[: sign.start()])
    return name is None or not _PUBLIC.search(name.group(1))


def _is_key(value: str) -> bool:
    if value.startswith(_PUBLIC_KEYS):
        return False
    cases = any(map(str.islower, value)) and any(map(str.isupper, value))
    return (
        cases
        and readable_share(value) < MOST_READABLE
        and looks_random(value, KEY_ENTROPY)
        and changes(value) >= RANDOM_CHANGES
    )
