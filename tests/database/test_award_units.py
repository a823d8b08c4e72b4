"""Awards that an earlier program stored under a unit that did not exist on the day of signature: the migration moves each
to the unit of that day.
"""

from database.callers import award_class, decision, unit
from support.paths import ROOT

[MIGRATION] = (ROOT / "schema/migrations").glob("*_award_unit.sql")
STRAY = "0160eeee-000b-7000-8000-0000000000{:02d}"


def stray(number, unit_id, unit_name, decided=8) -> str:
    return f"""insert into award (id, decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year)
        values ('{STRAY.format(number)}', '{decision(decided)}', {award_class('GK')}, 'individual', 'Mẫu {number}', '{unit_name}',
            '{unit_id}', 2018)"""


def test_each_stray_award_moves_to_the_unit_of_its_day(database):
    """Decision 8 is Duy Tiên's, of 2018."""
    before = [
        "alter table award disable trigger b_unit", "alter table award disable trigger c_decision",
        stray(1, unit("13324", 2), "Hòa Mạc"), stray(2, unit("13330", 3), "Trường Duy Tân (mẫu)"),
        stray(3, unit("13285", 3), "Phủ Lý"), stray(5, unit("13324", 3), "Duy Tiên"), stray(4, unit("13321"), "Đồng Văn"),
        "alter table award enable trigger b_unit", "alter table award enable trigger c_decision",
    ]
    rows = database.psql(
        f"""{"; ".join(before)};
        {MIGRATION.read_text()};
        select a.id, a.unit_id, a.recipient_unit_name, a.version,
            (select count(*) from change_history h where h.row_id = a.id and h.operation = 'update')
        from award a
        where a.id::text like '0160eeee-000b-%'
        order by a.id;
        select count(*) from pg_trigger where tgrelid = 'award'::regclass and tgenabled = 'D';
        rollback; begin""", role="postgres")
    assert rows == [
        [STRAY.format(1), unit("13324"), "Hòa Mạc", "2", "1"],
        [STRAY.format(2), unit("349"), "Trường Duy Tân (mẫu)", "2", "1"],
        [STRAY.format(3), unit("349"), "Duy Tiên", "2", "1"],
        [STRAY.format(4), unit("13321"), "Đồng Văn", "1", "0"],
        [STRAY.format(5), unit("349"), "Duy Tiên", "2", "1"],
        ["0"],
    ]
