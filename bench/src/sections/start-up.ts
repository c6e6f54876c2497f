import { clients, ours, packagedClients } from '../clients/index.js';
import { cpuOf, node } from '../shared/command.js';
import { startLoopback } from '../shared/processes.js';
import { inviteProgram, write } from '../shared/programs.js';
import { interleave, type Result } from '../shared/rounds.js';
import { resultTable } from '../shared/table.js';
import { installedTarget, installedTable } from './installed.js';
import { ratioOf, type Section } from './section.js';

export const startUp: Section = {
  title: 'Start-up and installed size',
  run: async ({ rounds }) => {
    const imports = await measureImports(rounds);
    const answers = await measureFirstAnswers(rounds);
    const added = (name: string): number => ratioOf(name, imports) - 1;
    return {
      markdown: `${note}
Import alone:

${resultTable('CPU, ms', imports)}
The first answer:

${resultTable('CPU, ms', answers)}
${installedTable()}`,
      targets: [
        {
          what: 'start-up to the first answer, × bare fetch',
          atMost: 1.1,
          measured: ratioOf(ours.name, answers),
        },
        {
          what: 'time added by import, × what `openai` adds',
          atMost: 1 / 8,
          measured: added(ours.name) / added('openai'),
        },
        installedTarget(),
      ],
    };
  },
};

const note = `The CPU time of a whole process, from its start to its end: one that imports the client and ends,
next to an empty program; and one that makes one invite at a loopback server.
`;

function measureImports(rounds: number): Promise<Result[]> {
  const empty = write('build/programs', 'empty.js', '');
  const subjects = packagedClients.map(({ name, file }) => {
    const source = `import '../clients/${file}.js';\n`;
    return [name, cpuOf(node, write('build/programs', `import-${file}.js`, source))] as const;
  });
  return interleave(new Map([['bare node', cpuOf(node, empty)], ...subjects]), rounds);
}

async function measureFirstAnswers(rounds: number): Promise<Result[]> {
  const { baseUrl, stop } = await startLoopback();
  const subjects = clients.map(({ name, file }) => {
    const source = inviteProgram(file, baseUrl);
    return [name, cpuOf(node, write('build/programs', `invite-${file}.js`, source))] as const;
  });
  try {
    return await interleave(new Map(subjects), rounds);
  } finally {
    stop();
  }
}
