/* eslint jest/no-standalone-expect: ["error", { "additionalTestBlockFunctions": ["itInBrowser", "itInBrowser.each"] }] */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Browser, Page } from 'playwright-core';

import { OBJECT_KINDS } from '../../page/data/contract';
import { writeReport } from '../../cli/reportPage/writeReport';
import { findChromium, startChromium } from '../../scripts/chromium';
import {
  createProject,
  PACKAGE_ROOT,
  type Project,
  runScript,
} from '../../scripts/sdkProject';
import { stepsFor } from '../support/answerGraphs';
import { createCollectedProject } from '../support/collectedGraphFixture';
import {
  HOSTILE_NAME,
  PEOPLE,
  reportGraph,
  WITHOUT_FACTOR,
} from '../support/reportFixture';

const projects: Project[] = [];

afterAll(async () => {
  await Promise.all(projects.map((project) => project.remove()));
});

async function collected(partial: string[] = []): Promise<Project> {
  const project = await createCollectedProject(
    stepsFor(reportGraph(), { partial }),
  );
  projects.push(project);
  return project;
}

describe('npm run report', () => {
  const command = (cwd: string, ...args: string[]) =>
    runScript(path.join(PACKAGE_ROOT, 'cli/main.ts'), args, { cwd });

  it('prints the digest, and writes the page beside what was collected', async () => {
    const project = await collected();

    const { exitCode, stdout } = await command(project.path, 'report');

    const file = path.join(project.path, '.j1-integration/report.html');
    expect(stdout).toContain('People without a second factor (no-factor)');
    expect(stdout).toContain(`Open ${file}`);
    expect(await readFile(file, 'utf8')).toContain('Content-Security-Policy');
    expect(exitCode).toBe(0);
  });

  it('writes the page where it is told to; graph opens it at its picture', async () => {
    const project = await collected();
    const file = path.join(project.path, 'pages/access.html');

    const { stdout } = await command(
      PACKAGE_ROOT,
      ...['graph', '-p', project.path, '-o', file],
    );

    expect(stdout).toContain(`Open ${pathToFileURL(file).href}#/picture`);
    expect((await readFile(file, 'utf8')).length).toBeGreaterThan(1000);
  });

  it('fails when nothing was collected, and says what to do', async () => {
    const project = await createProject();
    projects.push(project);

    const { exitCode, stderr } = await command(project.path, 'report');

    expect(stderr).toContain('collect first, npm start');
    expect(exitCode).toBe(1);
  });
});

const chromiumPath = findChromium();

if (!chromiumPath) {
  process.stderr.write(
    'SKIPPED: the tests of the report in a browser. There is no Chromium on the PATH; on Debian: ' +
      'apt-get install chromium\n',
  );
}

const itInBrowser = chromiumPath ? it : it.skip;

describe('the page in a browser', () => {
  let browser: Browser | undefined;
  let whole = '';
  let gaps = '';

  beforeAll(async () => {
    if (!chromiumPath) return;
    browser = await startChromium(chromiumPath);
    whole = await writeReport({ projectPath: (await collected()).path });
    const partial = await collected(['okta_user']);
    gaps = await writeReport({ projectPath: partial.path });
  });

  afterAll(() => browser?.close());

  interface Options {
    file?: string;
    dark?: boolean;
    width?: number;
    /** Frames and timers of the page come late, as on a busy machine. */
    isLate?: boolean;
  }

  const LATE = `{
    const frame = requestAnimationFrame;
    const timer = setTimeout;
    globalThis.requestAnimationFrame = (act) => timer(() => frame(act), 400);
    globalThis.setTimeout = (act, ms = 0, ...rest) => timer(act, ms + 400, ...rest);
  }`;

  /** Opens a place of the page, and hears everything that goes wrong in it. */
  async function open(
    place: string,
    { file = whole, dark = false, width = 1280, isLate = false }: Options = {},
  ) {
    if (!browser) throw new Error('The browser has not started.');
    const page = await browser.newPage({
      viewport: { width, height: 800 },
      colorScheme: dark ? 'dark' : 'light',
    });
    const requests: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('requestfailed', (request) => problems.push(request.url()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    const url = pathToFileURL(file).href;
    if (isLate) await page.addInitScript(LATE);
    await page.goto(`${url}${place}`);
    await page.waitForSelector('#root[aria-busy=false]');
    return { page, url, requests, problems };
  }

  /**
   * Does what leads to another place of an open page, and waits until that place is drawn, which
   * is before the next frame. A click alone ends earlier: the browser tells of the place later.
   */
  const follow = async (page: Page, act: () => Promise<unknown>) => {
    // The page listens before anything is done: a key can overtake a call that is sent with it.
    const next = await page.evaluateHandle<{ drawn: Promise<void> }>(`({
      drawn: new Promise((resolve) => addEventListener(
        'hashchange', () => requestAnimationFrame(resolve), { once: true }))
    })`);
    await act();
    await next.evaluate(({ drawn }) => drawn);
  };

  /** Goes to another place of an open page. */
  const go = (page: Page, place: string) =>
    follow(page, () =>
      page.evaluate(`void (location.hash = ${JSON.stringify(place)})`),
    );

  const heading = (page: Page) => page.textContent('h1');

  const section = (page: Page, title: string) =>
    page.locator('section').filter({
      has: page.getByRole('heading', { name: new RegExp(`^${title}`) }),
    });

  itInBrowser('shows numbers that lead to their lists', async () => {
    const { page, url, requests, problems } = await open('#/');

    expect(await heading(page)).toBe('Acme Tools');
    expect(await page.textContent('.completeness')).toContain('Complete');
    const chart = page.locator('figure').first();
    expect(await chart.textContent()).toContain(`No factor${WITHOUT_FACTOR}`);
    await follow(page, () =>
      chart.getByRole('link', { name: 'No factor' }).click(),
    );
    expect(await page.getByRole('status').textContent()).toBe(
      `${WITHOUT_FACTOR} of ${PEOPLE + 1} people`,
    );
    expect(requests.filter((each) => !each.startsWith('data:'))).toEqual([url]);
    expect(problems).toEqual([]);
  });

  itInBrowser(
    'leads from a person to what an application demands',
    async () => {
      const { page, problems } = await open('#/people?q=person+001');

      await follow(page, () =>
        page.getByRole('link', { name: 'Person 001' }).click(),
      );
      expect(await heading(page)).toBe('Person 001');
      expect(await section(page, 'Second factors').textContent()).toContain(
        'totp',
      );
      const applications = section(page, 'Applications');
      expect(await applications.textContent()).toContain('All staff');
      expect(await applications.textContent()).toContain('has it');

      await follow(page, () =>
        applications.getByRole('link', { name: 'Payroll' }).click(),
      );
      expect(await heading(page)).toBe('Payroll');
      expect(await section(page, 'What sign-on').textContent()).toContain(
        'Strict › Two factors for allsecond factor',
      );
      const people = section(page, 'People');
      expect(await people.textContent()).toContain(`10 of ${PEOPLE}`);
      expect(await people.textContent()).toContain(
        `${WITHOUT_FACTOR} of them have no second factor.`,
      );
      await people.getByRole('button', { name: `Show all ${PEOPLE}` }).click();
      expect(await people.locator('tbody tr').count()).toBe(PEOPLE);

      await follow(page, () => page.goBack());
      expect(await heading(page)).toBe('Person 001');
      await follow(page, () => page.goBack());
      expect(await page.inputValue('input[type=search]')).toBe('person 001');
      expect(problems).toEqual([]);
    },
  );

  itInBrowser('writes all rows that pass its filters to CSV', async () => {
    const { page } = await open('#/people');

    await page
      .locator('label', { hasText: /^Second factor/ })
      .locator('select')
      .selectOption('none');
    await page.getByRole('button', { name: /Department/ }).click();
    const drawn = await page.locator('.gridSpace [role=row]').count();
    expect(drawn).toBeLessThan(WITHOUT_FACTOR);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /Save 80 as CSV/ }).click();

    const csv = await readFile(await (await download).path(), 'utf8');
    const [head, ...rows] = csv.trim().split('\r\n');
    expect(head).toContain('Name,Login');
    expect(rows).toHaveLength(WITHOUT_FACTOR);
    expect(rows[0]).toContain('Engineering');
    expect(rows.at(-1)).toContain('Sales');
    expect((await download).suggestedFilename()).toBe('people.csv');
  });

  itInBrowser('searches every field of all people', async () => {
    const { page } = await open('#/people');

    await page.fill('input[type=search]', 'USER399@ sales');
    expect(await page.locator('.gridSpace [role=row]').count()).toBe(1);
    expect(await page.textContent('.gridSpace')).toContain('Person 399');
    await page.fill('input[type=search]', 'nobody at all');
    expect(await page.textContent('main')).toContain('Nothing matches.');
  });

  itInBrowser('shows hostile names as text and nothing more', async () => {
    const places = [
      '#/people?q=onerror',
      '#/people/hostile',
      '#/groups/hostileGroup',
      '#/applications/hostileApp',
      '#/picture/people/hostile',
      '#/path?from=people:hostile&to=applications:hostileApp',
      '#/people/%E0%A4%A',
      '#/people/<img src=x onerror=globalThis.hacked=1>',
    ];
    for (const place of places) {
      const { page, problems } = await open(place);
      if (!place.includes('<') && !place.includes('%')) {
        expect(await page.textContent('main')).toContain(HOSTILE_NAME);
      }
      expect(await page.locator('img, a[href^=javascript]').count()).toBe(0);
      expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
      expect([place, problems]).toEqual([place, []]);
      await page.close();
    }
  });

  itInBrowser('runs no script but its own', async () => {
    const { page } = await open('#/');

    const refusal = page.waitForEvent('console');
    await page.evaluate(`
      document.querySelector('h1').innerHTML =
        '<img src="data:," onerror="globalThis.hacked = 1">';
    `);

    expect((await refusal).text()).toContain('Content Security Policy');
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  });

  itInBrowser(
    'says in red what is partial, at every number of it',
    async () => {
      const { page } = await open('#/', { file: gaps });

      const red = await page.evaluate<string>(`
      getComputedStyle(document.querySelector('.completeness summary')).color`);
      expect(red).toBe('rgb(152, 32, 44)');
      expect(await page.textContent('.completeness')).toContain('okta_user');
      expect(await page.textContent('.tiles')).toContain(
        `${PEOPLE + 1} or more`,
      );
      expect(await page.textContent('.tiles')).not.toContain('2 or more');
      expect(await page.locator('figure').first().textContent()).toContain(
        'Not everything was read: okta_user.',
      );
      await follow(page, () =>
        page.getByRole('link', { name: 'People', exact: true }).click(),
      );
      expect(await page.textContent('.gapLine')).toContain('okta_user');
    },
  );

  itInBrowser('tells what failed from what is never told', async () => {
    const graph = reportGraph();
    const project = await createCollectedProject(
      stepsFor(
        {
          ...graph,
          entities: graph.entities.map(
            ({ mfaEnabled: _, mfaMethods: _methods, ...rest }) => rest,
          ),
        },
        { partial: ['mfa_device'] },
      ),
    );
    projects.push(project);
    const file = await writeReport({ projectPath: project.path });

    const { page } = await open('#/', { file });

    expect(await page.locator('figure').first().textContent()).toBe(
      'Second factorsUnknown: not read were mfa_device.',
    );
  });

  itInBrowser('draws what is around a thing, and more when asked', async () => {
    const { page, problems } = await open('#/picture/groups/staff');

    await page.waitForSelector('.canvas[data-nodes="25"]');
    expect(await page.textContent('.nodes')).toContain('24 of 401');
    await page
      .getByRole('button', { name: 'More', exact: true })
      .press('Enter');
    await page.waitForSelector('.canvas[data-nodes="49"]');
    await page
      .locator('.nodes li', { hasText: 'Payroll' })
      .getByRole('button', { name: 'Open' })
      .click();
    await page.locator('.nodes', { hasText: '1 of 1' }).waitFor();
    expect(problems).toEqual([]);
  });

  itInBrowser('shows the path from a person to an application', async () => {
    const { page } = await open('#/path');

    await page.getByLabel('From').fill('person 007');
    await follow(page, () =>
      page.getByRole('link', { name: 'Person 007' }).click(),
    );
    await page.getByLabel('To').fill('payr');
    await follow(page, () =>
      page.getByRole('link', { name: 'Payroll' }).click(),
    );

    expect(await page.textContent('.ways')).toBe(
      'Person 007 → All staff → Payroll',
    );
  });

  itInBrowser('can be used with the keyboard alone, and at once', async () => {
    const { page } = await open('#/people?sort=name', { isLate: true });

    await page.focus('.gridBody');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.textContent')).toBe(
      'Person 001',
    );
    await follow(page, () => page.keyboard.press('Enter'));
    expect(await heading(page)).toBe('Person 001');
  });

  itInBrowser('has no link that leads nowhere', async () => {
    const { page, problems } = await open('#/people');
    const linksOn = async (place: string) => {
      await go(page, place);
      expect([place, await heading(page)]).not.toEqual([place, 'Not here']);
      return page.evaluate<string[]>(
        `[...document.querySelectorAll('a[href^="#/"]')].map((each) => each.getAttribute('href'))`,
      );
    };
    const seen = new Map<string, number>();
    const next = ['#/'];
    const visited = new Set(next);
    for (let place = next.shift(); place !== undefined; place = next.shift()) {
      for (const link of await linksOn(place)) {
        // Two of each kind are as good as all four hundred.
        const kind = link.replace(
          /(?<=^#\/\w+(?:\/people|\/groups|\/applications)?\/)[^/]+$/,
          'X',
        );
        const known = seen.get(kind) ?? 0;
        if (visited.has(link) || known === 2) continue;
        seen.set(kind, known + 1);
        visited.add(link);
        next.push(link);
      }
    }
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining(
        OBJECT_KINDS.flatMap((kind) => [`#/${kind}`, `#/${kind}/X`]),
      ),
    );
    expect(problems).toEqual([]);
  });

  const places = [
    '#/',
    '#/people',
    '#/people/user5',
    '#/groups/staff',
    '#/applications/payroll',
    '#/findings/no-factor',
    '#/roles/helpdesk',
    '#/policy_rules',
    '#/api_tokens/token',
    '#/picture/groups/staff',
    '#/path?from=people:user1&to=applications:payroll',
  ];

  const windows = [
    { dark: false, width: 1280, rules: {} },
    // All that differs in the dark.
    { dark: true, width: 1280, rules: { runOnly: ['color-contrast'] } },
    { dark: false, width: 420, rules: {} },
  ];
  itInBrowser.each(windows)(
    'fits a window of $width, dark: $dark, and is accessible in it',
    async ({ rules, ...options }) => {
      const { page, problems } = await open('#/path', options);
      await page.evaluate(
        await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'),
      );
      const background = await page.evaluate<string>(
        'getComputedStyle(document.body).backgroundColor',
      );
      expect(background === 'rgb(14, 19, 27)').toBe(options.dark);
      for (const place of places) {
        await go(page, place);
        const serious = await page.evaluate<
          string[]
        >(`axe.run(${JSON.stringify(rules)}).then(
          ({ violations }) => violations
            .filter(({ impact }) => ['serious', 'critical'].includes(impact))
            .map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html).slice(0, 2)))`);
        expect([place, serious]).toEqual([place, []]);
        const width = await page.evaluate(
          'document.documentElement.scrollWidth',
        );
        expect([place, width]).toEqual([place, options.width]);
      }
      expect(problems).toEqual([]);
    },
  );
});
