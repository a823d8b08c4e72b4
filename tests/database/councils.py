"""Council sessions directly in the database: their members, their keeper, and the second person for a paper."""

import json

import pytest
from database.callers import caller, unit
from support.council import HELD_ON, a_class, before_council, new_id, nomination_state
from support.sql import SqlError

KEEPER = caller("council_reviewer", "35", subject="thu.ky")
SECOND = caller("council_reviewer", "35", subject="nguoi.thu.hai")
DIGEST = "a" * 64


class Session:
    """A session with one item, whose members vote under their own accounts. The keeper enters papers, and a second
    person confirms them. subjects: the accounts of members who differ; None means without an account."""

    def __init__(self, database, unique, members=3, attendance=None, subjects=None, open_=True, collectives=None, subject=None, **rule):
        self.database = database
        self.id, self.item = new_id(), new_id()
        self.members = [new_id() for _ in range(members)]
        self.nomination = before_council(database, a_class(database, unique, **rule), subject)
        attendance, collectives = attendance or {}, collectives or {}
        self.subjects = {at: f"uy.vien.{at}" for at in range(members)} | (subjects or {})
        seats = ",".join(
            f"""('{member}', '{self.id}', 'Ủy viên (mẫu)', '{"member" if at else "chair"}',
                '{attendance.get(at, "present")}', {quoted(self.subjects[at])}, {quoted(collectives.get(at))})"""
            for at, member in enumerate(self.members)
        )
        self.run(
            f"""insert into council_session (id, unit_id, number, held_on)
            values ('{self.id}', '{unit("35")}', '{unique("HD")}', '{HELD_ON}');
            insert into council_member (id, session_id, name, role, attendance, subject, collective_id) values {seats};
            insert into council_item (id, session_id, nomination_id, "order")
            values ('{self.item}', '{self.id}', '{self.nomination}', 1)"""
        )
        if open_:
            self.open()

    def run(self, statement, settings=KEEPER):
        return self.database.psql(statement, settings=settings)

    def open(self, version=1):
        self.run(f"select open_council_session('{self.id}', {version}) \\g /dev/null\nselect")

    def own(self, member) -> dict:
        return caller("council_reviewer", "35", subject=self.subjects[member] or "khong.tai.khoan")

    def cast(self, member, vote, settings=None):
        statement = f"select cast_council_ballot('{self.item}', '{self.members[member]}', '{vote}')"
        self.run(statement, settings or self.own(member))

    def enter(self, agree=None, disagree=None, blank=None, voters=None, votes=None, settings=KEEPER, digest=None) -> str:
        """Enters a paper that waits; returns its id. votes: of an open vote, {member: vote}."""
        made = new_id()
        ids = "null" if voters is None else "'{" + ",".join(self.members[at] for at in voters) + "}'"
        self.run(
            f"""select enter_council_paper('{self.session_of_paper()}', '{made}', '{self.item}', '12/BB', '{HELD_ON}',
                '{digest or DIGEST}', {figures(agree, disagree, blank)}, {ids}, {self.said(votes)})""",
            settings,
        )
        return made

    def session_of_paper(self):
        return self.id

    def said(self, votes) -> str:
        if votes is None:
            return "null"
        entries = [{"member_id": self.members[at], "vote": vote} for at, vote in votes.items()]
        return f"'{json.dumps(entries)}'"

    def confirm(self, paper, agree=None, disagree=None, blank=None, votes=None, settings=SECOND, digest=DIGEST):
        self.run(
            f"""select confirm_council_paper('{paper}', 1, '{digest}', {figures(agree, disagree, blank)},
                {self.said(votes)})""",
            settings,
        )

    def count(self, agree, disagree, blank, voters):
        """Enters and confirms a paper of a secret vote."""
        self.confirm(self.enter(agree, disagree, blank, voters, digest=self.digest()), agree, disagree, blank,
                     digest=self.digest())

    def digest(self) -> str:
        return self.members[0].replace("-", "").ljust(64, "0")

    def refuse(self, paper, settings=SECOND):
        self.run(f"select refuse_council_paper('{paper}', 1, 'Không khớp')", settings)

    def recuse(self, member, settings=None):
        self.run(f"select recuse_council_member('{self.item}', '{self.members[member]}')", settings or self.own(member))

    def attend(self, member, attendance, reason="'Đến muộn'", settings=KEEPER):
        self.run(
            f"""select change_council_attendance(id, version, '{attendance}', {reason})
            from council_member where id = '{self.members[member]}'""",
            settings,
        )

    def close(self, settings=KEEPER, reason="'Không chờ nữa'"):
        self.run(f"select close_council_ballot(id, version, {reason}) from council_item where id = '{self.item}'", settings)

    def reopen(self, settings=KEEPER, reason="'Kiểm phiếu lại'"):
        self.run(f"select reopen_council_item(id, version, {reason}) from council_item where id = '{self.item}'", settings)

    def conclude(self, settings=KEEPER, outcome="null", reason="null", acted_on="null"):
        self.run(f"select conclude_council_item('{self.item}', {outcome}, {reason}, {acted_on})", settings)
        return self.read("outcome")[0]

    def read(self, columns):
        return self.run(f"select {columns} from council_item where id = '{self.item}'")[0]

    def state(self):
        return nomination_state(self.database, self.nomination)


def figures(*counts) -> str:
    return ", ".join("null" if count is None else str(count) for count in counts)


def quoted(text):
    return "null" if text is None else f"'{text}'"


def refused(call, *arguments, **options):
    with pytest.raises(SqlError) as refusal:
        call(*arguments, **options)
    return refusal.value.sqlstate, refusal.value.constraint
