"""Every cut-off of the preference rules, in one place.

They are starting values, to be tuned on gold items. Changing one changes what rules say: raise the version
of the rules that read it. Times are seconds unless the name says `_MS`; shares and distances lie in [0, 1].
"""

# Reading time: below it nobody can have judged what was on the screen.
DWELL_MIN_MS = 1_000  # a side-by-side pick
VISIBLE_MIN_MS = 750  # a dismissal

# Editing: the normalised Levenshtein distance between the suggestion and what the person made of it.
EDIT_MIN = 0.05  # below, the suggestion counts as unchanged
EDIT_MAX = 0.70  # above, it was replaced rather than edited
EDIT_MARGINS = ((0.15, 0.0), (0.30, 1 / 3), (0.50, 2 / 3))  # (distance below, margin); beyond the last: 1

# Retention: the share of the accepted text still present.
RETENTION_HORIZON = 300.0  # Copilot and VS Code both look at five minutes
RETAINED_MIN = 0.90  # unchanged and kept
KEPT_MIN = 0.80  # kept through an edit, or kept out of several generations
GONE_WITHIN = 30.0
GONE_MAX = 0.20  # at most this share left: gone
UNLIKE_MAX = 0.20  # containment of a passed-over text in what stands there now
SETTLED_MIN = 10.0  # what a developer wrote instead has to stand this long
COMPARABLE_RATIO = 2.0  # the longer of two texts may be at most this many times the shorter
REPLACEMENT_WEIGHT = 0.5

# Generations
REGENERATIONS_MIN = 2  # how many rejected generations make "none was good"
PAIRS_PER_CHOSEN = 8  # one kept text must not flood a release with its siblings
PAIRS_PER_GROUP = 64

# Copying
COPIED_SHARE_MIN = 0.5  # a smaller excerpt says little about the whole text

# Ratings given as a score in [0, 1]
SCORE_GOOD = 0.75
SCORE_BAD = 0.25

# Position: share of picks by place, from Copilot Arena's randomised pairs (82 % on the top completion).
TOP_PICK_SHARE = 0.82
POSITION_WEIGHT_RANGE = (0.5, 2.0)

# Above this length no edit distance is computed (quadratic time); the texts then make no edit pair.
DISTANCE_MAX_CHARS = 50_000
