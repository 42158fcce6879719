"""What a developer asks for: a function of the corpus in an invented file of an invented repository."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flywheel.demo.completions import TASKS, WORDS
from flywheel.demo.world.code import Code, Names, renamed, sites
from flywheel.demo.world.plants import Plant
from flywheel.demo.world.scripts import scripts
from flywheel.demo.world.source import Function, corpus

PREFIX_CHARACTERS = 1400  # an editor's plugin sends some 1,000 tokens at most; half of it shows what matters
SUFFIX_CHARACTERS = 300
_SYSTEM = "You help in an editor."
_OWNERS = ("acme", "northwind", "initech", "umbrella", "globex", "hooli", "vandelay", "wayne", "stark", "tyrell")
_PRODUCTS = ("ledger", "beacon", "harvest", "quarry", "lantern", "orchard", "compass", "foundry", "relay", "summit")
_FOLDERS = ("core", "lib", "service", "common", "internal", "tools", "api", "worker", "storage", "report")
_ENDINGS = {"python": "py", "typescript": "ts", "javascript": "js", "go": "go", "rust": "rs", "java": "java"}
_NEIGHBOURS = {"python": corpus, "javascript": scripts}  # where there is enough code to fill a file with
_TEMPLATES = 0.25  # share of the other languages' tasks in one of which there is none: filled-in templates
_FOREIGN = tuple(task for task in TASKS if task.language != "python")


@dataclass(frozen=True)
class Task:
    """One prompt, met once or by several people. `function` is what stands where the answer goes, `names` what its
    variables are called here, `plants` what is hidden in the prompt and the path."""

    task_id: str
    function: Function
    names: Names
    surface: str
    prompt: dict[str, Any]
    file_path: str
    repository: str
    commit: str
    plants: tuple[Plant, ...] = ()
    problem: str = ""  # of the benchmark, where it was pasted

    @property
    def original(self) -> Code:
        return Code(self.function, (), self.names)

    @property
    def started(self) -> dict[str, Any]:
        """The `data` of its `interaction.started`."""
        return {
            "surface": self.surface,
            "prompt": self.prompt,
            "language": self.function.language,
            "file_path": self.file_path,
            "repository": self.repository,
            "commit": self.commit,
        }


def new_task(surface: str, rng: random.Random, other_languages: float, plants: Sequence[Plant] = ()) -> Task:
    foreign = rng.random() < other_languages
    return task_of(_foreign(rng) if foreign else rng.choice(corpus()), surface, rng, plants)


def task_of(
    function: Function,
    surface: str,
    rng: random.Random,
    plants: Sequence[Plant] = (),
    *,
    names: Names | None = None,
    problem: str = "",
) -> Task:
    """A task for the function, in a file made up of its imports and two neighbours; `names` or else invented ones."""
    product = rng.choice(_PRODUCTS)
    names = _names(function, rng) if names is None else names
    path = f"{product}/{rng.choice(_FOLDERS)}/{rng.choice(WORDS['noun'])}_{rng.randint(1, 99)}"
    homes = [value for plant in plants for value in plant.values if value.startswith(("/home/", "/Users/"))]
    return Task(
        task_id=f"t-{rng.getrandbits(64):016x}",
        function=function,
        names=names,
        surface=surface,
        prompt=_prompt(function, names, surface, rng, plants),
        file_path="/".join([*homes, f"{path}.{_ENDINGS[function.language]}"]),
        repository=f"{rng.choice(_OWNERS)}/{product}",
        commit=f"{rng.getrandbits(160):040x}",
        plants=tuple(plants),
        problem=problem,
    )


def _names(function: Function, rng: random.Random) -> Names:
    """Other names for the same things, so that one function makes many different pieces of code."""
    old = sites(function).names
    nouns, fields = WORDS["noun"], WORDS["field"]
    made = dict.fromkeys(f"{rng.choice(nouns)}_{rng.choice(fields)}" for _ in range(2 * len(old)))
    return dict(zip(old, made, strict=False))


def _prompt(
    function: Function, names: Names, surface: str, rng: random.Random, plants: Sequence[Plant]
) -> dict[str, Any]:
    above, after = _surroundings(function, rng)
    hidden = "".join(f"{plant.line}\n\n" for plant in plants)
    prefix = (above + hidden + renamed(function.head, names))[-PREFIX_CHARACTERS:]
    if surface == "completion":
        return {"prefix": prefix, "suffix": after}
    wish = f"Write the body of `{names.get(function.name, function.name)}`. {function.summary}"
    if surface == "chat":
        asked = f"{wish}\n\n```{function.language}\n{prefix}```"
        return {"messages": [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": asked}]}
    return {"instruction": wish, "context": prefix + after}


def _surroundings(function: Function, rng: random.Random) -> tuple[str, str]:
    if function.language not in _NEIGHBOURS:
        return "", function.tail
    neighbours = _NEIGHBOURS[function.language]()
    above, below = rng.choice(neighbours), rng.choice(neighbours)
    before = f"{function.imports}\n\n{above.text}{above.tail}\n\n"
    return before, f"{function.tail}\n\n{below.text}{below.tail}"[:SUFFIX_CHARACTERS]


def _foreign(rng: random.Random) -> Function:
    if rng.random() >= _TEMPLATES:
        return rng.choice(scripts())
    words = {name: rng.choice(choices) for name, choices in WORDS.items()}
    task = rng.choice(_FOREIGN).fill({**words, "limit": str(rng.randint(2, 99))})
    return Function(words["noun"], task.language, "", task.prefix, task.good, task.suffix, task.instruction)
