"""Readings files changed by hand: the run refuses them, whatever was changed, and the release before stays. Tried by `make test-faults`.

Belongs here: what happens to a whole run. Does not belong here: which expectation refuses what (tests/expectations), damaged bytes
(tests/warehouse).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import Duban
from tests.end_to_end.test_crashes import fingerprint

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]


def _exchange(table: pa.Table, name: str, change: Callable[[object], object]) -> pa.Table:
    values = [change(value) for value in table.column(name).to_pylist()]
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))


def _shifted(table: pa.Table) -> pa.Table:
    for name in ("char_start", "char_end"):
        table = _exchange(table, name, lambda value: int(str(value)) + 1)
    return table


#: What was changed: the table, how.
FAULTS: dict[str, tuple[str, Callable[[pa.Table], pa.Table]]] = {
    "figure": ("observations", lambda t: _exchange(t, "value", lambda v: f"{v}1")),
    "row deleted": ("observations", lambda t: t.slice(1)),
    "offset": ("targets", _shifted),
    "unit": ("observations", lambda t: _exchange(t, "unit", lambda _: "艘")),
    "twice": ("observations", lambda t: pa.concat_tables([t, t.slice(0, 1)])),
    "promise": (
        "tasks",
        lambda t: _exchange(t, "commitment", lambda v: str(v).replace("9", "8") + "。"),
    ),
}


def _change(home: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> Path:
    """Change one table of one batch; its manifest takes over the new bytes, as somebody who knows the house would do it."""
    file = sorted((home / "readings").glob(f"*/*/{name}.parquet"))[0]
    table = change(pq.read_table(file))
    pq.write_table(table, file)
    manifest = file.with_name("manifest.json")
    told = json.loads(manifest.read_text("utf-8"))
    (entry,) = [each for each in told["files"] if each["table"] == name]
    entry |= {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "rows": len(table)}
    manifest.write_text(json.dumps(told), "utf-8")
    return file


def _something_new(duban: Duban) -> None:
    """A decision makes the next run build the whole warehouse again, from the readings as they are."""
    finding = duban("findings", "--json").data()["findings"][0]["check_id"]
    assert duban("decide", finding, "--accept", "--reason", "试", "--by", "王某").code == 0


@pytest.mark.parametrize("fault", FAULTS)
def test_a_changed_readings_file_is_refused_and_the_release_stays(published_copy: Duban, fault: str) -> None:
    before = fingerprint(published_copy)
    _change(published_copy.home, *FAULTS[fault])
    _something_new(published_copy)
    outcome = published_copy.run(code=1)
    assert outcome["state"] == "refused"
    assert outcome["failures"]
    assert fingerprint(published_copy) == before


def test_bytes_that_were_not_written_are_named_with_their_repair(published_copy: Duban) -> None:
    before = fingerprint(published_copy)
    file = sorted((published_copy.home / "readings").glob("*/*/observations.parquet"))[0]
    pq.write_table(pq.read_table(file).slice(1), file)
    _something_new(published_copy)
    ended = published_copy("run")
    assert ended.code == 1, ended.told
    assert "rm -r" in ended.told
    assert fingerprint(published_copy) == before
