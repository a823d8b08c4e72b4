"""Registered targets for the operation under test: one that waits for its confirmation, made for the test, and a
confirmed one of the demonstration data.
"""

from functools import cached_property

from contract.drafts import unique
from support.samples import new_target, target

TARGETS = "/v1/campaign-targets"

# What the state of a target forbids, and the state.
FORBIDDEN = {
    "delete_campaign_target": "confirmed", "confirm_campaign_target": "confirmed", "return_campaign_target": "confirmed",
    "amend_campaign_target": "waiting",
}


class Targets:
    def __init__(self, api):
        self._officer = api.as_("unit_officer", "349")
        self.confirmed = target(1)

    def path(self, operation):
        """A path to a record in a state that allows the operation. None if the operation is about something else."""
        if not operation.path.startswith(TARGETS + "/{"):
            return None
        is_amendment = operation.id == "amend_campaign_target"
        return self._filled(operation.path, self.confirmed if is_amendment else self.waiting)

    def forbidden_path(self, operation):
        return self._filled(operation.path, getattr(self, FORBIDDEN[operation.id]))

    @cached_property
    def waiting(self) -> str:
        """Registered, with figures."""
        made = self._officer.post(TARGETS, new_target(unique)).expect(201)
        figures = {"figures_on": "2018-03-31", "actual_value": 20}
        self._officer.post(f"{TARGETS}/{made.id}/progress", figures).expect(201)
        return made.id

    def _filled(self, path, target_id) -> str:
        collection, *inner = path.replace("{id}", target_id).split("/{")
        if not inner:
            return collection
        return f"{collection}/{self._officer.get(collection).expect(200).items[0]['id']}"
