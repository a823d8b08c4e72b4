"""Puts nominations into any state without the API. Each gets there by real events, entered as the database's owner.
Every nomination has its own subject, so none causes a warning about another.
"""

import json
import uuid
from dataclasses import dataclass, replace

from support.machine import Caller, Case
from support.workflows import class_id
from support.samples import decision, unit
from support.sql import literal

UNITS = {"35": unit(35), "36": unit(36), "37": unit(37, 2), "349": unit(349), "353": unit(353)}
COLLECTIVE = "00000000-0000-4000-8000-"


def unit_id(name) -> str:
    """The id of a unit that a chain names by code, or by an id where the code belongs to another unit today."""
    if len(name) == 36:
        return name
    return UNITS.get(name) or unit(name, 3)


@dataclass(frozen=True)
class Placed:
    id: str
    case: Case
    version: int = 1

    @property
    def path(self) -> str:
        return f"/v1/nominations/{self.id}"

    @property
    def etag(self) -> str:
        return f'"{self.version}"'


HELPERS = """
create function pg_temp.enter_as(p_role text, p_subject text, p_reads uuid, p_writes uuid) returns void
language sql as $$
    select set_config('tdkt.roles', p_role, true), set_config('tdkt.subject', p_subject, true),
        set_config('tdkt.read_scope', p_reads::text, true), set_config('tdkt.write_scope', p_writes::text, true);
$$;

create function pg_temp.new_item(p_nomination nomination, p_on date) returns uuid language plpgsql as $$
declare
    home uuid;
    made uuid;
begin
    insert into council_session (unit_id, collective_id, number, held_on)
    select id,
        case when p_nomination.award_level = 'base' and p_nomination.origin = 'province' then p_nomination.collective_id end,
        left(p_nomination.id::text, 13), p_on
    from unit
    where lineage_id = stage_lineage(p_nomination, 'council', p_on)
    and p_on between valid_from and coalesce(valid_to, 'infinity')
    on conflict (unit_id, collective_id, number, held_on) do update set place = null
    returning id into home;
    insert into council_item (session_id, nomination_id, "order")
    values (home, p_nomination.id, 1)
    on conflict (session_id, nomination_id) do update set "order" = 1
    returning id into made;
    return made;
end
$$;

create function pg_temp.enter(p_own nomination, p_action text, p_on date) returns void language sql as $$
    insert into nomination_event (
        nomination_id, on_version, action, acted_on, reason, acknowledgement, ground, letter_number, decision_id,
        council_item_id)
    select p_own.id, p_own.version, p_action, p_on, 'Lý do', 'Đã xem xét',
        case p_action when 'hold' then 'complaint' when 'annul' then 'false_achievement' end,
        case p_action when 'forward' then '12/TTr' end,
        case when p_action in ('decide', 'annul') then (select id from decision order by id limit 1) end,
        case
            when p_action in ('pass', 'fail', 'defer') and p_own.state = 'council' then pg_temp.new_item(p_own, p_on)
            when p_action = 'reopen' then (
                select council_item_id from nomination_event
                where nomination_id = p_own.id and council_item_id is not null
                order by on_version desc limit 1)
        end;
$$;

-- A list of its own for this nomination, published by the person of the province.
create function pg_temp.publish(p_own nomination, p_on date) returns void language plpgsql as $$
declare
    made uuid;
begin
    perform pg_temp.enter_as('province_reviewer', 'placed.province', p_own.province_lineage, p_own.province_lineage);
    insert into consultation (unit_id, title, contact)
    select id, 'Lấy ý kiến nhân dân', 'y-kien@mau.example'
    from unit
    where lineage_id = p_own.province_lineage
    and p_on between valid_from and coalesce(valid_to, 'infinity')
    returning id into made;
    insert into consultation_item (consultation_id, nomination_id) values (made, p_own.id);
    perform publish_consultation(made, 1, p_on);
end
$$;

create function pg_temp.step(p_id uuid, p_step jsonb, p_on date) returns void language plpgsql as $$
declare
    own nomination;
begin
    select * into own from nomination where id = p_id;
    perform pg_temp.enter_as(p_step -> 'roles' ->> 0, 'placed.' || (p_step ->> 'stage'), own.province_lineage,
        own.province_lineage);
    perform pg_temp.enter(own, p_step ->> 'action', p_on);
    select * into own from nomination where id = p_id;
    if own.state = 'public_consultation' then
        perform pg_temp.publish(own, p_on);
    end if;
end
$$;

create function pg_temp.draft(p_id uuid, p_unit uuid, p_class uuid, p_on date, p_type text) returns void language sql as $$
    select set_config('tdkt.subject', 'placed.writer', true);
    insert into collective (id, code, name, unit_id, kind)
    values (p_id, left(p_id::text, 30), 'Tập thể (mẫu)', p_unit, 'agency');
    insert into dossier (id, title, unit_id, year, dated_on, commendation_type)
    values (p_id, 'Hồ sơ', p_unit, extract(year from p_on), p_on, p_type);
    insert into nomination (id, dossier_id, award_class_id, subject_kind, collective_id)
    values (p_id, p_id, p_class, 'collective', p_id);
$$;

-- A row once more, as it stands but for the changes.
create function pg_temp.copy_row(p_table text, p_row jsonb, p_changes jsonb) returns void language plpgsql as $$
declare
    columns text;
begin
    select string_agg(quote_ident(attname), ', ') into columns
    from pg_attribute
    where attrelid = p_table::regclass and attnum > 0 and attgenerated = '' and not attisdropped;
    execute format('insert into %1$I (%2$s) select %2$s from jsonb_populate_record(null::%1$I, $1)', p_table, columns)
    using p_row || p_changes;
end
$$;

create function pg_temp.copy(p_from uuid, p_to uuid) returns void language plpgsql as $$
begin
    set local session_replication_role = replica;
    perform pg_temp.copy_row('collective', to_jsonb(t), jsonb_build_object('id', p_to, 'code', left(p_to::text, 30)))
    from collective t where id = p_from;
    perform pg_temp.copy_row('dossier', to_jsonb(t), jsonb_build_object('id', p_to)) from dossier t where id = p_from;
    perform pg_temp.copy_row('nomination', to_jsonb(t), jsonb_build_object(
        'id', p_to, 'dossier_id', p_to, 'collective_id', p_to, 'code', new_award_code()))
    from nomination t where id = p_from;
    perform pg_temp.copy_row('nomination_event', to_jsonb(t), jsonb_build_object(
        'id', uuid_v7(), 'nomination_id', p_to))
    from nomination_event t where nomination_id = p_from;
    perform pg_temp.copy_row('consultation_item', to_jsonb(t), jsonb_build_object('id', uuid_v7(), 'nomination_id', p_to))
    from consultation_item t where nomination_id = p_from;
    insert into nomination_author (dossier_id, nomination_id, actor)
    select p_to, case when nomination_id is not null then p_to end, actor
    from nomination_author where dossier_id = p_from;
    set local session_replication_role = origin;
end
$$;
"""


class Placing:
    """One workflow: a nomination at each of its places, and as many copies as a test needs."""

    def __init__(self, database, machine, award, start, day):
        """start: the draft of this workflow. A nomination at a later place is made from a copy of the one at the place before."""
        start = start.written_by(Caller((), "", "placed.writer"))
        self.database, self.start, self.day = database, start, day
        first = Placed(str(uuid.uuid4()), start)
        self.places, statements = {start.place: first}, []
        unit_of = unit_id(start.chain[-1])
        kind = "irregular" if start.simplified else "merit"
        statements.append(f"select pg_temp.draft('{first.id}', '{unit_of}', '{class_id(award)}', '{day}', '{kind}');")
        for place, way in machine.workflows(start).items():
            if way:
                self.places[place] = self._reach(*way, statements)
        self._run(statements)

    def _reach(self, before, step, statements) -> Placed:
        at = self.places[before]
        actor = Caller(tuple(step["roles"]), self.start.chain[0], f"placed.{step['stage']}")
        made = Placed(str(uuid.uuid4()), at.case.after(step, actor), at.version + 1)
        said = json.dumps({name: step[name] for name in ("action", "roles", "stage")})
        statements.append(f"select pg_temp.copy('{at.id}', '{made.id}');")
        statements.append(f"select pg_temp.step('{made.id}', {literal(said)}, '{self.day}');")
        return made

    def like(self, placed) -> list:
        """A new copy of each of these nominations, at the same place."""
        made = [replace(at, id=str(uuid.uuid4())) for at in placed]
        self._run(f"select pg_temp.copy('{at.id}', '{new.id}');" for at, new in zip(placed, made, strict=True))
        return made

    def _run(self, statements):
        self.database.psql("\n".join([HELPERS, *statements, "select 1"]), "postgres")
