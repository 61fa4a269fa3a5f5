"""The size limits of a pack: each bounds what a hostile or careless upload can cost."""

MAX_ARCHIVE_BYTES = 20 * 1024 * 1024  # the zip as it arrives
MAX_TOTAL_BYTES = 40 * 1024 * 1024  # all files after inflating, counted while they inflate
MAX_TEXT_BYTES = 64 * 1024  # one pack.yaml or lesson; the longest shipped one is a tenth of this
# All texts together. YAML is read at about 500 KB/s, and the worker has other work to do.
MAX_TOTAL_TEXT_BYTES = 2 * 1024 * 1024
MAX_MEDIA_BYTES = 2 * 1024 * 1024  # one picture: phones load it over mobile data
MAX_PICTURE_SIDE = 2048  # pixels; larger pictures are made smaller before phones get them
MAX_TOTAL_PIXELS = 240_000_000  # of all pictures of a pack: they are decoded when it is checked
MAX_ENTRIES = 1000  # files in the pack
MAX_PATH_CHARS = 160
MAX_YAML_DEPTH = 12  # the deepest valid value, a scenario's choice, is at depth 8
MAX_CARD_CHARS = 4000  # longer cards are not rendered: Markdown parsers are slow on some inputs
MAX_CARD_WORDS = 60
MAX_CARD_TITLE_CHARS = 60  # two lines of a narrow phone
MIN_CARDS_PER_LESSON = 3
MAX_CARDS_PER_LESSON = 6
# With a single question, people would learn the sentence by heart and not the concept.
MIN_QUESTIONS_PER_CONCEPT = 2
# Of a badge's rule. People do not understand a larger rule and cannot aim for the badge.
MAX_RULE_DEPTH = 4
MAX_RULE_NODES = 40
MAX_SVG_DEPTH = 64
MAX_SVG_DRAWN = 20_000  # elements, each counted as often as `use` and patterns draw it
MAX_FINDINGS = 1000  # a longer report is of no use
MAX_FINDINGS_PER_FILE = 200  # by one reader, so that a hostile file does not fill the memory
MAX_PRINTED_CHARS = 80  # of an author's text quoted in a finding
