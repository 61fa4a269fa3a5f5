/** The line with which a machine sends a figure, to be copied. Pure. */
import type { NewFigure } from '#lib/api/types.ts';

export interface PushTarget {
  origin: string;
  challenge: string;
  token: string;
}

/** One or the other is there, wherever there is a shell. */
const NEW_ID_COMMAND = '$(uuidgen || cat /proc/sys/kernel/random/uuid)';

/** Each run makes a fresh id in the shell; a machine that tries again sends the id of its first try. */
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
