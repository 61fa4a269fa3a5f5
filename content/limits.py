"""How much a pack may be: every number that bounds what a hostile or careless upload can cost."""

MAX_ARCHIVE_BYTES = 20 * 1024 * 1024  # the zip as it arrives
MAX_TOTAL_BYTES = 40 * 1024 * 1024  # everything after inflating, counted while it inflates
MAX_TEXT_BYTES = 64 * 1024  # one pack.yaml or lesson; the longest shipped one is a tenth of this
MAX_TOTAL_TEXT_BYTES = (
    2 * 1024 * 1024
)  # all texts together: YAML is read at some 500 KB/s, and the worker has other work
MAX_MEDIA_BYTES = 2 * 1024 * 1024  # one picture: phones load it over mobile data
MAX_ENTRIES = 1000  # files in the pack
MAX_PATH_CHARS = 160
MAX_YAML_DEPTH = 12  # a scenario's choice, the deepest thing there is, is at depth 8
MAX_CARD_CHARS = 4000  # longer cards are refused unrendered: Markdown parsers have slow corners
MAX_CARD_WORDS = 60
MAX_CARD_TITLE_CHARS = 60  # two lines of a narrow phone
CARDS = (3, 6)
MIN_QUESTIONS_PER_CONCEPT = (
    2  # questions that a concept needs, so that it is not one sentence learnt by heart
)
MAX_RULE_DEPTH, MAX_RULE_NODES = (
    4,
    40,
)  # of a badge: what is larger is not understood by whoever wants to earn it
MAX_SVG_DEPTH = 64
MAX_FINDINGS = 1000  # after this many nobody reads on
MAX_FINDINGS_PER_FILE = (
    200  # that one reader may make, so that a hostile file does not fill the memory with them
)
MAX_PRINTED_CHARS = 80  # of an author's text quoted in a finding
