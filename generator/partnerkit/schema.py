"""JSON Schemas of every kind, made from the models, for completion and checks in editors."""

from __future__ import annotations

import json
from typing import Any

from partnerkit.model.kinds import KINDS

_BASE = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, bytes]:
    """The schema of each kind, by its name, as the bytes of a file."""
    found = {}
    for name, adapter in KINDS.items():
        schema = _loosened(adapter.json_schema(mode="validation"))
        document = {"$schema": _BASE, "title": f"Partnerkit: {name}", **schema}
        found[name] = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
    return found


def _loosened(schema: Any) -> Any:
    """Scalars are read as text whatever YAML thinks of them, so an editor must not complain about ``code: 6020``."""
    if isinstance(schema, list):
        return [_loosened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    loose = {key: _loosened(value) for key, value in schema.items()}
    if loose.get("type") == "string" and not {"enum", "const"} & loose.keys():
        loose["type"] = ["string", "number"]
    return loose
