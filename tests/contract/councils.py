"""Council sessions for the operation under test: the planned and the closed one of the demonstration data, and an open
one made for the test.
"""

from functools import cached_property

from contract.drafts import unique
from support.council import brought_to_council
from support.samples import new_council_session

SESSIONS = "/v1/council-sessions"
ACTS = ("recusals", "ballots", "ballot-closing", "result", "reopening", "attendance")  # while the session is open
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

# Records that cannot be deleted any more, because their session is closed.
FORBIDDEN = {"delete_council_session", "delete_council_member", "delete_council_item"}


class Councils:
    def __init__(self, api):
        self._api = api
        self._keeper = api.as_("council_reviewer", "35")

    def path(self, operation):
        """A path to a record in a state that allows the operation. None if the operation is about something else."""
        if not operation.path.startswith(SESSIONS + "/{"):
            return None
        is_act = operation.path.endswith(ACTS) or "/papers" in operation.path
        return self._filled(operation.path, self.open_session if is_act else self._in_state("planned"))

    def forbidden_path(self, operation):
        return self._filled(operation.path, self._in_state("closed"))

    @cached_property
    def open_session(self) -> str:
        """A session that votes on a nomination of the province itself."""
        workflow = brought_to_council(self._api, unique)
        made = self._keeper.post(SESSIONS, new_council_session(unique)).expect(201)
        session = f"{SESSIONS}/{made.id}"
        seats = [self._keeper.post(f"{session}/members", {"name": f"{role} (mẫu)", "role": role}).expect(201).id
                 for role in ("chair", "member", "secretary")]
        item = self._keeper.post(f"{session}/items", {"nomination_id": workflow.last.id, "order": 1}).expect(201).id
        self._keeper.post(f"{session}/opening", {}, etag=made.etag).expect(201)
        paper = {"item_id": item, "number": "12/BB", "dated_on": "2018-06-20", "sha256": DIGEST,
                 "votes": [{"member_id": seats[2], "vote": "agree"}]}
        self._keeper.post(f"{session}/papers", paper).expect(201)
        return made.id

    def _in_state(self, state) -> str:
        return self._first(SESSIONS, {"state": state})

    def _first(self, path, params=None) -> str:
        return self._keeper.get(path, params).expect(200).items[0]["id"]

    def _filled(self, path, session) -> str:
        for inner in ("members/{member_id}", "items/{item_id}", "papers/{paper_id}"):
            if inner in path:
                collection, _, place = inner.partition("/")
                path = path.replace(place, self._first(f"{SESSIONS}/{session}/{collection}"))
        return path.replace("{id}", session)
