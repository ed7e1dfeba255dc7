import path from 'node:path';

import { createOrganization } from '../../simulators/okta/organization';
import { startOktaSimulator } from '../../simulators/okta/server';
import {
  createProject,
  PACKAGE_ROOT,
  runScript,
} from '../../scripts/sdkProject';

/*
 * The real command against an org whose limits make it wait for three minutes: what it says meanwhile,
 * by the times that it says itself.
 */

const MAIN = path.join(PACKAGE_ROOT, 'cli/main.ts');
const TOKEN = '00token-of-the-test';
const USERS = 420;

/** Of these, 80 % are used: the factors of the users take four windows of a minute. */
const CALLS_PER_MINUTE = 150;

const MOST_SILENT_S = 10;
/** Times are told in whole seconds. */
const ROUNDING_S = 1;
const TOLERANCE = 0.25;

jest.setTimeout(300_000);

/** `1 min 10 s`, in s. */
function secondsOf(text = ''): number {
  const [, minutes = 0] = /(\d+) min/.exec(text) ?? [];
  const [, seconds = 0] = /(\d+)(?:\.\d+)? s/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}

it('is never silent, and knows at half time how long the rest takes', async () => {
  const simulator = await startOktaSimulator({
    organization: createOrganization({ users: USERS, groups: 4, apps: 2 }),
    token: TOKEN,
    rateLimits: { windowMs: 60_000, limits: { other: CALLS_PER_MINUTE } },
  });
  const project = await createProject();
  try {
    const { exitCode, output } = await runScript(MAIN, ['start'], {
      cwd: project.path,
      env: {
        PROVIDER: 'okta',
        OKTA_ORG_URL: simulator.url,
        OKTA_API_KEY: TOKEN,
      },
      timeoutMs: 280_000,
    });

    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    const [, took] = /^Collected from .* in (.*)$/m.exec(output) ?? [];
    const end = secondsOf(took);
    expect(end).toBeGreaterThan(170);

    const told = [...output.matchAll(/^((?:\d+ min +)?\d+ s) {2}(.*)$/gm)].map(
      ([, at, line = '']) => ({ at: secondsOf(at), line }),
    );
    const times = [0, ...told.map(({ at }) => at), end];
    const silences = times
      .slice(1)
      .map((at, index) => at - (times[index] ?? 0));
    expect(Math.max(...silences)).toBeLessThanOrEqual(
      MOST_SILENT_S + ROUNDING_S,
    );

    const half = end / 2;
    const [at, left] = told
      .filter((each) => each.at <= half)
      .map(
        (each) => [each.at, / about (.*) left$/.exec(each.line)?.[1]] as const,
      )
      .findLast((each) => each[1] !== undefined) ?? [0, ''];
    const reckoned = at + secondsOf(left) - half;
    expect(reckoned).toBeGreaterThan(half * (1 - TOLERANCE));
    expect(reckoned).toBeLessThan(half * (1 + TOLERANCE));
    expect(output).toMatch(/Reading factors of users: \d+ of 4\d\d, /);
  } finally {
    await project.remove();
    await simulator.stop();
  }
});
