"""A council session, held over the API by its keeper, its members and a second person for its papers."""

from support.council import a_class, brought_to_council, digest_of, on_paper
from support.samples import new_council_session

SESSIONS = "/v1/council-sessions"
UNKNOWN = dict.fromkeys(("agree", "disagree", "blank", "member_count", "recused_count", "needed"))


def figures(item) -> dict:
    return {name: item[name] for name in UNKNOWN}


class Session:
    """A session with one nomination on its agenda, under its own voting rule. The keeper opens it, enters paper ballots
    and concludes; `second` confirms the papers; members vote under their own accounts."""

    def __init__(self, api, database, unique, open_=True, members=(), workflow=None, **rule):
        """members: what differs from a present member with an account. The first is the chair."""
        self.api, self.database, self.unique = api, database, unique
        self.keeper = api.as_("council_reviewer", "35", sub=unique("keeper"))
        self.second = api.as_("council_reviewer", "35", sub=unique("second"))
        self.workflow = workflow or brought_to_council(api, unique, award_class_id=a_class(database, unique, **rule))
        self.last = self.keeper.post(SESSIONS, new_council_session(unique)).expect(201)
        self.path = f"{SESSIONS}/{self.last.id}"
        self.subjects = []
        self.members = [self._seat(at, member) for at, member in enumerate(members or [{}, {}, {}])]
        body = {"nomination_id": self.workflow.last.id, "order": 1}
        self.item = self.keeper.post(f"{self.path}/items", body).expect(201).headers["Location"]
        if open_:
            self.move("opening").expect(201)

    def _seat(self, at, member) -> str:
        body = {"name": f"Ủy viên {at} (mẫu)", "role": "member" if at else "chair", "subject": self.unique("uv")} | member
        self.subjects.append(body["subject"])
        return self.keeper.post(f"{self.path}/members", body).expect(201).id

    def own(self, member):
        return self.api.as_("council_reviewer", "35", sub=self.subjects[member])

    def move(self, where, etag=None, **body):
        return self.keeper.post(f"{self.path}/{where}", body, etag=etag or self.keeper.get(self.path).etag)

    def cast(self, member, vote, who=None, key=None):
        body = {"member_id": self.members[member], "vote": vote}
        return (who or self.own(member)).post(f"{self.item}/ballots", body, key)

    def enter(self, who=None, digest=None, voters=None, votes=None, **counts):
        """Enters a paper, which then waits for the second person. votes: {member: vote}."""
        body = {"item_id": self.item.rpartition("/")[2], "number": "12/BB-HĐ", "dated_on": "2018-06-20",
                "sha256": digest or digest_of(self.unique)} | counts
        if voters is not None:
            body["voters"] = [self.members[at] for at in voters]
        if votes is not None:
            body["votes"] = self.said(votes)
        return (who or self.keeper).post(f"{self.path}/papers", body)

    def said(self, votes) -> list:
        return [{"member_id": self.members[at], "vote": vote} for at, vote in votes.items()]

    def count(self, voters, agree=0, disagree=0, blank=0):
        """Enters paper ballots; a second person confirms them."""
        counts = {"agree": agree, "disagree": disagree, "blank": blank}
        return on_paper(self.keeper, self.second, self.path, self.item, digest_of(self.unique),
                        voters=[self.members[at] for at in voters], **counts)

    def act(self, what, who=None, reason="Lý do", path=None, **body):
        path = path or self.item
        return (who or self.keeper).post(f"{path}/{what}", {"reason": reason} | body, etag=self.keeper.get(path).etag)

    def recuse(self, member, who=None):
        return (who or self.own(member)).post(f"{self.item}/recusals", {"member_id": self.members[member]})

    def conclude(self, who=None, **body):
        return (who or self.keeper).post(f"{self.item}/result", body, etag=self.keeper.get(self.item).etag)

    @property
    def minutes(self) -> dict:
        return self.keeper.get(f"{self.path}/minutes").expect(200).json

    def awards(self) -> str:
        subject = self.workflow.now["collective_id"]
        return self.database.value(f"select count(*) from award where collective_id = '{subject}'", role="postgres")
