"""The client's posts, as its source makes them."""

from typing import Any

Json = dict[str, Any]

RECEIVED_US = 1_795_000_000_250_000  # 2026-11-18
TIMESTAMP = 1_794_999_990  # ten seconds before
PAIR = "5f" * 16
IDS = (f"{PAIR}-0", f"{PAIR}-1")
INTERACTION = f"copilot-arena:{PAIR}"


def pair_request(**fields: Any) -> Json:
    return {
        "pairId": "0b2f7c1e-0000-4000-8000-000000000001",
        "userId": "m-1",
        "prefix": "def add(a, b):\n",
        "suffix": "",
        "midSpan": False,
        "temperature": 0.0,
        "maxTokens": 1024,
        "topP": 1.0,
        "maxLines": 20,
        "privacy": "Research",
        "modelTags": [],
    } | fields


def edit_request(**fields: Any) -> Json:
    return {
        "pairId": "0b2f7c1e-0000-4000-8000-000000000002",
        "userId": "m-1",
        "prefix": "import sys\n",
        "suffix": "\nmain()\n",
        "maxLines": 50,
        "privacy": "Research",
        "language": "python",
        "codeToEdit": "def main():\n    pass",
        "userInput": "print hello",
    } | fields


def item(index: int, **fields: Any) -> Json:
    """An item as another server's, so with nothing but what every server must send; the rest is the client's."""
    return {
        "completionId": ("a1", "a2")[index],
        "userId": "m-1",
        "timestamp": TIMESTAMP,
        "prompt": "def add(a, b):\n",
        "completion": ("    return a + b", "    return b")[index],
        "model": ("gpt-4o", "codestral")[index],
        "pairIndex": index,
        "version": "0.2.0",
        "privacy": "Research",
        "fileType": "python",
        "username": "",
    } | fields


def our_item(index: int, **fields: Any) -> Json:
    """An item of our own making, spread back by the client."""
    ours = {
        "completionId": IDS[index],
        "pairCompletionId": IDS[1 - index],
        "prefix": "def add(a, b):\n",
        "suffix": "\n",
        "checkpoint": f"step-{index}",
        "latency": 0.25,
        "propensity": 0.5,
        "requestPrivacy": "Research",
        "versionBackend": "flywheel",
        "raw_completion": "    return a + b\n\n\nx",
    }
    return item(index) | ours | fields


def edit_item(index: int, **fields: Any) -> Json:
    return {
        "responseId": IDS[index],
        "pairResponseId": IDS[1 - index],
        "userId": "m-1",
        "timestamp": TIMESTAMP,
        "prompt": "print hello",
        "prefix": "import sys\n",
        "suffix": "\nmain()\n",
        "code_to_edit": "def main():\n    pass",
        "user_input": "print hello",
        "response": ("def main():\n    print('hello')", "print('hello')")[index],
        "model": ("gpt-4o", "codestral")[index],
        "pairIndex": index,
        "version": "0.2.0",
        "privacy": "Research",
        "fileType": "python",
    } | fields


def shown(index: int, **fields: Any) -> Json:
    return our_item(index) | fields


def outcome(items: list[Json] | None = None, **fields: Any) -> Json:
    return {
        "pairId": "0b2f7c1e-0000-4000-8000-000000000001",
        "userId": "m-1",
        "completionItems": items or [item(0), item(1)],
        "acceptedIndex": 0,
        "version": "0.2.0",
        "privacy": "Research",
        "fileType": "python",
        "repoUrl": "https://github.com/o/r",
    } | fields


def edit_outcome(accepted_index: int, **fields: Any) -> Json:
    return {
        "pairId": "0b2f7c1e-0000-4000-8000-000000000002",
        "userId": "m-1",
        "responseItems": [edit_item(0), edit_item(1)],
        "acceptedIndex": accepted_index,
        "version": "0.2.0",
        "privacy": "Research",
        "fileType": "python",
    } | fields
