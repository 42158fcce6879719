"""Secrets with a known form: the patterns of detect-secrets, and issuers it does not know.

Only its compiled patterns are used: its scanner works line by line, reads files and asks the network.
"""

import re
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

from telemetry.cleaning.redaction.finding import Finding, anywhere
from telemetry.cleaning.redaction.randomness import looks_random

KNOWN_FORM = "known_form"


class Family(NamedTuple):
    """Patterns worth trying only where one of `hints` occurs in the lower-cased text."""

    hints: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]


# Issuers whose prefix alone is telling; the length keeps identifiers such as `sk_learn` out.
_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9])(?:github_pat_\w{22,255}|AIza[\w-]{35}|hf_[A-Za-z0-9]{30,64}|npm_[A-Za-z0-9]{36}"
    r"|sk-(?:ant|proj|svcacct|or)-[\w-]{20,255}|sk-[A-Za-z0-9]{32,64}|ya29\.[\w-]{20,512}|dop_v1_[a-f0-9]{64}"
    r"|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|xapp-\d-[\w-]{20,255}|fw_[A-Za-z0-9]{4,16}_[\w-]{20,128})(?![A-Za-z0-9])"
)
_PREFIXED_HINTS = ("github_pat_", "aiza", "hf_", "npm_", "sk-", "ya29.", "dop_v1_", "shp", "xapp-", "fw_")

# detect-secrets' own pattern stops before the signature, which would then stay in the text.
_WEB_TOKEN = re.compile(r"(?<![A-Za-z0-9])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?")

FAMILIES: tuple[Family, ...] = (
    Family(_PREFIXED_HINTS, (_PREFIXED,)),
    Family(("akia", "asia", "a3t", "abia", "acca", "aws"), tuple(aws.AWSKeyDetector.denylist)),
    Family(("accountkey=",), tuple(azure_storage_key.AzureStorageKeyDetector.denylist)),
    Family(("cloudant",), tuple(cloudant.CloudantDetector.denylist)),
    Family(("softlayer",), tuple(softlayer.SoftlayerDetector.denylist)),
    Family(("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), tuple(github_token.GitHubTokenDetector.denylist)),
    Family(("gl", "gr1348941"), tuple(gitlab_token.GitLabTokenDetector.denylist)),
    Family(("eyj",), (_WEB_TOKEN,)),
    Family(("-us",), tuple(mailchimp.MailchimpDetector.denylist)),
    Family(("_authtoken",), tuple(npm.NpmDetector.denylist)),
    Family(("t3blbkfj",), tuple(openai.OpenAIDetector.denylist)),
    Family(("pypi-age",), tuple(pypi_token.PypiTokenDetector.denylist)),
    Family(("sg.",), tuple(sendgrid.SendGridDetector.denylist)),
    Family(("xox", "hooks.slack.com"), tuple(slack.SlackDetector.denylist)),
    Family(("sq0csp-",), tuple(square_oauth.SquareOAuthDetector.denylist)),
    Family(("k_live_",), tuple(stripe.StripeDetector.denylist)),
)

# Their forms also occur inside hashes, numbers and long identifiers; only what looks drawn at random counts.
DOUBTFUL: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"(?<![A-Za-z0-9])(?:{pattern.pattern})(?![A-Za-z0-9])")
    for plugin in (
        discord.DiscordBotTokenDetector,
        telegram_token.TelegramBotTokenDetector,
        twilio.TwilioKeyDetector,
    )
    for pattern in plugin.denylist
)
_DOUBTFUL_HINTS = (
    re.compile(r"\.[\w-]{6}\.[\w-]{27}"),
    re.compile(r":[\w-]{35}"),
    re.compile(r"AC[a-z0-9]{32}"),
    re.compile(r"SK[a-z0-9]{32}"),
)


def find_tokens(text: str, lowered: str) -> Iterator[Finding]:
    for family in FAMILIES:
        if any(hint in lowered for hint in family.hints):
            for pattern in family.patterns:
                yield from _found(pattern, text)
    if any(hint.search(text) for hint in _DOUBTFUL_HINTS):
        for pattern in DOUBTFUL:
            yield from (finding for finding in _found(pattern, text) if looks_random(finding.value))


def _found(pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
    """The secret is the pattern's last group that holds more than a prefix, or the whole match."""
    for match in pattern.finditer(text):
        group = max((number for number, value in enumerate(match.groups(), 1) if value and len(value) > 12), default=0)
        value = match.group(group).strip()
        if value:
            yield Finding(match.start(group), value, "SECRET", KNOWN_FORM, anywhere(value))
