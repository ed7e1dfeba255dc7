import {
  type IntegrationStep,
  StepResultStatus,
} from '@jupiterone/integration-sdk-core';
import { LOCAL_INTEGRATION_INSTANCE } from '@jupiterone/integration-sdk-runtime';
import pMap from 'p-map';

import { validateInvocation } from '../../../src/config';
import type { RegisteredProvider } from '../../../src/collect/provider';
import {
  collect,
  type Execution,
  QUICK_RETRIES,
} from '../../support/execution';
import { type Graph, graphOf } from '../../support/graphs';
import { stepsOf, withDependents } from '../../support/providerSteps';
import { type Simulation, startSimulation } from '../../../simulators';
import { byEndpoint, type Call } from '../endpoints';
import { isOptional } from '../optionalData';
import { type Expectation, violationsOf } from '../outcome';

import type { Answer } from './answers';
import { lieCases } from './cases';
import { type Liar, QuietHost } from './host';
import type { LieCase, Tell, Truth } from './lie';
import { callOfUrl, Transcript } from './transcript';

/** Runs at the same time: some wait before they ask again. */
const AT_ONCE = 8;

/** Records per page of small organizations: lists of three records have two pages. */
const PAGE_CAP = 2;

export interface LieSweepOptions {
  /** Runs only some of the cases. */
  only?: (lieCase: LieCase) => boolean;
  /** A bug that is to be found. */
  bug?: Bug;
}

/** How an engine that has a bug sees an answer. */
export type Bug = (seen: {
  told: Answer;
  truth: Truth;
  lieCase: LieCase;
}) => Answer;

/** How a case ended. */
export interface LieOutcome {
  lieCase: LieCase;
  /** Whether every step succeeded. */
  isGreen: boolean;
  /** What is wrong with that. */
  violations: string[];
}

/** Collects from a provider once for each lie at each place, and says where the outcome is wrong. */
export async function sweepLies(
  provider: RegisteredProvider,
  options: LieSweepOptions = {},
): Promise<LieOutcome[]> {
  return [
    ...(await sweepSize(provider, 'tiny', options)),
    ...(await sweepSize(provider, 'full', options)),
  ];
}

async function sweepSize(
  provider: RegisteredProvider,
  size: 'tiny' | 'full',
  options: LieSweepOptions,
): Promise<LieOutcome[]> {
  const simulation = await startSimulation(provider.id, {
    size,
    ...(size === 'tiny' && { pageCap: PAGE_CAP }),
  });
  const host = new QuietHost(simulation.url);
  const release = host.takeOver();
  try {
    const sweeper = new LieSweeper(provider, simulation, host, size === 'full');
    return await sweeper.run(options);
  } finally {
    release();
    await simulation.stop();
  }
}

interface Run {
  execution: Execution;
  url: string;
  /** How often it was lied to. */
  lies: number;
}

class LieSweeper {
  private readonly steps: readonly IntegrationStep[];
  private readonly transcript: Transcript;
  private undisturbed: Graph = new Map();
  /** What is asked for before the first step. */
  private firstCalls: ReadonlySet<string> = new Set();
  private readonly needing = new Map<string, ReadonlySet<string>>();

  constructor(
    provider: RegisteredProvider,
    private readonly simulation: Simulation,
    private readonly host: QuietHost,
    private readonly isLarge: boolean,
  ) {
    this.steps = stepsOf(provider);
    this.transcript = new Transcript(isLarge ? Infinity : PAGE_CAP);
  }

  async run(options: LieSweepOptions): Promise<LieOutcome[]> {
    await this.record();
    const { only = () => true } = options;
    const cases = await lieCases(this.transcript.recorded, {
      isLarge: this.isLarge,
      isTold: this.told(),
    });
    const chosen = cases.filter(only);
    await this.learn(new Set(chosen.map(({ endpoint }) => endpoint)));
    return pMap(chosen, (each) => this.runCase(each, options), {
      concurrency: AT_ONCE,
    });
  }

  /** Remembers what is asked for, and what comes out. */
  private async record(): Promise<void> {
    const { witness } = this.transcript;
    this.undisturbed = await this.host.through(witness, async (url) => {
      const execution = await this.collect(url);
      if (execution.error === undefined) return graphOf(execution, url);
      throw new Error('An undisturbed run fails.', { cause: execution.error });
    });
    const validation = new Transcript(Infinity);
    await this.host.through(validation.witness, (url) =>
      validateInvocation({
        instance: {
          ...LOCAL_INTEGRATION_INSTANCE,
          config: this.simulation.configFor(url),
        },
      }),
    );
    this.firstCalls = new Set(validation.calls.map(({ name }) => name));
  }

  /** Tells whether a value can be seen in what comes out; of values that are no texts, all may be. */
  private told(): (value: unknown) => boolean {
    const all = [...this.undisturbed.values()]
      .flatMap((objects) => [...objects.values()])
      .join('\n');
    return (value) =>
      typeof value !== 'string' ||
      all.includes(JSON.stringify(value).slice(1, -1));
  }

  private async learn(endpoints: ReadonlySet<string>): Promise<void> {
    const all = [...byEndpoint(this.transcript.calls)];
    await pMap(
      all.filter(([endpoint]) => endpoints.has(endpoint)),
      async ([endpoint, calls]) => {
        this.needing.set(endpoint, await this.stepsThatNeed(endpoint, calls));
      },
      { concurrency: AT_ONCE },
    );
  }

  /** The steps that fail where an endpoint does, and all that depend on them. */
  private async stepsThatNeed(
    endpoint: string,
    calls: readonly Call[],
  ): Promise<ReadonlySet<string>> {
    const isOfSteps = ({ name }: Call) => !this.firstCalls.has(name);
    if (!calls.some(isOfSteps)) return new Set(this.steps.map(({ id }) => id));
    const needing = new Set<string>();
    for (const refusal of REFUSALS) {
      const liar: Liar = async (url, ask) => {
        const call = callOfUrl(url);
        const isMeant = call.endpoint === endpoint && isOfSteps(call);
        return isMeant ? refusal : ask(url);
      };
      const { stepResults } = await this.host.through(liar, (url) =>
        this.collect(url),
      );
      for (const { id, status } of stepResults) {
        if (status === StepResultStatus.FAILURE) needing.add(id);
      }
    }
    return withDependents(this.steps, needing);
  }

  private async runCase(
    lieCase: LieCase,
    { bug }: LieSweepOptions,
  ): Promise<LieOutcome> {
    const tells = [lieCase.tell, ...(lieCase.mirror ? [lieCase.mirror] : [])];
    const runs = await pMap(tells, (tell) => this.lie(lieCase, tell, bug));
    const expectation = this.expectationOf(lieCase);
    return {
      lieCase,
      isGreen: runs.every(({ execution }) => isGreen(execution)),
      violations: [
        ...runs.flatMap(({ execution, url, lies }) => [
          ...(lies === 0 ? ['the lie was never told'] : []),
          ...violationsOf(execution, url, expectation),
        ]),
        ...orderViolations(runs),
      ],
    };
  }

  private lie(
    lieCase: LieCase,
    tell: Tell,
    bug: Bug = ({ told }) => told,
  ): Promise<Run> {
    const memory = new Map<string, unknown>();
    let lies = 0;
    const liar: Liar = async (url, ask) => {
      const answer = await ask(url);
      const truth = this.transcript.truth(url, answer, ask, memory);
      const isLiedTo = lieCase.isLiedTo(callOfUrl(url), url);
      const lie = isLiedTo ? await tell(truth) : undefined;
      if (lie) lies += 1;
      return bug({ told: lie ?? answer, truth, lieCase });
    };
    return this.host.through(liar, async (url) => {
      const execution = await this.collect(url);
      return { execution, url, lies };
    });
  }

  private expectationOf({ endpoint, calls, mayChange }: LieCase): Expectation {
    return {
      steps: this.steps,
      undisturbed: this.undisturbed,
      needing: this.needing.get(endpoint) ?? new Set(),
      mayStop: calls.some(({ name }) => this.firstCalls.has(name)),
      isPassing: false,
      mayChange: (change) => mayChange(change) || isOptional(endpoint, change),
    };
  }

  private collect(url: string): Promise<Execution> {
    return collect({
      config: this.simulation.configFor(url),
      environment: QUICK_RETRIES,
    });
  }
}

/** Failures that show who needs an endpoint; of the first kind, some have another way. */
const REFUSALS: readonly Answer[] = [
  { status: 500, headers: {}, body: {} },
  { status: 302, headers: { location: 'http://elsewhere.invalid/' }, body: {} },
];

function isGreen({ error, steps }: Execution): boolean {
  return (
    error === undefined &&
    Object.values(steps).every((status) => status === StepResultStatus.SUCCESS)
  );
}

/** What two runs tell differently, and neither says that it is incomplete. */
function orderViolations([one, other]: readonly Run[]): string[] {
  if (!one || !other || !isGreen(one.execution) || !isGreen(other.execution)) {
    return [];
  }
  const graph = graphOf(other.execution, other.url);
  return [...graphOf(one.execution, one.url)].flatMap(([type, objects]) =>
    [...objects]
      .filter(([key, object]) => graph.get(type)?.get(key) !== object)
      .map(([key]) => `${key} (${type}) depends on the order of rows`),
  );
}
