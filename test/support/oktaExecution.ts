import { createOrganization } from '../../simulators/okta/organization';
import type { Organization } from '../../simulators/okta/records';
import {
  type OktaSimulatorOptions,
  startOktaSimulator,
} from '../../simulators/okta/server';
import { type Truth, truthOf } from '../../simulators/okta/truth';

import { collect, type Execution, QUICK_RETRIES } from './execution';
import type { Fault, FaultProxy, FaultProxyOptions } from './faultProxy';
import { runThrough, unchanging } from './quietRuns';

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
  /** What was asked of the org, as it arrived before the faults. */
  requests: FaultProxy['requests'];
  /** How often a fault happened. */
  injected: number;
}

const unchangingOrg = unchanging(() =>
  startOktaSimulator({ organization: smallOrg(), token }),
);

/** Starts an org, unless the usual one will do, and collects from it through the faults. */
export async function collectFromOkta(
  faults: readonly Fault[],
  options: Partial<OktaSimulatorOptions> = {},
  config: Record<string, unknown> = {},
  disabledSources: readonly string[] = [],
): Promise<OktaRun> {
  const { organization = smallOrg() } = options;
  const collectFrom = (target: Omit<FaultProxyOptions, 'faults'>) =>
    runThrough({ ...target, faults }, (proxy) =>
      collectOnce(organization, faults, proxy, config, disabledSources),
    );
  if (Object.keys(options).length === 0) {
    return collectFrom(await unchangingOrg());
  }
  const all = { token, ...options, organization };
  const simulator = await startOktaSimulator(all);
  return collectFrom({ target: simulator.url }).finally(() => simulator.stop());
}

async function collectOnce(
  organization: Organization,
  faults: readonly Fault[],
  proxy: FaultProxy,
  config: Record<string, unknown>,
  disabledSources: readonly string[],
): Promise<OktaRun> {
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
  const { injected, requests } = proxy;
  return { execution, truth, requests, injected };
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
  const keys = new Set<unknown>(entities.map(({ _key }) => _key));
  const dangling = relationships
    .filter(({ _mapping }) => !_mapping)
    .flatMap(({ _fromEntityKey, _toEntityKey }) => [
      _fromEntityKey,
      _toEntityKey,
    ])
    .filter((key) => !keys.has(key));
  expect(dangling).toEqual([]);
}
