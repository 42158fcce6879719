"""Code that is known to be insecure, by language: few patterns, each of them hardly ever what somebody should learn.

After the checks of Bandit (Python), gosec (Go), eslint-plugin-security (JavaScript) and the CERT C rules, cut down to
what a regular expression tells apart. Pure.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_CACHED_TEXTS = 4_096


class Insecure(NamedTuple):
    """`needs`: a literal without which the expression cannot match; looking for it is cheap."""

    name: str
    needs: str
    expression: re.Pattern[str]
    languages: frozenset[str] = frozenset()  # empty: any; clients err, and code stands in other code


def _known(name: str, needs: str, expression: str, *languages: str) -> Insecure:
    return Insecure(name, needs, re.compile(expression), frozenset(languages))


_PYTHON = ("python",)
_SCRIPT = ("javascript", "typescript", "javascriptreact", "typescriptreact", "tsx", "jsx", "vue", "html")
_C = ("c", "cpp", "c++", "objective-c")
_SECRET = r"(?i:passw(?:or)?d|secret|api_?key|auth_?token|access_?key)"  # noqa: S105 - looked for
_STATEMENT = r"(?i:select\s.{1,80}?\sfrom|insert\s+into|update\s.{1,80}?\sset|delete\s+from)\s"

KNOWN: tuple[Insecure, ...] = (
    # TLS switched off
    _known("verify=False", "verify", r"\bverify\s*=\s*False\b"),
    _known("verify_mode = CERT_NONE", "CERT_NONE", r"\bCERT_NONE\b"),
    _known("_create_unverified_context", "_unverified_context", r"\b_create_unverified_context\b"),
    _known("check_hostname = False", "check_hostname", r"\bcheck_hostname\s*=\s*False\b"),
    _known("AutoAddPolicy", "AutoAddPolicy", r"\bAutoAddPolicy\b"),
    _known("rejectUnauthorized: false", "rejectUnauthorized", r"\brejectUnauthorized\W{1,4}false\b"),
    _known("NODE_TLS_REJECT_UNAUTHORIZED", "NODE_TLS_REJECT", r"NODE_TLS_REJECT_UNAUTHORIZED\W{1,6}0"),
    _known("InsecureSkipVerify: true", "InsecureSkipVerify", r"\bInsecureSkipVerify\s*[:=]+\s*true\b"),
    _known("danger_accept_invalid_certs", "_invalid_", r"\bdanger_accept_invalid_(?:certs|hostnames)\(true"),
    _known("curl --insecure", "curl", r"\bcurl\s(?:[^\n|;]*\s)?(?:-[a-zA-Z]*k\b|--insecure\b)"),
    _known("trust all certificates", "rust", r"\b(?:TrustAllCerts|NoopHostnameVerifier|ALLOW_ALL_HOSTNAME_VERIFIER)\b"),
    # Commands and code out of data
    _known("shell=True", "shell", r"\bshell\s*=\s*True\b"),
    _known("os.system", "os.system", r"\bos\.system\s*\(", *_PYTHON),
    _known("os.popen", "os.popen", r"\bos\.popen\s*\("),
    _known("eval", "eval", r"(?<![\w.])eval\s*\("),
    _known("exec", "exec", r"(?<![\w.])exec\s*\(", *_PYTHON),
    _known("child_process.exec", "exec", r"\bchild_process\W{1,4}exec\s*\(|(?<!\w)execSync\s*\(", *_SCRIPT),
    _known("new Function", "new Function", r"\bnew Function\s*\(", *_SCRIPT),
    _known("pickle.loads", "pickle", r"\bc?[pP]ickle\.(?:loads?|Unpickler)\s*\("),
    _known("marshal.loads", "marshal", r"\bmarshal\.loads?\s*\("),
    _known("yaml.load without SafeLoader", "yaml", r"\byaml\.(?:unsafe_load|load)\s*\((?![^)]*Safe)"),
    _known("yaml.Loader", "Loader", r"\byaml\.(?:Unsafe|Full)?Loader\b"),
    _known("tempfile.mktemp", "mktemp", r"\btempfile\.mktemp\s*\("),
    _known("extractall", "extractall", r"\.extractall\s*\(\s*\)"),
    # Weak cryptography
    _known("md5", "md5", r"\bmd5\b(?![^\n]*usedforsecurity\s*=\s*False)"),
    _known("MD5", "MD5", r"\bMD5\b"),
    _known("sha1", "sha1", r"\bsha1\b(?![^\n]*usedforsecurity\s*=\s*False)"),
    _known("DES or RC4", "new(", r"\b(?:DES3?|ARC4|RC4)\.new\s*\("),
    _known("MODE_ECB", "ECB", r"\bMODE_ECB\b|AES/ECB"),
    _known("random for secrets", "random", rf"{_SECRET}\w*\s*=[^\n]*(?<!\w)(?:random\.\w+|Math\.random)\s*\("),
    # Secrets and doors
    _known("hard-coded credential", "=", rf"\b\w*{_SECRET}\w*\s*[:=]\s*['\"][^'\"\s{{}}<>$]{{4,}}['\"]"),
    _known("bind to 0.0.0.0", "0.0.0.0", r"['\"]0\.0\.0\.0['\":]"),  # noqa: S104 - looked for, not bound
    _known("debug=True", "debug", r"\bdebug\s*=\s*True\b", *_PYTHON),
    _known("chmod 777", "777", r"\bchmod\b[^\n]{0,40}\b0?o?777\b"),
    _known("csrf_exempt", "csrf_exempt", r"@csrf_exempt\b"),
    _known("Allow-Origin: *", "Allow-Origin", r"Access-Control-Allow-Origin['\"]?\s*[,:\]=]+\s*['\"]?\*"),
    _known("verify_signature off", "verify_signature", r"verify_signature['\"]?\s*[:=]\s*False"),
    _known("jwt none", "none", r"\balg\w*['\"]?\s*[:=]\s*\[?\s*['\"]none['\"]"),
    _known("autoescape=False", "autoescape", r"\bautoescape\s*=\s*False\b"),
    # SQL out of strings
    _known("SQL in an f-string", "f", rf"\bf['\"]{{1,3}}[^'\"\n]{{0,40}}{_STATEMENT}[^\n]*\{{"),
    _known("SQL by %", "%", rf"['\"]\s*{_STATEMENT}[^\n]*%s?[^\n]*['\"]\s*%\s*[\w(]"),
    _known("SQL by .format", ".format", rf"['\"]\s*{_STATEMENT}[^\n]*\}}[^\n]*['\"]\s*\.format\s*\("),
    _known("SQL by +", "+", rf"['\"`]\s*{_STATEMENT}[^\n]*['\"`]\s*\+\s*\w"),
    _known("SQL in a template", "${", rf"`\s*{_STATEMENT}[^`]*\$\{{", *_SCRIPT),
    # Pages
    _known("dangerouslySetInnerHTML", "dangerouslySetInnerHTML", r"\bdangerouslySetInnerHTML\b"),
    _known("innerHTML", "innerHTML", r"\.innerHTML\s*\+?=[^=]", *_SCRIPT),
    _known("document.write", "document.write", r"\bdocument\.write\s*\(", *_SCRIPT),
    _known("mark_safe", "mark_safe", r"\bmark_safe\s*\("),
    # Memory
    _known("gets", "gets", r"(?<!\w)gets\s*\(", *_C),
    _known("strcpy", "strcpy", r"(?<!\w)strcpy\s*\(", *_C),
    _known("strcat", "strcat", r"(?<!\w)strcat\s*\(", *_C),
    _known("sprintf", "sprintf", r"(?<!\w)v?sprintf\s*\(", *_C),
    _known("scanf %s", "scanf", r"scanf\s*\([^\n)]*%s", *_C),
)  # fmt: skip
_BY_NAME = {one.name: one for one in KNOWN}


def insecure_in(text: str, language: str) -> frozenset[str]:
    """The names of the known insecure patterns in a text; every language's where its language is not known."""
    return _insecure_in(text, language.lower())


@lru_cache(maxsize=_CACHED_TEXTS)
def _insecure_in(text: str, language: str) -> frozenset[str]:
    return frozenset(
        one.name
        for one in KNOWN
        if one.needs in text and (not language or not one.languages or language in one.languages)
        if one.expression.search(text)
    )


def written(name: str, text: str) -> str:
    """The pattern as this text has it, for people; its name where the text has it not."""
    found = _BY_NAME[name].expression.search(text) if name in _BY_NAME else None
    return found.group() if found else name
