/* eslint jest/no-standalone-expect: ["error", { "additionalTestBlockFunctions": ["itInBrowser"] }] */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

import { createCollectedProject } from '../test/support/collectedGraphFixture';
import {
  createProject,
  PACKAGE_ROOT,
  type Project,
  runNode,
} from './sdkProject';
import { writeGraphPage } from './graph';
import type { DrawLimits } from './graphPage/selection';

// Processes and a browser start here, on a machine that may be busy.
jest.setTimeout(30_000);

const projects: Project[] = [];

afterEach(async () => {
  await Promise.all(projects.splice(0).map((project) => project.remove()));
});

const HOSTILE_NAME =
  '</script><img src=x onerror="globalThis.hacked=1"><!--\u2028';

const USER_COUNT = 30;

async function collectedProject(): Promise<Project> {
  const entity = (_key: string, _type: string, displayName: string) => ({
    _key,
    _type,
    _class: ['User'],
    displayName,
    _rawData: [{ name: 'default', rawData: { note: 'raw-data-marker' } }],
  });
  const users = Array.from({ length: USER_COUNT }, (_, index) =>
    entity(`acme_user:${index}`, 'acme_user', `User number ${index}`),
  );
  const hostile = entity('acme_group:1', 'acme_group', HOSTILE_NAME);
  const project = await createCollectedProject([
    { id: 'fetch-users', entities: users },
    {
      id: 'fetch-groups',
      entities: [hostile],
      relationships: users.map(({ _key }) => ({
        _key: `${hostile._key}|has|${_key}`,
        _type: 'acme_group_has_user',
        _class: 'HAS',
        _fromEntityKey: hostile._key,
        _toEntityKey: _key,
      })),
    },
  ]);
  projects.push(project);
  return project;
}

describe('npm run graph', () => {
  const graph = (cwd: string, ...args: string[]) =>
    runNode(
      [
        path.join(PACKAGE_ROOT, 'node_modules/.bin/ts-node'),
        path.join(__dirname, 'graph.ts'),
        ...args,
      ],
      { cwd },
    );

  it('writes the page beside what was collected', async () => {
    const project = await collectedProject();

    const { exitCode, stdout } = await graph(project.path);

    const file = path.join(project.path, '.j1-integration/index.html');
    expect(stdout).toContain('Drew 31 entities and 30 relationships.');
    expect(stdout).toContain(`Open ${file}`);
    expect(await readFile(file, 'utf8')).not.toContain('raw-data-marker');
    expect(exitCode).toBe(0);
  });

  it('writes the page where it is told to', async () => {
    const project = await collectedProject();
    const file = path.join(project.path, 'pages/graph.html');

    await graph(PACKAGE_ROOT, '-p', project.path, '-o', file);

    expect(existsSync(file)).toBe(true);
  });

  it('fails when nothing was collected, and says what to do', async () => {
    const project = await createProject();
    projects.push(project);

    const { exitCode, stderr } = await graph(project.path);

    expect(stderr).toContain('Collect first: npm start, or npm run demo.');
    expect(exitCode).toBe(1);
  });
});

const chromiumPath = (process.env.PATH ?? '')
  .split(path.delimiter)
  .flatMap((directory) =>
    ['chromium', 'chromium-browser', 'google-chrome'].map((name) =>
      path.join(directory, name),
    ),
  )
  .find((file) => existsSync(file));

if (!chromiumPath) {
  console.warn(
    'SKIPPED: the tests of the graph page in a browser. There is no Chromium on the PATH; on ' +
      'Debian: apt-get install chromium',
  );
}

const itInBrowser = chromiumPath ? it : it.skip;

describe('the page in a browser', () => {
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (!chromiumPath) return;
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });

  afterAll(() => browser?.close());

  /** Opens the page of a small graph, and hears everything that goes wrong in it. */
  async function open(limits?: DrawLimits) {
    const project = await collectedProject();
    const { file } = await writeGraphPage(project.path, undefined, limits);
    if (!browser) throw new Error('The browser has not started.');
    const page = await browser.newPage();
    const requests: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('requestfailed', (request) => problems.push(request.url()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    const url = pathToFileURL(file).href;
    await page.goto(url);
    await page.waitForSelector('#canvas[aria-busy=false]');
    return { page, url, requests, problems };
  }

  /** How many pixels of the canvas have the color of a type's legend. */
  async function pixelsOf(page: Page, type: string): Promise<number> {
    return page.evaluate<number>(`(() => {
      const label = [...document.querySelectorAll('#entityTypes label')]
        .find((each) => each.textContent.includes('${type}'));
      const color = label.querySelector('polygon, circle').getAttribute('fill');
      const wanted = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
      network.redraw();
      const canvas = document.querySelector('canvas');
      const { data } = canvas.getContext('2d')
        .getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (wanted.every((value, offset) => data[at + offset] === value)) count += 1;
      }
      return count;
    })()`);
  }

  itInBrowser('draws the graph and loads nothing else', async () => {
    const { page, url, requests, problems } = await open();

    expect(await pixelsOf(page, 'acme_user')).toBeGreaterThan(500);
    expect(await pixelsOf(page, 'acme_group')).toBeGreaterThan(50);
    expect(requests).toEqual([url]);
    expect(problems).toEqual([]);
  });

  itInBrowser('shows a hostile name as text and nothing more', async () => {
    const { page, problems } = await open();

    await page.fill('#query', 'acme_group');
    await page.keyboard.press('Enter');

    expect(await page.textContent('#details h2')).toBe(HOSTILE_NAME);
    expect(await page.textContent('#matches')).toContain(HOSTILE_NAME);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(problems).toEqual([]);
  });

  itInBrowser('runs no script but its own', async () => {
    const { page } = await open();

    const refusal = page.waitForEvent('console');
    await page.evaluate(`
      document.getElementById('notices').innerHTML =
        '<img src="data:," onerror="globalThis.hacked = 1">';
    `);

    expect((await refusal).text()).toContain('Content Security Policy');
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  });

  itInBrowser('can be used with the keyboard alone', async () => {
    const { page } = await open();
    const position = () => page.evaluate<number>('network.getViewPosition().x');

    await page.focus('#query');
    await page.keyboard.type('user number 7');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.textContent('#details h2')).toBe('User number 7');
    expect(await page.textContent('#details dl')).toContain('acme_user:7');

    await page.locator('#details').getByRole('button').first().press('Enter');
    expect(await page.textContent('#details h2')).toBe(HOSTILE_NAME);

    const before = await position();
    await page.locator('#query').press('ArrowLeft', { delay: 100 });
    expect(await position()).toBe(before);
    await page.getByRole('application').press('ArrowRight', { delay: 100 });
    expect(await position()).not.toBe(before);
  });

  itInBrowser('hides a type that is switched off', async () => {
    const { page } = await open();

    await page.getByLabel('acme_user', { exact: false }).first().press('Space');

    expect(await pixelsOf(page, 'acme_user')).toBe(0);
    expect(await pixelsOf(page, 'acme_group')).toBeGreaterThan(50);
  });

  itInBrowser('says what of a large graph is left out', async () => {
    const { page } = await open({ nodes: 10, edges: 5 });

    const text = await page.textContent('.controls');
    expect(text).toContain('31 entities, 30 relationships');
    expect(text).toContain('Only 10 of 31 entities are drawn');
    expect(text).toContain('9 of 30');
    expect(text).toContain('Only 5 of 30 relationships are drawn');
  });
});
