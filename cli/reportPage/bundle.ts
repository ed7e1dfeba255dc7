import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type * as Esbuild from 'esbuild';

/** The program of the page and its style, each as one text. */
export interface Bundle {
  script: string;
  style: string;
}

const BUILT = path.join(__dirname, 'bundle.json');

/** The bundle: in a clone made anew from page/, in the package the one that was built into it. */
export async function readBundle(): Promise<Bundle> {
  if (path.extname(__filename) === '.ts') return makeBundle();
  return JSON.parse(await readFile(BUILT, 'utf8')) as Bundle;
}

/** Makes one script and one style of page/ and the libraries that it uses. */
export async function makeBundle(): Promise<Bundle> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only those who build it have it
  const { build } = require('esbuild') as typeof Esbuild;
  const { outputFiles } = await build({
    entryPoints: [path.resolve(__dirname, '../../page/main.tsx')],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'page',
    format: 'iife',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    tsconfig: path.resolve(__dirname, '../../page/tsconfig.json'),
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'inline',
    charset: 'ascii',
    logLevel: 'silent',
  });
  const textOf = (ending: string) => {
    const file = outputFiles.find(({ path: name }) => name.endsWith(ending));
    if (!file) throw new Error(`The bundle has no ${ending}.`);
    return file.text;
  };
  return { script: textOf('.js'), style: textOf('.css') };
}
