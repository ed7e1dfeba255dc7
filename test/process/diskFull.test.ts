import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import {
  cliArguments,
  isolatedEnvironment,
  PACKAGE_ROOT,
} from '../../scripts/sdkProject';
import { createOrganization } from '../../simulators/acme/organization';
import {
  type AcmeSimulator,
  startAcmeSimulator,
} from '../../simulators/acme/server';
import {
  startSynchronizationApi,
  type SynchronizationApi,
  uploadArguments,
} from '../support/synchronizationApi';

const TOKEN = 'planted-bearer-token-8e02bb';

/**
 * Runs a command in a directory that is a disk of 512 KiB, seen by that command only: it is gone
 * with it.
 */
const ON_A_SMALL_DISK = `
  mount -t tmpfs -o size=512k tmpfs "$1" && ln -s "$2" "$1/src" && shift 2 && exec "$@"`;

const OWN_MOUNTS = ['--map-root-user', '--mount'];

/** Whether this machine lets a process have disks of its own. */
const canMount =
  spawnSync('unshare', [...OWN_MOUNTS, 'sh', '-c', 'mount -t tmpfs tmpfs /tmp'])
    .status === 0;

// Hooks do not run in a file all of whose tests are skipped.
if (!canMount) process.stderr.write('SKIPPED: no tmpfs can be mounted here\n');

let directory: AcmeSimulator;
let jupiterOne: SynchronizationApi;
let projectPath: string;

beforeAll(async () => {
  directory = await startAcmeSimulator({
    organization: createOrganization({ users: 2_000, groups: 20 }),
    token: TOKEN,
  });
});

afterAll(() => directory.stop());

beforeEach(async () => {
  projectPath = await realpath(await mkdtemp(path.join(tmpdir(), 'disk-')));
  jupiterOne = await startSynchronizationApi();
});

afterEach(async () => {
  await jupiterOne.stop();
  await rm(projectPath, { recursive: true, force: true });
});

async function runOnASmallDisk(...args: string[]) {
  const command = [process.execPath, ...cliArguments(projectPath, args)];
  const source = path.join(PACKAGE_ROOT, 'src');
  const child = spawn(
    'unshare',
    [
      ...OWN_MOUNTS,
      'sh',
      '-c',
      ON_A_SMALL_DISK,
      'sh',
      projectPath,
      source,
      ...command,
    ],
    {
      cwd: tmpdir(),
      env: isolatedEnvironment({
        PROVIDER: 'acme',
        ACME_BASE_URL: directory.url,
        ACME_API_KEY: TOKEN,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [output, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode: child.exitCode, output: output + errors };
}

const DISK_IS_FULL = 'ENOSPC: no space left on device';

const describeOnASmallDisk = canMount ? describe : describe.skip;

describeOnASmallDisk('a full disk', () => {
  it('makes collect fail, which says so', async () => {
    const { exitCode, output } = await runOnASmallDisk('collect');
    expect(output).toMatch(
      new RegExp(`"Fetch SCIM users" failed[^]*${DISK_IS_FULL}`),
    );
    expect(exitCode).toBe(1);
  });

  it('makes run abort its job, with the reason', async () => {
    const { output } = await runOnASmallDisk(
      'run',
      ...uploadArguments(jupiterOne),
    );
    expect(output).toContain(DISK_IS_FULL);
    expect(jupiterOne.aborted?.reason).toContain(DISK_IS_FULL);
    expect(jupiterOne.finalized).toBeUndefined();
  });
});
