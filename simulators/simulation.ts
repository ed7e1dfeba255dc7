import type { IntegrationConfig } from '../src/config';

import type { RecordedRequest } from './loopbackServer';

/**
 * How large the simulated organization is: `full` has every kind of object that the provider
 * knows, `tiny` about two of each kind.
 */
export type SimulationSize = 'full' | 'tiny';

export interface SimulationOptions {
  size: SimulationSize;
  /** Most records of any page; the provider's own limit unless told. */
  pageCap?: number;
  /** The name of one of the provider's kinds of credential; the first unless told. */
  credential?: string;
}

/** A running simulator of some provider. */
export interface Simulation {
  /** Base URL of the provider's API. */
  readonly url: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** The configuration with which it is collected, at its own URL or at that of a proxy. */
  configFor: (url: string) => IntegrationConfig;
  stop: () => Promise<void>;
}

/** A kind of credential that a provider takes. */
export interface CredentialKind {
  name: string;
  /** Whether it is sent only to be exchanged for a token. */
  isExchanged: boolean;
}

/** All that has to be said of a provider, besides its metadata, to prove its promises. */
export interface ProviderSimulation {
  credentialKinds: readonly [CredentialKind, ...CredentialKind[]];
  start: (
    options: SimulationOptions & { credential: string },
  ) => Promise<Simulation>;
}

/** Accepted by the simulators: a token, a client and its secret with all that has to be escaped. */
export const CREDENTIAL = '00Qx7vKp2ZtLm4RsB8Nw6Yh1Jc';
export const CLIENT_ID = 'client-of-a-simulation';
export const CLIENT_SECRET = 'zQ7/wM+8tBn5 cVx=1Ks&6Gd"0Yh4';

/** A simulator that runs, and how it is collected. */
export function simulation(
  simulator: Pick<Simulation, 'url' | 'requests' | 'stop'>,
  configFor: Simulation['configFor'],
): Simulation {
  const { url, requests } = simulator;
  return { url, requests, configFor, stop: () => simulator.stop() };
}

/** One organization of each size: what is made now holds the time at which it was made. */
export function perSize<T>(
  create: (size: SimulationSize) => T,
): (size: SimulationSize) => T {
  const made = new Map<SimulationSize, T>();
  return (size) => {
    const known = made.get(size) ?? create(size);
    made.set(size, known);
    return known;
  };
}
