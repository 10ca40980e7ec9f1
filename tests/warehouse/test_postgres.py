"""Releases in PostgreSQL: everything arrives, readers see one release at any moment, whatever fails leaves the old one."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import psycopg
import pytest
from psycopg import sql

from tests.warehouse.examples import SEEN, facts
from warehouse import postgres, postgres_landing, releases
from warehouse.errors import AlreadyRunning, DamagedFile, StorageFault, WrongUse
from warehouse.home import Home
from warehouse.postgres_address import Address

EVERY_TYPE = """
    SELECT
        'k' || i AS observation_id, 'd' AS document_id, (i % 5)::INTEGER AS task_no, '指标' AS indicator,
        2022::INTEGER AS year, 'clean' AS quality, {of} AS of_rows, (i * 1.25)::DECIMAL(28, 8) AS value, i / 3.0::DOUBLE AS ratio,
        i % 2 = 0 AS even, DATE '2022-01-01' + i::INTEGER AS day, TIMESTAMP '2022-01-01 08:30:00.25' AS moment,
        ['a,b', 'say "x"', 'back\\slash', NULL, '', '{{}}', 'NULL', '市'] AS words, [i, NULL]::INTEGER[] AS numbers,
        CASE i WHEN 0 THEN '' WHEN 1 THEN NULL WHEN 2 THEN 'nul' || chr(0) || 'x' WHEN 3 THEN E'line\\nline\\t"q",\\\\.'
            ELSE '=cmd|' || i END AS said,
        CASE WHEN i = 1 THEN [] WHEN i > 1 THEN ['x'] END::VARCHAR[] AS maybe, {{'a': i}} AS deep
    FROM range({rows}) AS t(i)
"""


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SEEN.timestamp())))


@pytest.fixture
def reader(postgres_url: str) -> Iterator[str]:
    """The name of a role that this test may let publications make; roles belong to the whole server."""
    name = f"reader_{uuid4().hex[:8]}"
    yield name
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            connection.execute(sql.SQL("DROP OWNED BY {0}").format(sql.Identifier(name)))
            connection.execute(sql.SQL("DROP ROLE {0}").format(sql.Identifier(name)))


def make_release(home: Home, rows: int = 6, inputs: str | None = None) -> releases.Published:
    """A release of two schemas whose every row says how many rows there are."""
    candidate = home.work / "candidate" / "warehouse.duckdb"
    candidate.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("CREATE SCHEMA marts; CREATE SCHEMA bi; CREATE SCHEMA landing")
        connection.execute("CREATE TABLE landing.secret AS SELECT 1 AS one")
        body = EVERY_TYPE.format(rows=rows, of=rows)
        connection.execute(f"CREATE TABLE bi.observations AS {body}")
        connection.execute(f"CREATE TABLE marts.fct_observation AS {body}")
        connection.execute(f"CREATE TABLE bi.documents AS SELECT 'd' AS document_id, {rows} AS of_rows")
        connection.execute("COMMENT ON TABLE bi.observations IS '数字 · figures, it''s said'")
        connection.execute("COMMENT ON COLUMN bi.observations.value IS '数值 · value'")
    return releases.publish(candidate, home, facts(inputs or str(rows)))


def send(home: Home, url: str, reader: str, **settings: Any) -> postgres.Sent:
    current = releases.current(home)
    assert current is not None
    return postgres.publish(releases.folder_of(home, current.version), url, reader=reader, **settings)


def ask(url: str, query: str) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query.encode()).fetchall()


def schemas(url: str) -> list[str]:
    query = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)' ORDER BY 1"
    return [row[0] for row in ask(url, query)]


def test_every_value_arrives_as_it_is(home: Home, postgres_url: str, reader: str) -> None:
    make_release(home)
    sent = send(home, postgres_url, reader)
    assert (sent.version, sent.rows, sent.previous) == ("2023.01.20-1", 13, None)
    columns = "observation_id, task_no, value, ratio, even, day, moment, words, numbers, said, maybe"
    query = f"SELECT {columns} FROM bi.observations ORDER BY observation_id"
    with duckdb.connect(str(home.current), read_only=True) as connection:
        expected = connection.execute(query).fetchall()
    said = columns.split(", ").index("said")
    assert expected[2][said] == "nul\0x"
    replaced = [tuple(v.replace("\0", "\ufffd") if isinstance(v, str) else v for v in row) for row in expected]
    assert ask(postgres_url, query) == replaced
    assert ask(postgres_url, "SELECT deep FROM marts.fct_observation WHERE observation_id = 'k4'") == [({"a": 4},)]


def test_comments_keys_and_indexes_arrive(home: Home, postgres_url: str, reader: str) -> None:
    make_release(home)
    send(home, postgres_url, reader)
    assert ask(postgres_url, "SELECT obj_description('bi.observations'::regclass)") == [("数字 · figures, it's said",)]
    column = (
        "SELECT col_description('bi.observations'::regclass, attnum) FROM pg_attribute "
        "WHERE attrelid = 'bi.observations'::regclass AND attname = 'value'"
    )
    assert ask(postgres_url, column) == [("数值 · value",)]
    constraints = (
        "SELECT conrelid::regclass::text, contype::text FROM pg_constraint WHERE contype IN ('p', 'f') "
        "AND connamespace IN ('bi'::regnamespace, 'marts'::regnamespace) ORDER BY 1, 2"
    )
    assert ask(postgres_url, constraints) == [
        ("bi.documents", "p"),
        ("bi.observations", "f"),
        ("bi.observations", "p"),
        ("marts.fct_observation", "p"),
    ]
    indexed = ask(
        postgres_url, "SELECT count(*) FROM pg_indexes WHERE schemaname = 'bi' AND tablename = 'observations'"
    )
    assert indexed == [(3,)]
    found = postgres.published(postgres_url)
    assert found is not None
    assert (found.version, found.inputs_key) == ("2023.01.20-1", facts("6").inputs_key)


def test_the_release_before_is_kept_for_going_back(home: Home, postgres_url: str, reader: str) -> None:
    rows = "SELECT count(*), min(of_rows) FROM bi.observations"
    for count in (3, 4, 5):
        make_release(home, count)
        send(home, postgres_url, reader)
    assert schemas(postgres_url) == ["bi", "bi_previous", "marts", "marts_previous"]
    assert ask(postgres_url, rows) == [(5, 5)]
    assert postgres.rollback(postgres_url, reader=reader).version == "2023.01.20-2"
    assert ask(postgres_url, rows) == [(4, 4)]
    assert postgres.rollback(postgres_url, reader=reader).version == "2023.01.20-3"  # and forward again
    assert ask(postgres_url, rows) == [(5, 5)]
    make_release(home, 6)
    assert send(home, postgres_url, reader).previous == "2023.01.20-3"
    assert ask(postgres_url, rows) == [(6, 6)]


def test_going_back_needs_something_to_go_back_to(home: Home, postgres_url: str, reader: str) -> None:
    with pytest.raises(WrongUse, match="no release before"):
        postgres.rollback(postgres_url, reader=reader)
    make_release(home)
    send(home, postgres_url, reader)
    with pytest.raises(WrongUse, match="no release before"):
        postgres.rollback(postgres_url, reader=reader)


def as_user(url: str, role: str) -> str:
    """The address of the same database for a new user who is a member of the role, and of nothing else."""
    user = f"user_{uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE USER {} IN ROLE {}").format(sql.Identifier(user), sql.Identifier(role)))
    return url.replace("postgres:@", f"{user}@")


FORBIDDEN = [
    "INSERT INTO bi.documents VALUES ('x', 1)",
    "UPDATE bi.observations SET year = 1",
    "DELETE FROM marts.fct_observation",
    "TRUNCATE bi.observations",
    "DROP TABLE bi.observations",
    "CREATE TABLE bi.mine (a int)",
    "CREATE TABLE public.mine (a int)",
    "CREATE SCHEMA mine",
    "ALTER SCHEMA bi RENAME TO mine",
    "COMMENT ON TABLE bi.observations IS 'mine'",
    "SELECT * FROM landing.secret",
    "SELECT * FROM catalogue.decisions",
    "SELECT * FROM public.others",
    "SELECT * FROM bi_previous.observations",
    "SELECT * FROM marts_previous.fct_observation",
    "COPY (SELECT 1) TO '/tmp/mine'",
    "SELECT pg_read_file('/etc/passwd')",
]


def test_the_role_for_bi_can_read_the_release_and_nothing_else(home: Home, postgres_url: str, reader: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA landing; CREATE TABLE landing.secret AS SELECT 1 AS one")
        connection.execute("CREATE SCHEMA catalogue; CREATE TABLE catalogue.decisions AS SELECT 1 AS one")
        connection.execute("CREATE TABLE public.others AS SELECT 1 AS one")
    for count in (3, 4):
        make_release(home, count)
        send(home, postgres_url, reader)
    theirs = as_user(postgres_url, reader)
    readable = "SELECT (SELECT count(*) FROM bi.observations), (SELECT count(*) FROM marts.fct_observation)"
    assert ask(theirs, readable) == [(4, 4)]
    for statement in FORBIDDEN:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(theirs, statement)
    seen = "SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'USAGE') AND nspname !~ '^pg_|^info' ORDER BY 1"
    assert [row[0] for row in ask(theirs, seen)] == ["bi", "marts", "public"]
    postgres.rollback(postgres_url, reader=reader)
    assert ask(theirs, readable) == [(3, 3)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(theirs, "SELECT * FROM bi_previous.observations")
    assert [row[0] for row in ask(theirs, seen)] == ["bi", "marts", "public"]


READS = "SELECT count(*), min(of_rows), max(of_rows) FROM bi.observations"
JOINS = """
    SELECT count(*), min(d.of_rows), max(f.of_rows), (SELECT max(of_rows) FROM bi.observations)
    FROM marts.fct_observation AS f JOIN bi.documents AS d USING (document_id)
"""


class Readers:
    """Sessions that read in all the ways there are until told to stop; what they saw, and what went wrong."""

    WAYS = ("plain", "prepared", "transaction", "repeatable read", "old snapshot", "join")

    def __init__(self, url: str) -> None:
        self.url, self.wrong, self.seen = url, [], dict.fromkeys(self.WAYS, 0)  # type: ignore[var-annotated]
        self.versions: set[int] = set()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=[way]) for way in self.WAYS]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(300)

    def _work(self, way: str) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                if way == "prepared":
                    connection.prepare_threshold = 0
                while not self._stop.is_set():
                    self._note(way, self._read(connection, way))
                    time.sleep(0.01)  # somebody looks at it
        except Exception as error:
            self.wrong.append((way, repr(error)))

    def _read(self, connection: psycopg.Connection[Any], way: str) -> list[int]:
        if way in ("plain", "prepared"):
            return list(connection.execute(READS).fetchone() or ())
        if way == "join":
            return list(connection.execute(JOINS).fetchone() or ())
        if way != "transaction":
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            if way == "old snapshot":  # one that is older than the release that is met
                connection.execute("SELECT 1").fetchone()
                time.sleep(0.05)
            one = list(connection.execute(READS).fetchone() or ())
            time.sleep(0.002)
            return one + list(connection.execute(JOINS).fetchone() or ())

    def _note(self, way: str, numbers: list[int]) -> None:
        self.seen[way] += 1
        self.versions.update(numbers)
        if len(set(numbers)) != 1 or numbers[0] < 1:  # a mixture of releases, or an empty table
            self.wrong.append((way, numbers))


def test_readers_never_notice_fifty_publications(home: Home, postgres_url: str, reader: str) -> None:
    folders = [make_release(home, rows).folder for rows in (40, 50)]
    send(home, postgres_url, reader)
    with Readers(as_user(postgres_url, reader)) as readers:
        for i in range(50):
            if i % 10 == 9:
                postgres.rollback(postgres_url, reader=reader)
            else:
                postgres.publish(folders[i % 2], postgres_url, reader=reader)
    assert readers.wrong == []
    assert readers.versions == {40, 50}
    assert min(readers.seen.values()) > 10, readers.seen  # on a busy machine too


def test_a_reader_that_keeps_its_transaction_open_is_named_and_waited_for(
    home: Home, postgres_url: str, reader: str
) -> None:
    make_release(home, 3)
    send(home, postgres_url, reader)
    make_release(home, 4)
    with psycopg.connect(postgres_url, application_name="a dashboard") as slow:
        slow.execute("SELECT count(*) FROM bi.documents")
        with pytest.raises(StorageFault, match=rf"process {slow.info.backend_pid} of postgres \(a dashboard\)"):
            send(home, postgres_url, reader, patience=0.5)
        assert schemas(postgres_url) == ["bi", "marts"]  # nothing half-loaded stays
        assert ask(postgres_url, READS) == [(3, 3, 3)]
        threading.Timer(1, slow.rollback).start()
        send(home, postgres_url, reader, patience=30)
        time.sleep(0.1)
    assert ask(postgres_url, READS) == [(4, 4, 4)]


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("not an address", "no address"),
        ("mysql://u:secret@h/d", "to PostgreSQL, not to mysql"),
        ("postgresql+psycopg://u:secret@h", "names no database"),
        ("postgresql+psycopg://u:secret@h:port/d", "no address"),
        ("postgresql+psycopg://u:secret@h/d?nonsense=1", "nonsense"),
    ],
)
def test_a_wrong_address_is_wrong_use(home: Home, url: str, named: str, reader: str) -> None:
    folder = make_release(home).folder
    with pytest.raises(WrongUse, match=named) as raised:
        postgres.publish(folder, url, reader=reader)
    assert "postgresql+psycopg://" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_an_unreachable_server_is_a_fault_of_the_machine(home: Home, postgres_url: str, reader: str) -> None:
    folder = make_release(home).folder
    for url in ("postgresql+psycopg://u:secret@127.0.0.1:1/d", postgres_url.replace("/c", "/absent_c")):
        with pytest.raises(StorageFault, match=r"cannot connect.*Check DUBAN_PUBLISH_URL") as raised:
            postgres.publish(folder, url, reader=reader)
        assert raised.value.exit_code == 3
        assert "secret" not in str(raised.value)


def limited(url: str, *rights: str) -> str:
    """The address of the same database for a new user with these rights only."""
    user = f"limited_{uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE USER {}").format(sql.Identifier(user)))
        for right in rights:
            connection.execute(sql.SQL(f"GRANT {right} TO {{}}").format(sql.Identifier(user)))  # type: ignore[arg-type]
    return url.replace("postgres:@", f"{user}@")


def test_a_user_without_rights_is_told_what_to_grant(home: Home, postgres_url: str, reader: str) -> None:
    database = postgres_url.split("/")[3].split("?")[0]
    folder = make_release(home).folder
    with pytest.raises(StorageFault, match=f'CREATE ROLE "{reader}" NOLOGIN'):
        postgres.publish(folder, limited(postgres_url), reader=reader)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(reader)))
    with pytest.raises(StorageFault, match=f"GRANT CREATE ON DATABASE {database} TO limited_"):
        postgres.publish(folder, limited(postgres_url), reader=reader)
    assert schemas(postgres_url) == []
    enough = limited(postgres_url, f'CREATE ON DATABASE "{database}"')
    assert postgres.publish(folder, enough, reader=reader).rows == 13  # no administrator is needed


def test_schemas_of_somebody_else_are_left_alone(home: Home, postgres_url: str, reader: str) -> None:
    folder = make_release(home).folder
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA bi; CREATE TABLE bi.precious AS SELECT 7 AS kept")
    with pytest.raises(StorageFault, match="ALTER SCHEMA bi RENAME TO bi_kept"):
        postgres.publish(folder, postgres_url, reader=reader)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(reader)))
    database = postgres_url.split("/")[3].split("?")[0]
    with pytest.raises(StorageFault, match=r"belongs to postgres, not to limited_.*ALTER SCHEMA bi OWNER TO limited_"):
        postgres.publish(folder, limited(postgres_url, f'CREATE ON DATABASE "{database}"'), reader=reader)
    assert ask(postgres_url, "SELECT kept FROM bi.precious") == [(7,)]
    assert schemas(postgres_url) == ["bi"]


def test_models_are_not_built_where_readers_see_a_release_nor_over_a_landing_of_somebody_else(
    home: Home, postgres_url: str, reader: str
) -> None:
    make_release(home)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA landing; CREATE TABLE landing.precious AS SELECT 7 AS kept")
    address = Address.of(postgres_url, "DUBAN_MODELS_URL", "duban release models")
    with pytest.raises(StorageFault, match="ALTER SCHEMA landing RENAME TO landing_kept"):
        postgres_landing.land(home.current, address)
    assert ask(postgres_url, "SELECT kept FROM landing.precious") == [(7,)]
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA landing CASCADE")
    assert postgres_landing.land(home.current, address) == {"secret": 1}
    assert postgres_landing.land(home.current, address) == {"secret": 1}  # its own is exchanged
    send(home, postgres_url, reader)
    with pytest.raises(WrongUse, match="releases are published to this database"):
        postgres_landing.land(home.current, address)
    closed = Address.of("postgresql://u:secret@127.0.0.1:1/d", "DUBAN_MODELS_URL", "duban release models")
    with pytest.raises(StorageFault, match=r"Check DUBAN_MODELS_URL.*then: duban release models"):
        postgres_landing.land(home.current, closed)


# The server itself raises what it raises when its disk is full, at the n-th table that is made.
DISK_FULL = """
CREATE FUNCTION full_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '{code}';
END $$;
CREATE EVENT TRIGGER full_disk ON ddl_command_end WHEN TAG IN ('{tag}') EXECUTE FUNCTION full_disk();
"""


@pytest.mark.parametrize(
    "tag", ["CREATE SCHEMA", "CREATE TABLE", "CREATE INDEX", "ALTER TABLE", "GRANT", "ALTER SCHEMA"]
)
def test_a_server_that_fails_on_the_way_keeps_the_old_release(
    home: Home, postgres_url: str, reader: str, tag: str
) -> None:
    make_release(home, 3)
    send(home, postgres_url, reader)
    make_release(home, 4)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(DISK_FULL.format(code="53100", tag=tag).encode())
        with pytest.raises(StorageFault, match="disk is full: make room there; then: duban publish"):
            send(home, postgres_url, reader)
        assert ask(postgres_url, READS) == [(3, 3, 3)]
        assert schemas(postgres_url) == ["bi", "marts"]
        connection.execute("DROP EVENT TRIGGER full_disk")
    send(home, postgres_url, reader)
    assert ask(postgres_url, READS) == [(4, 4, 4)]


def test_a_connection_that_is_cut_midway_keeps_the_old_release(home: Home, postgres_url: str, reader: str) -> None:
    make_release(home, 3)
    send(home, postgres_url, reader)
    make_release(home, 4)
    with psycopg.connect(postgres_url, autocommit=True) as administrator:
        administrator.execute(SLOW_INDEXES.encode())  # so that there is a moment in which to cut it
        cut = threading.Thread(target=_cut_loading, args=[postgres_url])
        cut.start()
        with pytest.raises(
            StorageFault, match=r"published data are as they were.*check that the server runs"
        ) as raised:
            send(home, postgres_url, reader)
        cut.join(300)
        assert raised.value.exit_code == 3
        administrator.execute("DROP EVENT TRIGGER slow")
    assert ask(postgres_url, READS) == [(3, 3, 3)]
    send(home, postgres_url, reader)
    assert ask(postgres_url, READS) == [(4, 4, 4)]


SLOW_INDEXES = """
CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(300); END $$;
CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION slow();
"""


def _cut_loading(url: str) -> None:
    """End the sessions of a publication as soon as one is at its indexes, as a server does that is shut down."""
    with psycopg.connect(url, autocommit=True) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'duban publish' AND query LIKE 'CREATE INDEX%'"
        until = time.monotonic() + 300
        while connection.execute(query).fetchone() == (0,) and time.monotonic() < until:
            time.sleep(0.05)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'duban publish'"
        )


def test_rows_that_arrive_otherwise_than_sent_are_refused(home: Home, postgres_url: str, reader: str) -> None:
    make_release(home, 3)
    send(home, postgres_url, reader)
    make_release(home, 4)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("""
            CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.said := 'other'; RETURN NEW; END $$;
            CREATE FUNCTION hook() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
                EXECUTE 'CREATE TRIGGER t BEFORE INSERT ON bi_building.observations FOR EACH ROW EXECUTE FUNCTION change()';
            EXCEPTION WHEN undefined_table OR duplicate_object THEN NULL; END $$;
            CREATE EVENT TRIGGER hook ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION hook();
        """)
    with pytest.raises(StorageFault, match=r"bi\.observations: what arrived in PostgreSQL is not what was sent"):
        send(home, postgres_url, reader)
    assert ask(postgres_url, READS) == [(3, 3, 3)]


def test_a_key_that_occurs_twice_is_refused(home: Home, postgres_url: str, reader: str) -> None:
    candidate = home.work / "candidate" / "warehouse.duckdb"
    candidate.parent.mkdir(parents=True)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("CREATE SCHEMA bi; CREATE SCHEMA marts")
        connection.execute("CREATE TABLE bi.documents AS SELECT 'same' AS document_id FROM range(2)")
    folder = releases.publish(candidate, home, facts()).folder
    with pytest.raises(StorageFault, match="a key occurs twice"):
        postgres.publish(folder, postgres_url, reader=reader)


def test_a_damaged_release_is_not_sent(home: Home, postgres_url: str, reader: str) -> None:
    folder = make_release(home).folder
    (folder / "warehouse.duckdb").chmod(0o644)
    with (folder / "warehouse.duckdb").open("ab") as file:
        file.write(b"x")
    with pytest.raises(DamagedFile):
        postgres.publish(folder, postgres_url, reader=reader)
    assert schemas(postgres_url) == []


def test_one_at_a_time(home: Home, postgres_url: str, reader: str) -> None:
    folder = make_release(home).folder
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [postgres._LOCK])
        with pytest.raises(AlreadyRunning, match="another process is publishing"):
            postgres.publish(folder, postgres_url, reader=reader)
    assert postgres.publish(folder, postgres_url, reader=reader).rows == 13


def test_killed_on_the_way_the_old_release_stays_and_the_next_one_clears_up(
    home: Home, postgres_url: str, reader: str, tmp_path: Path
) -> None:
    from tests.warehouse.examples import python

    make_release(home, 3)
    send(home, postgres_url, reader)
    folder = make_release(home, 4).folder
    source = """
import os, sys
from pathlib import Path
from warehouse import postgres, postgres_schemas
postgres_schemas.swap_in = lambda *_: os.kill(os.getpid(), 9)
postgres.publish(Path(sys.argv[1]), sys.argv[2], reader=sys.argv[3])
"""
    assert python(source, folder, postgres_url, reader).returncode == -9
    assert ask(postgres_url, READS) == [(3, 3, 3)]
    assert "bi_building" in schemas(postgres_url)
    send(home, postgres_url, reader)
    assert ask(postgres_url, READS) == [(4, 4, 4)]
    assert schemas(postgres_url) == ["bi", "bi_previous", "marts", "marts_previous"]
