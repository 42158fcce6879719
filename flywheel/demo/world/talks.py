"""Chats and coding agents: copies, thumbs, tool calls that people decide about, and those that nobody does."""

from typing import Any

from flywheel.demo.world import outcomes
from flywheel.demo.world.aftermath import Life, mend
from flywheel.demo.world.code import Code
from flywheel.demo.world.edits import Edit, Kind
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.suggestions import reading_s
from flywheel.demo.world.turn import Offer, Turn, restyled

MOST_PROPOSALS = 3


def chat(turn: Turn) -> None:
    record = turn.begin()
    code, model = turn.candidate()
    fenced = f"Here is one way to do it:\n\n```{turn.task.function.language}\n{code.text}```\n"
    offer = Offer(record.offer(code, model, text=fenced), code)
    record.wait(reading_s(turn, code))
    seen = turn.sees(code)
    if turn.choose([seen, turn.person.pickiness]) == 0:
        pasted: dict[str, Any] = {"pasted": True} if turn.chance(turn.world.paste_seen) else {}
        record.add("candidate.copied", offer.candidate, text=code.text, **pasted)
        if pasted:
            Life(turn, record, offer).live(read=True)
    elif turn.chance(0.3):
        record.add("candidate.regenerated", offer.candidate, feedback="No." + turn.hidden_line("feedback"))
    if turn.chance(turn.world.chat_thumbs * turn.world.thumbs):
        said = {"comment": "Thanks."} if turn.chance(0.1) else {}
        record.add("candidate.rated", offer.candidate, value=1 if seen > turn.person.pickiness else -1, **said)


def agent(turn: Turn) -> None:
    """Proposals for one edit, until one is approved; or all approved by configuration, which says nothing."""
    record = turn.begin()
    if turn.chance(turn.world.auto_approval):
        unattended(turn, record)
        return
    for _ in range(MOST_PROPOSALS):
        code, _ = turn.candidate()
        _propose(turn, record, code)
        record.on_screen.append(code.quality)
        record.wait(reading_s(turn, code))
        careless = turn.chance(turn.person.carelessness)
        approved = careless or turn.choose([turn.sees(code), turn.person.pickiness]) == 0
        _decide(record, "approved" if approved else "denied", by_person=True)
        if approved:
            _finish(turn, record, code)
            return


def unattended(turn: Turn, record: Scribe) -> None:
    """Nobody looks: the policy approves, the agent edits its own text, the tests run."""
    code, model = turn.candidate()
    _propose(turn, record, code)
    _decide(record, "approved", by_person=False)
    _finish(turn, record, code)
    candidate = record.generate_unseen(code, model, finish_reason="stop")
    record.add("candidate.accepted", candidate, actor="policy", kind="full")
    record.wait(turn.rng.uniform(5, 40))
    again = mend(turn, restyled(code, 1, turn.rng))
    if again.text != code.text:
        record.add_text(again, "candidate.edited", candidate, actor="agent", final_text=again.text, after_s=20)
    outcomes.run(turn, record, candidate, again)


def _propose(turn: Turn, record: Scribe, code: Code) -> None:
    record.wait(turn.rng.uniform(2, 12))
    arguments = {"path": turn.task.file_path, "content": code.text}
    command = turn.hidden_line("tool").strip()
    if command:
        arguments["note"] = command
    record.add("tool.proposed", actor="agent", tool="edit_file", arguments=arguments)
    record.tell(code, record.events[-1], None)


def _decide(record: Scribe, decision: str, *, by_person: bool) -> None:
    actor, source = ("human", "user") if by_person else ("policy", "config")
    record.add("tool.decided", actor=actor, tool="edit_file", decision=decision, source=source)


def _finish(turn: Turn, record: Scribe, code: Code) -> None:
    record.wait(turn.rng.uniform(0.2, 2))
    output = f"{turn.task.file_path}: {code.text.count(chr(10))} lines written" + turn.hidden_line("output")
    record.add("tool.finished", actor="system", tool="edit_file", success=True, output=output)


def broken(turn: Turn) -> None:
    """The answer breaks off, or is withheld by a filter: nobody ever sees it."""
    record = turn.begin()
    code, model = turn.candidate()
    if turn.chance(0.5):
        record.generate_unseen(code, model, finish_reason="content_filter")
        return
    record.generate_unseen(cut_off(code), model, finish_reason="error")


def cut_off(code: Code) -> Code:
    """The first half, as a fault of its own."""
    middle = len(code.function.body) // 2
    kept = code.without([edit for edit in code.edits if any(end >= middle for _, end, _ in edit.spans)])
    return kept.plus(Edit("truncated", Kind.DAMAGE, ((middle, len(code.function.body), ""),), 0.7, True))
