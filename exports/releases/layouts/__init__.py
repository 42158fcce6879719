"""The trainer layouts a release is offered in, next to its canonical tables."""

from exports.releases.layouts.layout import Layout
from exports.releases.layouts.trl_preference import TRL_PREFERENCE
from exports.releases.layouts.trl_preference_chat import TRL_PREFERENCE_CHAT
from exports.releases.layouts.trl_unpaired import TRL_UNPAIRED

LAYOUTS: tuple[Layout, ...] = (TRL_PREFERENCE, TRL_PREFERENCE_CHAT, TRL_UNPAIRED)

__all__ = ["LAYOUTS", "Layout"]
