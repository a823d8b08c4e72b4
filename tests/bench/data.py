"""The data set of a measurement: a database made by the program that will serve it, restored after each case."""

import os
import subprocess
import time

import cases

BUSY = "select pid from pg_stat_activity where usename = 'tdkt_service' and state <> 'idle' and datname = current_database()"


def nominations_of(rows):
    """This many nominations for this many individuals; each individual has at most one."""
    return min(rows, max(rows // 10, 10_000))


def prepare(database, binary, root, rows):
    """Migrates and fills the database, unless a kept one exists. root: the source tree whose data fit that program."""
    if not exists(database):
        make(database, binary, root, rows)
    forget_creations(database)


def exists(database):
    return bool(database.beside("postgres").ask(f"select 1 from pg_database where datname = '{database.name}'"))


def make(database, binary, root, rows):
    database.beside("postgres").psql(sql=f"create database {database.name} template template0")
    database.psql("-f", str(root / "schema/bootstrap.sql"))
    environment = os.environ | {"DATABASE_URL": f"host={database.socket} dbname={database.name} user=tdkt_owner"}
    for command in (["migrate"], ["seed"]):
        subprocess.run([binary, *command], env=environment, check=True, capture_output=True)
    fill(database, root / "tests/bench/data.sql", individuals=rows, collectives=rows // 5, awards=rows * 2)
    fill(database, root / "tests/bench/reports.sql", targets=rows // 20)
    fill(database, root / "tests/bench/nominations.sql", nominations=nominations_of(rows))


def fill(database, path, **counts):
    """The tree of an older program may have fewer of these files."""
    variables = [word for name, count in counts.items() for word in ("-v", f"{name}={count}")]
    if path.exists():
        database.psql(*variables, "-f", str(path))


def drop(database):
    database.beside("postgres").psql(sql=f"drop database if exists {database.name} with (force)")


def forget_creations(database):
    """Deletes what an earlier run made in kept data."""
    database.psql(sql="set session_replication_role = replica;\n"
                      "delete from collective where code not like 'BT-%'; truncate change_history;")
    if database.ask("select to_regproc('bench.take_back') is not null") == [["t"]]:
        undo(database, cases.TAKE_BACK)
    database.psql(sql="vacuum analyze collective")


def undo(database, statements):
    """Waits until the service has finished its work; the load generator does not wait for it."""
    wait_until_idle(database)
    database.psql(sql=statements)
    database.psql(sql="vacuum nomination, nomination_event")


def wait_until_idle(database):
    seen_idle = 0
    while seen_idle < 5:
        seen_idle = 0 if database.ask(BUSY) else seen_idle + 1
        time.sleep(0.05)
