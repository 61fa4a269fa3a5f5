"""How much a pack may be: every number that bounds what a hostile or careless upload can cost."""

ARCHIVE_BYTES = 20 * 1024 * 1024  # the zip as it arrives
TOTAL_BYTES = 40 * 1024 * 1024  # everything after inflating, counted while it inflates
TEXT_BYTES = 64 * 1024  # one pack.yaml or lesson; the longest shipped one is a tenth of this
TOTAL_TEXT_BYTES = (
    2 * 1024 * 1024
)  # all texts together: YAML is read at some 500 KB/s, and the worker has other work
MEDIA_BYTES = 2 * 1024 * 1024  # one picture: phones load it over mobile data
ENTRIES = 1000  # files in the pack
PATH_CHARS = 160
YAML_DEPTH = 12  # a scenario's choice, the deepest thing there is, is at depth 8
CARD_CHARS = 4000  # longer cards are refused unrendered: Markdown parsers have slow corners
CARD_WORDS = 60
CARD_TITLE_CHARS = 60  # two lines of a narrow phone
CARDS = (3, 6)
VARIANTS = 2  # questions that a concept needs, so that it is not one sentence learnt by heart
RULE_DEPTH, RULE_NODES = (
    4,
    40,
)  # of a badge: what is larger is not understood by whoever wants to earn it
SVG_DEPTH = 64
FINDINGS = 1000  # after this many nobody reads on
FINDINGS_OF_A_FILE = (
    200  # that one reader may make, so that a hostile file does not fill the memory with them
)
SHOWN_CHARS = 80  # of an author's text quoted in a finding
