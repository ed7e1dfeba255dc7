import {
  type IntegrationStep,
  StepResultStatus,
} from '@jupiterone/integration-sdk-core';
import { LOCAL_INTEGRATION_INSTANCE } from '@jupiterone/integration-sdk-runtime';
import pMap from 'p-map';

import { validateInvocation } from '../../src/config';
import type { RegisteredProvider } from '../../src/collect/provider';
import { Random } from '../../simulators/acme/random';
import { collect, type Execution, QUICK_RETRIES } from '../support/execution';
import {
  type Answer,
  type Fault,
  type FaultProxy,
  startFaultProxy,
} from '../support/faultProxy';
import { type Graph, graphOf } from '../support/graphs';
import { type Simulation, startSimulation } from '../../simulators';
import { runThrough } from '../support/quietRuns';
import { stepsOf, typesOf, withDependents } from '../support/providerSteps';

import { byEndpoint, type Call, callOf } from './endpoints';
import { type FaultCase, faultCases, outages } from './faultCases';
import { isByDesign, isOptional } from './optionalData';
import { type Change, type Expectation, violationsOf } from './outcome';

/** Runs at the same time: many of them only wait, for a timeout or as the provider asked them to. */
const AT_ONCE = 10;

/** Records per page: lists of two records have two pages. */
const PAGE_CAP = 1;

const ENVIRONMENT = { ...QUICK_RETRIES, HTTP_TIMEOUT_MS: '500' };

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

/** A simulated organization that does not change, and what was answered so far. */
interface Target {
  simulation: Simulation;
  answers: Map<string, Answer>;
}

interface Run {
  execution: Execution;
  proxy: FaultProxy;
}

class Sweeper {
  private readonly needing = new Map<string, ReadonlySet<string>>();

  private constructor(
    private readonly steps: readonly IntegrationStep[],
    private readonly target: Target,
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
    const target = { simulation, answers: new Map<string, Answer>() };
    const { execution, proxy } = await collectThrough(target, []);
    if (execution.error !== undefined) {
      throw new Error('An undisturbed run fails.', { cause: execution.error });
    }
    const sweeper = new Sweeper(
      stepsOf(provider),
      target,
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
      this.target,
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
    const needing = new Set<string>();
    for (const { faults } of outages(endpoint, ofSteps)) {
      const { execution } = await collectThrough(this.target, faults);
      for (const { id, status } of execution.stepResults) {
        if (status === StepResultStatus.FAILURE) needing.add(id);
      }
    }
    const all = this.steps.map(({ id }) => id);
    this.needing.set(endpoint, ofSteps.length > 0 ? needing : new Set(all));
  }

  private expectationOf({
    name,
    endpoint,
    calls,
    isPassing,
    isMissing,
  }: FaultCase): Expectation {
    const needing = this.needing.get(endpoint) ?? new Set();
    const affected = withDependents(this.steps, needing);
    const ofAffected = typesOf(this.steps.filter(({ id }) => affected.has(id)));
    const ids = calls.flatMap((call) => call.ids);
    const isOfOneObject = new Set(calls.map(({ list }) => list)).size === 1;
    const isDeleted = ({ type, usual }: Change) =>
      isMissing &&
      isOfOneObject &&
      ids.length > 0 &&
      (ofAffected.has(type) || ids.some((id) => usual.includes(id)));
    return {
      steps: this.steps,
      undisturbed: this.undisturbed,
      needing,
      mayStop: calls.some(({ name }) => this.firstCalls.has(name)),
      isPassing,
      mayChange: (change) =>
        isDeleted(change) ||
        isOptional(endpoint, change) ||
        isByDesign(name, endpoint, change),
    };
  }
}

async function collectThrough(
  { simulation, answers }: Target,
  faults: readonly Fault[],
): Promise<Run> {
  const target = { target: simulation.url, answers };
  return runThrough({ ...target, faults }, async (proxy) => {
    const execution = await collect({
      config: simulation.configFor(proxy.url),
      environment: ENVIRONMENT,
    });
    return { execution, proxy };
  });
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
  return requests.map(({ url }) => callOf(url));
}
