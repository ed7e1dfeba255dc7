import { environmentVariable } from '../../src/collect/configFields';
import { createOrganization } from '../../simulators/okta/organization';
import {
  type OktaSimulator,
  startOktaSimulator,
} from '../../simulators/okta/server';
import { factorUsersOf, truthOf } from '../../simulators/okta/truth';
import { createProject, runCli } from '../../scripts/sdkProject';
import { readGraph } from '../support/storedGraph';
import { collect, type Execution } from '../support/execution';
import { on, startFaultProxy, transform } from '../support/faultProxy';

const token = '00sources-test-token';
const organization = createOrganization({ users: 40, groups: 9, apps: 6 });

let simulator: OktaSimulator;

beforeEach(async () => {
  simulator = await startOktaSimulator({ organization, token });
});

afterEach(() => simulator.stop());

function run(
  disabledSources: string[],
  config: Record<string, boolean> = {},
): Promise<Execution> {
  return collect({
    config: {
      provider: 'okta',
      oktaOrgUrl: simulator.url,
      oktaApiKey: token,
      ...config,
    },
    disabledSources,
  });
}

function paths(): string[] {
  return simulator.requests.map(({ path }) => path);
}

function typesOf({ entities, relationships }: Execution): Set<string> {
  return new Set([...entities, ...relationships].map(({ _type }) => _type));
}

test('without factors users are complete, at once and for no call each', async () => {
  const execution = await run(['okta-mfa-factors']);
  expect(execution.steps['fetch-okta-factors']).toBe('disabled');
  expect(execution.steps['fetch-okta-users']).toBe('success');
  expect(paths().filter((path) => path.endsWith('/factors'))).toEqual([]);
  const users = execution.entities.filter(({ _type }) => _type === 'okta_user');
  expect(users).toHaveLength(organization.users.length);
  for (const user of users) expect(user).not.toHaveProperty('mfaEnabled');
  expect(typesOf(execution)).not.toContain('mfa_device');
  expect(execution.partialTypes).not.toContain('okta_user');
});

test.each([
  ['okta-groups', /\/v1\/groups|\/groups$/, 'okta_user_group'],
  ['okta-applications', /\/(apps|logs)/, 'okta_application'],
  ['okta-roles', /\/(iam|roles)/, 'okta_role'],
  ['okta-rules', /\/groups\/rules/, 'okta_rule'],
  ['okta-policies', /\/policies/, 'okta_policy'],
  ['okta-api-tokens', /\/api-tokens/, 'okta_api_token'],
  ['okta-identity-providers', /\/idps/, 'okta_identity_provider'],
  ['okta-devices', /\/devices/, 'okta_device'],
])('%s switched off costs no call', async (source, called, type) => {
  const execution = await run([source]);
  expect(paths().filter((path) => called.test(path))).toEqual([]);
  expect(typesOf(execution)).not.toContain(type);
  expect([...new Set(Object.values(execution.steps))].sort()).toEqual([
    'disabled',
    'success',
  ]);
});

test('deprovisioned users can be left out, with all that is theirs', async () => {
  const execution = await run([], { oktaIngestDeprovisionedUsers: false });
  const users = execution.entities.filter(({ _type }) => _type === 'okta_user');
  expect(users.some(({ status }) => status === 'deprovisioned')).toBe(false);
  const filtered = simulator.requests.filter(({ query }) => query.filter);
  expect(filtered.map(({ path }) => path)).toEqual([
    '/api/v1/principal-rate-limits',
    '/api/v1/logs',
  ]);
});

test('memberships and assignments do not wait for factors', async () => {
  const awaited = [
    ...organization.apps.map(({ id }) => `/api/v1/apps/${id}/users`),
    '/api/v1/groups/00g00000000000000008/users',
  ];
  const proxy = await startFaultProxy({
    target: simulator.url,
    faults: [
      on(
        /\/factors$/,
        async (exchange) => {
          await until(() => awaited.every((path) => paths().includes(path)));
          await transform({})(exchange);
        },
        { times: Infinity },
      ),
    ],
  });
  const execution = await collect({
    config: { provider: 'okta', oktaOrgUrl: proxy.url, oktaApiKey: token },
    environment: { HTTP_TIMEOUT_MS: '3000', HTTP_ATTEMPTS: '1' },
  });
  await proxy.stop();
  expect(new Set(Object.values(execution.steps))).toEqual(new Set(['success']));
  expect(proxy.injected).toBe(factorUsersOf(organization).length);
});

test('the command line takes the existing environment names', async () => {
  expect(environmentVariable('oktaOrgUrl')).toBe('OKTA_ORG_URL');
  expect(environmentVariable('oktaApiKey')).toBe('OKTA_API_KEY');
  const project = await createProject();
  const { exitCode, output } = await runCli(['collect'], {
    projectPath: project.path,
    env: {
      PROVIDER: 'okta',
      OKTA_ORG_URL: simulator.url,
      OKTA_API_KEY: token,
    },
  });
  const { entities } = await readGraph(project.path);
  await project.remove();
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(output).not.toContain(token);
  const truth = truthOf(organization, new URL(simulator.url).host);
  const users = entities.filter(({ _type }) => _type === 'okta_user');
  expect(users.map(({ _key }) => _key).sort()).toEqual(truth.okta_user);
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
