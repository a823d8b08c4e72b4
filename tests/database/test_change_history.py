"""Every change of a record leaves its image, the actor and the request; personal hashes are left out."""

import json

import pytest
from database.callers import RECORD_TABLES, caller, collective, trial, unit

REVIEWER = caller("district_reviewer", "349")
IMAGES = (
    "select operation, version, actor, request_id, district_lineage, row ->> 'name' from change_history"
    f" where row_id = '{collective(903)}' order by version, operation desc"
)


@pytest.mark.parametrize("table", RECORD_TABLES)
def test_every_record_table_is_followed(database, table):
    followed = f"select count(*) from {table} t where not exists (select from change_history h where h.row_id = t.id)"
    assert database.value(followed, role="postgres") == "0"


def test_insert_update_and_delete(database):
    insert = (
        "insert into collective (id, code, name, unit_id, kind)"
        f" values ('{collective(903)}', 'H', 'Trước', '{unit('349')}', 'other')"
    )
    update = f"update collective set name = 'Sau' where id = '{collective(903)}'"
    delete = f"delete from collective where id = '{collective(903)}'"
    rows = trial(database, f"{insert}; {update}; {delete}", REVIEWER, after=IMAGES)
    who = ["an.nv", "test", unit("349")]
    assert rows == [
        ["insert", "1", *who, "Trước"],
        ["update", "2", *who, "Sau"],
        ["delete", "2", *who, "Sau"],
    ]


def test_the_image_holds_no_hash_and_no_search_column(database):
    insert = (
        "insert into individual (id, full_name, collective_id, citizen_id_hash)"
        f" values ('{collective(904)}', 'Mẫu', '{collective(4)}', decode(repeat('ab', 32), 'hex'))"
    )
    image = f"select row from change_history where row_id = '{collective(904)}'"
    row = json.loads(trial(database, insert, REVIEWER, after=image)[0][0])
    assert row["full_name"] == "Mẫu"
    assert not {"citizen_id_hash", "full_name_search"} & set(row)


def test_a_change_outside_the_service_names_the_login(database):
    by = database.psql("select distinct actor from change_history where table_name = 'decision'", role="postgres")
    assert by == [["tdkt_owner"]]
