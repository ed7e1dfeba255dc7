import type { SimulatorOptions } from './simulatorProcess';

/** How large a tenant is. */
export type Size = 'small' | 'medium' | 'large';

export const SIZES: readonly Size[] = ['small', 'medium', 'large'];

export type ProviderId = SimulatorOptions['provider'];

/** What a run is compared with its floor by; each holds for the sizes that have it. */
export interface Demands {
  /** CPU, in times that of adding the same objects. */
  cpu?: number;
  /** CPU, in times that of making the same requests and adding the same objects. */
  cpuWithRequests?: number;
  /** CPU beyond the latter, in ms for each request. */
  msPerRequest?: number;
  /** Resident memory, in times the floor's. */
  memory: number;
}

/** A tenant that is collected, and how often. */
export interface BenchTenant {
  options: SimulatorOptions;
  rounds: number;
  demands: Demands;
}

const MEMORY = 1.25;

/** A small run is mostly start-up and cold code: twice the floor is what no change may reach. */
const SMALL = {
  rounds: 3,
  demands: { cpuWithRequests: 2, memory: MEMORY },
};
const MEDIUM = { rounds: 3, demands: { memory: MEMORY } };
const LARGE = { rounds: 1 };

/** The tenants of a benchmark: those of 100,000 people are the promise, the others show the line. */
export const TENANTS: Record<ProviderId, Record<Size, BenchTenant>> = {
  acme: {
    small: {
      ...SMALL,
      options: { provider: 'acme', users: 1_000, groups: 50 },
    },
    medium: {
      ...MEDIUM,
      options: {
        provider: 'acme',
        ...{ users: 20_000, groups: 500, largestProject: 640 },
      },
    },
    large: {
      ...LARGE,
      demands: { cpu: 1.5, memory: MEMORY },
      options: {
        provider: 'acme',
        ...{ users: 100_000, groups: 2_000, largestProject: 780 },
      },
    },
  },
  okta: {
    small: {
      ...SMALL,
      options: { provider: 'okta', users: 1_000, groups: 50, apps: 20 },
    },
    medium: {
      ...MEDIUM,
      options: { provider: 'okta', users: 10_000, groups: 300, apps: 80 },
    },
    large: {
      ...LARGE,
      demands: { msPerRequest: 0.4, memory: MEMORY },
      options: { provider: 'okta', users: 100_000, groups: 70, apps: 20 },
    },
  },
  jumpcloud: {
    small: {
      ...SMALL,
      options: {
        provider: 'jumpcloud',
        ...{ users: 500, groups: 40, applications: 20, systems: 400 },
      },
    },
    medium: {
      ...MEDIUM,
      options: {
        provider: 'jumpcloud',
        ...{ users: 4_000, groups: 200, applications: 50, systems: 3_200 },
      },
    },
    large: {
      ...LARGE,
      demands: { memory: MEMORY },
      options: {
        provider: 'jumpcloud',
        ...{ users: 10_000, groups: 500, applications: 100, systems: 8_000 },
      },
    },
  },
  sysdig: {
    small: {
      ...SMALL,
      options: { provider: 'sysdig', users: 300, teams: 20, scans: 6_000 },
    },
    medium: {
      ...MEDIUM,
      options: { provider: 'sysdig', users: 2_000, teams: 100, scans: 60_000 },
    },
    large: {
      ...LARGE,
      demands: { memory: MEMORY },
      options: {
        provider: 'sysdig',
        users: 10_000,
        teams: 400,
        scans: 300_000,
      },
    },
  },
};
