"""Subjects that no other test uses, and results of the council entered directly, for tests about something else."""

from support.samples import HA_NAM, collective, new_collective, new_individual, unit


def own_collective(road, **changes) -> str:
    """Makes a collective in the unit of this Road; returns its id."""
    body = new_collective(road.unique, unit_id=road.unit_id) | changes
    return road.officer.post("/v1/collectives", body).expect(201).id


def own_individual(road, **changes) -> str:
    """A person in a school of Hòa Mạc, Duy Tiên (13324), or where `changes` say."""
    body = new_individual(road.unique, collective_id=collective(22), position="Giáo viên") | changes
    return road.officer.post("/v1/individuals", body).expect(201).id


def nominate_own(road, award, **changes):
    """Nominates a new collective; returns the Road."""
    return road.nominate(award, **{"collective_id": own_collective(road)} | changes)


def nominate_person(road, award, individual_id=None, **changes):
    """Nominates a new person; returns the Road."""
    chosen = individual_id or own_individual(road)
    person = {"subject_kind": "individual", "collective_id": None, "individual_id": chosen}
    return road.nominate(award, **person | changes)


def council_says(database, road, action="pass"):
    """Enters the outcome of a vote directly into the database: a session, its item and the event."""
    settings = {
        "subject": road.unique("chair"), "roles": "council_reviewer", "read_scope": unit(35), "write_scope": unit(35),
        "provinces": unit(35),
    }
    on = road.day.isoformat()
    database.psql(
        f"""with session as (
            insert into council_session (unit_id, number, held_on)
            values ('{HA_NAM}', '{road.unique("HD")}', '{on}')
            returning id
        )
        select id from session \\gset session_
        insert into council_item (session_id, nomination_id, position)
        values (:'session_id', '{road.last.id}', 1)
        returning id \\gset item_
        insert into nomination_event (nomination_id, on_version, action, acted_on, reason, council_item_id)
        select id, version, '{action}', '{on}', 'Kết quả bỏ phiếu', :'item_id'
        from nomination
        where id = '{road.last.id}';
        update council_item
        set outcome = 'deferred', reason = 'Cần bổ sung'
        where id = :'item_id' and '{action}' = 'defer'""",
        role="postgres", settings=settings,
    )
    return road.refresh()
