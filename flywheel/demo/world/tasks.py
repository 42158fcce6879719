"""What a developer asks for: a function of the corpus in an invented file of an invented repository."""

import random
from dataclasses import dataclass
from typing import Any

from flywheel.demo.completions import TASKS, WORDS
from flywheel.demo.world.source import Function, corpus

PREFIX_CHARACTERS = 1400  # an editor's plugin sends some 1,000 tokens at most; half of it shows what matters
SUFFIX_CHARACTERS = 300
_OWNERS = ("acme", "northwind", "initech", "umbrella", "globex", "hooli", "vandelay", "wayne", "stark", "tyrell")
_PRODUCTS = ("ledger", "beacon", "harvest", "quarry", "lantern", "orchard", "compass", "foundry", "relay", "summit")
_FOLDERS = ("core", "lib", "service", "common", "internal", "tools", "api", "worker", "storage", "report")
SURFACES = {"chat": "chat", "agent": "agent"}


@dataclass(frozen=True)
class Task:
    """One prompt, met once or by several people. `function` is what stands where the answer goes."""

    task_id: str
    function: Function
    surface: str
    prompt: dict[str, Any]
    file_path: str
    repository: str
    commit: str

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


def new_task(surface: str, rng: random.Random, other_languages: float) -> Task:
    foreign = rng.random() < other_languages
    function = _foreign(rng) if foreign else rng.choice(corpus())
    return task_of(function, surface, rng)


def task_of(function: Function, surface: str, rng: random.Random) -> Task:
    """A task for the function, in a file made up of its imports and two neighbours."""
    ending = {"python": "py", "typescript": "ts", "javascript": "js", "go": "go", "rust": "rs", "java": "java"}
    product = rng.choice(_PRODUCTS)
    name = f"{rng.choice(WORDS['noun'])}_{function.name.strip('_').lower()}"
    return Task(
        task_id=f"t-{rng.getrandbits(64):016x}",
        function=function,
        surface=surface,
        prompt=_prompt(function, surface, rng),
        file_path=f"{product}/{rng.choice(_FOLDERS)}/{name}.{ending[function.language]}",
        repository=f"{rng.choice(_OWNERS)}/{product}",
        commit=f"{rng.getrandbits(160):040x}",
    )


def _prompt(function: Function, surface: str, rng: random.Random) -> dict[str, Any]:
    before, after = _surroundings(function, rng)
    prefix = (before + function.head)[-PREFIX_CHARACTERS:]
    if surface == "completion":
        return {"prefix": prefix, "suffix": after}
    wish = f"Write the body of `{function.name}`. {function.summary}"
    if surface == "chat":
        content = f"{wish}\n\n```{function.language}\n{prefix}```"
        return {
            "messages": [{"role": "system", "content": "You help in an editor."}, {"role": "user", "content": content}]
        }
    return {"instruction": wish, "context": prefix + after}


def _surroundings(function: Function, rng: random.Random) -> tuple[str, str]:
    if function.language != "python":
        return "", function.tail
    above, below = rng.choice(corpus()), rng.choice(corpus())
    return f"{function.imports}\n\n{above.text}\n\n", f"\n\n{below.text}"[:SUFFIX_CHARACTERS]


def _foreign(rng: random.Random) -> Function:
    words = {name: rng.choice(choices) for name, choices in WORDS.items()}
    others = [task for task in TASKS if task.language != "python"]
    task = rng.choice(others).fill({**words, "limit": str(rng.randint(2, 99))})
    return Function(words["noun"], task.language, "", task.prefix, task.good, task.suffix, task.instruction)
