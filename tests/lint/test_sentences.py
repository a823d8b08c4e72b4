"""The words of every Vietnamese sentence: of the rules, of problems, of pages. And no hint that is in English for everybody."""

import re

import pytest
from support.paths import ROOT
from support.rules import catalogue

C_LITERALS = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
SQL_LITERALS = re.compile(r"'(?:[^']|'')*'(?:\n\s*'(?:[^']|'')*')*")
VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
ENGLISH = "number|integer|string|boolean|array|object|list|characters?|digits?|line|column|items?|point|printable|token is|class"
NEUTRAL = {  # hints that are the same in both languages
    "UUID", "U+0000", "true, false", "1", '\\"1\\"', "-10^15–10^15", "%XX", "name=value", "application/pdf", "URI (RFC 3986)",
    "SHA-256: 64 × 0-9a-f", "RFC 9112 6.1", "name,-created_at", "YYYY-MM-DDThh:mm:ssZ",
}


def joined(literals, quote):
    return re.sub(rf"{quote}\s*{quote}", "", literals)[1:-1]


def said_in(folder, pattern, found, quote) -> list:
    texts = [(path, path.read_text(encoding="utf-8")) for path in sorted((ROOT / folder).rglob(pattern))]
    # comments are for us: they may name a table
    return [(path.name, joined(literal, quote)) for path, text in texts
            for literal in found.findall(re.sub(r"--[^\n]*|/\*.*?\*/", "", text, flags=re.S))]


def sentences() -> list:
    c = [said for folder in ("api", "lib") for pattern in ("*.c", "*.h") for said in said_in(folder, pattern, C_LITERALS, '"')]
    sql = [said for folder in ("schema/functions", "schema/guards", "schema/reference")
           for said in said_in(folder, "*.sql", SQL_LITERALS, "'")]
    return [(name, text) for name, text in [*c, *sql] if VIETNAMESE.search(text) and not re.search(r"\b(the|of|or|was|none)\b", text)]


SENTENCES = sentences()


def test_they_are_found():
    assert len(SENTENCES) > 600
    assert {"02_rules.sql", "problem.h", "identity.c", "page_words.c", "decode.c"} <= {name for name, _ in SENTENCES}


@pytest.mark.parametrize("wrong", [
    r"(?<!cụm, )\bkhối\b(?! (lượng|phố))",  # a cluster is a cụm or a khối
    r"\bmã truy cập",  # mã is the code of an award
    r"Ủy ban nhân dân (xã|huyện)\b",  # the chair of "cấp xã": a xã, a phường, a thị trấn or a đặc khu
    r"thẩm quyền quyết định (?!tặng|và)",  # one decides to give: quyết định tặng
    r"\d{4}-\d\d\b",  # a day is 01/10/2026
    rf"(?<![\w%])({ENGLISH})\b",
    r"[↔→]|<=|>=|<>",
], ids=["khối", "token", "xã", "tặng", "day", "English", "formula"])
def test_no_sentence_has(wrong):
    assert [(name, text) for name, text in SENTENCES if re.search(wrong, text, re.I)] == []


def test_a_dossier_is_the_only_ho_so():
    """A record is a bản ghi. The law's own texts and the rules of dossiers speak of a hồ sơ."""
    ours = [text for name, text in SENTENCES if re.search("hồ sơ", text, re.I) and name.endswith((".c", ".h"))]
    assert ours == []
    codes = {rule.code for rule in catalogue() if re.search("hồ sơ", rule.vi, re.I)}
    assert [code for code in codes if not code.startswith(("dossier_", "nomination_"))] == []


def test_no_rule_names_a_column_in_vietnamese():
    assert [rule.code for rule in catalogue() if re.search(r"[a-z]_[a-z]", rule.vi)] == []


def test_a_hint_is_in_no_language_or_in_both():
    """Text in a language goes through said()."""
    c = [path.read_text(encoding="utf-8") for folder in ("api", "lib") for path in (ROOT / folder).rglob("*.c")]
    hints = {hint for text in c for hint in re.findall(r'FIELD_ERROR_\w+,\s*"((?:[^"\\]|\\.)*)"', text)}
    assert len(hints) > 5 and hints - NEUTRAL == set()
