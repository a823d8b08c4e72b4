"""Nominations directly in the database: statements that create them and act on them, each act by another person."""

from database.callers import award_class, caller, collective, unit
from support.sql import literal

WHO = {"unit_officer": "can.bo", "district_reviewer": "huyen", "province_reviewer": "tinh"}
PAPERS = ("submission_letter", "achievement_report", "minutes")


def made(number) -> str:
    return f"01600000-eeee-7000-8000-{number:012d}"


def as_caller(settings) -> str:
    """A statement that runs the rest of the transaction as this caller."""
    named = "; ".join(f"perform set_config('tdkt.{name}', {literal(value)}, true)" for name, value in settings.items())
    return f"do $$ begin {named}; end $$"


def nomination(number, award="GK", of=None, code="349", year=2018, papers=PAPERS, achievement=None) -> str:
    """A new dossier with a nomination of the same id, written by the officer, whoever the caller is. `of`: the id of a
    collective."""
    id = made(number)
    kinds = ", ".join(f"('{kind}')" for kind in papers) or "(null)"
    return f"""
        do $$ begin
            perform set_config('test.subject', coalesce(current_setting('tdkt.subject', true), ''), true),
                set_config('tdkt.subject', '{WHO["unit_officer"]}', true);
        end $$;
        insert into dossier (id, title, unit_id, year, dated_on) values ('{id}', 'Mẫu', '{unit(code)}', {year}, '2018-06-01');
        insert into dossier_document (dossier_id, kind, title, media_type, size, sha256, location)
        select '{id}', kind, 'Mẫu', 'application/pdf', 1, encode(sha256(kind::bytea), 'hex'), 'urn:mau:' || kind
        from (values {kinds}) as paper (kind)
        where kind is not null;
        insert into nomination (id, dossier_id, award_class_id, subject_kind, collective_id, year, achievement)
        values ('{id}', '{id}', {award_class(award)}, 'collective', '{of or collective(4)}', {year},
            {literal(achievement)});
        do $$ begin perform set_config('tdkt.subject', current_setting('test.subject'), true); end $$"""


def event(number, action, on="2018-06-02", role="district_reviewer", code="349", subject=None, **columns) -> str:
    """An act of this role's person in the unit."""
    names = "".join(f", {name}" for name in columns)
    values = "".join(f", {literal(value)}" for value in columns.values())
    return f"""{as_caller(caller(role, code, subject=subject or WHO[role]))};
        insert into nomination_event (nomination_id, on_version, action, acted_on{names})
        select id, version, '{action}', '{on}'{values}
        from nomination
        where id = '{made(number)}'"""


def submitted(number, **what) -> str:
    return nomination(number, **what) + ";" + event(number, "submit", role="unit_officer")


def reviewed(number, **what) -> str:
    return submitted(number, **what) + ";" + event(number, "receive")


def approved(number, **what) -> str:
    return reviewed(number, **what) + ";" + event(number, "approve", acknowledgement="Đã xem xét")


def on_a_list(number, province, day, list_id=None, subject="tinh.ds") -> str:
    """A new list of the province with this nomination, which is under consultation, published on a day."""
    list_id = list_id or made(number + 5000)
    return f"""{as_caller(caller("province_reviewer", province, provinces=[province], subject=subject))};
        insert into consultation (id, unit_id, title, contact) values ('{list_id}', '{unit(province)}', 'Mẫu', 'mau');
        insert into consultation_item (consultation_id, nomination_id) values ('{list_id}', '{made(number)}');
        do $$ begin perform publish_consultation('{list_id}', 1, '{day}'); end $$"""
