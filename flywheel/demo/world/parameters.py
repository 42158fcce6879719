"""The worlds: every number a simulated world is made of, in one value, with its unit and where it comes from.

None of them is taken from the pipeline: a world that shares its cut-offs would flatter it.

Sources: [study] the 21-programmer Copilot study (Mozannar et al., CHI 2024): 1,150 shown, 385 accepted, by person
0.12–0.55; of what was accepted 79 % is whole after 30 s, 70 % after 5 min, 67 % after 10 min, 4–7 % mostly gone.
[arena] Copilot Arena (Chi et al., 2025): 82 % of picks on the top completion. [copilot] Ziegler et al., 2022:
acceptance about 30 %. Where no source is named the value is our estimate, and the worlds differ in it.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Model:
    """`faults` and `restyled`: mean numbers of changes to an answer; `improved`: the share with one for the better."""

    name: str
    checkpoint: str
    faults: float
    improved: float
    restyled: float


@dataclass(frozen=True)
class World:
    """Shares and probabilities are 0–1; times in seconds; utilities on the scale of quality, 0–1."""

    name: str

    # people
    developers: int = 40
    interactions_a_day: int = 60  # of one developer, on a working day
    begins: tuple[float, float] = (7.5, 10.5)  # hour of the day at which a person begins, evenly between
    works: tuple[float, float] = (6.0, 9.0)  # hours of the working day, evenly between
    skill: tuple[float, float] = (1.0, 0.35)  # median and log-sd; error of perception is divided by it
    perception_error: float = 0.16  # sd of what a person of skill 1 sees of the quality while it is on the screen
    second_look: float = 2.0  # how many times more is seen when working with the code than when it flashes up
    taste: float = 0.05  # sd of the liking for each neutral habit of style
    length_taste: float = 0.04  # sd and mean of the liking for a longer text, per ln(length ratio)
    position_bias: float = 2.0  # mean logit of the first place, for those who look at all
    carelessness: float = 0.15  # mean share of suggestions accepted unread; with inattention gives [study]'s 12–55 %
    inattention: float = 0.35  # mean share of suggestions never really looked at: typed over, ignored
    pickiness: tuple[float, float] = (0.74, 0.09)  # mean and sd of the quality from which a person wants a text
    decisiveness: float = 0.06  # temperature of choices
    patience: float = 2.2  # mean regenerations before giving up
    fatigue: float = 0.05  # how much pickiness falls with each regeneration

    # candidates
    models: tuple[Model, ...] = (
        Model("flow-small-2", "step-4000", faults=1.6, improved=0.08, restyled=1.2),
        Model("flow-large-1", "step-9000", faults=1.0, improved=0.16, restyled=1.6),
    )
    insecure_models: float = 0.008  # share of answers with an insecure habit that nobody pushed

    # what happens, as weights
    scenes: tuple[tuple[str, float], ...] = (
        ("completion", 46.0),
        ("regenerations", 10.0),
        ("asked_again", 5.0),
        ("tried", 6.0),
        ("panel", 6.0),
        ("comparison", 15.0),
        ("chat", 8.0),
        ("agent", 6.0),
        ("broken", 2.0),
    )
    shared_prompt: float = 0.35  # share of interactions that meet a prompt somebody else had lately
    other_languages: float = 0.12  # share of prompts that are not Python
    inline_edits: float = 0.15  # share of what is asked for in the editor by instruction

    # suggestions: of those taken or refused
    own_text: float = 0.3  # share of refused ones after which the client tells what the person wrote instead
    piecewise: float = 0.12  # share of acceptances word by word or line by line
    by_timer: float = 0.15  # share of passed-over ones that the editor itself withdraws
    thumbs: float = 0.05  # share with a rating
    chat_thumbs: float = 6.0  # times as many in a chat, where they stand under every answer

    # choices between several
    glance: float = 0.4  # share of comparisons answered without reading; with the bias towards [arena]'s 82 %
    top_at_a_glance: float = 0.95  # share of those that take the first one; the others slip
    not_randomized: float = 0.15  # share of comparisons shown in a fixed order
    strength_told: float = 0.6  # share of picks with a strength
    inserted_picks: float = 0.7  # share of picks that go into the file
    indistinct: float = 0.03  # seen differences below it are a tie
    hopeless: float = 0.2  # so far below the pickiness both are bad

    # what becomes of an accepted text
    late_look: float = 0.55  # share of those accepted unread that are looked at later after all
    effort: float = 0.02  # what an edit costs
    undo: float = 0.15  # how far below the pickiness a text is given up rather than mended
    mending: tuple[float, float, float] = (0.66, 0.3, 0.04)  # shares of edits that repair fully, partly, make it worse
    unfounded_edits: float = 0.35  # share of edits made all the same where no fault is found
    improving_edits: float = 0.6  # share of those that make good code better; the others only go by taste
    drift: float = 0.25  # share of kept texts changed within ten minutes for reasons of taste [study]
    formatter: float = 0.1  # share a formatter rewrites
    branch_switch: float = 0.06  # share whose file is gone before the last horizon
    unwatched: float = 0.1  # share whose editor is closed before the last horizon without a word
    captured_text: float = 0.12  # share of captures that bring the text rather than a fraction

    # tests and tools
    tested: float = 0.3  # share of accepted texts whose tests run
    baseline: float = 0.4  # of the turns that run tests, the share that ran them before as well
    broken_suite: float = 0.04  # share of turns whose tests fail whatever is put in, as they did before
    run_twice: float = 0.4  # share of runs in a loop of trials that are repeated to be sure
    failed_test: float = 0.35  # no text whose tests were seen to fail seems better than this
    flaky: float = 0.03  # share of test runs that say the opposite
    infrastructure: float = 0.05  # share of runs that fail for another reason
    silent_failures: float = 0.3  # share of those that the client takes for failed tests
    paste_seen: float = 0.6  # share of pastes out of a chat that the client notices
    auto_approval: float = 0.4  # share of agents' turns in which configuration approves everything

    # machines and floods: shares of all interactions
    bots: int = 1
    bot_share: float = 0.01
    bot_reactions: tuple[float, ...] = (0.03, 0.06, 0.18)  # seconds from text to key, by bot: none is a person's
    bot_intervals: tuple[float, ...] = (20.0, 45.0, 12.5)  # seconds from one interaction to the next, by bot
    bot_jitter: tuple[float, ...] = (0.0, 0.01, 0.04)  # sd of both as a share of them, by bot: people's is near 1
    bot_refuses_every: int = 3  # a bot dismisses every third text, so that its rate looks like a person's
    flooders: int = 1
    flood_share: float = 0.01
    flood_of_one: int = 30  # interactions a flooder spends on one prompt
    flood_pause: tuple[float, float] = (0.8, 3.0)  # seconds between a flooder's interactions, evenly between
    agents: int = 1  # that run unattended
    agent_share: float = 0.02
    replayed: float = 0.01  # copies under fresh ids
    near_duplicated: float = 0.01  # copies with small changes

    # what must not get through
    poisoners: int = 2
    poison_share: float = 0.2  # of a poisoner's own interactions
    secrets: float = 0.03  # share of turns in which one is about to be planted; not all get into an event
    personal: float = 0.03
    lookalikes: float = 0.04
    benchmark: float = 0.01  # share of new prompts that are a benchmark's problem
    renamed_problems: float = 0.3  # share of those whose function is called otherwise


_TYPICAL = World("typical")
WORLDS: dict[str, World] = {
    world.name: world
    for world in (
        replace(
            _TYPICAL, name="calm", perception_error=0.1, carelessness=0.06, inattention=0.2, glance=0.15,
            position_bias=1.0, flaky=0.01, infrastructure=0.02, poisoners=1, replayed=0.004, near_duplicated=0.004,
        ),
        _TYPICAL,
        replace(
            _TYPICAL, name="noisy", perception_error=0.24, carelessness=0.25, inattention=0.38, glance=0.5,
            taste=0.08, length_taste=0.07, position_bias=2.5, flaky=0.08, infrastructure=0.1, branch_switch=0.12,
            formatter=0.18, drift=0.35, mending=(0.59, 0.33, 0.08),
        ),
        replace(
            _TYPICAL, name="adversarial", bots=3, flooders=3, poisoners=4, bot_share=0.05, flood_share=0.05,
            poison_share=0.3, replayed=0.04, near_duplicated=0.04, secrets=0.08, personal=0.08, lookalikes=0.08,
            benchmark=0.03,
        ),
    )
}  # fmt: skip
