"""A small valid pack in memory: two lessons, every form, a picture.

Change its files to make others.
"""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

CUP_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Cup</title>'
    '<circle cx="5" cy="5" r="4"/></svg>'
)

PACK_YAML = """\
format: 1
id: {pack}
version: {version}
title: {title}
summary: Two small lessons about warm welcomes.
language: en
licence: CC0-1.0
authors:
  - The Herobreak authors
source:
  title: A note
  author: N. Body
badge:
  id: warm-welcome
  title: Warm welcome
  story: You look up when somebody comes in.
  art: media/cup.svg
  alt: A cup
lessons:
  - look-up
  - use-names
"""

LOOK_UP_LESSON = """\
---
id: look-up
title: Look up
seconds: 60
idea: People forgive a wait when they have been seen.
try_it: Look up at the next person who comes in, before anything else.
concepts:
  - id: be-seen
    statement: A look and a nod within ten seconds make a wait feel shorter.
    critical: true
  - id: steps
    statement: Look up, nod, say when you will be there.
questions:
  - id: be-seen-1
    concept: be-seen
    form: single
    stem: You are on the phone and somebody comes in. What do you do first?
    checkpoint: true
    choices:
      - id: a
        text: Look up and nod
        correct: true
        feedback: Yes. It takes a second, and the wait begins well.
      - id: b
        text: Finish the call
        feedback: They do not know yet whether you have seen them.
      - id: c
        text: Turn away to hear better
        feedback: It looks as if they disturb you.
  - id: be-seen-2
    concept: be-seen
    form: true_false
    stem: A nod helps only if you can serve at once.
    answer: false
    explain:
      "true": The nod is what makes the wait bearable.
      "false": Right. Being seen is what counts.
  - id: be-seen-3
    concept: be-seen
    form: gap
    stem: First ___, then ___.
    choices:
      - id: look
        text: look up
      - id: nod
        text: nod
      - id: sigh
        text: sigh
    answer: [look, nod]
    feedback:
      right: That is all it takes.
      wrong: Begin with your eyes.
  - id: steps-1
    concept: steps
    form: order
    stem: Put the welcome in order.
    checkpoint: true
    choices:
      - id: a
        text: Look up
      - id: b
        text: Nod
      - id: c
        text: Say when you will be there
    feedback:
      right: A welcome in four seconds.
      wrong: Eyes first, words last.
  - id: steps-2
    concept: steps
    form: sort
    stem: What helps, what does not?
    buckets:
      - id: helps
        text: Helps
      - id: harms
        text: Does not
    choices:
      - id: nod
        text: A nod
        bucket: helps
      - id: frown
        text: A frown
        bucket: harms
      - id: smile
        text: A smile
        bucket: helps
    feedback:
      right: Small things carry it.
      wrong: Think of how it looks from the door.
---
## Look up

People who have been seen can wait.

![A cup](media/cup.svg)
---
Ten seconds is about as long as it takes to feel ignored.
---
Look up, nod, and say when you will be there.
"""

USE_NAMES_LESSON = """\
---
id: use-names
title: Use names
seconds: 60
idea: A name turns a number into a guest.
try_it: Use one customer's name today, once.
concepts:
  - id: one-name
    statement: Use a name once, not in every sentence.
questions:
  - id: one-name-1
    concept: one-name
    form: match
    stem: What goes with what?
    checkpoint: true
    pairs:
      - id: a
        left: A name once
        right: Feels known
      - id: b
        left: A name in every sentence
        right: Feels sold to
      - id: c
        left: A wrong name
        right: Feels forgotten
    feedback:
      right: Once is enough.
      wrong: Think of your own name.
  - id: one-name-2
    concept: one-name
    form: scenario
    stem: Ms Lee is back for her coat.
    start: hello
    nodes:
      - id: hello
        says: I am here for a coat.
        mood: 0
        choices:
          - id: name
            text: Hello Ms Lee, it is ready.
            feedback: She did not have to spell it again.
            to: glad
          - id: number
            text: Your number?
            feedback: She was here yesterday.
            to: cool
      - id: glad
        says: You remembered!
        mood: 2
        ending: good
      - id: cool
        says: Seventeen, I think.
        mood: -1
        ending: poor
  - id: one-name-3
    concept: one-name
    form: multiple
    stem: Where can you find a name?
    choices:
      - id: order
        text: On the order
        correct: true
        feedback: It is there.
      - id: ask
        text: By asking
        correct: true
        feedback: People like to be asked.
      - id: guess
        text: By guessing
        feedback: A wrong name is worse than none.
  - id: one-name-4
    concept: one-name
    form: reflection
    stem: Whose name will you use today?
---
## Use names

A name says that somebody is not the next in line.
---
Once is enough. More sounds like a script.
---
Ask when you do not know.
"""

Files = dict[str, str]


def make_valid_pack(pack: str = "welcome", version: int = 1, title: str = "Warm welcomes") -> Files:
    """The pack's files by path."""
    return {
        "pack.yaml": PACK_YAML.format(pack=pack, version=version, title=title),
        "lessons/look-up.md": LOOK_UP_LESSON,
        "lessons/use-names.md": USE_NAMES_LESSON,
        "media/cup.svg": CUP_SVG,
    }


def zip_files(files: Mapping[str, str | bytes]) -> bytes:
    """The same bytes for the same files."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return target.getvalue()


def make_valid_zip(pack: str = "welcome", version: int = 1, title: str = "Warm welcomes") -> bytes:
    """The pack as an upload."""
    return zip_files(make_valid_pack(pack, version, title))
