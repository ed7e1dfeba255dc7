import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { processTerminal } from '../cli/collection/terminal';
import { runDemo } from '../cli/demo';

import { findChromium, startChromium } from './chromium';
import { storageDirectory } from './collectedGraph';
import { createProject, PACKAGE_ROOT } from './sdkProject';

/** README's picture of the report, of what the demonstration collects. */
const PICTURE = path.join(PACKAGE_ROOT, 'docs/report.png');

const LARGEST_BYTES = 200_000;

async function main(): Promise<void> {
  const chromium = findChromium();
  if (!chromium) throw new Error('There is no Chromium on the PATH.');
  const project = await createProject();
  try {
    const exitCode = await runDemo({
      projectPath: project.path,
      terminal: processTerminal(),
    });
    if (exitCode !== 0) throw new Error('The demonstration failed.');
    const report = path.join(storageDirectory(project.path), 'report.html');
    const browser = await startChromium(chromium);
    try {
      const page = await browser.newPage({
        viewport: { width: 1100, height: 900 },
        colorScheme: 'light',
      });
      await page.goto(pathToFileURL(report).href);
      await page.waitForSelector('#root[aria-busy=false]');
      await page.screenshot({ path: PICTURE });
    } finally {
      await browser.close();
    }
  } finally {
    await project.remove();
  }
  const { size } = await stat(PICTURE);
  console.log(`Wrote ${PICTURE}, ${size} bytes.`);
  if (size > LARGEST_BYTES) throw new Error('That is too large for README.');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
