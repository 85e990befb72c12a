"""Completing the description that is drawn from the types: what every operation may answer, and what every write needs."""

from __future__ import annotations

from typing import Any

from kechuang_web.api.idempotency import HEADER, LONGEST
from kechuang_web.api.schemas import Error

_ALWAYS = {
    400: "The address or the body is broken / 请求不完整",
    401: "A valid token is needed / 需要有效令牌",
    403: "The token or its owner may not / 没有权限",
    422: "The request does not fit / 请求不符合说明",
    429: "Too many calls / 调用过多",
}
_READS = {304: "Unchanged since the ETag / 未变化"}
_THINGS = {404: "Not there, or not yours to see / 没有或不可见"}
_WRITES = {
    404: "Not there, or not yours to see / 没有或不可见",
    409: "The key was used for another write, or somebody else wrote meanwhile / 冲突",
    413: "Too large / 太大",
    415: "Not JSON / 不是 JSON",
}
_KEY = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "One for each write, the same when it is sent again / 每次写入一个，重发时不变",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
}


def describe(schema: Any, api: Any) -> Any:
    """Add to every operation its refusals, its scope, the key of writes; and the shape of refusals to the components."""
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    for name, shape in Error.model_json_schema(ref_template="#/components/schemas/{model}").pop("$defs").items():
        components[name] = shape
    components["Error"] = {
        key: value
        for key, value in Error.model_json_schema(ref_template="#/components/schemas/{model}").items()
        if key != "$defs"
    }
    scopes = _scopes(api)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            scope = scopes.get(operation["operationId"])
            if scope:
                operation["x-scope"] = scope
            answers = _ALWAYS | (_READS if method == "get" else _WRITES)
            if "{" in path or method == "get":
                answers |= _THINGS
            for status, words in answers.items():
                operation["responses"].setdefault(status, _answer(status, words))
            if method != "get":
                operation.setdefault("parameters", []).append(_KEY)
    return schema


def _answer(status: int, words: str) -> dict[str, Any]:
    if status == 304:
        return {"description": words}
    return {
        "description": words,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


def _scopes(api: Any) -> dict[str, str]:
    found = {}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                name = operation.operation_id or api.get_openapi_operation_id(operation)
                found[name] = next((auth.scope for auth in operation.auth_callbacks if hasattr(auth, "scope")), "")
    return found
