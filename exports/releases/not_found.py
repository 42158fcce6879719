"""The answer below an API's prefix where no address matches: for programs, not the page for people."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from flywheel.api_errors import answer


@csrf_exempt
def not_found(request: HttpRequest) -> HttpResponse:
    return answer(404, "not_found", "There is nothing at this address.")
