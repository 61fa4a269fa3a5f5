"""Check that a scenario can be played from its start to an ending, and to a good one."""

from collections.abc import Iterator, Mapping

from content.checks.registry import register_check
from content.checks.suggestions import suggest_name
from content.draft import PackDraft
from content.findings import Violation, make_message, make_printable
from content.grave_scenes import find_grave_word
from content.values import PackNode, PackQuestion

NodesById = Mapping[str, PackNode]


def _list_scenarios(draft: PackDraft) -> Iterator[tuple[PackQuestion, NodesById]]:
    for question in draft.list_questions("scenario"):
        yield question, {node.id: node for node in question.nodes}


def _list_linked_scenarios(draft: PackDraft) -> Iterator[tuple[PackQuestion, NodesById]]:
    """Scenarios whose start and choices all lead to known nodes. Only these can be walked."""
    for question, nodes in _list_scenarios(draft):
        targets = {choice.to for node in question.nodes for choice in node.choices}
        if targets | {question.start} <= nodes.keys():
            yield question, nodes


def _list_next_nodes(node: PackNode) -> set[str]:
    return {choice.to for choice in node.choices if choice.to}


def _find_reached_nodes(nodes: NodesById, start: str | None) -> set[str]:
    """The nodes that choices lead to from the start, including the start."""
    waiting = {start} if start else set()
    reached: set[str] = set()
    while waiting:
        id_ = waiting.pop()
        if id_ in nodes and id_ not in reached:
            reached.add(id_)
            waiting |= _list_next_nodes(nodes[id_])
    return reached


def _find_nodes_with_ending(nodes: NodesById) -> set[str]:
    """The nodes from which some ending can be reached."""
    found = {id_ for id_, node in nodes.items() if node.ending}
    while more := {
        id_ for id_, node in nodes.items() if id_ not in found and _list_next_nodes(node) & found
    }:
        found |= more
    return found


@register_check("scenario-start")
def check_scenario_start(draft: PackDraft) -> Iterator[Violation]:
    """The start is a node of the scenario, and not an ending."""
    for question, nodes in _list_scenarios(draft):
        start = question.start or ""
        if start not in nodes:
            message = make_message(
                "scenario-start",
                node=make_printable(start),
                suggestion=suggest_name(start, nodes),
            )
            yield Violation(question.position.place_of("start"), message)
        elif nodes[start].ending:
            message = make_message("scenario-start-ending")
            yield Violation(question.position.place_of("start"), message)


@register_check("scenario-node-unknown")
def check_scenario_node_unknown(draft: PackDraft) -> Iterator[Violation]:
    """Every choice leads to a node of the scenario."""
    for question, nodes in _list_scenarios(draft):
        for choice in (choice for node in question.nodes for choice in node.choices):
            if choice.to not in nodes:
                message = make_message(
                    "scenario-node-unknown",
                    node=make_printable(choice.to),
                    suggestion=suggest_name(choice.to or "", nodes),
                )
                yield Violation(choice.position.place_of("to"), message)


@register_check("scenario-unreachable")
def check_scenario_unreachable(draft: PackDraft) -> Iterator[Violation]:
    """Every node can be reached from the start."""
    for question, nodes in _list_linked_scenarios(draft):
        reached = _find_reached_nodes(nodes, question.start)
        for node in question.nodes:
            if node.id not in reached:
                message = make_message("scenario-unreachable", node=make_printable(node.id))
                yield Violation(node.position.place_of(), message)


@register_check("scenario-endless")
def check_scenario_endless(draft: PackDraft) -> Iterator[Violation]:
    """From every node that can be reached, an ending can be reached."""
    for question, nodes in _list_linked_scenarios(draft):
        reached = _find_reached_nodes(nodes, question.start)
        for id_ in sorted(reached - _find_nodes_with_ending(nodes)):
            message = make_message("scenario-endless", node=make_printable(id_))
            yield Violation(nodes[id_].position.place_of(), message)


@register_check("scenario-no-good-ending")
def check_scenario_no_good_ending(draft: PackDraft) -> Iterator[Violation]:
    """A good ending can be reached."""
    for question, nodes in _list_linked_scenarios(draft):
        reached = _find_reached_nodes(nodes, question.start)
        good = any(nodes[id_].ending == "good" for id_ in reached)
        if reached <= _find_nodes_with_ending(nodes) and not good:
            message = make_message("scenario-no-good-ending")
            yield Violation(question.position.place_of("nodes"), message)


@register_check("scenario-mood-words", severity="warning")
def check_scenario_mood_words(draft: PackDraft) -> Iterator[Violation]:
    """A grave scene has its own words for moods: nobody who is bereaved is delighted."""
    for question in draft.list_questions("scenario"):
        text = "\n".join([question.stem, *(node.says for node in question.nodes)])
        word = find_grave_word(text, draft.language)
        if word and not question.mood_words:
            message = make_message("scenario-mood-words", word=make_printable(word))
            yield Violation(question.position.place_of("stem"), message)
