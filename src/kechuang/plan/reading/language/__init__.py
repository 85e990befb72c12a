"""The language of plans as the readers of structure and tasks need it: words, verbs, and joints of fused sentences."""

from kechuang.plan.reading.language.joints import Verb, find_joints, find_verbs
from kechuang.plan.reading.language.lexicon import Lexicon, load_lexicon
from kechuang.plan.reading.language.tables import load_table
from kechuang.plan.reading.language.words import Word, cut

__all__ = ["Lexicon", "Verb", "Word", "cut", "find_joints", "find_verbs", "load_lexicon", "load_table"]
