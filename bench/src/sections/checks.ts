import type { Checks } from '../checks/checks.js';
import { checks as ours } from '../checks/ours.js';
import { checks as valibot } from '../checks/valibot.js';
import { checks as zodMini } from '../checks/zod-mini.js';
import { invite, request } from '../shared/invite.js';
import { interleave } from '../shared/rounds.js';
import { resultTable } from '../shared/table.js';
import type { Section } from './section.js';

const all: readonly (readonly [string, Checks])[] = [
  ['openai-invites', ours],
  ['valibot', valibot],
  ['zod/mini', zodMini],
];

export const runTimeChecks: Section = {
  title: 'Run-time checks',
  run: async ({ rounds }) => {
    for (const [name, checks] of all) prove(name, checks);
    const subjects = all.map(([name, checks]) => [name, () => measure(checks)] as const);
    const results = await interleave(new Map(subjects), rounds);
    return { markdown: `${note}\n${resultTable('CPU per call, ns', results, 0)}`, targets: [] };
  },
};

const note = `Both checks of one call, of the request and of the answer, with the same schema: the package's
generated checks next to schemas written with valibot and zod/mini. All are first seen to accept what
is sound and to refuse the same broken bodies.
`;

const calls = 20_000;

function measure({ request: checkRequest, invite: checkInvite }: Checks): Promise<number> {
  const start = process.cpuUsage();
  let accepted = 0;
  for (let call = 0; call < calls; call++)
    if (checkRequest(request) && checkInvite(invite)) accepted++;
  const { user, system } = process.cpuUsage(start);
  if (accepted !== calls) throw new Error('A check refused what is sound.');
  return Promise.resolve(((user + system) * 1000) / calls);
}

/** Makes sure that the checks work: checks that accept everything would be fast. */
function prove(name: string, { request: checkRequest, invite: checkInvite }: Checks): void {
  const judgements = [
    [checkRequest(request), true],
    [checkRequest({ ...request, role: 'admin' }), false],
    [checkRequest({ ...request, extra: 1 }), false],
    [checkRequest({ ...request, projects: [{ id: 'proj_abc' }] }), false],
    [checkInvite({ ...invite, extra: 1 }), true],
    [checkInvite({ ...invite, invited_at: 1.5 }), false],
    [checkInvite({ ...invite, status: 'lost' }), false],
    [checkInvite({ ...invite, projects: [{ id: 1 }] }), false],
  ];
  const wrong = judgements.findIndex(([judged, right]) => judged !== right);
  if (wrong >= 0) throw new Error(`${name} judges body ${wrong + 1} wrongly.`);
}
