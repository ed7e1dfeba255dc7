import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import type { Page } from 'playwright-core';

import { writeReport } from '../cli/reportPage/writeReport';
import { findChromium, startChromium } from '../scripts/chromium';
import { PACKAGE_ROOT } from '../scripts/sdkProject';

import { writeLargeGraph } from './largeGraph';

/**
 * How large the report of a large organization is, and how quick in a browser:
 *
 *     npm run bench:report -- [--people 100000] [--relationships 1000000]
 */

const RESULTS = path.join(PACKAGE_ROOT, 'bench/results/report.md');

/** What is searched for, letter by letter as people type it. */
const SEARCHES = [
  'e',
  'ericksen',
  'ada',
  'ada sales',
  '@large',
  'specialist 7',
];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '100000' },
      relationships: { type: 'string', default: '1000000' },
    },
  });
  const project = await mkdtemp(path.join(tmpdir(), 'report-'));
  try {
    const graph = await writeLargeGraph(project, {
      people: Number(values.people),
      relationships: Number(values.relationships),
    });
    const startedAt = performance.now();
    const file = await writeReport({ projectPath: project });
    const writeMs = performance.now() - startedAt;
    const { size } = await stat(file);
    const browser = await measureInBrowser(file);
    const table = describe([
      ['Date', new Date().toISOString().slice(0, 10)],
      ['Machine', `Node.js ${process.version}, ${cpus().length} CPUs`],
      ['Entities', graph.entities.toLocaleString('en')],
      ['Relationships', graph.relationships.toLocaleString('en')],
      ['To write the report', seconds(writeMs)],
      ['Size of the page', `${(size / 1e6).toFixed(1)} MB`],
      ...browser,
    ]);
    process.stdout.write(table);
    await mkdir(path.dirname(RESULTS), { recursive: true });
    await writeFile(RESULTS, table);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function measureInBrowser(file: string): Promise<string[][]> {
  const chromiumPath = findChromium();
  if (!chromiumPath) throw new Error('There is no Chromium on the PATH.');
  const browser = await startChromium(chromiumPath);
  try {
    const page = await browser.newPage();
    const startedAt = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('#root[aria-busy=false]');
    const firstScreenMs = performance.now() - startedAt;
    const listMs = await timeOf(page, `location.hash = '#/people'`);
    const searches: number[] = [];
    for (const text of SEARCHES) searches.push(await search(page, text));
    const sortMs = await timeOf(
      page,
      `document.querySelector('[role=columnheader] button').click()`,
    );
    const personMs = await timeOf(
      page,
      `location.hash = '#/people/00u00000000000000003'`,
    );
    const groupMs = await timeOf(
      page,
      `location.hash = '#/groups/00g00000000000000000'`,
    );
    return [
      ['From opening to the first screen', seconds(firstScreenMs)],
      ['List of all people', ms(listMs)],
      ['First search, which prepares the others', ms(searches[0] ?? 0)],
      ['Slowest of the searches behind it', ms(Math.max(...searches.slice(1)))],
      ['Sorting all by name', ms(sortMs)],
      ['Page of a person', ms(personMs)],
      ['Page of a group of all people', ms(groupMs)],
    ];
  } finally {
    await browser.close();
  }
}

function search(page: Page, text: string): Promise<number> {
  return timeOf(
    page,
    `{
      const input = document.querySelector('input[type=search]');
      input.value = ${JSON.stringify(text)};
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }`,
  );
}

/** From an action to the second frame behind it, in which its result is on the screen. */
async function timeOf(page: Page, action: string): Promise<number> {
  await page.waitForTimeout(1_500);
  return page.evaluate<number>(`new Promise((resolve) => {
    const startedAt = performance.now();
    ${action}
    setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(
      () => resolve(performance.now() - startedAt))), 0);
  })`);
}

function describe(facts: string[][]): string {
  return [
    '# The report of a large organization',
    '',
    'Written by `npm run bench:report`.',
    '',
    ...[['Fact', 'Value'], ['---', '---'], ...facts].map(
      (cells) => `| ${cells.join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

void main();
