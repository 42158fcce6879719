"""Turns of phrase by which a person tells languages apart, and what no text in a language has. Pure data.

Every pattern is bounded, so that no text makes a search slow.
"""

import re
from typing import Final


def _patterns(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in patterns)


_SCRIPT: Final = (
    r"\b(?:const|let|var) [\w{\[$][^=\n]{0,60}=[^=]",
    r"=> ?[{(\w\[]",
    r"\bfunction\b ?\*?\w{0,60} ?\(",
    r"[!=]==",
    r"^\s{0,40}(?:import|export) .{0,100}(?:from ['\"]|\{)",
    r"\bmodule\.exports|\brequire\(['\"]",
    r"\b(?:console|document|window|process|Object|Promise|JSON|Math)\.\w",
    r"\bthis\.\w|\bundefined\b|\btypeof\b|\basync function|\bawait \w",
)
_TYPES: Final = (
    r"[\w)\]?]: ?(?:string|number|boolean|void|any|unknown|never|null|undefined|Promise<|Array<|Record<)[\s,;)=|\[{]?",
    r"^\s{0,20}(?:export )?(?:declare )?(?:interface|type|enum|namespace|abstract class) \w",
    r"\b(?:private|protected|public|readonly) (?:static |readonly |async )?\w+\??[(:!]",
    r"\bas (?:const|any|unknown|string|number|\w+\[\])|\bimport type\b|\w<\w+(?:\[\])?>\(",
    r"^\s{0,40}(?:export )?declare |\)\s?: ?\w+(?:<[^>\n]{1,60}>)?(?:\[\])? ?[{;=]|\w\?: ",
)
PHRASES: Final[dict[str, tuple[re.Pattern[str], ...]]] = {
    "bash": _patterns(
        r"^\s{0,40}(?:if|while|elif) (?:\[\[? |! )",
        r"^\s{0,40}(?:fi|done|esac)\b",
        r"; ?(?:then|do)$|^\s{0,40}(?:then|do)$",
        r"\$\{\w+[}:%#/-]|\"\$\w+\"|\$\([a-z]",
        r"^\s{0,40}(?:echo|export|local|cd|exit|shift|source|set -|sudo|mkdir|rm -|grep|case) ?\S",
        r"^\s{0,40}[A-Za-z_]\w*=(?:\"|\$|'|\S+$)",
        r"^\s{0,40}\w+ ?\(\) ?\{",
        r" (?:\|\||&&) \w| 2>&1|>/dev/null| <<-?'?EOF",
    ),
    "c": _patterns(
        r"^\s{0,40}#\s{0,8}(?:include [<\"][\w/.]+\.h[>\"]|define \w|ifdef|ifndef|endif|if defined)",
        r"^\s{0,40}(?:static |extern |const |unsigned |inline )*(?:int|char|void|long|double|float|size_t|bool"
        r"|u?int\d+_t) ?\*{0,2} ?\w+ ?[(=;\[,]",
        r"\w->\w",
        r"\bNULL\b|\bsizeof ?\(|\bmemcpy|\bmalloc|\bprintf\(|\bstrlen\(",
        r"\bstruct \w+ ?(?:\{|\*|\w+[;,)])|\btypedef\b",
        r"\((?:const )?(?:unsigned )?(?:char|void|int|long|struct \w+) ?\*+\)|[ (]&\w+[,)]",
        r";\s{0,4}(?:/\*.{0,80}\*/)?$",
    ),
    "cpp": _patterns(
        r"\bstd::\w",
        r"\btemplate ?<|\btypename \w",
        r"^\s{0,40}(?:using namespace|namespace \w+|namespace)\b",
        r"^\s{0,40}#\s{0,8}include <\w+>",
        r"\bnullptr\b|\bstatic_cast<|\bconstexpr\b|\bnoexcept\b|\boverride\b",
        r"^\s{0,40}(?:public|private|protected) ?(?:slots)?:",
        r"\w::~?\w+ ?\(",
        r"\bconst \w[\w:<>]* ?& ?\w|\bauto[&*]? \w+ ?=|\bvirtual \w",
        r";\s{0,4}(?://.{0,80})?$",
    ),
    "csharp": _patterns(
        r"^\s{0,8}using [A-Z][\w.]+;",
        r"^\s{0,40}namespace [A-Z][\w.]+",
        r"\{ ?get; ?|\bget ?\{|\bset ?\{",
        r"\b(?:public|private|protected|internal) (?:static |override |virtual |async |readonly |sealed |partial )*"
        r"(?:class|void|string|int|bool|Task|I[A-Z]\w+|var)\b",
        r"\bvar \w+ = new |\bnew List<|\bstring\.\w|\bforeach \(",
        r"\bConsole\.\w|\bawait \w+\.\w+Async|\$\"",
    ),
    "go": _patterns(
        r"^package \w+$",
        r"\w :?= (?:range )?\w|\w, (?:err|ok|_) :?=",
        r"^func (?:\(\w+ \*?\w+(?:\[\w+\])?\) )?\w+\(",
        r"\bif err != nil\b|\breturn nil\b|, nil$",
        r"^\s{0,20}type \w+ (?:struct|interface|func)\b",
        r"\b(?:fmt|errors|strings|context|http|time|os)\.[A-Z]\w+",
        r"\bgo func\(|\bchan \w|\bdefer \w|\binterface\{\}|\[\](?:string|byte|int)\b",
    ),
    "java": _patterns(
        r"^import (?:static )?[a-z][\w.]+(?:\.\*)?;",
        r"^package [a-z][\w.]*;",
        r"\b(?:public|private|protected) (?:static |final |abstract |synchronized )*(?:class|interface|enum|void"
        r"|int|boolean|String|long|[A-Z]\w+(?:<[^>\n]{1,60}>)?) \w+ ?[({=;]",
        r"@(?:Override|Test|Autowired|Nullable|Deprecated|SuppressWarnings)\b",
        r"\bSystem\.(?:out|err)\.|\bthrows [A-Z]\w+|\bfinal [A-Z]\w+ \w+",
        r"\b(?:String|List|Map|Integer|Object)(?:<[^>\n]{1,60}>)? \w+ ?[=;,)]",
        r"\bnew [A-Z]\w+(?:<[^>\n]{0,60}>)?\(|\bextends [A-Z]\w|\bimplements [A-Z]\w|\binstanceof\b",
    ),
    "javascript": _patterns(*_SCRIPT),
    "php": _patterns(
        r"<\?(?:php|=)",
        r"\$\w+->\w|\$this->",
        r"^\s{0,40}\$\w+(?:\[[^\]\n]{0,40}\])? ?\.?= ?",
        r"\bfunction \w{0,60} ?\([^)\n]{0,100}\$\w",
        r"^\s{0,8}(?:use|namespace) [A-Z][\w\\]+;",
        r"\b(?:isset|empty|array|count|strlen|is_array|preg_match) ?\(\$|\bforeach ?\(\$| => ",
        r"\b(?:self|static|parent|[A-Z]\w+)::\$?\w",
    ),
    "python": _patterns(
        r"^\s{0,60}(?:async )?def \w+\(.{0,200}(?:\) ?(?:->.{1,80})?:|[(,])\s{0,4}(?:#.{0,80})?$",
        r"^\s{0,60}class \w+(?:\(.{0,100}\))?:\s{0,4}(?:#.{0,80})?$",
        r"^\s{0,60}(?:from [\w.]+ )?import (?:\w[\w., ]*(?: as \w+)?|\(|\*)$",
        r"^\s{0,60}(?:if|elif|for|while|with|except|try|else|finally)\b[^{};\n]{0,160}:\s{0,4}(?:#.{0,80})?$",
        r"\bself\.\w|\bself,|\bcls\b",
        r"\b(?:None|True|False)\b",
        r"\b(?:not in|is not|is None|lambda \w{0,20}[,:]|in range\(|isinstance\(|raise \w+\()",
        r"^\s{0,60}(?:return|assert|yield|raise|print\(|@\w)[^;{}\n]{0,100}[^;{}\n]$",
        r"\"\"\"|'''|\bf\"|\bf'",
        r"^\s{0,60}[a-z_][\w.]* = [^;{}\n]{0,100}[^;{}\n,]$",
    ),
    "ruby": _patterns(
        r"^\s{0,40}def (?:self\.)?\w+[?!=]?(?:\(.{0,100}\)| \w.{0,60})?$",
        r"^\s{0,40}end$",
        r"\bdo \|[\w, ()]+\||\{ ?\|[\w, ()]+\|",
        r"^\s{0,20}(?:require|require_relative|include|attr_\w+|gem) ['\":A-Z]",
        r"^\s{0,40}(?:class|module) [A-Z][\w:]*(?: < [A-Z][\w:]*)?$",
        r"(?:^|[\s(])@{1,2}\w+\b|\bnil\b|\.nil\?|\.each\b|\belsif\b|\bunless\b|\bputs\b",
        r"[\s(\[{,]:[a-z_]\w*\b(?!:)| => |\w: \w",
    ),
    "rust": _patterns(
        r"\bfn \w+(?:<[^>\n]{1,60}>)?\(",
        r"\blet (?:mut )?\w+(?:: [^=\n]{1,60})? = ",
        r"^\s{0,20}(?:pub(?:\(\w+\))? )?(?:struct|enum|trait|impl|mod|use)\b[^=\n]{0,100}[{;,]$",
        r"&(?:mut |'?\w+ )?(?:self|str|\[)|\bmut \w|&mut\b",
        r"#!?\[(?:derive|cfg|test|allow|inline|must_use)",
        r"\b(?:Some|Ok|Err|Vec|Option|Result|Box|String)(?:::|<|\()|\.unwrap\(\)|\?;$",
        r"\w!\(|\bmatch \w[^{\n]{0,60}\{$|=> ?\{?$",
    ),
    "typescript": _patterns(*_TYPES, *_SCRIPT),
    "tsx": _patterns(r"<[A-Z][\w.]*(?: |>|/>|$)|</[A-Za-z][\w.]*>|\bclassName=|/>$", *_TYPES, *_SCRIPT),
}
# Patterns of its own that a language which contains another one has, the first so many: without one it is the other.
OWN: Final = {"typescript": len(_TYPES), "tsx": 1, "php": 4}
# What no text in the language has; `{2}` after a line asks for several such lines.
_BRACES: Final = r"(?:^[^\n]*[;{]\s{0,4}$[\s\S]{0,4000}?){3}"
_SIGILS: Final = r"\$\w+->|\$this\b|<\?php|^\s{0,40}\$\w+ ?="
NOT: Final = {
    "bash": re.compile(
        r"(?:^\s{0,40}(?:- )?[\w-]+:(?: [^\n]{0,200})?\n[\s\S]{0,4000}?){4}|[^;];$|^\s{0,40}def \w|" + _SIGILS,
        re.MULTILINE,
    ),
    "c": re.compile(
        _SIGILS + r"|^\s{0,40}(?:def|function|import|package|using|fn|let|const) \w[^;]*$|=>|\bnew \w", re.MULTILINE
    ),
    "cpp": re.compile(_SIGILS + r"|^\s{0,40}(?:def|function|import|package|fn|let) \w", re.MULTILINE),
    "java": re.compile(r"\bnamespace \w|^using |\{ ?get;|\bstring \w|\bforeach\b|=== ", re.MULTILINE),
    "javascript": re.compile(_SIGILS + r"|^\s{0,40}(?:def |#include|fn |end$|using )", re.MULTILINE),
    "python": re.compile(r"^\[[\w.\"-]+\]$|" + _BRACES, re.MULTILINE),
    "ruby": re.compile(_BRACES, re.MULTILINE),
    "tsx": re.compile(_SIGILS, re.MULTILINE),
    "typescript": re.compile(
        _SIGILS + r"|^\s{0,40}(?:def |#include|fn |end$|using |namespace [A-Z]\w+$)|std::", re.MULTILINE
    ),
}
