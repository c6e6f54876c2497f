import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { transform, type Plugin } from 'esbuild';

/**
 * Minifies bundled packages and keeps their sources, which are not shipped, out of source maps.
 * Their code is mapped to the license file, since esbuild ignores a map without a source.
 */
export function compactPackages(licenses: string): Plugin {
  return {
    name: 'compact-packages',
    setup: (build) => {
      build.onLoad({ filter: /\bnode_modules\b.*\.[cm]?js$/ }, async ({ path }) => {
        const sources = [relative(dirname(path), licenses)];
        const map = JSON.stringify({ version: 3, sources, names: [], mappings: 'AAAA' });
        const base64 = Buffer.from(map).toString('base64');
        const { code } = await transform(await readFile(path, 'utf8'), {
          minify: true,
          legalComments: 'none',
        });
        // Only the first line is mapped, so the code starts in the second.
        const contents = `\n${code}\n//# sourceMappingURL=data:application/json;base64,${base64}`;
        return { contents, loader: 'js' };
      });
    },
  };
}
