"""One policy for text: of all code points, the database accepts exactly those that the service accepts
(lib/rest/text_classes.h), and writers who bypass the service meet the same rules.
"""

import re
import unicodedata

import pytest
from database.callers import caller, trial, unit
from support.paths import ROOT

SOURCE = (ROOT / "lib" / "rest" / "text_classes.h").read_text(encoding="utf-8")
ALL = [c for c in range(1, 0x110000) if not 0xD800 <= c <= 0xDFFF]
CLASSES = {}
for first, last, name in re.findall(r"X\((0x\w+), (0x\w+), (\w+)\)", SOURCE):
    CLASSES |= dict.fromkeys(range(int(first, 16), int(last, 16) + 1), name)
KEY_SIGNS = set(range(0x2010, 0x2016)) | {0x2043, 0x2212, 0xD0, 0xF0, 0x189, 0x256}


def ranges(name) -> set:
    part = SOURCE.split(f"#define {name}(X)")[1].split("\n\n")[0]
    return {c for first, last in re.findall(r"X\((0x\w+), (0x\w+)\)", part) for c in range(int(first, 16), int(last, 16) + 1)}


JOINED, SELECTED = ranges("TEXT_JOINED"), ranges("TEXT_SELECTED")


def accepted(database, text, rule="is_clean", longest=200) -> set:
    """The code points for which the rule accepts the text that SQL makes of them."""
    found = database.value(
        f"""select range_agg(int4range(c, c + 1)) from generate_series(1, 1114111) as c
        where c not between 55296 and 57343 and {rule}({text}, 1, {longest})""",
        role="tdkt_owner",
    )
    return {c for low, high in re.findall(r"\[(\d+),(\d+)\)", found) for c in range(int(low), int(high))}


def test_the_lists_are_in_order_and_do_not_meet():
    for name in ("TEXT_CLASSES", "TEXT_JOINED", "TEXT_SELECTED"):
        part = SOURCE.split(f"#define {name}(X)")[1].split("\n\n")[0]
        bounds = [int(bound, 16) for pair in re.findall(r"X\((0x\w+), (0x\w+)", part) for bound in pair]
        assert all(low <= high for low, high in zip(bounds, bounds[1:])) and len(set(bounds[1::2])) == len(bounds) // 2


@pytest.mark.parametrize("longest", [200, 2000])
def test_of_all_code_points_the_same_ones_may_stand_inside(database, longest):
    lines = {0x09, 0x0A} if longest > 500 else set()
    expected = {
        c for c in ALL
        if (c not in CLASSES and unicodedata.is_normalized("NFC", f"a{chr(c)}b")) or c == 0x20 or c in lines
    }
    assert accepted(database, "'a' || chr(c) || 'b'", longest=longest) == expected


def test_of_all_code_points_the_same_ones_may_stand_in_a_key(database):
    expected = {
        c for c in ALL
        if (c not in CLASSES and c not in KEY_SIGNS and unicodedata.is_normalized("NFKC", f"a{chr(c)}b")) or c == 0x20
    }
    assert accepted(database, "'a' || chr(c) || 'b'", "is_key") == expected


def test_of_all_code_points_the_same_ones_can_be_seen(database):
    expected = {
        c for c in ALL
        if c not in CLASSES and unicodedata.category(chr(c))[0] != "M" and unicodedata.is_normalized("NFC", chr(c))
    }
    assert accepted(database, "chr(c)") == expected


def test_of_all_code_points_the_same_ones_may_be_joined(database):
    kept = {c for c in ALL if c not in CLASSES}
    usual = lambda text: unicodedata.is_normalized("NFC", text)  # noqa: E731
    assert accepted(database, "'क' || chr(c) || chr(8205) || 'क'") == {
        c for c in kept & JOINED if usual(f"क{chr(c)}\u200dक")
    }
    assert accepted(database, "'क' || chr(8205) || chr(c)") == {c for c in kept & JOINED if usual(f"क\u200d{chr(c)}")}


def test_of_all_code_points_the_same_ones_may_have_a_selector(database):
    expected = {c for c in ALL if c not in CLASSES and c in SELECTED and unicodedata.is_normalized("NFC", chr(c))}
    assert accepted(database, "'x' || chr(c) || chr(65039)") == {
        c for c in expected if unicodedata.is_normalized("NFC", f"x{chr(c)}\ufe0f")
    }


@pytest.mark.parametrize("text", [
    "\u00a0", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3000", "\u3164", "\u115f", "\uffa0", "\ufe0f", "\u0301", "\u2800",
    "\u180e", "a\u200b", "a\u202eb", "a\nb", "a\tb", "a  b", " a", "a\u00a0", "a\uffff", "a\U000e0041", "a\u0301", "",
])
def test_a_writer_who_bypasses_the_service_meets_the_same_rule(database, text):
    insert = f"""insert into collective (code, name, unit_id, kind) values ('TEXT', '{text}', '{unit("349")}', 'other')"""
    with pytest.raises(Exception, match="collective_name_check"):
        trial(database, insert, caller("district_reviewer", "349"))
    with pytest.raises(Exception, match="collective_code_check"):
        trial(database, insert.replace("'TEXT'", f"'{text}'", 1), caller("district_reviewer", "349"))


@pytest.mark.parametrize("code", ["１", "1–2", "QÐ", "a\u200db", "❤\ufe0f"])
def test_a_key_has_one_spelling(database, code):
    insert = f"""insert into collective (code, name, unit_id, kind) values ('{code}', 'a', '{unit("349")}', 'other')"""
    with pytest.raises(Exception, match="collective_code_check"):
        trial(database, insert, caller("district_reviewer", "349"))


def test_every_text_of_the_records_has_the_policy(database):
    """A code or number is a key, and no check of a text has its own definition of blanks."""
    rows = database.psql(
        """select conname, pg_get_constraintdef(oid) from pg_constraint
        where contype = 'c' and connamespace = 'public'::regnamespace and pg_get_constraintdef(oid) ~ 'is_(clean|key)\\('""",
        role="tdkt_owner",
    )
    assert len(rows) > 90
    for name, definition in rows:
        is_key = re.search(r"_(code|number)_check$", name) is not None
        assert ("is_key(" in definition) == is_key, name
