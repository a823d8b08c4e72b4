"""Dossiers and nominations for the operation under test, made for the test because the answers depend on their state."""

import secrets
from functools import cached_property

from support.workflows import Workflow, provincial
from support.samples import collective

OWN = ("/v1/dossiers/{id}", "/v1/nominations/{id}")

# The record whose state forbids the operation: one under review, a draft, or an empty dossier.
FORBIDDEN = {
    "delete_dossier": "sent", "delete_dossier_document": "sent", "delete_nomination": "sent",
    "submit_nomination": "sent", "submit_dossier": "empty", "transfer_dossier": "empty", "review_nomination": "draft",
    "withdraw_nomination": "draft", "hold_nomination": "draft", "resume_nomination": "draft",
}


def unique(prefix) -> str:
    return f"{prefix}-{secrets.token_hex(6)}"


class Drafts:
    """They belong to the province itself, so that officers and reviewers of the province may act on them."""

    def __init__(self, api):
        self._api = api

    @cached_property
    def draft(self) -> Workflow:
        return provincial(self._api, unique).open_dossier(["minutes"]).nominate("GK", collective_id=collective(35))

    @cached_property
    def sent(self) -> Workflow:
        return provincial(self._api, unique).nominate("GK", collective_id=collective(35)).submit()

    @cached_property
    def empty(self) -> Workflow:
        return provincial(self._api, unique).open_dossier([])

    def path(self, operation):
        """A path to a record in a state that allows the operation. None if the operation is about something else."""
        if not operation.path.startswith(OWN):
            return None
        return self._filled(operation.path, self.sent if operation.path.endswith("{event_id}") else self.draft)

    def forbidden_path(self, operation):
        return self._filled(operation.path, getattr(self, FORBIDDEN[operation.id]))

    def record_path(self, operation, path):
        """The path of the record whose tag the operation needs; an act is below it."""
        return path.rpartition("/")[0] if operation.method == "POST" else path

    @staticmethod
    def _filled(path, workflow):
        subject = workflow.dossier if path.startswith("/v1/dossiers") else workflow.last
        path = path.replace("{id}", subject.id)
        collection, *inner = path.split("/{")
        return f"{collection}/{workflow.officer.get(collection).expect(200).items[0]['id']}" if inner else path
