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
    skill: tuple[float, float] = (1.0, 0.35)  # median and log-sd; error of perception is divided by it
    perception_error: float = 0.16  # sd of what a person of skill 1 sees of the quality while it is on the screen
    second_look: float = 2.0  # how many times more is seen when working with the code than when it flashes up
    taste: float = 0.05  # sd of the liking for each neutral habit of style
    length_taste: float = 0.04  # sd and mean of the liking for a longer text, per ln(length ratio)
    position_bias: float = 2.0  # mean logit of the first place, for those who look at all
    glance: float = 0.4  # share of comparisons answered without reading; with the bias gives [arena]'s 82 %
    carelessness: float = 0.15  # mean share of suggestions accepted unread
    inattention: float = 0.35  # mean share of suggestions never really looked at: typed over, ignored
    pickiness: tuple[float, float] = (0.74, 0.09)  # mean and sd of the quality from which a person wants a text
    decisiveness: float = 0.06  # temperature of choices
    patience: float = 2.2  # mean regenerations before giving up
    fatigue: float = 0.05  # how much pickiness falls with each regeneration
    mending: tuple[float, float, float] = (0.64, 0.3, 0.06)  # shares of edits that repair fully, partly, make it worse

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
    other_languages: float = 0.12
    not_randomized: float = 0.15  # share of comparisons shown in a fixed order
    tested: float = 0.3  # share of accepted texts whose tests run
    flaky: float = 0.03  # share of test runs that say the opposite
    infrastructure: float = 0.05  # share of runs that fail for another reason
    branch_switch: float = 0.06  # share of accepted texts whose file is gone before the last horizon
    formatter: float = 0.1  # share of accepted texts a formatter rewrites
    drift: float = 0.25  # share of kept texts changed within ten minutes for reasons of taste [study]
    thumbs: float = 0.05

    # trouble, as shares of all interactions unless said otherwise
    bots: int = 1
    flooders: int = 1
    poisoners: int = 2
    agents: int = 1  # that run unattended
    bot_share: float = 0.01
    flood_share: float = 0.01
    agent_share: float = 0.02
    poison_share: float = 0.2  # of a poisoner's own interactions
    replayed: float = 0.01
    near_duplicated: float = 0.01
    secrets: float = 0.03
    personal: float = 0.03
    lookalikes: float = 0.04
    benchmark: float = 0.01


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
            formatter=0.18, drift=0.35, mending=(0.55, 0.33, 0.12),
        ),
        replace(
            _TYPICAL, name="adversarial", bots=3, flooders=3, poisoners=4, bot_share=0.05, flood_share=0.05,
            poison_share=0.3, replayed=0.04, near_duplicated=0.04, secrets=0.08, personal=0.08, lookalikes=0.08,
            benchmark=0.03,
        ),
    )
}  # fmt: skip
