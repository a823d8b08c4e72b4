"""A nomination that goes through its workflow by the acts of its callers:

    workflow = Workflow(api, unique)                       # huyện Duy Tiên, 2018, every act on a day of its own
    workflow.nominate("GK").submit().receive().approve()
    assert workflow.state == "approved"

Each desk has its own person. An act sends the last ETag received and keeps the answer in `last`. try_() returns the
answer of an act that should be refused.
"""

import datetime
import hashlib

from support.consultations import publish
from support.samples import HA_NAM, collective, unit

CLASSES = {"HCLD1": 11, "HCLD2": 12, "HCLD3": 13, "CTDCP": 20, "CSTDTQ": 25, "BKTTG": 30, "CTDT": 40, "TTLDXS": 50,
           "CSTDT": 55, "BKT": 60, "TTLDTT": 70, "CSTDCS": 75, "GK": 80, "LDTT": 85}
PAPERS = ("submission_letter", "achievement_report", "minutes")


def class_id(code) -> str:
    """The id of a class of the reference data, by its code. An id is returned unchanged."""
    return f"01600000-0003-7000-8000-{CLASSES[code]:012d}" if code in CLASSES else code


class Workflow:
    """Units are the district 349 and the province 35 of 2018, unless given."""

    def __init__(self, api, unique, code="349", unit_id=None, province="35", begins="2018-02-01"):
        self.unique, self.code, self.unit_id = unique, code, unit_id or unit(code)
        self.day = datetime.date.fromisoformat(begins)
        self.officer = api.as_("unit_officer", code, sub=unique("officer"))
        self.district = api.as_("district_reviewer", code, sub=unique("district"))
        self.province = api.as_("province_reviewer", province, sub=unique("province"))
        self.council = api.as_("council_reviewer", province, sub=unique("council"))
        self.second = api.as_("council_reviewer", province, sub=unique("second"))  # confirms papers of the council
        self.dossier = self.last = self.list = None

    def paper(self, kind, **changes) -> dict:
        digest = hashlib.sha256(self.unique("paper").encode()).hexdigest()
        body = {"kind": kind, "title": f"Tài liệu {kind}", "media_type": "application/pdf", "size": 1024,
                "sha256": digest, "location": f"urn:sha256:{digest}"}
        return body | changes

    def open_dossier(self, papers=PAPERS, **changes):
        body = {"title": f"Hồ sơ {self.unique('hs')}", "unit_id": self.unit_id, "year": self.day.year,
                "dated_on": self.day.isoformat()}
        self.dossier = self.officer.post("/v1/dossiers", body | changes).expect(201)
        for kind in papers:
            self.officer.post(f"/v1/dossiers/{self.dossier.id}/documents", self.paper(kind)).expect(201)
        return self

    def nominate(self, award, **changes):
        """Nominates a collective of the district, or what `changes` say."""
        if not self.dossier:
            self.open_dossier()
        body = {"dossier_id": self.dossier.id, "award_class_id": class_id(award), "subject_kind": "collective",
                "collective_id": collective(4), "achievement": f"Thành tích {self.unique('tt')}"}
        self.last = self.officer.post("/v1/nominations", body | changes).expect(201)
        return self

    @property
    def path(self) -> str:
        return f"/v1/nominations/{self.last.id}"

    @property
    def state(self) -> str:
        return self.now["state"]

    @property
    def now(self) -> dict:
        return self.officer.get(self.path).expect(200).json

    def try_(self, who, act, etag=None, **body):
        """An act by `who`, on the day of this object unless acted_on is given."""
        etag = etag or self.officer.get(self.path).etag
        return who.post(f"{self.path}/{act}", {"acted_on": self.day.isoformat()} | body, etag=etag)

    def take(self, who, act, **body):
        self.last = self.try_(who, act, self.last.etag, **body).expect(201)
        return self

    def wait(self, days=1):
        self.day += datetime.timedelta(days)
        return self

    def submit(self):
        return self.take(self.officer, "submission")

    def receive(self):
        return self.review(self.district, "receive")

    def approve(self, who=None, **body):
        return self.review(who or self.district, "approve", **body)

    def review(self, who, verdict, **body):
        return self.take(who, "reviews", verdict=verdict, **body)

    def ask_the_public(self, **changes):
        """Publishes a list with this nomination alone, on the day of this object."""
        self.list = publish(self.province, [self.last.id], self.day.isoformat(), **changes)
        return self

    def refresh(self):
        """Reads the nomination again, after something other than an act of this object moved it."""
        self.last = self.officer.get(self.path).expect(200)
        return self

    def events(self) -> list:
        return self.officer.get(f"{self.path}/events", {"limit": 200}).expect(200).items


def provincial(api, unique, **changes) -> Workflow:
    """A Workflow that begins at the province itself, for its own agencies."""
    return Workflow(api, unique, code="35", unit_id=HA_NAM, **changes)
