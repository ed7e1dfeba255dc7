import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { validate } from 'dockerfile-utils';

import { environmentVariable } from '../../src/collect/configFields';
import {
  isolatedEnvironment,
  PACKAGE_ROOT,
  runNode,
} from '../../scripts/sdkProject';
import { type Simulation, startSimulation } from '../../simulators';
import { type ForeignProject, installTarball } from '../package/tarball';
import {
  startSynchronizationApi,
  type SynchronizationApi,
} from '../support/synchronizationApi';

/*
 * The image without a daemon: the files that its last stage copies, in a plain folder, run by its
 * command as its user, with nothing that can be written to but a tmpfs in the place of /data.
 */

// Where dist/ is not current, the package is compiled first.
jest.setTimeout(240_000);

const DOCKERFILE = readFileSync(path.join(PACKAGE_ROOT, 'Dockerfile'), 'utf8');
const [, LAST_STAGE = ''] = DOCKERFILE.split(/^FROM (?!.* AS )/m);

/** The id of the user `node` in the images of Node.js. */
const USER = ['--reuid=1000', '--regid=1000', '--clear-groups'];

/** Makes all of the disk read-only and the folder a tmpfs, for the command alone. */
const READ_ONLY = `
  mount --make-rprivate / && mount -t tmpfs -o size=64m,uid=1000,gid=1000 tmpfs "$1/data" &&
    mount -o remount,bind,ro / && cd "$1/data" && ! touch "$1/app/written" 2>"$1/data/refused" &&
    shift && exec "$@"`;

const canMount =
  spawnSync('unshare', [
    '--mount',
    'sh',
    '-c',
    'mount -t tmpfs tmpfs /tmp && mount -o remount,bind,ro / && setpriv --reuid=1000 true',
  ]).status === 0;

// Hooks do not run in a file all of whose tests are skipped.
if (!canMount) {
  process.stderr.write(
    'SKIPPED: the image cannot be tried here, as nothing can be mounted\n',
  );
}

const API_KEY = 'planted-key-of-an-image';

test('the Dockerfile has no lint', () => {
  expect(validate(DOCKERFILE)).toEqual([]);
  expect(
    validate(DOCKERFILE.replace('WORKDIR /data', 'WORKDIR data')),
  ).toHaveLength(1);
});

test('the last stage has what running needs, runs as a user, and holds no secret', () => {
  expect(copiedFiles().sort()).toEqual([
    'LICENSE',
    'dist',
    'node_modules',
    'package.json',
  ]);
  expect(LAST_STAGE).toMatch(/^USER node$/m);
  expect(DOCKERFILE).not.toMatch(/^ARG|API_KEY|TOKEN|SECRET/m);
  const ignored = readFileSync(
    path.join(PACKAGE_ROOT, '.dockerignore'),
    'utf8',
  ).split('\n');
  expect(ignored.filter((line) => /^[^#!]/.test(line))[0]).toBe('*');
  expect(
    ignored.filter((line) => /^!\.env$|^!\.git|^!node_modules/.test(line)),
  ).toEqual([]);
});

(canMount ? describe : describe.skip)('the image', () => {
  let image: string;
  let foreign: ForeignProject;
  let simulation: Simulation;
  let jupiterOne: SynchronizationApi;

  beforeAll(async () => {
    foreign = await installTarball();
    image = await makeImage(foreign);
    simulation = await startSimulation('acme', { size: 'tiny' });
    jupiterOne = await startSynchronizationApi({ apiKey: API_KEY });
  });

  afterAll(() =>
    Promise.all([
      foreign.remove(),
      rm(image, { recursive: true, force: true }),
      simulation.stop(),
      jupiterOne.stop(),
    ]),
  );

  test('collects with its own command', async () => {
    const { exitCode, output } = await runImage(
      image,
      commandOf('CMD'),
      variables(simulation),
    );

    expect(output).toContain('acme_user');
    expect(exitCode).toBe(0);
  });

  test('uploads', async () => {
    const args = ['upload', '--api-base-url', jupiterOne.url];
    const { exitCode, output } = await runImage(image, args, {
      ...variables(simulation),
      JUPITERONE_ACCOUNT: jupiterOne.account,
      JUPITERONE_API_KEY: API_KEY,
      JUPITERONE_INSTANCE_ID: 'instance-1',
    });

    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  });
});

/** What the last stage copies from /app of the stage before. */
function copiedFiles(): string[] {
  const lines = LAST_STAGE.split('\n').filter((line) =>
    line.startsWith('COPY'),
  );
  return lines.flatMap((line) => {
    const [, from, ...sources] = line.split(/\s+/).slice(0, -1);
    expect(from).toBe('--from=build');
    return sources.map((source) => source.replace(/^\/app\//, ''));
  });
}

/** The words of `CMD` or `ENTRYPOINT`. */
function commandOf(instruction: string): string[] {
  const [, words = ''] =
    new RegExp(`^${instruction} (.*)$`, 'm').exec(LAST_STAGE) ?? [];
  return JSON.parse(words) as string[];
}

/** Does what the first stage does behind `npm pack`, and what the last one copies. */
async function makeImage({ packagePath }: ForeignProject): Promise<string> {
  const image = await realpath(await mkdtemp(path.join(tmpdir(), 'image-')));
  await chmod(image, 0o755);
  const { exitCode, output } = await runNode(
    [
      path.join(PACKAGE_ROOT, 'deploy/runtimeModules.js'),
      path.join(packagePath, 'node_modules'),
    ],
    { cwd: PACKAGE_ROOT },
  );
  if (exitCode !== 0) throw new Error(output);
  for (const name of copiedFiles()) {
    await cp(path.join(packagePath, name), path.join(image, 'app', name), {
      recursive: true,
    });
  }
  await mkdir(path.join(image, 'data'));
  return image;
}

async function runImage(
  image: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ exitCode: number | null; output: string }> {
  const [, file = ''] = commandOf('ENTRYPOINT');
  const program = [process.execPath, path.join(image, file), ...args];
  const child = spawn(
    'unshare',
    [
      '--mount',
      'sh',
      '-c',
      READ_ONLY,
      'sh',
      image,
      'setpriv',
      ...USER,
      ...program,
    ],
    {
      cwd: tmpdir(),
      env: isolatedEnvironment(env),
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

function variables({ configFor, url }: Simulation): Record<string, string> {
  return Object.fromEntries(
    Object.entries(configFor(url)).map(([field, value]) => [
      environmentVariable(field),
      String(value),
    ]),
  );
}
