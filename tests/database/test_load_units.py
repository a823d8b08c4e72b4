"""tdkt load-units: units and successions from a file, checked as a whole, all or nothing, and the same twice."""

import csv
import io
import os
import random
import re
import subprocess

import pytest
from support.paths import binary

COLUMNS = ["record", "code", "name", "type", "valid_from", "valid_to", "parent_code", "legal_act", "predecessor_code", "kind",
           "effective_on"]
ACT = "Nghị quyết mẫu"


@pytest.fixture
def empty(databases):
    """Migrated, without a unit."""
    made = databases.fresh("none")
    yield made
    made.drop()


@pytest.fixture
def seeded(databases):
    made = databases.fresh("reference")
    yield made
    made.drop()


@pytest.fixture
def load(tmp_path):
    """load(database, rows, *options) → what the program did with a file of these rows, or with a text or bytes."""

    def run(database, content, *options, role="tdkt_owner"):
        path = tmp_path / "units.csv"
        raw = content if isinstance(content, bytes) else (content if isinstance(content, str) else text(content)).encode()
        path.write_bytes(raw)
        environment = os.environ | {"DATABASE_URL": database.url(role)}
        command = [binary(), "load-units", *options, path.name]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300)

    return run


def text(rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def unit(code, kind, parent=None, start="1997-01-01", end=None, name=None, act=None) -> dict:
    return {"record": "unit", "code": code, "name": name or f"Mẫu {code}", "type": kind, "valid_from": start, "valid_to": end,
            "parent_code": parent, "legal_act": act}


def succession(before, after, kind, on, act=None) -> dict:
    return {"record": "succession", "predecessor_code": before, "code": after, "kind": kind, "effective_on": on, "legal_act": act}


def small() -> list:
    """A province with a district that becomes a town and two communes that merge."""
    return [
        unit("90", "province"), unit("900", "district", "90", end="2019-12-31"), unit("900", "town", "90", "2020-01-01", act=ACT),
        unit("90001", "commune", "900", end="2024-12-31"), unit("90002", "township", "900", end="2024-12-31"),
        unit("90001", "ward", "900", "2025-01-01", act=ACT), unit("90003", "commune", "900"),
        succession("900", "900", "upgrade", "2020-01-01", ACT),
        succession("90001", "90001", "merge", "2025-01-01", ACT), succession("90002", "90001", "merge", "2025-01-01", ACT),
    ]


def expect(done, status, *words):
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    assert [word for word in words if word not in said] == [], said


def faults(done) -> list:
    """[(line, sentence)] of a refused file."""
    assert done.returncode == 1, done.stdout
    found = re.findall(r"^tdkt: units\.csv:(\d+): (.*)$", done.stderr, re.M)
    assert f"units.csv: {len(found)} errors, nothing was written" in done.stderr
    return [(int(line), sentence) for line, sentence in found]


STATE = (
    "select u.code, u.name, u.type, u.level, p.code, u.valid_from, u.valid_to, u.legal_act, l.code, l.valid_from, a.code, a.valid_from"
    " from unit u left join unit p on p.id = u.parent_id join unit l on l.id = u.lineage_id"
    " left join unit a on a.id = u.parent_lineage_id order by u.code, u.valid_from"
)
SUCCESSIONS = (
    "select b.code, b.valid_from, a.code, a.valid_from, s.kind, s.effective_on, s.legal_act from unit_succession s"
    " join unit b on b.id = s.predecessor_id join unit a on a.id = s.successor_id order by 1, 2, 3, 4"
)


def state(database) -> tuple:
    return database.psql(STATE, "postgres"), database.psql(SUCCESSIONS, "postgres")


def versions(database) -> list:
    """Changes with every write, also with one that writes the same."""
    rows = "select id, version from unit union all select id, version from unit_succession order by 1"
    return database.psql(rows, "postgres") + database.psql("select count(*) from change_history", "postgres")


def test_a_file_is_loaded_once(empty, load):
    expect(load(empty, small()), 0, "units.csv: 10 added, 0 completed, 0 unchanged")
    before = versions(empty)
    expect(load(empty, small()), 0, "units.csv: nothing to change, all 10 lines are in the database")
    assert versions(empty) == before
    lineage = "select l.valid_from from unit u join unit l on l.id = u.lineage_id where u.code = '900' and u.valid_from = '2020-01-01'"
    assert empty.value(lineage, "postgres") == "1997-01-01"


def test_the_order_of_the_lines_does_not_matter(empty, load, databases):
    other = databases.fresh("none")
    rows = small()
    random.Random(7).shuffle(rows)
    expect(load(empty, small()), 0)
    expect(load(other, rows), 0)
    assert state(empty) == state(other)
    other.drop()


def test_a_dry_run_says_what_would_change_and_changes_nothing(empty, load):
    before = versions(empty)
    dry = load(empty, small(), "--dry-run")
    expect(dry, 0, "units.csv: nothing was written; 10 added, 0 completed, 0 unchanged")
    told = re.findall(r"^units\.csv:(\d+): would be added: (.*)$", dry.stdout, re.M)
    assert [int(line) for line, _ in told] == list(range(2, 12))
    assert told[3] == ("5", 'unit 90001 "Mẫu 90001", commune, from 1997-01-01 to 2024-12-31')
    assert told[9] == ("11", "succession 90002 to 90001, merge, on 2025-01-01")
    assert versions(empty) == before
    expect(load(empty, small()), 0, "10 added")
    assert "would be" not in load(empty, small(), "--dry-run").stdout


def country() -> list:
    """34 provinces with 100 communes each, as since July 2025."""
    provinces = [unit(f"{n:02d}", "municipality" if n % 6 == 0 else "province", start="2025-07-01", act=ACT) for n in range(1, 35)]
    kinds = ("commune", "ward", "special_zone")
    return provinces + [
        unit(f"{n * 100 + i:05d}", kinds[i % 3], f"{n:02d}", "2025-07-01", act=ACT)
        for n in range(1, 35) for i in range(100)
    ]


def test_a_whole_country_is_loaded(empty, load):
    rows = country()
    assert len(rows) == 34 + 3400
    expect(load(empty, rows), 0, "3434 added, 0 completed, 0 unchanged")
    loaded = {row[0]: row[4] for row in state(empty)[0]}
    assert loaded == {row["code"]: row["parent_code"] for row in rows}
    below = dict(empty.psql(
        "select p.code, count(*) from unit u join unit p on p.lineage_id = u.parent_lineage_id group by 1", "postgres"))
    assert below == {f"{n:02d}": "100" for n in range(1, 35)}
    before = versions(empty)
    expect(load(empty, rows), 0, "nothing to change, all 3434 lines are in the database")
    assert versions(empty) == before


def test_a_file_can_say_all_that_the_reference_data_say(seeded, empty, load):
    """Written from the one database, loaded into the other: the same units, lineages and successions."""
    units, followed = state(seeded)
    rows = [unit(row[0], row[2], row[4], row[5], row[6], row[1], row[7]) for row in units]
    rows += [succession(row[0], row[2], row[4], row[5], row[6]) for row in followed]
    random.Random(11).shuffle(rows)
    expect(load(empty, rows), 0, f"{len(rows)} added")
    assert state(empty) == (units, followed)
    before = versions(seeded)
    expect(load(seeded, rows), 0, f"nothing to change, all {len(rows)} lines")
    assert versions(seeded) == before


def test_a_later_file_ends_units_and_goes_on_with_others(empty, load):
    first = [unit("90", "province"), unit("900", "district", "90"), unit("90001", "commune", "900")]
    expect(load(empty, first), 0, "3 added")
    later = [
        unit("90", "province", end="2025-06-30"), unit("900", "district", "90", end="2025-06-30"),
        unit("90001", "commune", "900", end="2025-06-30", act=ACT), unit("90", "province", None, "2025-07-01", act=ACT),
        unit("90001", "ward", "90", "2025-07-01", act=ACT), succession("90001", "90001", "upgrade", "2025-07-01", ACT),
        succession("90", "90", "merge", "2025-07-01", ACT),
    ]
    dry = load(empty, later, "--dry-run")
    expect(dry, 0, "nothing was written; 4 added, 3 completed, 0 unchanged", "units.csv:3: would be completed: unit 900")
    expect(load(empty, later), 0, "4 added, 3 completed, 0 unchanged")
    assert empty.value("select legal_act from unit where code = '90001' and valid_to = '2025-06-30'", "postgres") == ACT
    expect(load(empty, later), 0, "nothing to change")
    # The first file does not say when the units ended: it says nothing else than what is there.
    expect(load(empty, first), 0, "nothing to change, all 3 lines are in the database")


def test_a_file_does_not_end_a_unit_before_its_records(empty, load):
    there = [unit("90", "province"), unit("900", "district", "90")]
    expect(load(empty, there), 0)
    empty.psql(
        "set session_replication_role = replica; insert into decision (number, signed_on, authority, level, unit_id, signer_name,"
        " province_lineage) select n || '/QĐ', make_date(2020 + n, 3, 4), 'district_chair', 'district', id, 'Mẫu', province_lineage"
        " from unit, generate_series(1, 3) n where code = '900'", "postgres")
    before = versions(empty)
    said = ("The unit would not exist on the days of records that need it: decisions (2); the first day is 2022-03-04,"
            " the last 2023-03-04")
    assert faults(load(empty, [there[0], unit("900", "district", "90", end="2021-12-31")])) == [(3, said)]
    assert versions(empty) == before
    expect(load(empty, [there[0], unit("900", "district", "90", end="2023-03-04")]), 0, "0 added, 1 completed, 1 unchanged")


@pytest.mark.parametrize("change,said", [
    ({"name": "Tên khác"}, "the unit is there with other content: its name is Mẫu 900"),
    ({"type": "town"}, "its type is district"),
    ({"valid_to": "2018-12-31"}, "its last day is 2019-12-31"),
    ({"parent_code": "91"}, "its parent is 90"),
    ({"legal_act": "Nghị quyết khác"}, f"its legal act is {ACT}"),
    ({"name": "Tên khác", "type": "town"}, "its name is Mẫu 900, its type is district"),
])
def test_other_content_of_a_unit_that_is_there_is_an_error(empty, load, change, said):
    there = [unit("90", "province"), unit("91", "province"), unit("900", "district", "90", end="2019-12-31", act=ACT)]
    expect(load(empty, there), 0)
    before = versions(empty)
    [fault] = faults(load(empty, [*there[:2], there[2] | change]))
    assert fault[0] == 4 and said in fault[1]
    assert versions(empty) == before


def test_other_content_of_a_succession_that_is_there_is_an_error(empty, load):
    expect(load(empty, small()), 0)
    other = [succession("90001", "90001", "split", "2025-01-01", ACT), succession("900", "900", "upgrade", "2020-01-01", "Khác"),
             succession("90002", "90001", "merge", "2025-01-01")]
    assert faults(load(empty, other)) == [
        (2, f"the succession is there with other content: merge, 2025-01-01, {ACT}"),
        (3, f"the succession is there with other content: upgrade, 2020-01-01, {ACT}"),
    ]


def test_every_error_is_named_with_its_line_at_once(empty, load):
    rows = [
        unit("90", "province"),
        unit("91", "country"),  # 3
        unit("900", "district", "90", start="01/01/1997"),  # 4
        unit("901", "district", "90", end="1996-12-31"),  # 5
        unit("902", "district", "99"),  # 6
        unit("903", "district"),  # 7
        unit("904", "district", "90") | {"kind": "merge"},  # 8
        unit("90", "province"),  # 9: again
        unit("90", "municipality", None, "2005-01-01"),  # 10: overlaps
        unit("905", "district", "90", name="Hai  ô trống"),  # 11
        unit("92", "province", "90"),  # 12
        {"record": "unit", "name": "Không mã"},  # 13: three faults
        {"record": "place", "code": "1"},  # 14
        succession("90", "90", "sold", "2020-01-01"),  # 15
        succession("90", "80", "merge", "2020-01-01"),  # 16
        succession("90", "90", "merge", "2021-01-01"),  # 17
        unit("906", "district", "90", start="2019-02-30"),  # 18
        unit("907", "commune", "908"), unit("908", "commune", "90"),  # 19: a commune below a commune
        unit("90", "province", start="1700-01-01", end="1700-12-31"),  # 21
    ]
    before = versions(empty)
    found = faults(load(empty, rows))
    assert versions(empty) == before
    expected = [
        (3, "type must be one of province"), (4, "valid_from is not a day such as 2025-07-01: 01/01/1997"),
        (5, "valid_to is before valid_from"), (6, "no unit has the code 99 on 1997-01-01"),
        (7, "a province or municipality has no parent_code, every other unit needs one"), (8, "kind has no meaning for a unit"),
        (9, "says the same thing as line 2"), (10, "another unit has this code on some of these days"),
        (11, "name must have 1 to 120 characters"), (12, "The parent must be of a higher level"),
        (13, "code is missing"), (13, "type is missing"), (13, "valid_from is missing"), (14, "record must be unit or succession"),
        (15, "kind must be one of merge, split, rename, upgrade: sold"), (16, "no unit has the code 80 on 2020-01-01"),
        (17, "a unit does not succeed itself"), (18, "valid_from is not a day such as 2025-07-01: 2019-02-30"), (19, ""), (21, ""),
    ]
    assert [line for line, _ in found] == [line for line, _ in expected]
    wrong = [(said, pair) for said, pair in zip(found, expected, strict=True) if pair[1] not in said[1]]
    assert not wrong, wrong
    assert not [said for _, said in found if re.search(r"constraint|violates|relation|column", said)]


def test_a_refused_unit_is_named_once_and_not_again_for_all_below_it(empty, load):
    rows = country()
    rows[3] |= {"type": "state"}
    rows.append(succession(rows[3]["code"], rows[4]["code"], "merge", "2026-01-01"))
    assert [line for line, _ in faults(load(empty, rows))] == [5]
    assert state(empty) == ([], [])


def test_a_unit_that_outlasts_the_unit_above_it_is_an_error(empty, load):
    ends = [unit("90", "province"), unit("900", "district", "90", end="2019-12-31"), unit("90001", "commune", "900")]
    said = 'unit 90001 "Mẫu 90001" from 1997-01-01 has no unit above it on 2020-01-01: 900 does not stand then, in any of its versions'
    assert faults(load(empty, ends)) == [(4, said)]
    town = unit("900", "town", "90", "2020-01-01")
    assert [line for line, _ in faults(load(empty, [*ends, town]))] == [4]  # without the succession it is another body
    expect(load(empty, [*ends, town, succession("900", "900", "upgrade", "2020-01-01")]), 0, "5 added")
    assert [line for line, _ in faults(load(empty, [unit("900", "town", "90", "2020-01-01", end="2025-06-30")]))] == [2]


def test_what_was_orphaned_before_does_not_stop_a_file(seeded, load):
    seeded.psql("update unit set valid_to = '2025-06-29' where code = '353'", "tdkt_owner")
    expect(load(seeded, small()), 0, "10 added")


@pytest.mark.parametrize("content,said", [
    ("", "the first line must name the columns"),
    ("code,name\n1,x\n", "the first line must name the columns"),
    ("record,code,code\n", "the first line must name the columns"),
    ("record,code,colour\n", "the first line must name the columns"),
    ('record,code,name\nunit,90,"Mẫu\n', "a quote is out of place"),
    ('record,code,name\nunit,90,M"ẫu\n', "a quote is out of place"),
    ("record,code,name\nunit,90\n", "2 values where the first line names 3 columns"),
    ("record,code,name\nunit,90,Mẫu,x\n", "4 values where the first line names 3 columns"),
])
def test_a_file_of_another_form_is_refused(empty, load, content, said):
    assert said in faults(load(empty, content))[0][1]


@pytest.mark.parametrize("content,said", [
    (b"record,code\nunit,\xff\xfe\n", "the file is not in UTF-8"),
    (b"record,code\nunit,9\x000\n", "NUL byte"),
    (b"record,code\n" + b"x" * (16 * 1024 * 1024), "more than 16 MB"),
], ids=["bytes", "nul", "large"])
def test_what_is_no_text_is_refused(empty, load, content, said):
    expect(load(empty, content), 1, said)


def test_a_file_as_a_spreadsheet_saves_it(empty, load):
    """With a byte order mark, lines that end in CR LF, quoted values, blanks around them, empty lines, letters and marks apart."""
    content = (
        "\ufeffrecord,name,code,type,valid_from,legal_act\r\n"
        'unit,"Ha\u0300 ""Nam"", mẫu", 90 ,province,1997-01-01,\r\n'
        ",,,,,\r\n\r\n"
        "unit,'; drop table unit; --,91,province,1997-01-01,$$ %s \\\r\n"
    )
    expect(load(empty, content), 0, "2 added")
    assert empty.psql("select code, name, legal_act from unit order by code", "postgres") == [
        ["90", 'Hà "Nam", mẫu', None], ["91", "'; drop table unit; --", "$$ %s \\"]]
    expect(load(empty, content), 0, "nothing to change, all 2 lines")


def test_a_header_alone_changes_nothing(empty, load):
    expect(load(empty, "record,code\n"), 0, "nothing to change, all 0 lines")


@pytest.mark.parametrize("role,said", [("tdkt_service", "belong to tdkt_owner"), ("postgres", "belong to tdkt_owner")])
def test_only_the_owner_loads(empty, load, role, said):
    expect(load(empty, small(), role=role), 1, said)
    assert state(empty) == ([], [])


def test_the_service_may_not_call_the_functions(empty):
    callable_by_it = (
        "select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in"
        " ('load_units', 'load_unit', 'load_succession', 'load_line', 'try_line', 'orphaned_units')"
        " and has_function_privilege('tdkt_service', p.oid, 'execute')"
    )
    assert empty.psql(callable_by_it, "postgres") == []


def test_without_a_schema_it_says_so(databases, load):
    bare = databases.bootstrapped()
    expect(load(bare, small()), 1, "run tdkt migrate as the owner")
    bare.drop()


@pytest.mark.parametrize("arguments", [[], ["--dry-run"], ["--wet", "x.csv"], ["a.csv", "b.csv"], ["a.csv", "--dry-run"]])
def test_a_wrong_command_line_is_a_usage_error(empty, arguments):
    done = subprocess.run([binary(), "load-units", *arguments], capture_output=True, text=True, timeout=30,
                          env=os.environ | {"DATABASE_URL": empty.url("tdkt_owner")})
    assert done.returncode == 2 and "usage: tdkt load-units [--dry-run] FILE" in done.stderr


def test_a_file_that_is_not_there(empty, tmp_path):
    done = subprocess.run([binary(), "load-units", str(tmp_path / "no.csv")], capture_output=True, text=True, timeout=30,
                          env=os.environ | {"DATABASE_URL": empty.url("tdkt_owner")})
    assert done.returncode == 1 and "No such file" in done.stderr


def test_who_loaded_is_in_the_change_history(empty, load):
    expect(load(empty, small()), 0)
    who = "select distinct actor from change_history where table_name in ('unit', 'unit_succession')"
    assert empty.psql(who, "postgres") == [["tdkt_owner"]]
