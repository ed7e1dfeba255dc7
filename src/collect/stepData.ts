import {
  IntegrationError,
  type JobState,
} from '@jupiterone/integration-sdk-core';

/** What one step hands to the steps that depend on it. */
export interface StepDataKey<T> {
  /** The id of the step that sets it. */
  from: string;
  /** Tells several values of one step apart. */
  name: string;
  /** What stands for it where the user switched the ingestion source of that step off. */
  ifSwitchedOff?: { ingestionSourceId: string; value: () => T };
  /** Holds no value: it carries the type to `get` and `set`. */
  readonly type?: T;
}

/**
 * Names a value that a step hands to later ones.
 *
 * @example
 * const Users = stepData<ReadonlySet<string>>({ from: 'fetch-tern-users', name: 'ids' });
 * await stepData.set(Users, ids);          // in the step fetch-tern-users
 * const ids = await stepData.get(Users);   // in a step that depends on it
 */
export function stepDataKey<T>(
  key: Omit<StepDataKey<T>, 'type'>,
): StepDataKey<T> {
  return key;
}

/** Hands values from step to step, by way of the SDK's job state. */
export class StepData {
  constructor(
    private readonly jobState: JobState,
    private readonly isEnabled: (ingestionSourceId: string) => boolean,
  ) {}

  /**
   * Notes that a step runs, and proves that those before it ran, too.
   *
   * @throws IntegrationError where the SDK took one of them from its cache (`--step` without
   *   `--no-cache`). The cache holds graph objects only, none of what a step hands on, and they may
   *   be those of another tenant: what is built on them cannot be right.
   */
  async begin(step: string, dependsOn: readonly string[]): Promise<void> {
    await this.set(hasBegun(step), true);
    const cached: string[] = [];
    for (const each of dependsOn) {
      const began = await this.jobState.getData(nameOf(hasBegun(each)));
      if (!began) cached.push(each);
    }
    if (cached.length === 0) return;
    throw new IntegrationError({
      code: 'STEP_DATA_MISSING',
      message: `${cached.join(', ')} did not run but came from the cache of an earlier run, which may be that of another tenant and does not hold what this step needs. Collect without the cache: npm start -- --step ${step}, or j1-integration collect --no-cache --step ${step}`,
    });
  }

  async set<T>(key: StepDataKey<T>, value: T): Promise<void> {
    await this.jobState.setData(nameOf(key), value);
  }

  /** Whether all these steps ran, and read everything that there was. */
  async areWhole(steps: readonly string[]): Promise<boolean> {
    for (const step of steps) {
      const key = nameOf(wholenessOf(step));
      if (!(await this.jobState.getData<boolean>(key))) return false;
    }
    return true;
  }

  /** Notes that lists of these types were not whole, for the steps that run last. */
  async doubt(types: Iterable<string>): Promise<void> {
    for (const type of types) await this.set(doubtOf(type), true);
  }

  /** Whether a step noted that a list of this type was not whole. */
  async isDoubted(type: string): Promise<boolean> {
    return (await this.find(doubtOf(type))) === true;
  }

  /**
   * What an earlier step of this run set, if it did.
   *
   * @returns undefined where that step failed before, was switched off, or came from the cache
   */
  async find<T>(key: StepDataKey<T>): Promise<T | undefined> {
    return this.jobState.getData<T>(nameOf(key));
  }

  /**
   * What an earlier step of this run set.
   *
   * @throws IntegrationError where it set nothing, such as for having failed before. Absent is not
   *   empty: everything would be deleted.
   */
  async get<T>(key: StepDataKey<T>): Promise<T> {
    const value = await this.find(key);
    if (value !== undefined) return value;
    const { ifSwitchedOff } = key;
    if (ifSwitchedOff && !this.isEnabled(ifSwitchedOff.ingestionSourceId)) {
      return ifSwitchedOff.value();
    }
    throw new IntegrationError({
      code: 'STEP_DATA_MISSING',
      message: `The step ${key.from} handed nothing on in this run, so that what builds on it cannot be read: repair that one first`,
    });
  }
}

/** Whether a step, and all that it builds on, read everything that there was. */
export function wholenessOf(step: string): StepDataKey<boolean> {
  return { from: step, name: 'is-whole' };
}

function doubtOf(type: string): StepDataKey<boolean> {
  return { from: type, name: 'is-doubted' };
}

/** Set by each step that runs, as its first act: one that came from the cache did not set it. */
function hasBegun(step: string): StepDataKey<boolean> {
  return { from: step, name: 'has-begun' };
}

function nameOf({ from, name }: StepDataKey<unknown>): string {
  return `${from}:${name}`;
}
