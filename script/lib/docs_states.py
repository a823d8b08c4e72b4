"""The states of a nomination and the transitions between them, drawn from rows of nomination_state and nomination_transition.

The main way goes down the left side; a line on its left skips states. Each box also lists the other acts in that state, and the
states to which they lead. The table below the picture on docs/nomination-states.md is made from the same rows.
"""

from collections import defaultdict
from html import escape

WIDTH, BOX, LEFT, TOP, GAP = 800, 325, 150, 20, 44
SIDE = 535
HEAD, LINE = 46, 17
STYLE = """
  text { font: 13px system-ui, "Noto Sans", "DejaVu Sans", sans-serif; fill: #1b1f24 }
  .name { font-weight: 600 }
  .quiet { fill: #57606a; font-size: 12px }
  .box { fill: #f6f8fa; stroke: #8c959f; stroke-width: 1.2 }
  .final { stroke-width: 2.6 }
  .workflow { fill: none; stroke: #0a58a5; stroke-width: 1.6 }
  .tip { fill: #0a58a5 }
  .step { fill: #0a58a5; font-size: 12px }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4e8ec } .quiet { fill: #9aa5b1 } .box { fill: #1a2027; stroke: #6b7683 }
    .workflow { stroke: #79b8ff } .tip, .step { fill: #79b8ff }
  }
  @media print {
    text { fill: #000 } .quiet { fill: #444 } .box { fill: #fff; stroke: #000 } .workflow { stroke: #000 } .tip, .step { fill: #000 }
  }"""


def on_the_workflow(transitions):
    """{(from, to): actions} of the transitions that lead forward."""
    found = defaultdict(set)
    for step in transitions:
        if step["moves_on"]:
            found[step["from_state"], step["to_state"]].add(step["action"])
    return found


def beside(transitions, state):
    """The other transitions from a state: (action, to), each once."""
    return sorted({(s["action"], s["to_state"]) for s in transitions if s["from_state"] == state and not s["moves_on"]})


def lines_of(transitions, state):
    targets = defaultdict(list)
    for action, to in beside(transitions, state):
        targets[to if action != "resume" else "where it was"].append(action)
    return [f"{', '.join(sorted(set(actions)))} → {to}" for to, actions in sorted(targets.items())]


class Drawing:
    def __init__(self, states, transitions):
        self.states, self.transitions = sorted(states, key=lambda s: s["rank"]), transitions
        self.workflow = on_the_workflow(transitions)
        reached = {to for _, to in self.workflow}
        self.main = [s for s in self.states if s["code"] == "draft" or s["code"] in reached]
        self.side = [s for s in self.states if s not in self.main]
        self.boxes, self.parts = {}, []

    def height_of(self, state):
        return HEAD + LINE * len(lines_of(self.transitions, state["code"])) + 8

    def place(self):
        y = TOP
        for state in self.main:
            self.boxes[state["code"]] = (LEFT, y, BOX, self.height_of(state))
            y += self.height_of(state) + GAP
        bottom, y = y - GAP, TOP
        for state in self.side:
            self.boxes[state["code"]] = (SIDE, y, WIDTH - SIDE - 10, self.height_of(state))
            y += self.height_of(state) + GAP / 2
        self.bottom = max(bottom, y)

    def draw_box(self, state):
        x, y, width, height = self.boxes[state["code"]]
        kind = "box final" if state["is_final"] else "box"
        self.parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="7"/>')
        self.parts.append(f'<text class="name" x="{x + 12}" y="{y + 20}">{escape(state["name_vi"])}</text>')
        self.parts.append(f'<text class="quiet" x="{x + 12}" y="{y + 37}">{escape(state["code"])}: {escape(state["name_en"])}</text>')
        for number, line in enumerate(lines_of(self.transitions, state["code"])):
            self.parts.append(f'<text class="quiet" x="{x + 12}" y="{y + HEAD + 10 + number * LINE}">{escape(line)}</text>')

    def from_above(self, step):
        """A sort key: the order of the boxes, so that the order of the rows does not matter."""
        (origin, to), _ = step
        return self.boxes[origin][1], self.boxes[to][1], origin, to

    def draw_steps(self):
        order = [state["code"] for state in self.main]
        past = 0
        for (origin, to), actions in sorted(self.workflow.items(), key=self.from_above):
            words = ", ".join(sorted(actions))
            if origin in order and order.index(to) == order.index(origin) + 1:
                self.draw_down(origin, to, words)
            elif origin in order:
                self.draw_past(origin, to, words, past)
                past += 1
            else:
                self.draw_back(origin, to, words)

    def draw_down(self, origin, to, words):
        x, y, _, height = self.boxes[origin]
        x, below = x + 60, self.boxes[to][1]
        self.arrow(f"M{x} {y + height}V{below - 7}", f"{x - 5},{below - 8} {x + 5},{below - 8} {x},{below}")
        self.parts.append(f'<text class="step" x="{x + 10}" y="{(y + height + below) / 2 + 4}">{words}</text>')

    def draw_past(self, origin, to, words, number):
        x, y, _, height = self.boxes[origin]
        start, end = y + height - 10, self.boxes[to][1] + 12 + 7 * (number % 5)
        away = x - 22 - 22 * (number % 5)
        self.arrow(f"M{x} {start}H{away}V{end}H{x - 7}", f"{x - 8},{end - 5} {x - 8},{end + 5} {x},{end}")
        self.parts.append(f'<text class="step" transform="translate({away - 4} {start + 50}) rotate(-90)">{words}</text>')

    def draw_back(self, origin, to, words):
        """Draws a line from a state on the right side back to the main way."""
        x, y, _, _ = self.boxes[origin]
        left, top, width, _ = self.boxes[to]
        right, bend, end = left + width, x - 18, top + 22
        self.arrow(f"M{x} {y + 16}H{bend}V{end}H{right + 7}", f"{right + 8},{end - 5} {right + 8},{end + 5} {right},{end}")
        self.parts.append(f'<text class="step" x="{right + 8}" y="{end + 16}">{words}</text>')

    def arrow(self, path, tip):
        self.parts.append(f'<path class="workflow" d="{path}"/><polygon class="tip" points="{tip}"/>')

    def text(self):
        self.place()
        for state in self.states:
            self.draw_box(state)
        self.draw_steps()
        steps = "; ".join(f"{origin} to {to} by {', '.join(sorted(by))}" for (origin, to), by in sorted(self.workflow.items()))
        body = "\n".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.bottom + 10:g}" width="{WIDTH}" role="img"'
            ' aria-labelledby="states-title states-desc">\n'
            '<title id="states-title">The states of a nomination</title>\n'
            f'<desc id="states-desc">Steps that lead on: {escape(steps)}. The table below names all steps.</desc>\n'
            f"<style>{STYLE}\n</style>\n{body}\n</svg>\n"
        )


def picture(states, transitions):
    return Drawing(states, transitions).text()


def words(values):
    return ", ".join(values)


def row_of(step):
    notes = [f"levels {words(step['award_levels'])}", f"from {words(step['origins'])}"]
    notes += {True: ["with consultation"], False: ["without consultation"], None: []}[step["consultation"]]
    notes += {True: ["with a vote"], False: ["without a vote"], None: []}[step["votes"]]
    notes += {True: ["simplified procedure"], False: ["full procedure"], None: []}[step["simplified"]]
    notes += ["reason needed"] if step["needs_reason"] else []
    roles = words(f"`{role}`" for role in step["roles"])
    return f"| `{step['from_state']}` | {step['action']} | `{step['to_state']}` | {roles} | {step['stage']} | {'; '.join(notes)} |"


def table(states, transitions):
    rank = {state["code"]: state["rank"] for state in states}
    rows = sorted(transitions, key=lambda s: (rank[s["from_state"]], not s["moves_on"], s["action"], row_of(s)))
    head = ["| from | action | to | roles | acts for | for |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *(row_of(step) for step in rows)]) + "\n"
