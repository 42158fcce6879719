"""What each cut-off is called on the page, by theme. Pure."""

THEMES: dict[str, dict[str, str]] = {
    "Time to read, in ms": {
        "dwell_min_ms": "A side-by-side pick counts from",
        "visible_min_ms": "A refusal counts from",
        "glimpse_max_ms": "A rejected text was not read below",
    },
    "Edits, as a share of the text": {
        "edit_min": "Counts as edited from",
        "edit_max": "Counts as rewritten above",
    },
    "Retention": {
        "retention_horizon": "Watched for, in s",
        "retained_min": "Kept unchanged: at least this share left",
        "kept_min": "Kept: at least this share left",
        "gone_within": "Gone: within, in s",
        "gone_max": "Gone: at most this share left",
        "unlike_max": "Passed over: at most this share found",
        "settled_min": "What was written instead has to stand, in s",
    },
    "Regenerations and copies": {
        "regenerations_min": "Answers asked anew before none was good",
        "copied_share_min": "A copy counts from this share",
        "comparable_ratio": "Lengths comparable up to this ratio",
    },
    "Confidence": {
        "floor_pair": "A pair is made from",
        "floor_unpaired": "An unpaired label is made from",
        "standard_tier": "Standard tier from",
        "high_tier": "High tier from",
    },
    "Caps": {
        "pairs_per_chosen": "Pairs of one chosen text",
        "pairs_per_group": "Pairs of one prompt",
        "candidates_per_group": "Answers to one prompt looked at",
    },
}
