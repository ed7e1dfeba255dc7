import { createOrganization } from '../../simulators/okta/organization';
import type { Organization } from '../../simulators/okta/records';
import {
  type OktaSimulator,
  type OktaSimulatorOptions,
  startOktaSimulator,
} from '../../simulators/okta/server';
import { type Truth, truthOf } from '../../simulators/okta/truth';

import { collect, type Execution, QUICK_RETRIES } from './execution';
import { type Fault, startFaultProxy } from './faultProxy';

const token = '00canary-fault-test';

/** The log goes back 90 days only: what it tells is partial in every run. */
export const ALWAYS_PARTIAL = 'okta_user_created_application';

/** An org in which every kind of object occurs. */
export function smallOrg(users = 12): Organization {
  return createOrganization({ users, groups: 6, apps: 3, devices: 2 });
}

/** A run against a simulated org. */
export interface OktaRun {
  execution: Execution;
  /** What a complete collection would have found at the beginning. */
  truth: Truth;
  /** The simulator, which is stopped by now. */
  simulator: OktaSimulator;
  /** How often a fault happened. */
  injected: number;
}

/** Starts an org, collects from it through the faults, and stops it. */
export async function collectFromOkta(
  faults: readonly Fault[],
  { organization = smallOrg(), ...options }: Partial<OktaSimulatorOptions> = {},
  config: Record<string, unknown> = {},
  disabledSources: readonly string[] = [],
): Promise<OktaRun> {
  const simulator = await startOktaSimulator({
    organization,
    token,
    ...options,
  });
  const proxy = await startFaultProxy({ target: simulator.url, faults });
  try {
    const truth = truthOf(organization, new URL(proxy.url).host);
    const execution = await collect({
      config: {
        provider: 'okta',
        oktaOrgUrl: proxy.url,
        oktaApiKey: token,
        ...config,
      },
      disabledSources,
      // Without faults nothing stalls: an answer that is late is that of a busy machine.
      environment: {
        ...QUICK_RETRIES,
        ...(faults.length > 0 && {
          HTTP_TIMEOUT_MS: '750',
          HTTP_RETRY_BUDGET_MS: '2500',
        }),
      },
    });
    return { execution, truth, simulator, injected: proxy.injected };
  } finally {
    await proxy.stop();
    await simulator.stop();
  }
}

/** The keys that were found, by type. */
export function found({ entities, relationships }: Execution): Truth {
  const keys: Truth = {};
  for (const { _type, _key } of [...entities, ...relationships]) {
    (keys[_type] ??= []).push(_key);
  }
  for (const list of Object.values(keys)) list.sort();
  return keys;
}

export function statusesOf({ steps }: Execution): Set<string> {
  return new Set(Object.values(steps));
}

export function warningsOf({ events }: Execution): string[] {
  return events
    .filter(({ name }) => name.startsWith('warn'))
    .map(({ description }) => description);
}

export function expectComplete({ execution, truth }: OktaRun): void {
  expect(execution.error).toBeUndefined();
  expect(statusesOf(execution)).toEqual(new Set(['success']));
  expect(execution.partialTypes).toEqual([ALWAYS_PARTIAL]);
  expect(found(execution)).toEqual(truth);
}

/** The step that lists users fails together with the one that writes them. */
const LIST_USERS = 'list-okta-users';
const WRITE_USERS = 'fetch-okta-users';

/** Exactly these steps failed, and every type of which something is missing is partial. */
export function expectFailed(
  { execution, truth }: OktaRun,
  steps: readonly string[],
): void {
  expect(execution.error).toBeUndefined();
  const keys = found(execution);
  const lacking = Object.keys(truth).filter(
    (type) => (keys[type]?.length ?? 0) < (truth[type]?.length ?? 0),
  );
  expect(execution.partialTypes).toEqual(expect.arrayContaining(lacking));
  const failed = Object.entries(execution.steps)
    .filter(([, status]) => String(status) === 'failure')
    .map(([id]) => id);
  const expected = steps.flatMap((step) =>
    step === LIST_USERS ? [step, WRITE_USERS] : [step],
  );
  expect(failed.sort()).toEqual(expected.sort());
  expect(execution.log).not.toContain('canary');
}

export function expectNoDanglingEnds({
  entities,
  relationships,
}: Execution): void {
  const keys = new Set(entities.map(({ _key }) => _key));
  for (const { _fromEntityKey, _toEntityKey, _mapping } of relationships) {
    if (_mapping) continue;
    expect(keys).toContain(_fromEntityKey);
    expect(keys).toContain(_toEntityKey);
  }
}
