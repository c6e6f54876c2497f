import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const frozen = fileURLToPath(new URL('test/fixtures/frozen/generated', import.meta.url));

export default defineConfig({
  test: {
    maxWorkers: 2,
    // A larger young generation: tests drop most of what they allocate.
    execArgv: ['--max-semi-space-size=64'],
    unstubEnvs: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Code under test is generated from a document that never changes.
    alias: [{ find: /^(?:\.\.\/)+generated(?=\/)/, replacement: frozen }],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          // No test here starts a command.
          env: { PATH: '' },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          isolate: false,
          include: ['test/integration/**/*.test.ts'],
          globalSetup: 'test/support/global-setup.ts',
        },
      },
    ],
  },
});
