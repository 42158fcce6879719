"""Secrets with a known form: those of `issuers`, and the patterns of detect-secrets.

Only the compiled patterns of detect-secrets are used: its scanner works line by line, reads files and asks the
network whether a secret is valid.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from detect_secrets.plugins import (
    aws,
    azure_storage_key,
    cloudant,
    discord,
    github_token,
    gitlab_token,
    mailchimp,
    npm,
    openai,
    pypi_token,
    sendgrid,
    slack,
    softlayer,
    square_oauth,
    stripe,
    telegram_token,
    twilio,
)

from telemetry.cleaning.redaction.finding import Finding, Subject
from telemetry.cleaning.redaction.issuers import FORMS
from telemetry.cleaning.redaction.randomness import is_documented, looks_random
from telemetry.cleaning.redaction.runs import find_runs

KNOWN_FORM = "known_form"
_HEAD = 3  # characters of a prefix that find its forms

# Whose prefix detect-secrets knows as well, with other lengths
_LIBRARY = (
    (aws.AWSKeyDetector.denylist[:1], ("AKI", "ASI", "A3T", "ABI", "ACC")),
    (github_token.GitHubTokenDetector.denylist, ("ghp", "gho", "ghu", "ghs", "ghr")),
    (gitlab_token.GitLabTokenDetector.denylist, ("glp", "gld", "glf", "gls", "glr", "GR1", "glc", "gli", "gla", "glo")),
    (openai.OpenAIDetector.denylist, ("sk-",)),
    (pypi_token.PypiTokenDetector.denylist, ("pyp",)),
    (sendgrid.SendGridDetector.denylist, ("SG.",)),
    (slack.SlackDetector.denylist[:1], ("xox",)),
    (square_oauth.SquareOAuthDetector.denylist, ("sq0",)),
    (stripe.StripeDetector.denylist, ("sk_", "rk_")),
)


class Family(NamedTuple):
    """Patterns worth trying only where `hint` occurs in the lower-cased text."""

    hint: str
    patterns: tuple[re.Pattern[str], ...]


FAMILIES = (
    Family("aws", tuple(aws.AWSKeyDetector.denylist[1:])),
    Family("accountkey=", tuple(azure_storage_key.AzureStorageKeyDetector.denylist)),
    Family("cloudant", tuple(cloudant.CloudantDetector.denylist)),
    Family("softlayer", tuple(softlayer.SoftlayerDetector.denylist)),
    Family("_authtoken", tuple(npm.NpmDetector.denylist)),
    Family("access_token$", (re.compile(r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}"),)),
)

# Told by what is in their middle or at their end
_INSIDE = (
    re.compile(r"(?<![\w.~-])[\w.~-]{3}[0-9]Q~[\w.~-]{31,34}(?![\w.~-])"),  # applications of Microsoft Entra
    re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}"),  # Terraform Cloud
    re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?!\w)"),  # MaxMind
)
# Their forms also occur inside hashes, numbers and long identifiers; only what looks drawn at random counts.
_DOUBTFUL = (
    re.compile(rf"(?:{twilio.TwilioKeyDetector.denylist[0].pattern}|SK[a-f0-9]{{32}})(?![A-Za-z0-9])"),
    re.compile(rf"{discord.DiscordBotTokenDetector.denylist[0].pattern}[\w-]{{0,11}}(?![\w-])"),
    re.compile(rf"{mailchimp.MailchimpDetector.denylist[0].pattern}(?![A-Za-z0-9])"),
)
# Two runs: a number, a sign, the secret. Telegram's bots and Facebook's applications.
_NUMBERED = (
    re.compile(rf"(?<![0-9]){telegram_token.TelegramBotTokenDetector.denylist[0].pattern}(?![\w-])"),
    re.compile(r"(?<![0-9])[0-9]{15,16}(?:\||%7C)[\w-]{27}(?![\w-])"),
)
# Prefixes telling enough to be looked for inside longer words too
_GLUED = re.compile(r"AKIA|ASIA|ghp_|github_pat_|glpat-|xoxb-|xoxp-|sk-ant-|AIzaSy")
_NUMBER = 20  # characters before the sign that may belong to it
_STARTS = re.compile(r"(?<=[_.~-])[A-Za-z0-9]{2}")
_DIGIT = re.compile(r"[0-9]")


def _by_head() -> dict[str, tuple[re.Pattern[str], ...]]:
    heads: defaultdict[str, list[re.Pattern[str]]] = defaultdict(list)
    for form in FORMS:
        heads[form.prefix[:_HEAD]].append(re.compile(re.escape(form.prefix) + form.rest))
    for patterns, known in _LIBRARY:
        for head in known:
            heads[head].extend(patterns)
    return {head: tuple(patterns) for head, patterns in heads.items()}


_HEADS = _by_head()


def find_tokens(subject: Subject) -> Iterator[Finding]:
    text, lowered = subject.text, subject.lowered
    for start, end in find_runs(text):
        yield from _in_run(text, start, end)
    for family in FAMILIES:
        if family.hint in lowered:
            for pattern in family.patterns:
                yield from _found(pattern, text)


def _in_run(text: str, start: int, end: int) -> Iterator[Finding]:
    found = _at(text, start) or _at(text, start + _escaped(text, start))
    # Without a digit it is a name, or a token that begins with its prefix.
    if found is None and _DIGIT.search(text, start, end):
        found = _doubtful(text, start) or _numbered(text, start) or _inside(text, start, end)
        for glued in () if found else _STARTS.finditer(text, start + 1, min(end, start + 64)):
            found = found or _at(text, glued.start())
    if found:
        yield found


def _escaped(text: str, start: int) -> int:
    """Characters at the beginning of the run that belong to what is before it: `\\n`, `%3D`."""
    before = text[start - 1 : start]
    return 1 if before == "\\" else 2 if before == "%" else 0


def _at(text: str, place: int) -> Finding | None:
    for pattern in _HEADS.get(text[place : place + _HEAD], ()):
        match = pattern.match(text, place)
        if match and not is_documented(match.group()):
            return Finding(place, match.group(), "SECRET", KNOWN_FORM)
    return None


def _inside(text: str, start: int, end: int) -> Finding | None:
    for pattern in _INSIDE:
        match = pattern.search(text, start, end)
        if match and not is_documented(match.group()):
            return Finding(match.start(), match.group(), "SECRET", KNOWN_FORM)
    glued = _GLUED.search(text, start, end)
    return _at(text, glued.start()) if glued else None


def _doubtful(text: str, place: int) -> Finding | None:
    for pattern in _DOUBTFUL:
        match = pattern.match(text, place)
        if match and looks_random(match.group()):
            return Finding(place, match.group(), "SECRET", KNOWN_FORM)
    return None


def _numbered(text: str, place: int) -> Finding | None:
    if text[place - 1 : place] in (":", "|") or text[place - 3 : place] == "%7C":
        for pattern in _NUMBERED:
            match = pattern.search(text, max(0, place - _NUMBER), place + 64)
            if match and looks_random(match.group()):
                return Finding(match.start(), match.group(), "SECRET", KNOWN_FORM)
    return None


def _found(pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
    """The secret is the pattern's last group that holds more than a prefix, or the whole match."""
    for match in pattern.finditer(text):
        group = max((number for number, value in enumerate(match.groups(), 1) if value and len(value) > 12), default=0)
        value = match.group(group).strip()
        if value and not is_documented(value):
            yield Finding(match.start(group), value, "SECRET", KNOWN_FORM)
