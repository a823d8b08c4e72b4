"""A correction for the operation under test: one that waits for its answer, made for the test."""

from contract.drafts import unique
from support.giving import named_award
from support.samples import new_decision

CORRECTIONS = "/v1/corrections/"


class Corrections:
    """`caller` answers what another person asked for, and withdraws its own."""

    def __init__(self, api, role, unit):
        self._caller = api.as_(role, unit)
        self._other = api.as_(role, unit, sub=unique("recorder"))

    def path(self, operation):
        """A path to a waiting correction. None if the operation is about something else."""
        if not operation.path.startswith(CORRECTIONS):
            return None
        asker = self._caller if operation.id == "withdraw_correction" else self._other
        made = asker.post("/v1/decisions", new_decision(unique, named_award(unique))).expect(201)
        body = {"reason": "Gõ nhầm (mẫu)", "changes": {"signer_name": "Người ký khác (mẫu)"}}
        asked = asker.post(f"/v1/decisions/{made.id}/corrections", body, etag=made.etag).expect(201)
        return operation.path.replace("{id}", asked.id)
