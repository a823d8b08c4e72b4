"""A move for the operation under test: an open request, made for the test."""

from contract.drafts import unique
from support.samples import collective, new_individual

MOVES = "/v1/individual-moves/"
HOMES = {"35": collective(4), "36": collective(36)}


class Moves:
    """The caller answers what Nam Định asked for, and withdraws what it asked of Nam Định."""

    def __init__(self, api, role):
        self._callers = {code: api.as_(role, code) for code in HOMES}

    def path(self, operation):
        """A path to an open request. None if the operation is about something else."""
        if not operation.path.startswith(MOVES):
            return None
        asker, giver = ("35", "36") if operation.id == "withdraw_individual_move" else ("36", "35")
        body = new_individual(unique, collective_id=HOMES[giver])
        person = self._callers[giver].post("/v1/individuals", body).expect(201)
        wanted = {"individual_id": person.id, "to_collective_id": HOMES[asker], "moved_on": "2025-03-01"}
        return operation.path.replace("{id}", self._callers[asker].post("/v1/individual-moves", wanted).expect(201).id)
