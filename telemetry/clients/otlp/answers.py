"""OTLP's answers in the encoding of the request: success, partial success, and google.rpc.Status for errors. Pure."""

from typing import Final

import msgspec
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse

from telemetry.clients.otlp.requests import PROTOBUF

_DOMAIN: Final = "flywheel"
_ERROR_INFO: Final = "type.googleapis.com/google.rpc.ErrorInfo"
# google.rpc.Code by HTTP status; any other status is permanent, and the fault of the request: INVALID_ARGUMENT.
_INVALID_ARGUMENT: Final = 3
_CODES: Final = {401: 16, 403: 7, 404: 5, 405: 12, 429: 8, 500: 13, 503: 14}


def success(content_type: str, rejected: int = 0, message: str = "") -> bytes:
    """Of an export of logs; empty, as for any signal, where all is well. A message with nothing rejected is a warning,
    which OTLP provides for.
    """
    partial = rejected > 0 or message != ""
    if content_type == PROTOBUF:
        answer = ExportLogsServiceResponse()
        if partial:
            answer.partial_success.rejected_log_records = rejected
            answer.partial_success.error_message = message
        return answer.SerializeToString()
    if not partial:
        return b"{}"
    # 64 bit integers are strings in protobuf's JSON.
    return _json({"partialSuccess": {"rejectedLogRecords": str(rejected), "errorMessage": message}})


def failure(content_type: str, status: int, code: str, detail: str) -> bytes:
    """`code` is Flywheel's own stable one, given as the reason of an ErrorInfo."""
    number = _CODES.get(status, _INVALID_ARGUMENT)
    if content_type == PROTOBUF:
        answer: Message = Status(code=number, message=detail, details=[_packed(ErrorInfo(reason=code, domain=_DOMAIN))])
        return answer.SerializeToString()
    info = {"@type": _ERROR_INFO, "reason": code, "domain": _DOMAIN}
    return _json({"code": number, "message": detail, "details": [info]})


def _packed(message: Message) -> AnyMessage:
    packed = AnyMessage()
    packed.Pack(message)
    return packed


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
