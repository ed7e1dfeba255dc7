import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { createOrganization } from '../../simulators/acme/organization';
import {
  type AcmeSimulator,
  startAcmeSimulator,
} from '../../simulators/acme/server';
import {
  createProject,
  isolatedEnvironment,
  PACKAGE_ROOT,
  type Project,
  runScript,
  scriptArguments,
} from '../../scripts/sdkProject';
import { answer, type Fault, on, startFaultProxy } from '../support/faultProxy';
import { filesBelow } from '../support/filesBelow';
import {
  startSynchronizationApi,
  type SynchronizationApi,
  type SynchronizationApiOptions,
} from '../support/synchronizationApi';
import {
  CA_FILE,
  FRONT_HOST,
  startConnectProxy,
  startTlsFront,
} from '../support/tlsFront';

const MAIN = path.join(PACKAGE_ROOT, 'cli/main.ts');
const TOKEN = 'planted-bearer-token-51c7aa';
const API_KEY = 'planted-synchronization-key';
const organization = createOrganization({ users: 300, groups: 4 });

let directory: AcmeSimulator;
let project: Project;
let jupiterOne: SynchronizationApi;

beforeAll(async () => {
  directory = await startAcmeSimulator({ organization, token: TOKEN });
});

afterAll(() => directory.stop());

beforeEach(async () => {
  project = await createProject();
});

afterEach(() => Promise.all([jupiterOne.stop(), project.remove()]));

/** `npm run upload`, with all variables in a .env file. */
async function upload({
  faults = [],
  statusFor,
  args = [],
  apiKey = API_KEY,
  urlFor = ({ url }) => url,
  api,
  env,
  run = runScript,
}: Pick<SynchronizationApiOptions, 'statusFor'> & {
  faults?: Fault[];
  args?: string[];
  apiKey?: string;
  /** One that runs already. */
  api?: SynchronizationApi;
  /** Where JupiterOne is reached. */
  urlFor?: (api: SynchronizationApi) => string;
  env?: NodeJS.ProcessEnv;
  run?: typeof runScript;
} = {}) {
  jupiterOne =
    api ?? (await startSynchronizationApi({ apiKey: API_KEY, statusFor }));
  const proxy = await startFaultProxy({ target: directory.url, faults });
  const cwd = path.join(project.path, 'working-directory');
  await mkdir(cwd);
  await writeFile(
    path.join(cwd, '.env'),
    [
      'PROVIDER=acme',
      `ACME_BASE_URL=${proxy.url}`,
      `ACME_API_KEY=${TOKEN}`,
      `JUPITERONE_ACCOUNT=${jupiterOne.account}`,
      `JUPITERONE_API_KEY=${apiKey}`,
      'JUPITERONE_INSTANCE_ID=instance-1',
      'HTTP_ATTEMPTS=1',
    ].join('\n'),
  );
  const { exitCode, output } = await run(
    MAIN,
    [
      ...['upload', '--project-path', project.path],
      ...['--api-base-url', urlFor(jupiterOne), ...args],
    ],
    { cwd, env },
  );
  await proxy.stop();
  const everything = [output, ...(await filesBelow(project.path))]
    .filter((text) => !text.includes('JUPITERONE_API_KEY='))
    .join();
  expect(everything).not.toMatch(/planted/);
  return { exitCode, output, text: output.replace(/\s+/g, ' ') };
}

it('collects, uploads every object once, and waits until it is in the graph', async () => {
  const { exitCode, text } = await upload({
    args: ['--source', 'integration-external'],
  });

  expect({ exitCode, text }).toMatchObject({ exitCode: 0 });
  const users = jupiterOne.entities.filter(
    ({ _type }) => _type === 'acme_user',
  );
  expect(new Set(users.map(({ _key }) => _key)).size).toBe(300);
  expect(jupiterOne.entities).toHaveLength(305);
  expect(jupiterOne.finalized?.partialDatasets.types).toEqual([]);
  expect(jupiterOne.jobs[0]?.status).toBe('FINISHED');
  expect(text).toContain('Uploaded, and in the graph');
  expect(text).toContain(`Job ${jupiterOne.jobs[0]?.id} of the instance`);
});

it('uploads what there is where a step failed, and says what is missing', async () => {
  const { exitCode, text } = await upload({
    faults: [on(/\/Groups/, answer(403), { times: Infinity })],
  });

  expect(jupiterOne.finalized?.partialDatasets.types).toContain('acme_group');
  expect(
    jupiterOne.events.map(({ description }) => description),
  ).toContainEqual(expect.stringContaining('has not all of its data'));
  expect(text).toContain('What is missing above is kept in JupiterOne');
  expect(exitCode).toBe(1);
});

it('opens no job where the run ended early', async () => {
  const { exitCode, text } = await upload({
    faults: [on(/./, answer(401), { times: Infinity })],
  });

  expect(text).toContain('Nothing was uploaded: the run ended early.');
  expect(jupiterOne.jobs).toEqual([]);
  expect(exitCode).toBe(1);
});

it('aborts the job at the first batch that is lost', async () => {
  const { exitCode, text } = await upload({
    statusFor: ({ path: asked }) =>
      asked.endsWith('/relationships') ? 400 : undefined,
  });

  expect(jupiterOne.jobs[0]?.status).toBe('ABORTED');
  expect(text).toContain(
    'The upload failed, and nothing of it enters the graph',
  );
  expect(exitCode).toBe(1);
});

it('says which variables to check where the key is refused', async () => {
  const { exitCode, text } = await upload({ apiKey: 'another-key' });

  expect(text).toContain('check JUPITERONE_ACCOUNT and JUPITERONE_API_KEY');
  expect(exitCode).toBe(1);
});

it('goes through the proxy that leads out', async () => {
  jupiterOne = await startSynchronizationApi({ apiKey: API_KEY });
  const front = await startTlsFront(new URL(jupiterOne.url).origin);
  const proxy = await startConnectProxy('user', 'planted-word', front.port);
  try {
    const { exitCode, text } = await upload({
      api: jupiterOne,
      urlFor: () => `https://${FRONT_HOST}`,
      env: {
        HTTPS_PROXY: `http://user:planted-word@127.0.0.1:${proxy.port}`,
        NODE_EXTRA_CA_CERTS: CA_FILE,
      },
    });

    expect({ exitCode, text }).toMatchObject({ exitCode: 0 });
    expect(jupiterOne.entities).toHaveLength(305);
    expect(proxy.connected).toContain(`${FRONT_HOST}:443`);
  } finally {
    await Promise.all([front.stop(), proxy.stop()]);
  }
});

it('aborts the job on Ctrl-C', async () => {
  let child: ChildProcess | undefined;
  const { exitCode, text } = await upload({
    // Sent again and again, until the signal has arrived.
    statusFor: ({ path: asked }) => {
      if (!asked.endsWith('/relationships')) return undefined;
      child?.kill('SIGINT');
      return 503;
    },
    run: async (script, args, { cwd, env }) => {
      child = spawn(process.execPath, scriptArguments(script, args), {
        cwd,
        env: isolatedEnvironment(env ?? {}),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout?.on('data', (chunk) => (output += String(chunk)));
      const [code] = (await once(child, 'close')) as unknown[];
      return { exitCode: Number(code), output, stdout: output, stderr: '' };
    },
  });

  expect(jupiterOne.jobs[0]?.status).toBe('ABORTED');
  expect(text).toContain('The upload was stopped, and its job aborted');
  expect(exitCode).toBe(130);
});
