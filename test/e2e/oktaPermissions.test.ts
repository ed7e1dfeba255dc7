import { createOrganization } from '../../simulators/okta/organization';
import { okta } from '../../src/providers/okta';
import type { Execution } from '../support/execution';
import { graphOf } from '../support/graphs';
import {
  ALWAYS_PARTIAL,
  collectFromOkta,
  expectComplete,
  type OktaRun,
  warningsOf,
} from '../support/oktaExecution';
import { stepsOf, typesOf, withDependents } from '../support/providerSteps';

const organization = createOrganization({
  users: 40,
  groups: 12,
  apps: 6,
  devices: 2,
});

/** Data sets that a credential may lack, with what has to be granted. */
const DATA_SETS: {
  name: string;
  forbidden: RegExp[];
  /** The steps that are refused. */
  steps: string[];
  scope: string;
  role: string;
  /** Properties of other objects that are derived from it, and stay unknown without it. */
  derived: string[];
}[] = [
  {
    name: 'policies',
    forbidden: [/^\/policies/],
    steps: ['fetch-okta-policies'],
    scope: 'okta.policies.read',
    role: 'Read-only Administrator',
    derived: [
      'mfaRequired',
      'phishingResistantRequired',
      'reauthenticateIn',
      'sessionMfaRequired',
      'sessionLifetimeMinutes',
      'sessionHasNoLimit',
    ],
  },
  {
    name: 'API tokens',
    forbidden: [/^\/api-tokens/],
    steps: ['fetch-okta-api-tokens'],
    scope: 'okta.apiTokens.read',
    role: 'okta.users.apitokens.read',
    derived: [],
  },
  {
    name: 'identity providers',
    forbidden: [/^\/idps/],
    steps: ['fetch-okta-identity-providers'],
    scope: 'okta.idps.read',
    role: 'Organization Administrator',
    derived: [],
  },
  {
    name: 'admin roles',
    forbidden: [/^\/iam\//, /\/roles$/],
    steps: [
      'fetch-okta-application-roles',
      'fetch-okta-group-roles',
      'fetch-okta-user-roles',
    ],
    scope: 'okta.roles.read',
    role: 'a custom role with the permission okta.iam.read',
    derived: ['admin', 'superAdmin'],
  },
  {
    // Which factors count is a property of users: no step of its own is refused.
    name: 'authenticators',
    forbidden: [/^\/authenticators/],
    steps: [],
    scope: 'okta.authenticators.read',
    role: 'Read-only Administrator',
    derived: ['mfaEnabled', 'mfaMethods', 'mfaPhishingResistant'],
  },
];

const STEPS = stepsOf(okta);

/** The types of these steps, and of those that build on them. */
function typesBehind(stepIds: readonly string[]): Set<string> {
  const all = withDependents(STEPS, stepIds);
  return typesOf(STEPS.filter(({ id }) => all.has(id)));
}

function failedSteps({ steps }: Execution): string[] {
  return Object.entries(steps)
    .filter(([, status]) => String(status) === 'failure')
    .map(([id]) => id)
    .sort();
}

/** The objects of all types but these, without these properties. */
function without(
  { execution }: OktaRun,
  types: ReadonlySet<string>,
  properties: readonly string[],
): Record<string, string[]> {
  const account = execution.entities.find(
    ({ _type }) => _type === 'okta_account',
  );
  const host = account?._key.slice('okta_account_'.length) ?? '';
  const left: Record<string, string[]> = {};
  for (const [type, byKey] of graphOf(execution, `http://${host}`)) {
    if (types.has(type)) continue;
    left[type] = [...byKey.values()].map((json) =>
      JSON.stringify(JSON.parse(json), (name, value: unknown) =>
        properties.includes(name) ? undefined : value,
      ),
    );
    left[type]?.sort();
  }
  return left;
}

let whole: OktaRun;

beforeAll(async () => {
  whole = await collectFromOkta([], { organization });
});

test('a credential with all permissions gets everything', () => {
  expectComplete(whole);
  expect(warningsOf(whole.execution)).toEqual([]);
});

test('one without any of the permissions about access gets everything else complete', async () => {
  const run = await collectFromOkta([], {
    organization,
    forbidden: DATA_SETS.flatMap(({ forbidden }) => forbidden),
  });
  const { execution } = run;
  const refused = DATA_SETS.flatMap(({ steps }) => steps);
  const lost = typesBehind(refused);

  expect(execution.error).toBeUndefined();
  expect(failedSteps(execution)).toEqual([...refused].sort());
  expect(execution.partialTypes).toEqual([...lost, ALWAYS_PARTIAL].sort());
  const derived = DATA_SETS.flatMap((each) => each.derived);
  expect(Object.keys(without(run, lost, derived)).length).toBeGreaterThan(20);
  expect(without(run, lost, derived)).toEqual(without(whole, lost, derived));
  for (const { scope, steps } of DATA_SETS) {
    const warnings = warningsOf(execution).filter((text) =>
      text.includes(scope),
    );
    expect(warnings).toHaveLength(Math.max(1, steps.length));
  }
});

test.each(DATA_SETS)(
  '$name that are refused fail their own steps alone, and name scope and role once',
  async ({ forbidden, steps, scope, role, derived }) => {
    const run = await collectFromOkta([], { organization, forbidden });
    const { execution } = run;
    const lost = typesBehind(steps);

    expect(failedSteps(execution)).toEqual(steps);
    expect(execution.partialTypes).toEqual([...lost, ALWAYS_PARTIAL].sort());
    expect(without(run, lost, derived)).toEqual(without(whole, lost, derived));
    const warnings = warningsOf(execution);
    expect(warnings).toHaveLength(Math.max(1, steps.length));
    for (const warning of warnings) {
      expect(warning.split(scope)).toHaveLength(2);
      expect(warning.split(role)).toHaveLength(2);
    }
  },
);
