"""Subjects that no other test uses, and results of the council entered directly, for tests about something else."""

from support.samples import HA_NAM, collective, new_collective, new_individual, unit


def own_collective(workflow, **changes) -> str:
    """Makes a collective in the unit of this Workflow; returns its id."""
    body = new_collective(workflow.unique, unit_id=workflow.unit_id) | changes
    return workflow.officer.post("/v1/collectives", body).expect(201).id


def own_individual(workflow, **changes) -> str:
    """A person in a school of Hòa Mạc, Duy Tiên (13324), or where `changes` say."""
    body = new_individual(workflow.unique, collective_id=collective(22), position="Giáo viên") | changes
    return workflow.officer.post("/v1/individuals", body).expect(201).id


def nominate_own(workflow, award, **changes):
    """Nominates a new collective; returns the Workflow."""
    return workflow.nominate(award, **{"collective_id": own_collective(workflow)} | changes)


def nominate_person(workflow, award, individual_id=None, **changes):
    """Nominates a new person; returns the Workflow."""
    chosen = individual_id or own_individual(workflow)
    person = {"subject_kind": "individual", "collective_id": None, "individual_id": chosen}
    return workflow.nominate(award, **person | changes)


def council_says(database, workflow, action="pass"):
    """Enters the outcome of a vote directly into the database: a session, its item and the event."""
    settings = {
        "subject": workflow.unique("chair"), "roles": "council_reviewer", "read_scope": unit(35), "write_scope": unit(35),
        "provinces": unit(35),
    }
    on = workflow.day.isoformat()
    database.psql(
        f"""with session as (
            insert into council_session (unit_id, number, held_on)
            values ('{HA_NAM}', '{workflow.unique("HD")}', '{on}')
            returning id
        )
        select id from session \\gset session_
        insert into council_item (session_id, nomination_id, "order")
        values (:'session_id', '{workflow.last.id}', 1)
        returning id \\gset item_
        insert into nomination_event (nomination_id, on_version, action, acted_on, reason, council_item_id)
        select id, version, '{action}', '{on}', 'Kết quả bỏ phiếu', :'item_id'
        from nomination
        where id = '{workflow.last.id}';
        update council_item
        set outcome = 'deferred', reason = 'Cần bổ sung'
        where id = :'item_id' and '{action}' = 'defer'""",
        role="postgres", settings=settings,
    )
    return workflow.refresh()
