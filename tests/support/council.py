"""Nominations before the council, brought by callers or written directly into the database, and award classes with a
voting rule of their own.
"""

import hashlib
import uuid

from support.workflows import Workflow, provincial
from support.samples import DUY_TIEN, HA_NAM
from support.subjects import nominate_own

HELD_ON = "2018-06-01"
OFFICER, DISTRICT, PROVINCE = "can.bo", "xet.huyen", "tham.dinh"  # the actors of these acts

WORKFLOW = [
    ("unit_officer", OFFICER, "submit", "2018-05-02"), ("district_reviewer", DISTRICT, "receive", "2018-05-03"),
    ("district_reviewer", DISTRICT, "approve", "2018-05-04"), ("province_reviewer", PROVINCE, "approve", "2018-05-10"),
]


def new_id() -> str:
    return str(uuid.uuid4())


def a_class(
    database, unique, permille=800, *, quorum=None, secret=True, written=True, shrinks=False, level="province"
) -> str:
    """Makes a class of that level whose votes follow this rule; returns its id."""
    made, rule = new_id(), "null" if quorum is None else quorum
    database.psql(
        f"""insert into award_class (
            id, code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from)
        values ('{made}', '{unique("V")[-14:]}', 'Mẫu', 'Sample', 'form', '{level}', '{{collective,individual}}',
            '{"province_chair" if level == "province" else "agency_head"}', 90, '2004-07-01');
        insert into award_rule (award_class_id, kind, valid_from, permille, quorum_permille, secret, written_allowed,
            recusal_shrinks, text_vi, text_en, article, confidence)
        values ('{made}', 'vote', '2004-07-01', {permille}, {rule}, {secret}, {written}, {shrinks},
            'Quy định mẫu', 'A sample rule', 'Điều mẫu', 'none')""",
        role="tdkt_owner",
    )
    return made


def workflow_to_council(award_class, subject=None, workflow=WORKFLOW) -> tuple:
    """(id of the nomination, statements that bring it before the council, each act by another actor). The subject is a
    new collective unless one is given."""
    dossier, made, own = new_id(), new_id(), new_id()
    steps = "\n".join(
        f"""perform set_config('tdkt.roles', '{role}', true), set_config('tdkt.subject', '{who}', true);
        insert into nomination_event (nomination_id, on_version, action, acted_on, acknowledgement)
        select id, version, '{action}', '{day}', 'Đã xem' from nomination where id = '{made}';"""
        for role, who, action, day in workflow
    )
    return made, f"""do $$
    begin
        perform set_config('tdkt.read_scope', '{HA_NAM}', true), set_config('tdkt.write_scope', '{HA_NAM}', true);
        perform set_config('tdkt.roles', 'unit_officer', true), set_config('tdkt.subject', '{workflow[0][1]}', true);
        insert into collective (id, code, name, unit_id, kind)
        values ('{own}', '{own[:13]}', 'Tập thể (mẫu)', '{DUY_TIEN}', 'agency');
        insert into dossier (id, title, unit_id, year, dated_on)
        values ('{dossier}', 'Hồ sơ mẫu', '{DUY_TIEN}', 2017, '2018-05-01');
        insert into nomination (id, dossier_id, award_class_id, subject_kind, collective_id)
        values ('{made}', '{dossier}', '{award_class}', 'collective', '{subject or own}');
        {steps}
    end
    $$"""


def before_council(database, award_class, subject=None, workflow=WORKFLOW) -> str:
    """Makes a nomination that waits for the council; returns its id."""
    made, statements = workflow_to_council(award_class, subject, workflow)
    database.psql(statements, role="tdkt_owner")
    return made


def nomination_state(database, nomination) -> str:
    return database.value(f"select state from nomination where id = '{nomination}'", role="tdkt_owner")


def on_paper(keeper, second, session, item, digest, **said):
    """Ballots on paper, entered by the keeper and entered again with the same content by a second person. said: agree,
    disagree, blank and voters of a secret vote; or votes, {member: vote}, of an open vote."""
    if "votes" in said:
        said["votes"] = [{"member_id": member, "vote": vote} for member, vote in said["votes"].items()]
    reference = {"item_id": item.rpartition("/")[2], "number": "12/BB-HĐ", "dated_on": "2018-06-01", "sha256": digest}
    made = keeper.post(f"{session}/papers", reference | said).expect(201)
    again = {name: value for name, value in said.items() if name != "voters"} | {"sha256": digest}
    return second.post(f"{made.headers['Location']}/confirmation", again, etag=made.etag).expect(201)


def digest_of(unique) -> str:
    return hashlib.sha256(unique("paper").encode()).hexdigest()


def brought_to_council(api, unique, award="BKT", **changes) -> Workflow:
    """A nomination of the province's own, which its callers bring before the council over the API."""
    workflow = nominate_own(provincial(api, unique), award, **changes).submit()
    workflow.review(workflow.province, "receive")
    return workflow.approve(workflow.province, acknowledgement="Đã xem xét")
