import {
  type IntegrationStep,
  StepResultStatus,
} from '@jupiterone/integration-sdk-core';

import type { Execution } from '../support/execution';
import { danglingOf, type Graph, graphOf } from '../support/graphs';

/** What may come out of a run in which something went wrong. */
export interface Expectation {
  /** The steps of the provider. */
  steps: readonly IntegrationStep[];
  /** What comes out where nothing goes wrong. */
  undisturbed: Graph;
  /** The only steps that may fail: those that need what went wrong. */
  needing: ReadonlySet<string>;
  /** Whether the run may be stopped by an error: only before its first step. */
  mayStop: boolean;
  /** Whether nothing may fail at all. */
  isPassing: boolean;
  /**
   * Tells for an object that differs from the undisturbed run, or is not there, although no step
   * failed, whether that is right: as when it was deleted.
   */
  mayDiffer: (object: string) => boolean;
}

/**
 * What is wrong with how a run ended. Nothing is where it is complete, or where some of the steps
 * that need what went wrong failed, the types of these and of the steps that depend on them are
 * partial, and all the rest is as ever.
 *
 * @param url where the run collected from
 */
export function violationsOf(
  execution: Execution,
  url: string,
  expected: Expectation,
): string[] {
  if (execution.error !== undefined) {
    return expected.mayStop && !expected.isPassing
      ? []
      : [`the run was stopped: ${String(execution.error)}`];
  }
  const { steps } = expected;
  const failed = idsWithStatus(execution, StepResultStatus.FAILURE);
  const partial = partialTypes(steps, withDependents(steps, failed));
  return [
    ...statusViolations(execution, failed, expected),
    ...differences('partial types', execution.partialTypes, partial),
    ...graphViolations(graphOf(execution, url), new Set(partial), expected),
    ...danglingOf(execution).map((key) => `${key} lacks an end`),
  ];
}

function statusViolations(
  execution: Execution,
  failed: ReadonlySet<string>,
  { steps, needing, isPassing }: Expectation,
): string[] {
  const dependents = [...withDependents(steps, failed)].filter(
    (id) => !failed.has(id),
  );
  const { PARTIAL_SUCCESS_DUE_TO_DEPENDENCY_FAILURE: PARTIAL, SUCCESS } =
    StepResultStatus;
  const others = steps
    .map(({ id }) => id)
    .filter((id) => !failed.has(id) && !dependents.includes(id));
  return [
    ...[...failed]
      .filter((id) => isPassing || !needing.has(id))
      .map((id) => `${id} failed, although it did not have to`),
    ...differences(
      'partial steps',
      idsWithStatus(execution, PARTIAL),
      dependents,
    ),
    ...differences(
      'successful steps',
      idsWithStatus(execution, SUCCESS),
      others,
    ),
  ];
}

function graphViolations(
  graph: Graph,
  partial: ReadonlySet<string>,
  { undisturbed, mayDiffer }: Expectation,
): string[] {
  const types = new Set([...undisturbed.keys(), ...graph.keys()]);
  return [...types].flatMap((type) => {
    const usual = undisturbed.get(type) ?? new Map<string, string>();
    const found = graph.get(type) ?? new Map<string, string>();
    const invented = [...found.keys()].filter((key) => !usual.has(key));
    const changed = [...usual].filter(
      ([key, object]) => found.get(key) !== object && !mayDiffer(object),
    );
    return [
      ...invented.map((key) => `${key} exists in no undisturbed run`),
      ...(partial.has(type)
        ? []
        : changed.map(
            ([key]) =>
              `${key} (${type}) ${found.has(key) ? 'differs' : 'is missing'}, and nobody says so`,
          )),
    ];
  });
}

function idsWithStatus(
  { stepResults }: Execution,
  status: StepResultStatus,
): Set<string> {
  return new Set(
    stepResults.filter((step) => step.status === status).map(({ id }) => id),
  );
}

/** The steps, and all that depend on them, however far. */
export function withDependents(
  steps: readonly IntegrationStep[],
  ids: Iterable<string>,
): Set<string> {
  const found = new Set(ids);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { id, dependsOn = [] } of steps) {
      if (dependsOn.some((dependency) => found.has(dependency))) found.add(id);
    }
  }
  return found;
}

/** The types of which nothing may be deleted when these steps are not whole. */
function partialTypes(
  steps: readonly IntegrationStep[],
  ids: ReadonlySet<string>,
): string[] {
  const types = steps.flatMap(
    ({ id, entities, relationships, mappedRelationships = [] }) =>
      [...entities, ...relationships, ...mappedRelationships]
        .filter((declared) => ids.has(id) || isAlwaysPartial(declared))
        .map(({ _type }) => _type),
  );
  return [...new Set(types)];
}

function isAlwaysPartial(declared: { partial?: boolean }): boolean {
  return declared.partial === true;
}

function differences(
  what: string,
  found: Iterable<string>,
  expected: Iterable<string>,
): string[] {
  const actual = [...new Set(found)].sort().join(', ');
  const wanted = [...new Set(expected)].sort().join(', ');
  return actual === wanted
    ? []
    : [`the ${what} are ${actual || 'none'}, not ${wanted || 'none'}`];
}
