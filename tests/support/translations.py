"""The small good pack with a German translation of its pack file and of its first lesson."""

from support.packs import Files, make_valid_pack

PACK_DE = """\
title: Herzlich willkommen
summary: Zwei kleine Lektionen über einen guten Empfang.
badge:
  title: Guter Empfang
  story: Du schaust auf, wenn jemand hereinkommt.
  alt: Eine Tasse
"""

LOOK_UP_DE = """\
---
id: look-up
title: Schau auf
idea: Wer gesehen wurde, wartet leichter.
try_it: Schau die nächste Person an, bevor du etwas anderes tust.
concepts:
  - id: be-seen
    statement: Ein Blick und ein Nicken in zehn Sekunden machen das Warten kürzer.
  - id: steps
    statement: Aufschauen, nicken, sagen, wann du da bist.
questions:
  - id: be-seen-1
    stem: Du telefonierst, und jemand kommt herein. Was tust du zuerst?
    choices:
      - id: b
        text: Zu Ende telefonieren
        feedback: Noch wissen sie nicht, ob du sie gesehen hast.
      - id: a
        text: Aufschauen und nicken
        feedback: Ja. Es dauert eine Sekunde.
      - id: c
        text: Dich abwenden, um besser zu hören
        feedback: Das sieht aus, als ob sie stören.
  - id: be-seen-2
    stem: Ein Nicken hilft nur, wenn du gleich bedienen kannst.
    explain:
      true: Erst das Nicken macht das Warten erträglich.
      false: Richtig. Gesehen zu werden zählt.
  - id: be-seen-3
    stem: Erst ___, dann ___.
    choices:
      - id: look
        text: aufschauen
      - id: nod
        text: nicken
      - id: sigh
        text: seufzen
    feedback:
      right: Mehr braucht es nicht.
      wrong: Fang mit den Augen an.
  - id: steps-1
    stem: Bring den Empfang in die richtige Reihenfolge.
    choices:
      - id: c
        text: Sagen, wann du da bist
      - id: b
        text: Nicken
      - id: a
        text: Aufschauen
    feedback:
      right: Ein Empfang in vier Sekunden.
      wrong: Erst die Augen, dann die Worte.
  - id: steps-2
    stem: Was hilft, was nicht?
    buckets:
      - id: helps
        text: Hilft
      - id: harms
        text: Hilft nicht
    choices:
      - id: nod
        text: Ein Nicken
      - id: frown
        text: Ein Stirnrunzeln
      - id: smile
        text: Ein Lächeln
    feedback:
      right: Die kleinen Dinge tragen es.
      wrong: Stell dir vor, wie es von der Tür aussieht.
---
## Schau auf

Wer gesehen wurde, kann warten.

![Eine Tasse](media/cup.svg)
---
Nach etwa zehn Sekunden fühlt man sich übersehen.
---
Schau auf, nick, und sag, wann du da bist.
"""


def read_translated_pack() -> Files:
    """Its files by path."""
    return make_valid_pack() | {"pack.de.yaml": PACK_DE, "lessons/look-up.de.md": LOOK_UP_DE}
