"""Every text of an interaction is searched and rewritten: what is read is what is replaced."""

from telemetry.cleaning.stages.redact import scrub
from telemetry.cleaning.texts import rewrite, texts
from telemetry.contracts import Candidate, Interaction, Message, Prompt, Signal

HOME = "/home/ada/x"
WHOLE = Interaction(
    uid="0" * 32,
    interaction_id="i",
    file_path=HOME,
    repository="https://ada:" + "Zk8vQ2mX9nB4" + "@git.corp.io/x.git",
    prompt=Prompt(
        prefix=HOME, suffix=HOME, instruction=HOME, context=HOME, messages=(Message(role="user", content=HOME),)
    ),
    candidates=(
        Candidate(
            candidate_id="c",
            text=HOME,
            model=HOME,
            checkpoint=HOME,
            params={"stop": [HOME], HOME: 1},
            signals=(Signal(event_id="e", type="candidate.edited", at=1, data={"final_text": HOME}),),
        ),
    ),
    signals=(Signal(event_id="f", type="outcome", at=1, data={"log": {"deep": [HOME]}}),),
)


def test_what_is_listed_is_what_is_rewritten() -> None:
    changed = rewrite(WHOLE, lambda text: f"{text}!")
    assert [text for _, text in texts(changed)] == [f"{text}!" for _, text in texts(WHOLE)]


def test_one_placeholder_stands_in_all_of_them() -> None:
    scrubbed, reasons = scrub(WHOLE)
    found = [text for field, text in texts(scrubbed) if text.startswith("/home")]
    assert found == ["/home/<USER_1>/x"] * 13
    assert scrubbed.repository == "https://ada:<SECRET_1>@git.corp.io/x.git"
    assert reasons == {"user_name": 1, "credential_in_url": 1}
