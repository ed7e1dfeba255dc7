import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Page } from 'playwright-core';

import { writeReport } from '../cli/reportPage/writeReport';
import { findChromium, startChromium } from '../scripts/chromium';

import { type LargeGraph, writeLargeGraph } from './largeGraph';
import { count, figure, type Goal, type PartResult, tableOf } from './results';

/** A graph of the size that is promised. */
const SIZE = { people: 100_000, relationships: 1_000_000 };

/** What is searched for, letter by letter as people type it. */
const SEARCHES = [
  'e',
  'ericksen',
  'ada',
  'ada sales',
  '@large',
  'specialist 7',
];

/** What was measured in a browser, in ms. */
type Times = Record<
  | 'firstScreen'
  | 'list'
  | 'firstSearch'
  | 'search'
  | 'sort'
  | 'person'
  | 'group',
  number
>;

interface Measured extends Times {
  /** To write the report, in ms. */
  write: number;
  pageMb: number;
}

/** How large the report of a large organization is, and how quick in a browser. */
export async function measureReport(): Promise<PartResult> {
  const project = await mkdtemp(path.join(tmpdir(), 'report-'));
  try {
    const graph = await writeLargeGraph(project, SIZE);
    const startedAt = performance.now();
    const file = await writeReport({ projectPath: project });
    const write = performance.now() - startedAt;
    const { size } = await stat(file);
    const measured = {
      write,
      pageMb: size / 1e6,
      ...(await measureInBrowser(file)),
    };
    return {
      name: 'report',
      title: 'The report of a large organization',
      lines: describe(graph, measured),
      goals: goalsOf(measured),
      failures: [],
      raw: { graph, measured },
    };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

function goalsOf({ pageMb, firstScreen, search }: Measured): Goal[] {
  return [
    { what: 'Size of the page', value: pageMb, most: 40, unit: 'MB' },
    {
      what: 'From opening to the first screen',
      value: firstScreen / 1000,
      most: 5,
      unit: 's',
    },
    { what: 'Slowest search', value: search, most: 300, unit: 'ms' },
  ];
}

/** @throws Error where there is no browser */
async function measureInBrowser(file: string): Promise<Times> {
  const chromiumPath = findChromium();
  if (!chromiumPath) throw new Error('There is no Chromium on the PATH.');
  const browser = await startChromium(chromiumPath);
  try {
    const page = await browser.newPage();
    const startedAt = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('#root[aria-busy=false]');
    const firstScreen = performance.now() - startedAt;
    const list = await timeOf(page, `location.hash = '#/people'`);
    const searches: number[] = [];
    for (const text of SEARCHES) searches.push(await search(page, text));
    const [firstSearch = NaN, ...others] = searches;
    return {
      firstScreen,
      list,
      firstSearch,
      search: Math.max(...others),
      sort: await timeOf(
        page,
        `document.querySelector('[role=columnheader] button').click()`,
      ),
      person: await timeOf(
        page,
        `location.hash = '#/people/00u00000000000000003'`,
      ),
      group: await timeOf(
        page,
        `location.hash = '#/groups/00g00000000000000000'`,
      ),
    };
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

function describe(graph: LargeGraph, measured: Measured): string[] {
  return tableOf(
    ['Fact', 'Value'],
    [
      ['Entities', count(graph.entities)],
      ['Relationships', count(graph.relationships)],
      ['To write the report', figure(measured.write / 1000, 's')],
      ['Size of the page', figure(measured.pageMb, 'MB')],
      ['From opening to the first screen', ms(measured.firstScreen)],
      ['List of all people', ms(measured.list)],
      ['First search, which prepares the others', ms(measured.firstSearch)],
      ['Slowest of the searches behind it', ms(measured.search)],
      ['Sorting all by name', ms(measured.sort)],
      ['Page of a person', ms(measured.person)],
      ['Page of a group of all people', ms(measured.group)],
    ],
  );
}

function ms(value: number): string {
  return `${count(value)} ms`;
}
