"""Can a scenario be played from its start to an ending, and to a good one?"""

from collections.abc import Iterator, Mapping

from content.checks.suggestions import did_you_mean
from content.draft import PackDraft
from content.findings import Violation, make_printable
from content.registry import check
from content.values import PackQuestion, ScenarioNode

NodesById = Mapping[str, ScenarioNode]


def _list_scenarios(draft: PackDraft) -> Iterator[tuple[PackQuestion, NodesById]]:
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            if question.form == "scenario":
                yield question, {node.id: node for node in question.nodes}


def _list_linked_scenarios(draft: PackDraft) -> Iterator[tuple[PackQuestion, NodesById]]:
    """Scenarios whose start and choices all lead somewhere; of others nobody can say what they reach."""
    for question, nodes in _list_scenarios(draft):
        ways = {question.start, *(choice.to for node in question.nodes for choice in node.choices)}
        if ways <= nodes.keys():
            yield question, nodes


def _list_next_nodes(node: ScenarioNode) -> set[str]:
    return {choice.to for choice in node.choices if choice.to}


def _find_reached_nodes(nodes: NodesById, start: str | None) -> set[str]:
    """The nodes that choices lead to from the start, the start among them."""
    todo = {start} if start else set()
    reached: set[str] = set()
    while todo:
        id_ = todo.pop()
        if id_ in nodes and id_ not in reached:
            reached.add(id_)
            todo |= _list_next_nodes(nodes[id_])
    return reached


def _find_nodes_with_ending(nodes: NodesById) -> set[str]:
    """The nodes from which some ending can be reached."""
    ending = {id_ for id_, node in nodes.items() if node.ending}
    while more := {
        id_ for id_, node in nodes.items() if id_ not in ending and _list_next_nodes(node) & ending
    }:
        ending |= more
    return ending


@check("scenario-start", "A scenario begins with something to choose.")
def scenario_start(draft: PackDraft) -> Iterator[Violation]:
    """The start is a node of the scenario, and not an ending."""
    for question, nodes in _list_scenarios(draft):
        start = question.start or ""
        if start not in nodes:
            fix = did_you_mean(start, nodes, "name the node where it starts")
            yield Violation(
                question.position.place_of("start"),
                f"there is no node {make_printable(start)}",
                fix,
            )
        elif nodes[start].ending:
            yield Violation(
                question.position.place_of("start"),
                "it starts with an ending",
                "start with a node that has choices",
            )


@check("scenario-node-unknown", "A choice that leads nowhere leaves the learner stuck.")
def scenario_node_unknown(draft: PackDraft) -> Iterator[Violation]:
    """Every choice leads to a node that is there."""
    for question, nodes in _list_scenarios(draft):
        for node in question.nodes:
            for choice in node.choices:
                if choice.to not in nodes:
                    fix = did_you_mean(
                        choice.to or "", nodes, "write that node, or lead to another one"
                    )
                    yield Violation(
                        choice.position.place_of("to"),
                        f"there is no node {make_printable(choice.to)}",
                        fix,
                    )


@check("scenario-unreachable", "A node that no choice leads to is work that nobody sees.")
def scenario_unreachable(draft: PackDraft) -> Iterator[Violation]:
    """Every node can be reached from the start."""
    for question, nodes in _list_linked_scenarios(draft):
        reached = _find_reached_nodes(nodes, question.start)
        for node in question.nodes:
            if node.id not in reached:
                yield Violation(
                    node.position.place_of(),
                    f"no choice leads to the node {make_printable(node.id)}",
                    "lead a choice to it, or remove it",
                )


@check("scenario-endless", "A conversation that cannot end keeps the learner going round.")
def scenario_endless(draft: PackDraft) -> Iterator[Violation]:
    """From every node that can be reached an ending can be reached."""
    for question, nodes in _list_linked_scenarios(draft):
        for id_ in sorted(
            _find_reached_nodes(nodes, question.start) - _find_nodes_with_ending(nodes)
        ):
            what = f"no ending can be reached from the node {make_printable(id_)}"
            yield Violation(
                nodes[id_].position.place_of(), what, "lead one of its choices towards an ending"
            )


@check(
    "scenario-no-good-ending",
    "If nothing the learner says can go well, the lesson is that trying is useless.",
)
def scenario_no_good_ending(draft: PackDraft) -> Iterator[Violation]:
    """A good ending can be reached."""
    for question, nodes in _list_linked_scenarios(draft):
        reached = _find_reached_nodes(nodes, question.start)
        if reached <= _find_nodes_with_ending(nodes) and not any(
            nodes[id_].ending == "good" for id_ in reached
        ):
            yield Violation(
                question.position.place_of("nodes"),
                "no good ending can be reached",
                "add a node with `ending: good`",
            )
