import { describe, expect, it } from 'vitest';
import { buildPushCommand } from './curlCommand.ts';

describe('the line for a machine', () => {
  it('sends one figure with the token and an id of its own', () => {
    const machine = { origin: 'https://break.example', challenge: '12', token: 'secret' };
    expect(
      buildPushCommand(machine, { team: '3', day: '2026-03-02', amount: 19, out_of: 20 })
    ).toBe(
      "curl 'https://break.example/api/challenges/12/figures/push'" +
        " -H 'Authorization: Bearer secret'" +
        " -H 'Content-Type: application/json'" +
        ` -d '{"figures":[{"id":"'$(uuidgen || cat /proc/sys/kernel/random/uuid)'",` +
        `"team":"3","day":"2026-03-02","amount":19,"out_of":20}]}'`
    );
  });
});
