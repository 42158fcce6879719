"""Answers in the chat, and thumbs on them. Pure.

A thumb names no message: it is joined by session, prompt and completion, and sent once for each prompt that went
into the message, so that several of one moment are several answers rated, not one counted twice.
"""

from telemetry.clients.continue_dev.records import CLIENT, Record
from telemetry.clients.continue_dev.stories import CANDIDATE, Story
from telemetry.clients.mapping import Document, derived_name


def chat_interaction(record: Record) -> list[Document]:
    return _begun(record).events


def chat_feedback(record: Record) -> list[Document]:
    story = _begun(record)
    feedback = record.flag("feedback")
    if feedback is not None:
        moment = record.data.get("timestamp")  # tells a changed mind from a repeat
        value = {"value": 1 if feedback else -1}
        story.tell("candidate.rated", record.at_us, value, feedback, moment, actor="human", candidate_id=CANDIDATE)
    return story.events


def _begun(record: Record) -> Story:
    session = record.text("sessionId")
    prompt, completion = record.text_or_none("prompt"), record.text_or_none("completion")
    if prompt is None or completion is None:
        story = Story(record, record.name, record.data)
    else:
        story = Story(record, "chat", session, prompt, completion)
    story.session_id = derived_name(CLIENT, session) if session else ""
    story.start(record.at_us, "chat", {"instruction": prompt})
    story.generate(record.at_us, completion)
    return story
