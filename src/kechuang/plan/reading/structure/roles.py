"""What a section is for: review, situation, principles, targets, tasks, programmes, safeguards."""

from __future__ import annotations

import re

from kechuang.plan.reading.language import load_lexicon
from kechuang.plan.reading.structure.model import Role

_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("safeguards", re.compile("保障|组织实施$|实施机制|组织领导$")),
    ("principles", re.compile("(?:基本|主要|工作)?原则")),
    ("review", re.compile("回顾|发展基础|现状|工作总结|发展成效|进展与成效|取得的成|基础与优势")),
    ("tasks", re.compile("任务|重点工程|主要举措|重点工作|工作安排|重点行动|主要措施|工作举措")),
    ("targets", re.compile("目标")),
    ("guidance", re.compile("指导思想|总体要求|总体思路|发展思路|总体布局")),
    ("situation", re.compile("形势|环境|机遇|挑战|需求|背景|问题|短板")),
)
_PROGRAMME = re.compile("(?:工程|行动|计划|专项)$")
_CHILD: dict[Role, Role] = {"principles": "principle", "safeguards": "safeguard"}


def role_of(title: str, parent: Role | None, depth: int) -> Role | None:
    """The role of a section by its title and its parent's role; None when neither tells.

    A chapter whose title is a task itself (推进创新平台建设) holds tasks.

    >>> role_of("重点任务", None, 0), role_of("实施企业培育工程", "tasks", 1), role_of("加强组织实施", "safeguards", 1)
    ('tasks', 'programme', 'safeguard')
    >>> role_of("指导思想与发展目标", None, 0), role_of("建设高能级创新平台", None, 0)
    ('guidance', 'tasks')
    """
    if parent in _CHILD:
        return _CHILD[parent]
    if parent in ("tasks", "programme"):
        return "programme" if parent == "tasks" and _PROGRAMME.search(title) else parent
    if depth and parent in ("principle", "safeguard", "review", "situation"):
        return parent
    found = [role for role, pattern in _ROLES if pattern.search(title)]
    if "guidance" in found and "targets" in found:
        return "guidance"
    if found:
        return found[0]
    if depth == 0:
        lexicon = load_lexicon()
        if any(title.startswith(verb) for verb in (*(lexicon.verbs - lexicon.start_only), *lexicon.adverbs)):
            return "tasks"
    return parent
