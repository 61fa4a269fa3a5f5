"""Can a scenario be played from its start to an ending, and to a good one?"""

from collections.abc import Iterator, Mapping

from content.checks.close import did_you_mean
from content.draft import Draft
from content.findings import Problem, shown
from content.registry import check
from content.values import Node, Question

Nodes = Mapping[str, Node]


def _scenarios(draft: Draft) -> Iterator[tuple[Question, Nodes]]:
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            if question.form == "scenario":
                yield question, {node.id: node for node in question.nodes}


def _linked(draft: Draft) -> Iterator[tuple[Question, Nodes]]:
    """Scenarios whose start and choices all lead somewhere; of others nobody can say what they reach."""
    for question, nodes in _scenarios(draft):
        ways = {question.start, *(choice.to for node in question.nodes for choice in node.choices)}
        if ways <= nodes.keys():
            yield question, nodes


def _next(node: Node) -> set[str]:
    return {choice.to for choice in node.choices if choice.to}


def _reached(nodes: Nodes, start: str | None) -> set[str]:
    """The nodes that choices lead to from the start, the start among them."""
    todo = {start} if start else set()
    reached: set[str] = set()
    while todo:
        id_ = todo.pop()
        if id_ in nodes and id_ not in reached:
            reached.add(id_)
            todo |= _next(nodes[id_])
    return reached


def _ending(nodes: Nodes) -> set[str]:
    """The nodes from which some ending can be reached."""
    ending = {id_ for id_, node in nodes.items() if node.ending}
    while more := {
        id_ for id_, node in nodes.items() if id_ not in ending and _next(node) & ending
    }:
        ending |= more
    return ending


@check("scenario-start", "A scenario begins with something to choose.")
def scenario_start(draft: Draft) -> Iterator[Problem]:
    """The start is a node of the scenario, and not an ending."""
    for question, nodes in _scenarios(draft):
        start = question.start or ""
        if start not in nodes:
            fix = did_you_mean(start, nodes, "name the node where it starts")
            yield Problem(question.at.place("start"), f"there is no node {shown(start)}", fix)
        elif nodes[start].ending:
            yield Problem(
                question.at.place("start"),
                "it starts with an ending",
                "start with a node that has choices",
            )


@check("scenario-node-unknown", "A choice that leads nowhere leaves the learner stuck.")
def scenario_node_unknown(draft: Draft) -> Iterator[Problem]:
    """Every choice leads to a node that is there."""
    for question, nodes in _scenarios(draft):
        for node in question.nodes:
            for choice in node.choices:
                if choice.to not in nodes:
                    fix = did_you_mean(
                        choice.to or "", nodes, "write that node, or lead to another one"
                    )
                    yield Problem(
                        choice.at.place("to"), f"there is no node {shown(choice.to)}", fix
                    )


@check("scenario-unreachable", "A node that no choice leads to is work that nobody sees.")
def scenario_unreachable(draft: Draft) -> Iterator[Problem]:
    """Every node can be reached from the start."""
    for question, nodes in _linked(draft):
        reached = _reached(nodes, question.start)
        for node in question.nodes:
            if node.id not in reached:
                yield Problem(
                    node.at.place(),
                    f"no choice leads to the node {shown(node.id)}",
                    "lead a choice to it, or remove it",
                )


@check("scenario-endless", "A conversation that cannot end keeps the learner going round.")
def scenario_endless(draft: Draft) -> Iterator[Problem]:
    """From every node that can be reached an ending can be reached."""
    for question, nodes in _linked(draft):
        for id_ in sorted(_reached(nodes, question.start) - _ending(nodes)):
            what = f"no ending can be reached from the node {shown(id_)}"
            yield Problem(nodes[id_].at.place(), what, "lead one of its choices towards an ending")


@check(
    "scenario-no-good-ending",
    "If nothing the learner says can go well, the lesson is that trying is useless.",
)
def scenario_no_good_ending(draft: Draft) -> Iterator[Problem]:
    """A good ending can be reached."""
    for question, nodes in _linked(draft):
        reached = _reached(nodes, question.start)
        if reached <= _ending(nodes) and not any(nodes[id_].ending == "good" for id_ in reached):
            yield Problem(
                question.at.place("nodes"),
                "no good ending can be reached",
                "add a node with `ending: good`",
            )
