/** Builds the shell command with which a machine sends a figure. Pure. */
import type { NewFigure } from '#lib/api/types.ts';

export interface PushTarget {
  origin: string;
  challenge: string;
  token: string;
}

/** Prints a UUID in any shell: one of the two exists everywhere. */
const NEW_ID_COMMAND = '$(uuidgen || cat /proc/sys/kernel/random/uuid)';

/** The id is made when the command runs, so each run sends a new figure. */
export function buildPushCommand(machine: PushTarget, figure: Omit<NewFigure, 'id'>): string {
  const sent = JSON.stringify({ figures: [{ id: 'ID', ...figure }] }).replace(
    '"ID"',
    `"'${NEW_ID_COMMAND}'"`
  );
  return [
    `curl '${machine.origin}/api/challenges/${machine.challenge}/figures/push'`,
    `-H 'Authorization: Bearer ${machine.token}'`,
    "-H 'Content-Type: application/json'",
    `-d '${sent}'`
  ].join(' ');
}
