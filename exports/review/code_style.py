"""The style sheet of highlighted code, made from two accessible palettes (WCAG AA on our backgrounds)."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

LIGHT, DARK = "a11y-high-contrast-light", "a11y-high-contrast-dark"


@require_GET
@cache_control(public=True, max_age=86400)
def code_style(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_sheet(), content_type="text/css; charset=utf-8")


@cache
def _sheet() -> str:
    light, dark = get_style_by_name(LIGHT), get_style_by_name(DARK)
    rules = []
    for token, css in STANDARD_TYPES.items():
        day, night = light.style_for_token(token)["color"], dark.style_for_token(token)["color"]
        if css and css != "w" and css != "err" and day and night:
            rules.append(f".hl .{css}{{color:light-dark(#{day},#{night})}}")
    return "\n".join(rules)
