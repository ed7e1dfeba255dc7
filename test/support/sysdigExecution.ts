import {
  startSysdigSimulator,
  type SysdigSimulator,
  type SysdigSimulatorOptions,
} from '../../simulators/sysdig/server';
import type { Counts, Tenant } from '../../simulators/sysdig/tenant';

import {
  collect,
  type Execution,
  type ExecutionOptions,
  QUICK_RETRIES,
} from './execution';
import type { Fault, FaultProxyOptions } from './faultProxy';
import { runThrough } from './quietRuns';

/** The token of all simulated Sysdig tenants. */
export const SYSDIG_TOKEN = '00000000-0000-4000-8000-00000000c0de';

/** What to collect, beyond the tenant itself. */
export interface SysdigExecutionOptions extends Omit<
  Partial<ExecutionOptions>,
  'config'
> {
  config?: Record<string, string>;
  faults?: readonly Fault[];
}

export interface SysdigExecution extends Execution {
  /** What reached the simulator or, where there are faults, the proxy before it. */
  requests: SysdigSimulator['requests'];
  /** How often a fault happened. */
  injected: number;
}

/** Starts a tenant, collects from it through the faults, and stops it. */
export async function collectFromSysdig(
  tenant: Tenant,
  options: Omit<SysdigSimulatorOptions, 'tenant' | 'token'> = {},
  execution: SysdigExecutionOptions = {},
): Promise<SysdigExecution> {
  const simulator = await startSysdigSimulator({
    tenant,
    token: SYSDIG_TOKEN,
    ...options,
  });
  try {
    return await collectFromHost({ target: simulator.url }, execution);
  } finally {
    await simulator.stop();
  }
}

/** Collects from a simulator that is running, through the faults. */
export async function collectFromHost(
  target: Omit<FaultProxyOptions, 'faults'>,
  {
    config,
    faults = [],
    environment,
    ...execution
  }: SysdigExecutionOptions = {},
): Promise<SysdigExecution> {
  return runThrough({ ...target, faults }, async (proxy) => {
    const result = await collect({
      config: {
        provider: 'sysdig',
        sysdigBaseUrl: proxy.url,
        sysdigApiToken: SYSDIG_TOKEN,
        ...config,
      },
      environment: { ...QUICK_RETRIES, ...environment },
      ...execution,
    });
    const { injected, requests } = proxy;
    return { ...result, injected, requests };
  });
}

/** How many objects of a type came out. */
export function countOf(
  { entities, relationships }: Execution,
  type: string,
): number {
  return [...entities, ...relationships].filter(({ _type }) => _type === type)
    .length;
}

/** What came out, in the figures of a tenant. */
export function figuresOf(execution: Execution): Counts {
  return {
    users: countOf(execution, 'sysdig_user'),
    teams: countOf(execution, 'sysdig_team'),
    memberships: countOf(execution, 'sysdig_team_has_user'),
    roles: countOf(execution, 'sysdig_role'),
    userRoles: countOf(execution, 'sysdig_user_assigned_role'),
    serviceAccounts: countOf(execution, 'sysdig_service_account'),
    teamServiceAccounts: countOf(execution, 'sysdig_team_has_service_account'),
    serviceAccountRoles: countOf(
      execution,
      'sysdig_service_account_assigned_role',
    ),
    scans: countOf(execution, 'sysdig_image_scan'),
  };
}

/** Every step succeeded, nothing is partial, and the figures are those of the tenant. */
export function expectComplete(execution: Execution, counts: Counts): void {
  expect(execution.error).toBeUndefined();
  expect(new Set(Object.values(execution.steps))).toEqual(new Set(['success']));
  expect(execution.partialTypes).toEqual([]);
  expect(figuresOf(execution)).toEqual(counts);
}
