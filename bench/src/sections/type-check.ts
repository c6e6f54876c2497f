import { fileURLToPath } from 'node:url';
import { clients } from '../clients/index.js';
import { cpuOf, node } from '../shared/command.js';
import { inviteProgram, write } from '../shared/programs.js';
import { interleave } from '../shared/rounds.js';
import { resultTable } from '../shared/table.js';
import type { Section } from './section.js';

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

const options = [
  ...['--noEmit', '--strict', '--skipLibCheck', '--types', 'node'],
  ...['--target', 'es2022', '--module', 'nodenext', '--moduleResolution', 'nodenext'],
];

export const typeCheck: Section = {
  title: 'Type check',
  run: async ({ slowRounds }) => {
    const subjects = clients.map(({ name, file }) => {
      const program = write('src/generated', `invite-${file}.ts`, inviteProgram(file));
      return [name, cpuOf(node, tsc, ...options, program)] as const;
    });
    const results = await interleave(new Map(subjects), slowRounds);
    return {
      markdown: `${note}
${resultTable('CPU, ms', results, 0)}`,
      targets: [],
    };
  },
};

const note = `The CPU time of \`tsc --noEmit --strict --skipLibCheck\` on a program that makes one invite.
`;
