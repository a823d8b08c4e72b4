"""Makes databases of tdkt fast: a template is bootstrapped, migrated and seeded once per cluster; each module gets a copy."""

import itertools
import os
import subprocess

from support import sql
from support.paths import ROOT, binary

BOOTSTRAP = ROOT / "schema" / "bootstrap.sql"
SEEDS = {"demonstration": ["seed", "--demonstration"], "reference": ["seed"], "none": None}


class Database:
    """One database of a cluster. Offers everything of sql.run, with the roles of tdkt."""

    def __init__(self, postgres, name):
        self.postgres = postgres
        self.name = name

    def url(self, role="tdkt_service") -> str:
        return self.postgres.url(role, self.name)

    def psql(self, statements, role="tdkt_service", settings=None):
        """The rows of the statements, run in one transaction. As tdkt_service nothing is visible without `settings`."""
        return sql.run(self.url(role), statements, settings)

    def value(self, statement, role="tdkt_service", settings=None):
        """The first column of the only row."""
        rows = self.psql(statement, role, settings)
        assert len(rows) == 1, f"expected one row, got {rows}"
        return rows[0][0]

    def drop(self):
        self.postgres.psql_alone(f'drop database "{self.name}" with (force)')


class Databases:
    """Makes databases in one cluster. A template is made at the first request for it."""

    def __init__(self, postgres):
        self.postgres = postgres
        self.templates = {}
        self.numbers = itertools.count(1)

    def fresh(self, seed="demonstration") -> Database:
        """seed: "demonstration" (what script/server shows), "reference" (units and award classes), "none"."""
        template = self.templates.get(seed) or self._template(seed)
        database = self._create(f"tdkt_{next(self.numbers)}", template)
        sql.run_file(database.url("postgres"), BOOTSTRAP)  # a copy does not include the rights on the database
        return database

    def bootstrapped(self) -> Database:
        """A database with roles and rights, without a schema."""
        database = self.empty()
        sql.run_file(database.url("postgres"), BOOTSTRAP)
        return database

    def empty(self) -> Database:
        return self._create(f"tdkt_{next(self.numbers)}", "template0")

    def _template(self, seed) -> str:
        database = self._create(f"template_{seed}", "template0")
        sql.run_file(database.url("postgres"), BOOTSTRAP)
        _tdkt(["migrate"], database)
        if SEEDS[seed]:
            _tdkt(SEEDS[seed], database)
        self.templates[seed] = database.name
        return database.name

    def _create(self, name, template) -> Database:
        self.postgres.psql_alone(f'create database "{name}" template "{template}"')
        return Database(self.postgres, name)


def _tdkt(arguments, database):
    environment = os.environ | {"DATABASE_URL": database.url("tdkt_owner")}
    done = subprocess.run([binary(), *arguments], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"tdkt {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
