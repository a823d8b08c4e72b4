"""What is measured: each case is a set of whole HTTP requests of several callers, drawn at random during the run.

Ids and codes come from the data set (data.sql), which also explains the units: B1 has 60 % of the records, B1-4 is one
of its districts and B1-4-7 a commune.
"""

import http.client
import json
import random
import urllib.parse
from dataclasses import dataclass, field

CALLERS = 36
SAMPLE = 2000
PAGE = 50
DEEP_PAGE = 10000
NOMINATION = "00000006-0000-7000-8000-" + "@" * 12
FIRST_NOMINATION = 600_000_000_001
TAKE_BACK = "set session_replication_role = replica; call bench.take_back(); truncate change_history"
STAFF = ["province_reviewer", "council_reviewer", "auditor"]

CONNECTIONS = 64
REPORT_CONNECTIONS = 4  # a few people ask for a report at once, not a crowd


@dataclass
class Case:
    name: str
    requests: list
    status: int = 200
    fresh: dict = field(default_factory=dict)  # of an insert: what the reference sends where a value must be new
    whole: bool = False  # the reference runs a request's whole transaction, because its statements ask who is calling
    numbers: range | None = None  # values for '@': each is used once, and `undo` frees them again
    undo: str = ""
    connections: int = CONNECTIONS


class Maker:
    """Makes the cases. token(role, units, subject) signs a token; ask(sql) returns rows of text; api is host:port."""

    def __init__(self, api, token, ask, rows, nominations):
        self.api, self.token, self.ask, self.rows, self.nominations = api, token, ask, rows, nominations
        self.sample_size = min(SAMPLE, rows // 20)
        self.random = random.Random(2018)

    def callers(self, role, units_of):
        """One token for each of CALLERS callers; units_of(n) gives the units of caller n."""
        return [self.token(role, units_of(n), f"{role}.{n}") for n in range(CALLERS)]

    def get(self, path, token, *more):
        lines = [f"GET {path} HTTP/1.1", f"Host: {self.api}", f"Authorization: Bearer {token}",
                 "Accept: application/json", *more]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def post(self, path, token, body, *more):
        text = json.dumps(body, ensure_ascii=False).encode()
        lines = [f"POST {path} HTTP/1.1", f"Host: {self.api}", f"Authorization: Bearer {token}",
                 "Content-Type: application/json", f"Content-Length: {len(text)}", *more]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + text

    def lists(self, name, path, callers):
        return Case(name, [self.get(path, token) for token in callers])

    def sample(self, column, table, where="true"):
        return [row[0] for row in self.ask(
            f"select {column} from {table} where {where} order by md5(id::text) limit {self.sample_size}")]

    def read(self):
        of_province, of_district = self.callers("province_reviewer", lambda n: ["B1"]), self.districts()
        requests = []
        for i, (number, district) in enumerate(self.ask(
                "select i.id, p.district from individual i join bench.place p on p.id = i.district_lineage "
                f"where i.province_lineage = bench.id(1, 10000) order by md5(i.id::text) limit {self.sample_size}")):
            token = of_province[i % CALLERS] if i % 2 else of_district[int(district) - 1]
            requests.append(self.get(f"/v1/individuals/{number}", token))
        return Case("read by id", requests)

    def status(self):
        readers = self.callers("reader", lambda n: ["B1", "B2", "B3", "B4"])
        codes = self.sample("code", "award")
        return Case("award status", [
            self.get(f"/v1/award-status/{code}", readers[i % CALLERS]) for i, code in enumerate(codes)])

    def districts(self):
        """The first ten are the reviewers of B1-1 to B1-10."""
        return self.callers("district_reviewer", lambda n: [f"B{1 + n // 10}-{1 + n % 10}"])

    def communes(self, count):
        """Callers of this many communes of B1, each with other communes."""
        every = [f"B1-{d}-{c}" for d in range(1, 11) for c in range(1, 21)]
        return self.callers("auditor", lambda n: self.random.sample(every, count))[:12]

    def provinces(self):
        return self.callers("province_reviewer", lambda n: [f"B{1 + n % 4}"])

    def deep(self):
        """Reaches the page as a caller would, by following `next`; in larger pages, because the limit may change."""
        token = self.token("province_reviewer", ["B1"], "walker")
        target = min(DEEP_PAGE, self.rows * 6 // 10 // PAGE * 9 // 10) * PAGE
        cursor = self.walk("/v1/individuals?", token, target)
        requests = [self.get(f"/v1/individuals?limit={PAGE}&cursor={cursor}", t)
                    for t in self.callers("province_reviewer", lambda n: ["B1"])]
        return Case(f"list of {PAGE}, page {target // PAGE:,}", requests)

    def walk(self, path, token, rows):
        """The cursor of the page after this many rows, or None."""
        connection, cursor, step = http.client.HTTPConnection(self.api), "", 200
        while rows > 0 and cursor is not None:
            headers = {"Authorization": f"Bearer {token}"}
            connection.request("GET", f"{path}limit={min(step, rows)}{cursor}", headers=headers)
            answer = json.loads(connection.getresponse().read())
            next_page = answer.get("next")
            cursor = "&cursor=" + next_page.split("cursor=")[1].split("&")[0] if next_page else None
            rows -= step
        connection.close()
        return cursor and cursor.removeprefix("&cursor=")

    def newest(self, page):
        """Newest first, as people look for what they have just entered: the first page, or the one after it."""
        path, requests = "/v1/individuals?sort=-created_at&", []
        for token in self.districts():
            cursor = self.walk(path, token, PAGE) if page == 2 else None
            if cursor or page == 1:
                requests.append(self.get(f"{path}limit={PAGE}" + (f"&cursor={cursor}" if cursor else ""), token))
        return Case(f"list of {PAGE}, newest first, " + ("next page" if page == 2 else "a district"), requests)

    def search(self, name, words):
        """Half of the callers are of a province, half of a district. The order is newest first: this is one statement,
        nearest first may be three."""
        callers = self.provinces()[:18] + self.districts()[:18]
        typed = [urllib.parse.quote_plus(text) for text in words]
        return Case(name, [self.get(f"/v1/individuals?limit={PAGE}&sort=-created_at&q={typed[i % len(typed)]}", token)
                           for i, token in enumerate(callers)])

    def rare_names(self):
        """Names of four words that only one or two people have."""
        rows = self.ask(
            "select full_name_search from individual where full_name_search like '% % % %' "
            "group by full_name_search having count(*) <= 2 order by md5(full_name_search) limit 36")
        return [row[0] for row in rows]

    def create(self):
        units = [row[0] for row in self.ask(
            "select id from bench.place where province = 1 and commune > 0 order by district, commune")]
        callers = self.districts()
        body = {"code": "@" * 12, "name": "Trường Tiểu học Hoà Mạc (mẫu)", "kind": "school", "headcount": 41}
        requests = [self.post("/v1/collectives", callers[i // 20], body | {"unit_id": unit})
                    for i, unit in enumerate(units)]
        return Case("create", requests, 201, {"id": "uuid_v7()", "code": "('P' || :number)"})

    def act(self, name, path, callers, body, version, numbers):
        """Each request acts on another nomination of B1; nominations.sql has prepared all that the act needs."""
        requests = [self.post(f"/v1/nominations/{NOMINATION}/{path}", token, body, f'If-Match: "{version}"')
                    for token in callers]
        return Case(name, requests, 201, {"id": "uuid_v7()"}, whole=True, numbers=numbers, undo=TAKE_BACK)

    def submit(self):
        drafts = range(FIRST_NOMINATION, FIRST_NOMINATION + self.nominations * 4 // 10)
        return self.act("submit", "submission", self.callers("unit_officer", lambda n: ["B1"]),
                        {"acted_on": "2024-05-13"}, 1, drafts)

    def review(self):
        appraised = range(
            FIRST_NOMINATION + self.nominations * 4 // 10, FIRST_NOMINATION + self.nominations * 7 // 10)
        return self.act("review", "reviews", self.callers("province_reviewer", lambda n: ["B1"]),
                        {"verdict": "approve", "acted_on": "2024-05-20"}, 4, appraised)

    def work_queue(self, name, callers):
        case = self.lists(name, f"/v1/work-queue?limit={PAGE}", callers)
        case.whole = True
        return case

    def nomination_status(self, name, status):
        """304: every caller already has the current answer."""
        readers = self.callers("reader", lambda n: ["B1", "B2", "B3", "B4"])
        requests = []
        for i, code in enumerate(self.sample("code", "nomination", "state <> 'draft'")[:500]):
            path, token = f"/v1/award-status/{code}", readers[i % CALLERS]
            known = [f"If-None-Match: {self.etag(path, token)}"] if status == 304 else []
            requests.append(self.get(path, token, *known))
        return Case(name, requests, status, whole=True)

    def report(self, name, path, unit=None, role="province_reviewer"):
        """Of B1, or of the caller's own unit: the database makes the document, the service sends it."""
        callers = self.districts()[:10] if unit == "own" else self.callers(role, lambda n: ["B1"])[:10]
        requests = [self.get(path.format(unit=f"B1-{1 + n}" if unit == "own" else "B1"), token)
                    for n, token in enumerate(callers)]
        return Case(name, requests, whole=True, connections=REPORT_CONNECTIONS)

    def etag(self, path, token):
        connection = http.client.HTTPConnection(self.api)
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.headers["ETag"]

    def shared(self):
        """The cases that the peers can answer too."""
        path = f"/v1/individuals?limit={PAGE}"
        yield self.read
        yield self.status
        yield lambda: self.lists(f"list of {PAGE}, first page, a district", path, self.districts())
        yield lambda: self.lists(f"list of {PAGE}, first page, a province", path, self.provinces())
        yield self.deep
        yield lambda: self.newest(1)
        yield lambda: self.newest(2)
        yield self.create

    def makers(self):
        """Each case is made only when needed, because an older program may not know all of them."""
        path = f"/v1/individuals?limit={PAGE}"
        yield from self.shared()
        yield lambda: self.lists(f"list of {PAGE}, 10 units", path, self.communes(10))
        yield lambda: self.lists(f"list of {PAGE}, 100 units", path, self.communes(100))
        yield lambda: self.lists("filtered list", path + "&position_group=deputy_head_up&gender=male", self.districts())
        yield lambda: self.lists("list of awards", f"/v1/awards?limit={PAGE}", self.districts())
        yield lambda: self.search("q=, a common word", ["nguyen", "thi", "hương", "minh"])
        yield lambda: self.search("q=, two words", ["thi huong", "nguyen thanh", "đức long", "tran nga"])
        yield lambda: self.search("q=, a rare name", self.rare_names())
        yield self.submit
        yield self.review
        yield lambda: self.work_queue("work queue, a district", self.districts())
        yield lambda: self.work_queue("work queue, a province", self.provinces())
        yield lambda: self.nomination_status("award status of a nomination", 200)
        yield lambda: self.nomination_status("award status of a nomination, If-None-Match", 304)
        summary, progress = "/v1/reports/award-summary", "/v1/reports/target-progress"
        yield lambda: self.report("award summary, a district and half", summary + "?unit={unit}&period=2020-H1", "own")
        yield lambda: self.report("award summary, a cluster and half", summary + "?cluster=B1-CUM&period=2020-H1")
        yield lambda: self.report("award summary, a province, ten years", summary + "?unit={unit}&from=2016-01-01&to=2025-12-31")
        yield lambda: self.report("target progress, a district and half", progress + "?unit={unit}&period=2020-H1", "own")
        yield lambda: self.report("target progress, a province and half", progress + "?unit={unit}&period=2020-H1")
        yield lambda: self.report("review of a cluster and half", "/v1/reports/cluster-review?cluster=B1-CUM&period=2020-H1")
        yield lambda: self.report("statistics of a province and year", "/v1/reports/statistics?unit={unit}&year=2020")
