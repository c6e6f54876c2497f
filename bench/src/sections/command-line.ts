import { command, cpuOf, node } from '../shared/command.js';
import { interleave } from '../shared/rounds.js';
import { resultTable } from '../shared/table.js';
import { ratioOf, type Section } from './section.js';

export const commandLine: Section = {
  title: 'Command line',
  run: async ({ rounds }) => {
    const create = ['create', 'ada@example.com', '--role', 'reader', '--mock'];
    const subjects = new Map([
      ['node -e 0', cpuOf(node, '-e', '0')],
      ['openai-invites --help', cpuOf(node, command, '--help')],
      ['openai-invites create --mock', cpuOf(node, command, ...create)],
    ]);
    const results = await interleave(subjects, rounds);
    return {
      markdown: `${note}\n${resultTable('CPU, ms', results)}`,
      targets: [
        {
          what: '`openai-invites --help`, × bare node',
          atMost: 1.7,
          measured: ratioOf('openai-invites --help', results),
        },
      ],
    };
  },
};

const note = `The CPU time of a whole process. \`create --mock\` starts a server, makes an invite there, and stops it.
`;
