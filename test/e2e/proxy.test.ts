import path from 'node:path';

import { environmentVariable } from '../../src/collect/configFields';
import { providers } from '../../src/providers';
import { type Simulation, startSimulation } from '../../simulators';
import { readSummary } from '../../scripts/collectedGraph';
import {
  createProject,
  PACKAGE_ROOT,
  type Project,
  runScript,
} from '../../scripts/sdkProject';
import { runHere } from '../support/commandHere';
import { filesBelow } from '../support/filesBelow';
import {
  CA_FILE,
  type ConnectProxy,
  FRONT_HOST,
  startConnectProxy,
  startTlsFront,
} from '../support/tlsFront';

const PASSWORD = 'planted:proxy/password%41';
const MAIN = path.join(PACKAGE_ROOT, 'cli/main.ts');

let simulation: Simulation;
let proxy: ConnectProxy;
let project: Project;
let stops: (() => Promise<void>)[];

async function startAll(providerId: string): Promise<void> {
  simulation = await startSimulation(providerId, { size: 'full' });
  const front = await startTlsFront(new URL(simulation.url).origin);
  proxy = await startConnectProxy('user', PASSWORD, front.port);
  project = await createProject();
  stops = [simulation, proxy, front].map((server) => () => server.stop());
  stops.push(() => project.remove());
}

afterEach(() => Promise.all(stops.map((stop) => stop())));

/** One screen or two, without dumps, traces and steps of other providers. */
function expectReadable(output: string, providerId: string): void {
  expect(output.split('\n').length).toBeLessThanOrEqual(60);
  expect(output).toContain('Complete: every step read all of its data.');
  expect(output).not.toMatch(/[{}]|^ +at /m);
  for (const { id } of providers.filter((each) => each.id !== providerId)) {
    expect(output).not.toMatch(new RegExp(`fetch-${id}|\\b${id}_`));
  }
}

const realCommand: typeof runHere = (args, options) =>
  runScript(MAIN, args, options);

/** `npm start` against `https://tenant.example.test`, which only the proxy can reach. */
function start(env: NodeJS.ProcessEnv, run = runHere) {
  const { origin, pathname } = new URL(simulation.url);
  const base = `https://${FRONT_HOST}${pathname === '/' ? '' : pathname}`;
  const config = Object.entries(simulation.configFor(base));
  return run(['start'], {
    cwd: project.path,
    env: {
      ...Object.fromEntries(
        config.map(([field, value]) => [
          environmentVariable(field),
          String(value).replace(origin, base),
        ]),
      ),
      ...env,
    },
  });
}

function proxyUrl(password: string): string {
  return `http://user:${encodeURIComponent(password)}@127.0.0.1:${proxy.port}`;
}

it.each(providers.map(({ id }) => id))(
  'collects %s whole behind a proxy with a password and a private CA',
  async (id) => {
    await startAll(id);

    const { exitCode, output } = await start(
      { HTTPS_PROXY: proxyUrl(PASSWORD), NODE_EXTRA_CA_CERTS: CA_FILE },
      realCommand,
    );

    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    const summary = await readSummary(project.path);
    const steps = summary?.integrationStepResults ?? [];
    expect(new Set(steps.map(({ status }) => status))).toEqual(
      new Set(['success', 'disabled']),
    );
    expectReadable(output, id);
    // Connections are kept: there are fewer of them than requests.
    expect(proxy.connected.length).toBeGreaterThan(0);
    expect(proxy.connected.length).toBeLessThan(simulation.requests.length);
    const everything = [output, ...(await filesBelow(project.path))].join();
    expect(everything).not.toContain(PASSWORD);
    expect(everything).not.toContain(encodeURIComponent(PASSWORD));
    expect(everything).not.toContain(
      Buffer.from(`user:${PASSWORD}`).toString('base64'),
    );
  },
);

it.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
  [
    'a wrong password',
    () => ({ HTTPS_PROXY: proxyUrl('wrong') }),
    /PROXY_407 \(by way of the proxy 127\.0\.0\.1:\d+\); the proxy wants a name and a password/,
  ],
  [
    'a CA that nobody told of',
    () => ({ HTTPS_PROXY: proxyUrl(PASSWORD) }),
    /UNABLE_TO_VERIFY_LEAF_SIGNATURE .* set the environment variable NODE_EXTRA_CA_CERTS/,
  ],
  [
    'a proxy of another kind',
    () => ({ HTTPS_PROXY: 'socks5://user:planted@127.0.0.1:1' }),
    /HTTPS_PROXY is not the URL of an HTTP proxy/,
  ],
])('answers %s at once', async (_case, env, message) => {
  await startAll('okta');

  const { exitCode, output } = await start(env());

  expect(output.replace(/\s+/g, ' ')).toMatch(message);
  expect(output).not.toMatch(/planted|after \d attempts/);
  expect(exitCode).toBe(1);
  expect(proxy.connected.length).toBeLessThanOrEqual(1);
});
