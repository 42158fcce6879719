"""Every stable `code` of the ingest API with its meaning, for programs, documentation and metrics."""

from typing import Final, NamedTuple


class ErrorCode(NamedTuple):
    code: str
    status: int  # 202: reported for one event inside an accepted batch
    meaning: str


ERROR_CODES: Final[tuple[ErrorCode, ...]] = (
    ErrorCode("malformed_body", 400, "The body is not JSON or NDJSON, or has none of the accepted forms."),
    ErrorCode("bad_encoding", 400, "The body does not decompress with the stated Content-Encoding."),
    ErrorCode("invalid_sent_at", 400, "`sent_at` is not an RFC 3339 time with an offset."),
    ErrorCode(
        "invalid_client",
        400,
        "`client` is not an object with `name` and `version` of at most 100 characters.",
    ),
    ErrorCode("invalid_completion", 400, "A Tabby completion needs `segments` with a text `prefix`."),
    ErrorCode(
        "invalid_tabby_event",
        400,
        "A Tabby event needs a `type` of view, select or dismiss, a `completion_id` and a whole `choice_index`.",
    ),
    ErrorCode("invalid_record", 400, "A client's post lacks what its call needs, or `field` has the wrong form."),
    ErrorCode("body_too_large", 413, "The body, encoded or decoded, exceeds `limit` bytes."),
    ErrorCode("too_many_events", 413, "The batch holds more than `limit` events."),
    ErrorCode("event_too_large", 413, "The event at `index` exceeds `limit` bytes."),
    ErrorCode(
        "batch_over_key_limit",
        413,
        "The batch holds more events than the key may send in a minute (`limit`); send smaller batches.",
    ),
    ErrorCode("unsupported_content_type", 415, "Send application/json or application/x-ndjson."),
    ErrorCode("unsupported_encoding", 415, "Content-Encoding must be gzip, deflate, zstd or identity."),
    ErrorCode("missing_key", 401, "The request carries no API key."),
    ErrorCode("invalid_key", 401, "The API key is unknown, expired or revoked."),
    ErrorCode("missing_scope", 403, "The API key lacks the scope the endpoint asks for."),
    ErrorCode("not_found", 404, "There is no such object in the key's project."),
    ErrorCode("method_not_allowed", 405, "The endpoint does not answer this method."),
    ErrorCode("not_acceptable", 406, "The endpoint answers JSON only."),
    ErrorCode("rate_limited", 429, "The key's events per minute are used up; `Retry-After` says when to try again."),
    ErrorCode("no_upstream", 501, "The project has no upstream to ask for completions."),
    ErrorCode("no_pair_of_upstreams", 501, "A pair needs two upstreams; an edit, two that are OpenAI-compatible."),
    ErrorCode("upstream_unreachable", 502, "The upstream could not be connected to, or broke the connection off."),
    ErrorCode("upstream_refused", 502, "The upstream refused its key or the request."),
    ErrorCode("upstream_error", 502, "The upstream failed, redirected, or answered what is no completion."),
    ErrorCode("upstream_forbidden", 502, "The upstream's address is not one that may be asked."),
    ErrorCode("upstream_busy", 503, "The upstream, or this server's room for completions, is used up."),
    ErrorCode("upstream_timeout", 504, "The upstream did not answer within the seconds its owner gives it."),
    ErrorCode("accounts_unsupported", 501, "A client's own accounts are not kept here; it works without."),
    ErrorCode(
        "buffer_full", 503, "The database is away and what may wait for it on disk is used up; nothing was kept."
    ),
    ErrorCode("database_unavailable", 503, "Nothing was stored; send the same batch again after `Retry-After`."),
    ErrorCode("invalid_json", 202, "The event is not valid JSON in UTF-8, or holds a number out of range."),
    ErrorCode("not_an_object", 202, "The event is not a JSON object."),
    ErrorCode("too_deep", 202, "The event is nested too deeply."),
    ErrorCode("missing_field", 202, "A required field is absent."),
    ErrorCode("invalid_field", 202, "A known field has the wrong type or a value outside its range."),
    ErrorCode("unknown_type", 202, "`type` is not one of the event types."),
    ErrorCode("event_conflict", 202, "The event id was seen before with other content; the first one stays."),
)
