"""What a new moment can be made of: people and traits."""

import msgspec

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.queries.recognition.moment_visibility import make_viewer_parameters
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.people.name_keys import make_name_key
from learning.rules.recognition.moments import ALIAS_HANDLE_PREFIX
from learning.tables.database import connection

MAX_PEOPLE_CHOICES = 500
SELECT_PEOPLE_CHOICES = f"""
SELECT CASE WHEN open THEN login ELSE '{ALIAS_HANDLE_PREFIX}' || id END, name FROM (
  SELECT p.id, p.team, p.login, led OR COALESCE(p.alias, '') = '' AS open,
    CASE WHEN led THEN p.name ELSE {DISPLAY_NAME_SQL.format(one="p")} END AS name,
    CASE WHEN led OR COALESCE(p.alias, '') = '' THEN COALESCE(p.name_key, lower(p.name))
      ELSE COALESCE(p.alias_key, lower(p.alias)) END AS key
  FROM person p JOIN team t ON t.id = p.team,
    LATERAL (SELECT $2 OR t.path @> ARRAY[$3::bigint] AS led) AS reach
  WHERE p.id <> $1 AND p.erased_at IS NULL AND (p.team = $4 OR led)
) AS near
WHERE ($6 = '' OR strpos(key, $6) > 0) AND ($7 = '' OR strpos(name, $7) > 0)
ORDER BY team <> $4, lower(name), id LIMIT $5
"""
"""People of the own team first. Colleagues are shown by their alias.

The login of a person with an alias is not sent, because it would tell the name. A handle stands
for it.
"""

SELECT_GIVER_IS_PAUSED = "SELECT moments_paused_at IS NOT NULL FROM person WHERE id = $1"


class PersonChoice(msgspec.Struct, frozen=True):
    """A person whose moment can be recorded. With an alias, `login` is a handle without a name."""

    login: str
    name: str


class MomentTrait(msgspec.Struct, frozen=True):
    """What an act can show: a lesson of the team's packs. `pack` is the title of its pack.

    The lesson's texts are in `language`, the title of the pack in `pack_language`.
    """

    id: str
    title: str
    idea: str
    pack: str
    language: str
    pack_language: str


class MomentChoices(msgspec.Struct, frozen=True):
    """The people and the traits that a moment can be about.

    `paused` says that a leader has paused the moments that the person gives.
    """

    paused: bool
    people: list[PersonChoice]
    traits: list[MomentTrait]


async def list_moment_choices(
    user: CurrentUser, catalogue: TeamCatalogue, name_part: str
) -> MomentChoices:
    """List the people whose name contains `name_part`, and all traits of the team's packs.

    A part matches in every spelling of `make_name_key`; one without letters as it is typed.
    """
    viewer = make_viewer_parameters(user)
    typed, part = name_part.strip(), make_name_key(name_part)
    async with connection() as conn:
        people = await conn.fetch(
            SELECT_PEOPLE_CHOICES,
            viewer.person,
            viewer.is_admin,
            viewer.led_team,
            viewer.team,
            MAX_PEOPLE_CHOICES,
            part,
            "" if part else typed,
        )
        paused = bool(await conn.fetchval(SELECT_GIVER_IS_PAUSED, user.id))
    return MomentChoices(
        paused,
        [PersonChoice(*row) for row in people],
        list_traits(catalogue, user.language),
    )


def list_traits(catalogue: TeamCatalogue, language: str) -> list[MomentTrait]:
    """List the lessons of a team's packs, in a language."""
    packs = (pack_version.pack_in_language(language) for pack_version in catalogue.pack_versions)
    return [
        MomentTrait(
            lesson.id,
            lesson.title,
            lesson.idea,
            pack.title,
            pack.language_of(lesson),
            pack.language,
        )
        for pack in packs
        for lesson in pack.lessons
    ]
