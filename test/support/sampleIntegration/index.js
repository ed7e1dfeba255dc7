// A small integration that needs no provider: tests of the scripts and of the test support run
// it through the SDK's command. It is JavaScript, so that the command starts faster.

const { setTimeout: delay } = require('node:timers/promises');

const {
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationValidationError,
} = require('@jupiterone/integration-sdk-core');

const endpoint = 'https://sample.example.test/users';

/** What the field `trouble` (environment variable TROUBLE) makes of the step of the users. */
const TROUBLES = {
  refused: () => {
    throw new IntegrationProviderAPIError({
      endpoint,
      status: 403,
      statusText: 'Forbidden: needs "users.read"',
    });
  },
  unauthenticated: () => {
    throw new IntegrationProviderAuthenticationError({
      endpoint,
      status: 401,
      statusText: 'Unauthorized',
    });
  },
  bug: () => {
    throw new Error('A user has no name');
  },
  stray: () => {
    void Promise.reject(new Error('Nobody waited for this'));
  },
  hang: () => delay(60_000),
};

function entity(type, resourceName, className) {
  return { resourceName, _type: type, _class: [className] };
}

const ACCOUNT = entity('sample_account', 'Account', 'Account');
const USER = entity('sample_user', 'User', 'User');
const GROUP = entity('sample_group', 'Group', 'UserGroup');
const ACCOUNT_HAS_USER = {
  _type: 'sample_account_has_user',
  _class: 'HAS',
  sourceType: ACCOUNT._type,
  targetType: USER._type,
};

const ACCOUNT_KEY = 'sample_account:1';

function validateInvocation({ instance }) {
  if (instance.config.trouble !== 'config') return;
  throw new IntegrationValidationError('sampleKey (SAMPLE_KEY) is missing');
}

async function fetchAccount({ jobState }) {
  await jobState.addEntity({
    _key: ACCOUNT_KEY,
    _type: ACCOUNT._type,
    _class: ACCOUNT._class,
    name: 'Sample organization',
    displayName: 'Sample organization',
  });
}

async function fetchUsers({ instance, jobState, logger }) {
  for (const name of ['Ada', 'Zoë', 'Łukasz']) {
    const key = `sample_user:${name}`;
    await jobState.addEntity({
      _key: key,
      _type: USER._type,
      _class: USER._class,
      name,
      displayName: name,
      _rawData: [{ name: 'default', rawData: { name } }],
    });
    await jobState.addRelationship({
      _key: `${ACCOUNT_KEY}|has|${key}`,
      _type: ACCOUNT_HAS_USER._type,
      _class: 'HAS',
      _fromEntityKey: ACCOUNT_KEY,
      _toEntityKey: key,
      displayName: 'HAS',
    });
  }
  logger.warn('A user without an e-mail address');
  await TROUBLES[instance.config.trouble]?.();
}

async function fetchGroups({ jobState }) {
  await jobState.addEntity({
    _key: 'sample_group:1',
    _type: GROUP._type,
    _class: GROUP._class,
    name: 'Everyone',
    displayName: 'Everyone',
  });
}

function step(name, dependsOn, entities, relationships, executionHandler) {
  return {
    id: `fetch-${name}`,
    name: `Fetch ${name}`,
    entities,
    relationships,
    dependsOn: dependsOn.map((each) => `fetch-${each}`),
    executionHandler,
  };
}

module.exports.invocationConfig = {
  instanceConfigFields: { trouble: { type: 'string', optional: true } },
  validateInvocation,
  integrationSteps: [
    step('account', [], [ACCOUNT], [], fetchAccount),
    step('users', ['account'], [USER], [ACCOUNT_HAS_USER], fetchUsers),
    step('groups', ['users'], [GROUP], [], fetchGroups),
  ],
};
