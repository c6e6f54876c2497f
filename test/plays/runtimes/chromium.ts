import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bundle } from './bundle.js';
import { output, parseFindings, patience, versionIn, type Runtime } from './runtime.js';

const script = (apiKey: string): string => `
  import * as main from 'openai-invites';
  import { tryClient } from 'program';
  const { origin } = location;
  const urls = { baseUrl: origin + '/v1', trapUrl: origin + '/trap/v1' };
  const site = { apiKey: ${JSON.stringify(apiKey)}, ...urls };
  const body = await tryClient(main, site).then(JSON.stringify, String);
  await fetch('/findings', { method: 'POST', body });
`;

/** A page in headless Chromium. */
export const chromium: Runtime = {
  name: 'Chromium',
  version: async () => versionIn(await output(findBrowser(), ['--version'])),
  run: async ({ apiKey, setScript, pageUrl, findings }, folder) => {
    setScript(await bundle(script(apiKey), folder, { packages: 'bundle' }));
    const profile = `--user-data-dir=${join(folder, 'profile')}`;
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', profile];
    const browser = spawn(findBrowser(), [...flags, pageUrl], { stdio: 'ignore' });
    let timer;
    try {
      const tooLong = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new Error('the page said nothing'));
        }, patience);
      });
      return parseFindings(await Promise.race([findings, tooLong]));
    } finally {
      clearTimeout(timer);
      browser.kill('SIGKILL');
    }
  },
  resends: true,
};

/** The path in CHROMIUM, else the first of the usual commands. */
function findBrowser(): string {
  const { CHROMIUM } = process.env;
  const names = [CHROMIUM ?? '', 'chromium', 'chromium-browser', 'google-chrome'];
  const found = names.find((name) => name !== '' && !spawnSync(name, ['--version']).error);
  if (found === undefined)
    throw new Error('no Chromium: install it (apt-get install chromium) or set CHROMIUM');
  return found;
}
