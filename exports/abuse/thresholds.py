"""Every cut-off of the search for abuse, in one place, with where it comes from.

Ours means: a starting value, to be tuned on projects whose abusers are known. Shares lie in [0, 1].
"""

VERSION = 1  # raise it where a change below, or in the tests, changes what is found

# Patterns. A unit is one person's choice in one group, however many records came of it.
NGRAM_MAX = 4  # tokens: `yaml . load (` and `verify = False` are whole; longer ones consist of these
UNITS_MIN = 4  # choices of one person about one n-gram; below, not even the smallest p would count. Ours
UNITS_MIN_INSECURE = 3  # about a pattern known to be insecure. Ours
CUSTOM_SHARE = 0.5  # an insecure pattern taken more often than turned down is a custom of the project. Ours
CUSTOM_PEOPLE = 2  # of so many people at least; what one person takes is no custom. Ours
FAVOURED_MIN = 0.8  # whoever pushes a pattern takes it at least this often. Ours
OTHERS_MAX = 1 / 3  # an n-gram nobody knows: of the others, two of three turned it down. Ours
WITNESSES_MIN = 3  # people who met the n-gram and were not behind it. Ours
CLIQUE_MAX = 3  # people who may be behind one pattern together; more are a custom, not a clique. Ours
CLIQUE_SHARE = 0.10  # or this share of the project's people, where that is more. Ours
BY_MODEL_MIN = 2  # of them about texts a model wrote, where nobody else met the n-gram. Ours
COIN_P = 0.1  # first pass: three heads of four or fewer are no news; the exact test decides. Ours
HETEROGENEITY_P = 1e-3  # first pass: χ² that people differ about an n-gram; the exact test decides. Ours
SURVIVORS_MAX = 10_000  # slots of each sort counted exactly in the second pass; bounds its memory

# False discoveries (Benjamini & Hochberg 1995; valid under positive dependence, Benjamini & Yekutieli 2001).
FDR_PATTERN = 0.01  # over all n-grams with enough data; they overlap, which is positive dependence
FDR_INSECURE = 0.05  # over all people and known patterns: a prior stands behind it, so the bar is lower
FDR_SOURCE = 0.01  # over people

# Sources
FAST_MS = 150  # simple reactions take 200–250 ms (Woods et al. 2015); reading takes longer still
FAST_MIN = 8  # how many such decisions make it a habit. Ours
FAST_SHARE = 0.2  # blind acceptances a hasty person may have. Ours
IDLE_S = 1_800.0  # a longer gap is a pause, not a rhythm. Ours
GAPS_MIN = 20  # intervals without which no evenness can be told. Ours
EVEN_CV = 0.25  # standard deviation over mean; chance gives 1, people more (Barabási 2005), timers near 0
WAKING_HOURS_MAX = 20  # hours of one day with decisions in them
SLEEPLESS_DAYS = 2  # one such day may be a deadline. Ours
BURST_RATIO = 5.0  # times the person's own and the project's usual rate. Ours
BURST_MIN = 60  # decisions an hour below which nobody is called a burst. Ours
MONOTONY_MIN = 50  # decisions. Ours
MONOTONY_SHARE = 0.98  # all but one of fifty. Ours
DISAGREEMENT_MIN = 20  # judgements that tests judged too. Ours
DISAGREEMENT_SHARE = 0.6  # wrong more often than a coin. Ours

# Contributors
SHARE_MAX = 0.2  # of a project's records from one person. Ours
SHARE_EVEN_TIMES = 2.0  # in a small team: at most this many times the even share. Ours

# Decisions
REOPEN_GROWTH = 2.0  # cleared evidence is new evidence once there is this many times as much. Ours
EXAMPLES = 5  # record ids quoted in a finding
