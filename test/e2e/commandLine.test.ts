import { createProject, type Project, runCli } from '../../scripts/sdkProject';
import { readGraph } from '../support/storedGraph';
import { answer, on, startFaultProxy } from '../support/faultProxy';
import {
  startSynchronizationApi,
  type SynchronizationApi,
  uploadArguments,
} from '../support/synchronizationApi';
import {
  countsOf,
  createOrganization,
} from '../../simulators/acme/organization';
import {
  type AcmeSimulator,
  startAcmeSimulator,
} from '../../simulators/acme/server';

const TOKEN = 'planted-bearer-token-7d41c0';
const organization = createOrganization({ users: 1_200, groups: 60 });
const truth = countsOf(organization);

function countsByTypeOf({
  users,
  groups,
  memberships,
  nestings,
}: typeof truth) {
  return {
    acme_account: 1,
    acme_user: users,
    acme_group: groups,
    acme_account_has_user: users,
    acme_account_has_group: groups,
    acme_group_has_user: memberships,
    acme_group_has_group: nestings,
  };
}

const groupTypes = [
  'acme_account_has_group',
  'acme_group',
  'acme_group_has_group',
  'acme_group_has_user',
];

let directory: AcmeSimulator;
let project: Project;

beforeAll(async () => {
  directory = await startAcmeSimulator({ organization, token: TOKEN });
});

afterAll(() => directory.stop());

beforeEach(async () => {
  project = await createProject();
});

afterEach(() => project.remove());

function acme(url: string, token = TOKEN): NodeJS.ProcessEnv {
  return { PROVIDER: 'acme', ACME_BASE_URL: url, ACME_API_KEY: token };
}

function countByType(objects: readonly { _type: string }[]) {
  const counts: Record<string, number> = {};
  for (const { _type } of objects) counts[_type] = (counts[_type] ?? 0) + 1;
  return counts;
}

describe('j1-integration collect', () => {
  it('collects 10,000 users and 1,000 groups whole', async () => {
    const large = createOrganization({
      users: 10_000,
      groups: 1_000,
      largestGroup: 1_000,
    });
    const largeDirectory = await startAcmeSimulator({
      organization: large,
      token: TOKEN,
    });
    try {
      const result = await runCli(['collect'], {
        projectPath: project.path,
        env: acme(largeDirectory.url),
      });

      const { entities, relationships, summary } = await readGraph(
        project.path,
      );
      expect(result.exitCode).toBe(0);
      expect(countByType([...entities, ...relationships])).toEqual(
        countsByTypeOf(countsOf(large)),
      );
      expect(summary?.metadata.partialDatasets.types).toEqual([]);
      expect(result.output).not.toContain(TOKEN);
      expect(result.output).not.toContain('multipleResolves');
    } finally {
      await largeDirectory.stop();
    }
  });

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    [
      'an unknown provider',
      { ...acme('https://directory.example/scim'), PROVIDER: 'acmee' },
      /provider \(PROVIDER\) is not a known provider; choose one of acme/,
    ],
    [
      'no URL',
      { PROVIDER: 'acme', ACME_API_KEY: TOKEN },
      /acmeBaseUrl \(ACME_BASE_URL\) is missing/,
    ],
    [
      'an http URL',
      acme('http://directory.example/scim'),
      /acmeBaseUrl \(ACME_BASE_URL\) must begin with https:\/\//,
    ],
    [
      'an empty key',
      acme('https://directory.example/scim', ''),
      /acmeApiKey \(ACME_API_KEY\) is missing/,
    ],
    [
      'both kinds of credential',
      {
        ...acme('https://directory.example/scim'),
        ACME_CLIENT_ID: 'client',
        ACME_CLIENT_SECRET: `${TOKEN}-secret`,
        ACME_TOKEN_URL: 'https://directory.example/token',
      },
      /acmeApiKey \(ACME_API_KEY\) must not be given together with acmeClientId, acmeClientSecret, acmeTokenUrl/,
    ],
  ])('refuses %s in one clear message', async (_case, env, message) => {
    const result = await runCli(['collect'], {
      projectPath: project.path,
      env,
    });

    expect(result.exitCode).toBe(1);
    expect(result.output).toMatch(message);
    expect(result.output).not.toContain(TOKEN);
  });

  it('refuses a wrong token with exit code 1', async () => {
    const result = await runCli(['collect'], {
      projectPath: project.path,
      env: acme(directory.url, 'wrong-token-1c2d3e'),
    });

    expect(result.exitCode).toBe(1);
    expect(result.output).toMatch(
      /Provider authentication failed at GET http:\/\/127\.0\.0\.1:\d+\/scim\/v2\/Users\?startIndex=1&count=1: 401 .*check acmeApiKey/,
    );
    expect(result.output).not.toContain('wrong-token-1c2d3e');
  });
});

describe('j1-integration run', () => {
  let jupiterOne: SynchronizationApi;

  beforeEach(async () => {
    jupiterOne = await startSynchronizationApi();
  });

  afterEach(() => jupiterOne.stop());

  const upload = (url: string) =>
    runCli(['run', ...uploadArguments(jupiterOne)], {
      projectPath: project.path,
      env: acme(url),
    });

  it('uploads every object once and finalizes without partial types', async () => {
    const result = await upload(directory.url);

    const objects = [...jupiterOne.entities, ...jupiterOne.relationships];
    expect(result.exitCode).toBe(0);
    expect(countByType(objects)).toEqual(countsByTypeOf(truth));
    expect(new Set(objects.map(({ _key }) => _key)).size).toBe(objects.length);
    expect(jupiterOne.finalized?.partialDatasets.types).toEqual([]);
    expect(JSON.stringify(jupiterOne.requests)).not.toContain(TOKEN);
    expect(result.output).not.toContain(TOKEN);
  });

  it('keeps the users and marks the group types partial when groups are forbidden', async () => {
    const proxy = await startFaultProxy({
      target: directory.url,
      faults: [on(/\/Groups\?/, answer(403), { times: Infinity })],
    });
    try {
      const result = await upload(proxy.url);

      expect(countByType(jupiterOne.entities)).toEqual({
        acme_account: 1,
        acme_user: truth.users,
      });
      expect(countByType(jupiterOne.relationships)).toEqual({
        acme_account_has_user: truth.users,
      });
      expect(
        [...(jupiterOne.finalized?.partialDatasets.types ?? [])].sort(),
      ).toEqual(groupTypes);
      expect(result.output).toMatch(
        /Provider authorization failed at GET http:\/\/127\.0\.0\.1:\d+\/scim\/v2\/Groups.*: 403 .*it needs read access to groups \(SCIM resource \/Groups\)/,
      );
      expect(jupiterOne.events.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['warn_missing_permission', 'step_failure']),
      );
    } finally {
      await proxy.stop();
    }
  });
});
