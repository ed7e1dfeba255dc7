import {
  type IntegrationStep,
  StepResultStatus,
} from '@jupiterone/integration-sdk-core';
import { LOCAL_INTEGRATION_INSTANCE } from '@jupiterone/integration-sdk-runtime';
import pMap from 'p-map';

import { validateInvocation } from '../../src/config';
import type { RegisteredProvider } from '../../src/providers/provider';
import { Random } from '../simulators/acme/random';
import { collect, type Execution, QUICK_RETRIES } from '../support/execution';
import {
  type Fault,
  type FaultProxy,
  startFaultProxy,
} from '../support/faultProxy';
import { type Graph, graphOf } from '../support/graphs';
import {
  type Simulation,
  startSimulation,
  stepsOf,
} from '../support/simulations';

import { byEndpoint, type Call, callOf } from './endpoints';
import { type FaultCase, faultCases, outage } from './faultCases';
import { type Expectation, violationsOf } from './outcome';

/** Runs at the same time: many of them only wait, for a timeout or as the provider asked them to. */
const AT_ONCE = 10;

/** Pages so small that tiny organizations have lists of several. */
const PAGE_CAP = 2;

const ENVIRONMENT = { ...QUICK_RETRIES, HTTP_TIMEOUT_MS: '500' };

/** Data that a provider may refuse without anything being wrong, and what then looks different. */
export interface OptionalData {
  endpoint: RegExp;
  /** The type of the objects that know less without it. */
  type: string;
}

export interface SweepOptions {
  /** Another seed runs the cases in another order. */
  seed?: number;
  /** Runs only some of the cases. */
  only?: (faultCase: FaultCase) => boolean;
}

/** What a sweep did, and what it found. */
export interface SweepResult {
  endpoints: string[];
  cases: number;
  violations: string[];
}

/** Collects from a provider once for each fault at each place, and says where the outcome is wrong. */
export async function sweep(
  provider: RegisteredProvider,
  { seed = 1, only = () => true }: SweepOptions = {},
): Promise<SweepResult> {
  const simulation = await startSimulation(provider.id, {
    size: 'tiny',
    pageCap: PAGE_CAP,
  });
  try {
    const sweeper = await Sweeper.prepare(provider, simulation);
    const all = faultCases(sweeper.calls).filter(only);
    const shuffled = new Random(seed).sample(all, all.length);
    const violations = await pMap(shuffled, (each) => sweeper.run(each), {
      concurrency: AT_ONCE,
    });
    return {
      endpoints: [...byEndpoint(sweeper.calls).keys()],
      cases: all.length,
      violations: violations.flat().sort(),
    };
  } finally {
    await simulation.stop();
  }
}

interface Run {
  execution: Execution;
  proxy: FaultProxy;
}

class Sweeper {
  private readonly needing = new Map<string, ReadonlySet<string>>();

  private constructor(
    private readonly steps: readonly IntegrationStep[],
    private readonly simulation: Simulation,
    /** What an undisturbed run asks for, in order. */
    readonly calls: readonly Call[],
    private readonly undisturbed: Graph,
    /** What is asked for before the first step. */
    private readonly firstCalls: ReadonlySet<string>,
  ) {}

  /** Records what the provider is asked for and what comes out, and learns which steps need what. */
  static async prepare(
    provider: RegisteredProvider,
    simulation: Simulation,
  ): Promise<Sweeper> {
    const { execution, proxy } = await collectThrough(simulation, []);
    if (execution.error !== undefined) throw execution.error;
    const sweeper = new Sweeper(
      stepsOf(provider),
      simulation,
      callsOf(proxy),
      graphOf(execution, proxy.url),
      await callsOfValidation(simulation),
    );
    const endpoints = [...byEndpoint(sweeper.calls)];
    await pMap(endpoints, (each) => sweeper.learn(...each), {
      concurrency: AT_ONCE,
    });
    return sweeper;
  }

  async run(faultCase: FaultCase): Promise<string[]> {
    const { execution, proxy } = await collectThrough(
      this.simulation,
      faultCase.faults,
    );
    const violations =
      proxy.injected === 0
        ? ['the fault never happened']
        : violationsOf(execution, proxy.url, this.expectationOf(faultCase));
    return violations.map((violation) => `${faultCase.name}: ${violation}`);
  }

  private async learn(endpoint: string, calls: readonly Call[]): Promise<void> {
    const ofSteps = calls.filter(({ name }) => !this.firstCalls.has(name));
    const { execution } = await collectThrough(
      this.simulation,
      outage(endpoint, ofSteps).faults,
    );
    const isOfAll = ofSteps.length === 0;
    const ids = this.steps.map(({ id }) => id);
    const failed = execution.stepResults
      .filter(({ status }) => status === StepResultStatus.FAILURE)
      .map(({ id }) => id);
    this.needing.set(endpoint, new Set(isOfAll ? ids : failed));
  }

  private expectationOf({
    endpoint,
    calls,
    isPassing,
    isMissing,
  }: FaultCase): Expectation {
    const ids = calls.flatMap((call) => call.ids);
    return {
      steps: this.steps,
      undisturbed: this.undisturbed,
      needing: this.needing.get(endpoint) ?? new Set(),
      mayStop: calls.some(({ name }) => this.firstCalls.has(name)),
      isPassing,
      mayDiffer: (object) => isMissing && ids.some((id) => object.includes(id)),
    };
  }
}

async function collectThrough(
  simulation: Simulation,
  faults: readonly Fault[],
): Promise<Run> {
  const proxy = await startFaultProxy({ target: simulation.url, faults });
  try {
    const execution = await collect({
      config: simulation.configFor(proxy.url),
      environment: ENVIRONMENT,
    });
    return { execution, proxy };
  } finally {
    await proxy.stop();
  }
}

async function callsOfValidation(simulation: Simulation): Promise<Set<string>> {
  const proxy = await startFaultProxy({ target: simulation.url, faults: [] });
  try {
    const config = simulation.configFor(proxy.url);
    await validateInvocation({
      instance: { ...LOCAL_INTEGRATION_INSTANCE, config },
    });
    return new Set(callsOf(proxy).map(({ name }) => name));
  } finally {
    await proxy.stop();
  }
}

function callsOf({ requests }: FaultProxy): Call[] {
  return requests.map(({ path, query }) =>
    callOf(`${path}?${new URLSearchParams(query).toString()}`),
  );
}
