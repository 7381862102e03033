"""A table of the records as a Parquet file, with what every column means inside it."""

from __future__ import annotations

import io
import json
from typing import Any

from vlasurvey.exports.relations import INTEGER, NUMBER, Relation, dictionary


def table(relation: Relation, about: dict[str, str]) -> bytes | None:
    """Return a table as Parquet; None where the libraries of the extra `dumps` are not installed.

    The file's metadata has one entry, `vlasurvey`, with `about` and the dictionary as JSON. The bytes depend on the
    table and on the version of the library.
    """
    try:
        import arro3.core as arrow
        import arro3.io as arrow_io
    except ImportError:
        return None
    types = {INTEGER: arrow.DataType.int64(), NUMBER: arrow.DataType.float64()}
    fields, arrays = [], []
    for index, column in enumerate(relation.columns):
        kind = types.get(column.kind, arrow.DataType.string())
        values: list[Any] = [row[index] for row in relation.rows]
        fields.append(arrow.Field(column.name, kind, nullable=not column.required))
        arrays.append(arrow.Array(values, kind))
    data = arrow.Table.from_arrays(arrays, schema=arrow.Schema(fields))
    # One entry only: the library writes several in another order each time. For the same reason Arrow's own metadata
    # stay out, which say nothing that the Parquet schema does not.
    said = json.dumps({**about, **dictionary([relation])[0]}, ensure_ascii=False, sort_keys=True)
    file = io.BytesIO()
    arrow_io.write_parquet(
        data, file, compression="zstd(3)", key_value_metadata={"vlasurvey": said}, skip_arrow_metadata=True
    )
    return file.getvalue()


def keys(content: bytes) -> list[str]:
    """Return the keys of the papers in a file, from its column `key`. Raises ValueError if it is no such file."""
    try:
        import arro3.io as arrow_io
    except ImportError as error:
        raise ValueError(str(error)) from error
    if content[:4] != b"PAR1" or content[-4:] != b"PAR1":  # the library panics at a file that was cut
        raise ValueError("it is cut, or no Parquet file")
    return [str(key) for key in arrow_io.read_parquet(io.BytesIO(content)).read_all().column("key").to_pylist()]
