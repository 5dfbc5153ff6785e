"""Where in a file a finding of Pydantic stands, and which model stands there."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from partnerkit.model.sources import SourceTree, TreePath


def tree_path(location: tuple[int | str, ...], tree: SourceTree, annotation: Any) -> TreePath:
    """Pydantic's location without the names of union members, which do not stand in the file."""
    path: list[str | int] = []
    here: object = tree.data
    union: object = None
    for index, step in enumerate(location):
        if isinstance(here, dict) and isinstance(step, str):
            if here is not union and len(list(models(annotation_at(annotation, tuple(path), tree)))) > 1:
                union = here
            elif step in here:
                path.append(step)
                here = here[step]
            elif index == len(location) - 1:
                path.append(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            path.append(step)
            here = here[step]
    return tuple(path)


def model_at(annotation: Any, path: TreePath, tree: SourceTree) -> type[BaseModel] | None:
    """The model that stands at a place of the file."""
    here: object = tree.data
    for step in path:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            here = None
    return _model(annotation_at(annotation, path, tree), here)


def annotation_at(annotation: Any, path: TreePath, tree: SourceTree) -> Any:
    """The type of a place of the file, before one of several models is picked."""
    here: object = tree.data
    for step in path:
        model = _model(annotation, here)
        if isinstance(step, str) and model is not None:
            by_alias = {field.alias or name: field for name, field in model.model_fields.items()}
            annotation = by_alias[step].annotation if step in by_alias else None
            here = here.get(step) if isinstance(here, dict) else None
        elif isinstance(step, int):
            here = here[step] if isinstance(here, list) else None
    return annotation


def _model(annotation: Any, data: object) -> type[BaseModel] | None:
    """The model inside an annotation; of several, the one whose ``type`` the data names."""
    choices = list(models(annotation))
    wanted = data.get("type") if isinstance(data, dict) else None
    for model in choices:
        field = model.model_fields.get("type")
        if field is not None and wanted in get_args(field.annotation):
            return model
    return choices[0] if choices else None


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that an annotation allows."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, types.UnionType, tuple):
        for inner in get_args(annotation):
            yield from models(inner)


def fields(model: type[BaseModel] | None) -> list[str]:
    """The keys that a model knows, as an author writes them."""
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def description(annotation: Any, path: TreePath, tree: SourceTree) -> str:
    """What a model says about one of its keys; empty where it says nothing."""
    model = model_at(annotation, path[:-1], tree)
    field = model.model_fields.get(str(path[-1])) if model is not None else None
    return field.description or "" if field is not None else ""
