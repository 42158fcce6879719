"""What each rule concludes, as a sentence for somebody who has never seen the rules."""

from exports.contracts import Draft

_PAIRS = {
    "pairwise-pick": "A developer saw both side by side, in random order, and picked the chosen one.",
    "accepted-edited": "A developer took the suggestion and then changed it; the changed text is what stayed.",
    "accepted-retained": "The chosen one was taken and stayed; the other was shown beside it and was not taken.",
    "dismissed-replaced": "A developer refused the suggestion and wrote the chosen text in its place, which stayed.",
    "kept-generation": "A developer had several answers made to one prompt and kept the chosen one.",
    "tested-siblings": "The chosen answer passes the tests that the rejected one fails.",
    "tool-decision": "A developer denied the rejected tool call and approved the one the agent proposed instead.",
}
_WANTED = {
    "accepted-edited": "It is what a developer made of a suggestion, and it stayed.",
    "accepted-retained": "A developer took it, left it as it was, and it stayed.",
    "copied": "A developer copied it out of the conversation.",
    "rated": "A developer gave it a thumbs up.",
    "tool-decision": "A developer approved this tool call.",
}
_UNWANTED = {
    "both-bad": "A developer saw it beside others and found all of them bad.",
    "accepted-discarded": "A developer took it, and soon removed or rewrote it.",
    "explicit-dismissal": "A developer refused it on purpose, after time enough to read it.",
    "passed-over": "A developer passed it over, and what stands there now is unlike it.",
    "none-kept": "A developer asked again and again, and kept none of the answers.",
    "rated": "A developer gave it a thumbs down.",
    "broken": "It came out broken: nothing could use it.",
    "tool-decision": "A developer denied this tool call.",
}
_REWARDS = {
    "accepted-edited": "What was left of the suggestion after a developer's changes is what it is worth.",
    "accepted-retained": "It was taken, and is worth the share of it that stayed.",
    "accepted-discarded": "It was taken and thrown away: showing it cost attention.",
    "explicit-dismissal": "It was refused: showing it cost attention.",
    "accepted-failing": "It was taken and stayed, but its tests fail; what can be verified wins.",
    "rejected-passing": "It was refused although its tests pass: style against correctness.",
    "verified-outcome": "Tests, a build or a linter judged it.",
    "not-shown": "It was made and never shown; there is no reward, only the probability of showing it.",
}


def sentence(draft: Draft) -> str:
    """What the record says and why, in one sentence. A rule without words of its own is named."""
    if draft.kind == "reward":
        words = _REWARDS
    elif draft.kind == "pair":
        words = _PAIRS
    else:
        words = _WANTED if draft.label else _UNWANTED
    return words.get(draft.rule, f"The rule {draft.rule} made it.")
