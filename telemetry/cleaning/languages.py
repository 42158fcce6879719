"""One name a language, however clients spell it, and what a path or a first line says. Pure.

The names are those of the Language Server Protocol in common use and of Pygments, in lower case: `csharp`, `bash`,
`tsx`. A name that nobody here knows stays as the client wrote it, in lower case: a new language is no mistake.
"""

import re
from typing import Final

UNTOLD: Final = frozenset({"", "-", "auto", "n/a", "none", "null", "other", "plain", "plaintext", "raw", "text", "txt",
    "undefined", "unknown", "untitled"})  # fmt: skip

# What editors and people call them otherwise.
ALIASES: Final = {
    "bat": "batch", "cmd": "batch",
    "c#": "csharp", "c_sharp": "csharp", "cs": "csharp",
    "c++": "cpp", "cc": "cpp", "cxx": "cpp", "cplusplus": "cpp", "cuda-cpp": "cuda",
    "clj": "clojure",
    "docker": "dockerfile",
    "ex": "elixir",
    "f#": "fsharp",
    "golang": "go",
    "hs": "haskell",
    "jl": "julia",
    "js": "javascript", "jsx": "javascript", "javascriptreact": "javascript", "ecmascript": "javascript",
    "mjs": "javascript", "node": "javascript",
    "jsonc": "json", "json5": "json", "jsonl": "json",
    "kt": "kotlin",
    "md": "markdown", "mdx": "markdown",
    "objective-c": "objectivec", "objc": "objectivec",
    "pl": "perl",
    "ps1": "powershell", "pwsh": "powershell",
    "py": "python", "python3": "python", "py3": "python", "python2": "python", "ipython": "python",
    "rb": "ruby",
    "rs": "rust",
    "shellscript": "bash", "shell": "bash", "sh": "bash", "zsh": "bash", "ksh": "bash",
    "sass": "scss",
    "tf": "terraform", "hcl": "terraform",
    "tex": "latex",
    "ts": "typescript", "mts": "typescript",
    "typescriptreact": "tsx",
    "vb": "vbnet",
    "viml": "vim",
    "yml": "yaml",
}  # fmt: skip

EXTENSIONS: Final = {
    "bash": "bash", "bats": "bash", "sh": "bash", "zsh": "bash", "ksh": "bash",
    "bat": "batch", "cmd": "batch",
    "c": "c", "h": "c",
    "cc": "cpp", "cpp": "cpp", "cxx": "cpp", "c++": "cpp", "hh": "cpp", "hpp": "cpp", "hxx": "cpp", "h++": "cpp",
    "inl": "cpp", "ipp": "cpp", "tpp": "cpp",
    "clj": "clojure", "cljs": "clojure", "cljc": "clojure", "edn": "clojure",
    "cmake": "cmake",
    "cob": "cobol", "cbl": "cobol",
    "cr": "crystal",
    "cs": "csharp", "csx": "csharp",
    "css": "css", "less": "less", "scss": "scss", "sass": "scss",
    "cu": "cuda", "cuh": "cuda",
    "d": "d",
    "dart": "dart",
    "dockerfile": "dockerfile",
    "erl": "erlang", "hrl": "erlang",
    "ex": "elixir", "exs": "elixir",
    "elm": "elm",
    "f90": "fortran", "f95": "fortran", "f03": "fortran", "f": "fortran", "for": "fortran",
    "fs": "fsharp", "fsi": "fsharp", "fsx": "fsharp",
    "go": "go",
    "gradle": "groovy", "groovy": "groovy",
    "graphql": "graphql", "gql": "graphql",
    "hs": "haskell", "lhs": "haskell",
    "htm": "html", "html": "html", "xhtml": "html",
    "ini": "ini", "cfg": "ini", "properties": "ini",
    "java": "java",
    "jl": "julia",
    "js": "javascript", "cjs": "javascript", "mjs": "javascript", "jsx": "javascript",
    "json": "json", "jsonc": "json", "json5": "json", "jsonl": "json",
    "kt": "kotlin", "kts": "kotlin",
    "lua": "lua",
    "m": "objectivec", "mm": "objectivec",
    "md": "markdown", "mdx": "markdown", "markdown": "markdown",
    "ml": "ocaml", "mli": "ocaml",
    "nim": "nim",
    "nix": "nix",
    "pas": "pascal",
    "php": "php", "php5": "php", "phtml": "php",
    "pl": "perl", "pm": "perl",
    "proto": "protobuf",
    "ps1": "powershell", "psm1": "powershell", "psd1": "powershell",
    "py": "python", "pyi": "python", "pyw": "python", "pyx": "cython", "pxd": "cython", "ipynb": "python",
    "r": "r",
    "rb": "ruby", "rake": "ruby", "gemspec": "ruby", "ru": "ruby",
    "rs": "rust",
    "rst": "rst",
    "s": "assembly", "asm": "assembly",
    "scala": "scala", "sc": "scala", "sbt": "scala",
    "sol": "solidity",
    "sql": "sql",
    "svelte": "svelte",
    "swift": "swift",
    "tcl": "tcl",
    "tex": "latex", "sty": "latex",
    "tf": "terraform", "hcl": "terraform", "tfvars": "terraform",
    "toml": "toml",
    "ts": "typescript", "cts": "typescript", "mts": "typescript",
    "tsx": "tsx",
    "vb": "vbnet",
    "vim": "vim",
    "vue": "vue",
    "xml": "xml", "xsd": "xml", "xsl": "xml", "svg": "xml",
    "yaml": "yaml", "yml": "yaml",
    "zig": "zig",
}  # fmt: skip

FILE_NAMES: Final = {
    ".bash_profile": "bash", ".bashrc": "bash", ".profile": "bash", ".zshrc": "bash", "pkgbuild": "bash",
    "build": "starlark", "build.bazel": "starlark", "workspace": "starlark",
    "cmakelists.txt": "cmake",
    "containerfile": "dockerfile", "dockerfile": "dockerfile",
    "gemfile": "ruby", "rakefile": "ruby", "vagrantfile": "ruby", "podfile": "ruby",
    "gnumakefile": "makefile", "makefile": "makefile",
    "jenkinsfile": "groovy",
    "sconstruct": "python", "sconscript": "python", "wscript": "python",
}  # fmt: skip

_INTERPRETERS: Final = {"deno": "typescript", "perl": "perl", "php": "php", "python": "python", "pypy": "python",
    "ruby": "ruby", "lua": "lua", "node": "javascript", "nodejs": "javascript", "rscript": "r", "tclsh": "tcl",
    "bash": "bash", "dash": "bash", "sh": "bash", "zsh": "bash", "ksh": "bash", "pwsh": "powershell"}  # fmt: skip
_SHEBANG: Final = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-\S+\s+)*)?([A-Za-z_+-]{1,20})")
_MODELINES: Final = (
    re.compile(r"-\*-\s*(?:.{0,80};\s*)?mode:\s*([\w+#-]{1,30})", re.IGNORECASE),
    re.compile(r"-\*-\s*([\w+#-]{1,30})\s*-\*-"),
    re.compile(r"\b(?:vim?|ex):.{0,80}\b(?:ft|filetype|syntax)=([\w+#-]{1,30})"),
)
_MODELINE_REACH: Final = 5  # lines at either end, as Vim reads them
_LINE: Final = 200  # characters of a line that are read
KNOWN: Final = frozenset(ALIASES.values()) | frozenset(EXTENSIONS.values()) | frozenset(FILE_NAMES.values())


def canonical(told: str) -> str:
    """The one name of the language a client told; empty where it told none."""
    name = told.strip().lower()
    return "" if name in UNTOLD else ALIASES.get(name, name)


def from_path(path: str) -> str:
    """What the file's name says; empty where it says nothing."""
    name = path.strip().lower().replace("\\", "/").rpartition("/")[2]
    if name in FILE_NAMES:
        return FILE_NAMES[name]
    stem, _, ending = name.rpartition(".")
    if stem in FILE_NAMES and ending not in EXTENSIONS:
        return FILE_NAMES[stem]  # Dockerfile.dev
    return EXTENSIONS.get(ending, "") if stem else ""


def from_comments(begin: str, end: str) -> str:
    """What a `#!` line or an editor's modeline says, at the begin or the end of a file; empty where none is there."""
    first = begin[:_LINE].lstrip("\ufeff")
    if first.startswith("#!") and (match := _SHEBANG.match(first)):
        return _INTERPRETERS.get(match[1].lower().rstrip("-+0123456789"), "")
    lines = begin.split("\n", _MODELINE_REACH)[:_MODELINE_REACH] + end.rsplit("\n", _MODELINE_REACH)[-_MODELINE_REACH:]
    for line in lines:
        if "-*-" not in line and ":" not in line:
            continue
        found = (pattern.search(line[:_LINE]) for pattern in _MODELINES)
        name = next((canonical(match[1]) for match in found if match), "")
        if name in KNOWN:
            return name
    return ""
