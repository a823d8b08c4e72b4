"""The tables of a report's page, as a reader sees them."""

from html.parser import HTMLParser


class Tables(HTMLParser):
    """{name: [[cell…]…]}: the figure of each cell where it has one, else its text."""

    def __init__(self, page):
        super().__init__()
        self.tables, self.rows, self.in_cell, self.value = {}, [], False, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "table":
            self.rows = self.tables.setdefault(attributes.get("data-table"), [])
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.in_cell = True
        elif tag == "data" and self.in_cell:
            self.rows[-1][-1] += attributes["value"]
            self.value = attributes["value"]

    def handle_data(self, text):
        if self.in_cell and self.value is None:
            self.rows[-1][-1] += text

    def handle_endtag(self, tag):
        self.value = None if tag == "data" else self.value
        self.in_cell = self.in_cell and tag not in ("td", "th")

    def body(self, name):
        return self.tables[name][1:]
