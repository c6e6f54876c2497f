import { defineConfig } from 'orval';

export default defineConfig({
  invites: {
    input: '../api-definition.yaml',
    output: {
      target: 'src/generated/orval.ts',
      client: 'fetch',
      override: { mutator: { path: 'src/clients/orval-fetch.ts', name: 'send', extension: '.js' } },
    },
  },
});
