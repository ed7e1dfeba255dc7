import path from 'node:path';

import fetch from 'node-fetch';

import {
  type CommandResult,
  createProject,
  type Project,
  runCli,
} from '../../scripts/sdkProject';
import { startSynchronizationApi, uploadArguments } from './synchronizationApi';
import type {
  SynchronizationApi,
  SynchronizationApiOptions,
} from './synchronizationApi';

const SAMPLE = path.join(__dirname, 'sampleIntegration');

const apis: SynchronizationApi[] = [];
let project: Project;

beforeAll(async () => {
  project = await createProject(SAMPLE);
});

afterAll(() => project.remove());

afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.stop()));
});

async function start(
  options?: SynchronizationApiOptions,
): Promise<SynchronizationApi> {
  const api = await startSynchronizationApi(options);
  apis.push(api);
  return api;
}

function run(
  api: SynchronizationApi,
  { apiKey = api.apiKey, trouble = '' } = {},
): Promise<CommandResult> {
  return runCli(['run', ...uploadArguments(api, apiKey)], {
    projectPath: project.path,
    env: { TROUBLE: trouble },
  });
}

describe('with the real command', () => {
  it('receives a run', async () => {
    const api = await start();

    const { output } = await run(api);

    expect(output).toContain('FINALIZE_PENDING');
    expect(api.entities.map(({ _key }) => _key).sort()).toEqual([
      'sample_account:1',
      'sample_group:1',
      'sample_user:Ada',
      'sample_user:Zoë',
      'sample_user:Łukasz',
    ]);
    expect(api.relationships).toHaveLength(3);
    expect(api.events).toContainEqual({
      name: 'step_end',
      description: 'Completed step "Fetch users".',
    });
    expect(api.finalized).toEqual({ partialDatasets: { types: [] } });
    expect(api.aborted).toBeUndefined();
    expect(api.jobs).toMatchObject([
      { status: 'FINALIZE_PENDING', numEntitiesUploaded: 5 },
    ]);
    expect(api.requests.map(({ body }) => body).join()).toContain('Łukasz');
  });

  it('receives which types are partial', async () => {
    const api = await start();

    await run(api, { trouble: 'refused' });

    expect(api.finalized?.partialDatasets.types).toEqual([
      'sample_user',
      'sample_account_has_user',
      'sample_group',
    ]);
  });

  it('receives why a run was aborted', async () => {
    const api = await start();

    await run(api, { trouble: 'config' });

    expect(api.aborted).toEqual({
      reason: 'sampleKey (SAMPLE_KEY) is missing',
    });
    expect(api.finalized).toBeUndefined();
  });

  it('refuses another API key', async () => {
    const api = await start();

    const { exitCode, output } = await run(api, { apiKey: 'other' });

    expect(exitCode).toBe(1);
    expect(output).toContain('initiating synchronization job');
    expect(api.jobs).toEqual([]);
  });

  it('fails when told to and records each object once', async () => {
    const api = await start({
      statusFor: ({ path: requested }, attempt) =>
        requested.endsWith('/entities') && attempt === 1 ? 503 : undefined,
    });

    await run(api);

    expect(api.entities).toHaveLength(5);
    expect(api.finalized).toEqual({ partialDatasets: { types: [] } });
  });
});

describe('with single requests', () => {
  async function call(
    api: SynchronizationApi,
    method: string,
    suffix: string,
    body?: unknown,
  ) {
    const response = await fetch(
      `${api.url}/persister/synchronization/jobs${suffix}`,
      {
        method,
        headers: {
          'jupiterone-account': api.account,
          authorization: `Bearer ${api.apiKey}`,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      },
    );
    return {
      status: response.status,
      body: (await response.json()) as unknown,
    };
  }

  async function createJob(api: SynchronizationApi): Promise<string> {
    const specification = { source: 'api', scope: 'a-scope' };
    await call(api, 'POST', '', specification);
    return `/${api.jobs[0]?.id}`;
  }

  const objects = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      _key: `key-${index}`,
      _type: 'sample_user',
    }));

  it('takes 250 objects in a request and no more', async () => {
    const api = await start();
    const job = await createJob(api);
    const upload = (count: number) =>
      call(api, 'POST', `${job}/entities`, { entities: objects(count) });

    expect(await upload(250)).toMatchObject({ status: 200 });
    expect(await upload(251)).toMatchObject({ status: 400 });
    expect(api.entities).toHaveLength(250);
  });

  it('tells the state of a job', async () => {
    const api = await start();
    const job = await createJob(api);

    expect(await call(api, 'GET', job)).toMatchObject({
      status: 200,
      body: { job: { status: 'AWAITING_UPLOADS' } },
    });
  });

  it('takes nothing more into a job that has ended', async () => {
    const api = await start();
    const job = await createJob(api);
    await call(api, 'POST', `${job}/abort`, { reason: 'enough' });

    const late = await call(api, 'POST', `${job}/relationships`, {
      relationships: objects(1),
    });

    expect(late).toMatchObject({
      status: 400,
      body: { error: { code: 'JOB_NOT_AWAITING_UPLOADS' } },
    });
    expect(api.relationships).toEqual([]);
  });

  it('knows no other job', async () => {
    const api = await start();

    expect(await call(api, 'GET', '/unknown')).toMatchObject({ status: 404 });
  });

  it('answers 413 as the real one does', async () => {
    const api = await start({ statusFor: () => 413 });

    expect(await call(api, 'POST', '', {})).toMatchObject({
      status: 413,
      body: { error: { code: 'RequestEntityTooLargeException' } },
    });
  });

  it('refuses a body that is not what it should be', async () => {
    const api = await start();
    const job = await createJob(api);

    const upload = await call(api, 'POST', `${job}/entities`, { entities: {} });

    expect(upload).toMatchObject({ status: 400 });
  });
});
