import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { countGraph, readSummary } from '../../scripts/collectedGraph';
import {
  cliArguments,
  createProject,
  isolatedEnvironment,
  PACKAGE_ROOT,
  type Project,
  runCli,
  runScript,
  scriptArguments,
} from '../../scripts/sdkProject';
import { createOrganization } from '../../simulators/acme/organization';
import {
  type AcmeSimulator,
  startAcmeSimulator,
} from '../../simulators/acme/server';
import {
  type FaultProxy,
  on,
  stall,
  startFaultProxy,
} from '../support/faultProxy';
import {
  startSynchronizationApi,
  type SynchronizationApi,
  uploadArguments,
} from '../support/synchronizationApi';

const TOKEN = 'planted-bearer-token-51f0ce';

/** The longest time in ms that a process may take to end. */
const LONGEST_END_MS = 15_000;

let directory: AcmeSimulator;
let proxy: FaultProxy;
let jupiterOne: SynchronizationApi;
let project: Project;
/** Resolves when the last page of users is asked for, which never comes: 500 are being written. */
let midway: Promise<void>;

beforeAll(async () => {
  directory = await startAcmeSimulator({
    organization: createOrganization({ users: 600, groups: 20 }),
    token: TOKEN,
  });
});

afterAll(() => directory.stop());

beforeEach(async () => {
  let arrive: () => void = () => undefined;
  midway = new Promise((resolve) => (arrive = resolve));
  const isLastPage = ({ url }: { url: string }) => {
    const isLast = /\/Users\?.*startIndex=595\b/.test(url);
    if (isLast) arrive();
    return isLast || /\/Groups\?/.test(url);
  };
  proxy = await startFaultProxy({
    target: directory.url,
    faults: [on(isLastPage, stall(), { times: Infinity })],
  });
  jupiterOne = await startSynchronizationApi();
  project = await createProject();
});

afterEach(async () => {
  await Promise.all([proxy.stop(), jupiterOne.stop(), project.remove()]);
});

function environment(): NodeJS.ProcessEnv {
  return { PROVIDER: 'acme', ACME_BASE_URL: proxy.url, ACME_API_KEY: TOKEN };
}

/**
 * Starts a program, sends it a signal in the middle of its work, and tells how it ended. The
 * signal may fall into the writing of a file, unless `ready` waits for that to be over.
 */
async function interrupt(
  args: string[],
  signal: NodeJS.Signals,
  ready?: () => Promise<void>,
) {
  const child = spawn(process.execPath, args, {
    cwd: project.path,
    env: isolatedEnvironment(environment()),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const end = once(child, 'close') as Promise<[number | null, string | null]>;
  await midway;
  await ready?.();
  const sentAt = performance.now();
  child.kill(signal);
  const [exitCode, endedBy] = await end;
  return {
    exitCode,
    endedBy,
    tookMs: performance.now() - sentAt,
    output: (await output).join(''),
  };
}

/** Waits until all users that were read stand on the disk, and nothing is being written. */
async function usersAreWritten(): Promise<void> {
  for (;;) {
    const counts = await countGraph(project.path).catch(() => undefined);
    if (counts?.entities.get('acme_user') === 500) return;
    await sleep(20);
  }
}

const collectArguments = () => cliArguments(project.path, ['collect']);

describe.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('%s', (signal) => {
  it('ends collect at once, and leaves no summary that calls the graph whole', async () => {
    const { endedBy, tookMs } = await interrupt(collectArguments(), signal);
    expect(endedBy).toBe(signal);
    expect(tookMs).toBeLessThan(LONGEST_END_MS);
    expect(await readSummary(project.path)).toBeUndefined();
  });

  it('ends run at once, with the job left open and never finalized', async () => {
    const { endedBy, tookMs } = await interrupt(
      cliArguments(project.path, ['run', ...uploadArguments(jupiterOne)]),
      signal,
    );
    expect(endedBy).toBe(signal);
    expect(tookMs).toBeLessThan(LONGEST_END_MS);
    expect(jupiterOne.finalized).toBeUndefined();
    expect(jupiterOne.jobs.map(({ status }) => status)).toEqual([
      'AWAITING_UPLOADS',
    ]);
  });
});

describe('what an interrupted run leaves', () => {
  beforeEach(() => interrupt(collectArguments(), 'SIGTERM', usersAreWritten));

  it('is reported by no one: nobody knows what is missing', async () => {
    const { exitCode, output } = await runScript(
      path.join(PACKAGE_ROOT, 'cli/main.ts'),
      ['report'],
      { cwd: project.path },
    );
    expect(output).toContain(
      'ended early, so that nobody knows what is missing',
    );
    expect(exitCode).toBe(1);
  });

  it('is uploaded by no one: sync aborts its job', async () => {
    const { exitCode } = await runCli(
      ['sync', ...uploadArguments(jupiterOne)],
      {
        projectPath: project.path,
      },
    );
    expect(exitCode).toBe(1);
    expect(jupiterOne.aborted?.reason).toMatch(/ENOENT.*summary\.json/);
    expect(jupiterOne.finalized).toBeUndefined();
  });
});

it('stops npm start, which tells of it', async () => {
  const { exitCode, output, tookMs } = await interrupt(
    scriptArguments(path.join(PACKAGE_ROOT, 'cli/main.ts'), ['start']),
    'SIGTERM',
  );
  expect(output).toContain('The run was stopped before its end.');
  expect(exitCode).toBe(130);
  expect(tookMs).toBeLessThan(LONGEST_END_MS);
});
