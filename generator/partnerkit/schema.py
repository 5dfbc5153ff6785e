"""JSON Schemas, made from the models: of every kind, for completion and checks in editors; of what programs read."""

from __future__ import annotations

import json
from typing import Any

from partnerkit.model.artifacts import Artifact
from partnerkit.model.catalogue import RECORDS
from partnerkit.model.kinds import KINDS
from partnerkit.model.text import SOURCE_LANGUAGE

_BASE = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, bytes]:
    """The schema of each kind and record, by its name, as the bytes of a file."""
    kinds = {name: _written(name, _loosened(adapter.json_schema())) for name, adapter in KINDS.items()}
    return kinds | record_schemas()


def record_schemas() -> dict[str, bytes]:
    """The schemas of ``downloads.json``, ``kit.json`` and a row of the results of a survey."""
    return {name: _written(name, adapter.json_schema(mode="serialization")) for name, adapter in RECORDS.items()}


def schema_artifacts(library_id: str) -> list[Artifact]:
    """The same as files of a site, so that a program can check what it reads."""
    return [
        Artifact(f"schemas/{name}.json", "library", library_id, SOURCE_LANGUAGE, "json", "schema", _title(name), text)
        for name, text in record_schemas().items()
    ]


def _written(name: str, schema: Any) -> bytes:
    document = {"$schema": _BASE, **schema, "title": _title(name)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _title(name: str) -> str:
    return f"Partnerkit: {name}"


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
