import { instanceConfigFields } from '../../src/config';
import { readLocalConfig } from './localConfig';
import type { EnvFileFacts } from './workerInput';

const NO_FILE: EnvFileFacts = {
  path: '/x/.env',
  exists: false,
  names: [],
  notes: [],
};
const FILE = { ...NO_FILE, exists: true };

function read(environment: NodeJS.ProcessEnv, names: string[] = []) {
  return readLocalConfig(
    instanceConfigFields,
    { PROVIDER: 'okta', ...environment },
    { ...FILE, names },
  );
}

it('makes the configuration of the variables', () => {
  const { config, notes } = read({
    OKTA_API_KEY: '00a$b',
    OKTA_INGEST_DEPROVISIONED_USERS: 'False',
    PATH: '/bin',
  });

  expect(config).toEqual({
    provider: 'okta',
    oktaApiKey: '00a$b',
    oktaIngestDeprovisionedUsers: false,
  });
  expect(notes).toEqual([]);
});

it('names the variable of a value of no use, and not the value', () => {
  expect(() => read({ OKTA_INGEST_DEPROVISIONED_USERS: 'no' })).toThrow(
    /^OKTA_INGEST_DEPROVISIONED_USERS must be true or false$/,
  );
});

it('says where it looked for what is missing', () => {
  const without = (file: EnvFileFacts) =>
    readLocalConfig(instanceConfigFields, {}, file);

  expect(() => without(NO_FILE)).toThrow(
    'PROVIDER is not set: there is no /x/.env. Copy .env.example to .env',
  );
  expect(() => without(FILE)).toThrow('/x/.env sets no variable');
  expect(() => without({ ...FILE, names: ['PROVIDRE'] })).toThrow(
    '/x/.env does not set it',
  );
});

it.each([
  ['OKTA_URL', 'OKTA_ORG_URL'],
  ['OKTA_API_TOKEN', 'OKTA_API_KEY'],
  ['OKTA_INGEST_DEPROVISIONED', 'OKTA_INGEST_DEPROVISIONED_USERS'],
  ['SYSDIG_TOKEN', 'SYSDIG_API_TOKEN'],
  ['RATELIMIT_SHARE', 'RATE_LIMIT_SHARE'],
])('asks of %s whether %s was meant', (written, meant) => {
  expect(read({ [written]: 'x' }).notes).toEqual([
    `${written} is not known; did you mean ${meant}?`,
  ]);
});

it('says that a name of a provider means nothing', () => {
  expect(read({ OKTA_WXYZ: 'x' }).notes).toEqual([
    'OKTA_WXYZ is not known, and without effect',
  ]);
});

it('leaves alone what is of other programs, be it in .env', () => {
  const environment = {
    AWS_PROFILE: 'x',
    NODE_ENV: 'x',
    HTTP_PROXY: 'x',
    npm_config_cache: 'x',
  };

  expect(read(environment, Object.keys(environment)).notes).toEqual([]);
});
