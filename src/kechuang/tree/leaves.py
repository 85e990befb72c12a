"""Reading seven: the leaves. Which facts a tree looks at, and where: the lineage of a verdict."""

from __future__ import annotations

from kechuang.tree.nodes import Bands, Choice, Flag, Node, Test, walk


def keys_of(node: Node) -> tuple[str, ...]:
    """The keys of the facts that one node itself looks at."""
    match node:
        case Test():
            return tuple(dict.fromkeys((*(key for key, _ in node.left), *(key for key, _ in node.below))))
        case Flag() | Choice():
            return (node.fact,)
        case Bands():
            return () if node.given is None else (node.given,)
        case _:
            return ()


def leaves(node: Node) -> dict[str, tuple[Node, ...]]:
    """Every fact a tree looks at, with the nodes that do, in the order of the declaration.

    >>> from kechuang.tree import AnyOf, Label
    >>> from kechuang.values import Sentence
    >>> name = Label("a", Sentence("甲", "a"))
    >>> list(leaves(AnyOf(name, (Flag(name, "patent"), Flag(name, "award")))))
    ['patent', 'award']
    """
    found: dict[str, list[Node]] = {}
    for one in walk(node):
        for key in keys_of(one):
            found.setdefault(key, []).append(one)
    return {key: tuple(nodes) for key, nodes in found.items()}
