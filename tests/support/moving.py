"""A person is moved: the unit that asks, the unit that gives, and what they do. Ly Nhan (353) gives to Duy Tien (349)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from support.samples import collective

GIVER, RECEIVER, THIRD = "353", "349", "347"
LY_NHAN, DUY_TIEN, PHU_LY, NAM_DINH = collective(16), collective(4), collective(1), collective(36)
NOW = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = NOW.date().isoformat()


def people(api, unique, code, role="district_reviewer"):
    """A person of this unit who has not looked up anybody yet."""
    return api.as_(role, code, sub=unique("can.bo"))


def wanted(person=None, **changes) -> dict:
    named = {"individual_id": person.id} if person else {}
    return named | {"to_collective_id": DUY_TIEN, "moved_on": "2025-03-01", "position": "Phó Trưởng phòng"} | changes


def ask(caller, person=None, **changes):
    return caller.post("/v1/individual-moves", wanted(person, **changes))


def act(caller, move, what, body=None, etag=None):
    path = f"/v1/individual-moves/{move.id}"
    return caller.post(f"{path}/{what}", body or {}, etag=etag or caller.get(path).etag or '"1"')


def positions(caller, person, **params) -> list:
    return caller.all(f"/v1/individuals/{person.id}/positions", params)


def told(rows) -> list:
    return [(row["collective_id"], row["position"], row["held_from"]) for row in rows]
