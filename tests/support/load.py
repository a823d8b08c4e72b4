"""Writers that send without a pause, each on a kept-alive connection, and remember their answers."""

import threading
from dataclasses import dataclass, field

from support.wire import KeepAlive, Lost

DECISIONS = "/v1/decisions"


@dataclass
class Told:
    """The outcome of each write, by decision number."""

    accepted: dict = field(default_factory=dict)  # answered 201: the answer
    refused: dict = field(default_factory=dict)  # answered otherwise: the status
    lost: set = field(default_factory=set)  # no byte of an answer came
    broken: list = field(default_factory=list)  # an answer that was cut off or malformed: always an error
    bodies: dict = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.accepted) + len(self.refused) + len(self.lost)


class Writers:
    """with Writers(service, make_body) as told: …; with `again` they go on after a lost connection, until the end."""

    def __init__(self, service, token, make_body, threads=4, again=False):
        self.service, self.token, self.make_body, self.again = service, token, make_body, again
        self.told, self.guard, self.over = Told(), threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def __enter__(self) -> Told:
        for thread in self.threads:
            thread.start()
        return self.told

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive(), "a request hung"

    def _run(self):
        caller = KeepAlive(self.service.api, self.token)
        while not self.over.is_set():
            with self.guard:
                body = self.make_body()
                self.told.bodies[body["number"]] = body
            if not self._write(caller, body) and not self.again:
                break
        caller.close()

    def _write(self, caller, body) -> bool:
        number = body["number"]
        try:
            status, answer = caller.post(DECISIONS, body, key=number)
        except Lost:
            self.told.lost.add(number)
            self.over.wait(0.02)
            return False
        except Exception as reason:
            self.told.broken.append(f"{number}: {reason!r}")
            return False
        if status == 201:
            self.told.accepted[number] = answer
        else:
            self.told.refused[number] = status
            self.over.wait(0.02)
        return True


def decisions_in(database) -> dict:
    """{number: count of its awards} for all decisions that the load has written."""
    rows = database.psql(
        "select d.number, count(a.id) from decision d left join award a on a.decision_id = d.id group by d.id",
        "postgres"
    )
    return {number: int(count) for number, count in rows}
