import { createOrganization } from '../../simulators/acme/organization';
import {
  type AcmeSimulator,
  startAcmeSimulator,
} from '../../simulators/acme/server';
import {
  type CommandResult,
  createProject,
  type Project,
  runCli,
} from '../../scripts/sdkProject';
import { on, stall, startFaultProxy } from '../support/faultProxy';
import {
  startSynchronizationApi,
  type SynchronizationApi,
  type SynchronizationApiOptions,
  uploadArguments,
} from '../support/synchronizationApi';

/*
 * What the SDK does when JupiterOne does not take what is uploaded. docs/operations.md tells users
 * what to do about it.
 */

const TOKEN = 'planted-bearer-token-0d9e31';
const USERS = 300;
const organization = createOrganization({ users: USERS, groups: 8 });
const firstUserId = organization.users[0]?.id;

let directory: AcmeSimulator;
let project: Project;
let jupiterOne: SynchronizationApi | undefined;

beforeAll(async () => {
  directory = await startAcmeSimulator({ organization, token: TOKEN });
});

afterAll(() => directory.stop());

beforeEach(async () => {
  project = await createProject();
});

afterEach(async () => {
  await jupiterOne?.stop();
  await project.remove();
});

/** What is not as usual in a run. */
interface Settings {
  command?: 'run' | 'sync';
  apiKey?: string;
  acmeBaseUrl?: string;
}

/** Runs `j1-integration run` or `sync` against an API that fails as it is told to. */
async function run(
  options: SynchronizationApiOptions,
  { command = 'run', apiKey, acmeBaseUrl = directory.url }: Settings = {},
): Promise<CommandResult & { jupiterOne: SynchronizationApi }> {
  const api = await startSynchronizationApi(options);
  jupiterOne = api;
  const result = await runCli([command, ...uploadArguments(api, apiKey)], {
    projectPath: project.path,
    env: {
      PROVIDER: 'acme',
      ACME_BASE_URL: acmeBaseUrl,
      ACME_API_KEY: TOKEN,
    },
  });
  return { ...result, jupiterOne: api };
}

function usersOf({ entities }: SynchronizationApi) {
  return entities.filter(({ _type }) => _type === 'acme_user');
}

function partialTypesOf({ finalized }: SynchronizationApi) {
  return finalized?.partialDatasets.types;
}

const isOfUsers = (body: string) => body.includes('"acme_user"');
const isUpload = (path: string) => /\/(entities|relationships)$/.test(path);

it('uploads everything once when the API fails in bursts', async () => {
  const { jupiterOne } = await run({
    statusFor: ({ path }, attempt) =>
      isUpload(path) && attempt <= 2 ? 503 : undefined,
  });

  expect(new Set(usersOf(jupiterOne).map(({ _key }) => _key)).size).toBe(USERS);
  expect(usersOf(jupiterOne)).toHaveLength(USERS);
  expect(partialTypesOf(jupiterOne)).toEqual([]);
});

it('marks types partial when an upload keeps failing, and ends with exit code 0', async () => {
  const { jupiterOne, exitCode, output } = await run({
    statusFor: ({ path, body }) =>
      isUpload(path) && isOfUsers(body) ? 400 : undefined,
  });

  expect(usersOf(jupiterOne)).toEqual([]);
  expect(partialTypesOf(jupiterOne)).toContain('acme_user');
  expect(output).toMatch(/Error\(s\) uploading graph object data/);
  expect(exitCode).toBe(0);
});

it('marks the types of the step that uploads, whichever step the objects are of', async () => {
  const proxy = await startFaultProxy({
    target: directory.url,
    faults: [on(/\/Users\?startIndex=201&/, stall(1_500))],
  });
  try {
    const { jupiterOne } = await run(
      {
        statusFor: ({ path, body }) =>
          isUpload(path) && body.includes(`"acme_user:${firstUserId}"`)
            ? 400
            : undefined,
      },
      { acmeBaseUrl: proxy.url },
    );

    expect(usersOf(jupiterOne).length).toBeLessThan(USERS);
    expect(partialTypesOf(jupiterOne)).not.toEqual([]);
    expect(partialTypesOf(jupiterOne)).not.toContain('acme_user');
  } finally {
    await proxy.stop();
  }
});

it('aborts the job of sync at the first upload that keeps failing, with exit code 1', async () => {
  await run({});
  await jupiterOne?.stop();

  const { jupiterOne: api, exitCode } = await run(
    {
      statusFor: ({ path, body }) =>
        isUpload(path) && isOfUsers(body) ? 400 : undefined,
    },
    { command: 'sync' },
  );

  expect(api.aborted?.reason).toMatch(/Error uploading collected data/);
  expect(api.finalized).toBeUndefined();
  expect(exitCode).toBe(1);
});

it('cuts raw data down, and nothing else, when a batch is too large', async () => {
  let refusals = 0;
  const { jupiterOne } = await run({
    statusFor: ({ path, body }) => {
      const isTooLarge = refusals === 0 && isUpload(path) && isOfUsers(body);
      if (!isTooLarge) return undefined;
      refusals += 1;
      return 413;
    },
  });

  const users = usersOf(jupiterOne);
  expect(users).toHaveLength(USERS);
  expect(users.filter(({ name }) => typeof name !== 'string')).toEqual([]);
  expect(JSON.stringify(users).match(/"TRUNCATED"/g)).toHaveLength(1);
  expect(partialTypesOf(jupiterOne)).toEqual([]);
});

it('marks types partial when batches stay too large', async () => {
  const { jupiterOne, output } = await run({
    statusFor: ({ path, body }) =>
      isUpload(path) && isOfUsers(body) ? 413 : undefined,
  });

  expect(usersOf(jupiterOne)).toEqual([]);
  expect(partialTypesOf(jupiterOne)).toContain('acme_user');
  expect(output).toContain('RequestEntityTooLargeException');
});

it('collects nothing and ends with exit code 1 when the API key is refused', async () => {
  const { jupiterOne, exitCode, output } = await run(
    {},
    { apiKey: 'refused-api-key-2207' },
  );

  expect(output).toContain('Unknown account or API key');
  expect(output).not.toContain('refused-api-key-2207');
  expect(jupiterOne.requests).toHaveLength(1);
  expect(exitCode).toBe(1);
});

it('aborts the job when it cannot be finalized, and ends with exit code 0', async () => {
  const { jupiterOne, exitCode } = await run({
    statusFor: ({ path }) => (path.endsWith('/finalize') ? 400 : undefined),
  });

  expect(jupiterOne.finalized).toBeUndefined();
  expect(jupiterOne.aborted?.reason).toMatch(/finalizing synchronization job/);
  expect(exitCode).toBe(0);
});

it('leaves the job open when the API refuses all that follows its creation', async () => {
  const { jupiterOne, exitCode, output } = await run({
    statusFor: ({ path }) => (path.endsWith('/jobs') ? undefined : 401),
  });

  expect(jupiterOne.jobs.map(({ status }) => status)).toEqual([
    'AWAITING_UPLOADS',
  ]);
  expect(output).toContain('Error occurred while aborting synchronization job');
  expect(exitCode).toBe(1);
});
