import { inspect } from 'node:util';

import {
  type IntegrationStep,
  StepResultStatus,
} from '@jupiterone/integration-sdk-core';

import type { Execution } from '../support/execution';
import { danglingOf, type Graph, graphOf } from '../support/graphs';
import { typesOf, withDependents } from '../support/providerSteps';

/** An object of which a run tells something else than the undisturbed one. */
export interface Change {
  type: string;
  key: string;
  /** JSON of the object in the undisturbed run. */
  usual: string;
  /** JSON of the object; undefined where it is missing. */
  found?: string;
}

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
  /** Tells whether a change is right although no step says that its type is partial. */
  mayChange: (change: Change) => boolean;
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
      : [`the run was stopped: ${inspect(execution.error)}`];
  }
  const { steps } = expected;
  const failed = idsWithStatus(execution, StepResultStatus.FAILURE);
  const partial = partialTypes(steps, withDependents(steps, failed));
  return [
    ...statusViolations(execution, failed, expected),
    ...differences('partial types', execution.partialTypes, partial),
    ...graphViolations(graphOf(execution, url), partial, expected),
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
  { undisturbed, mayChange }: Expectation,
): string[] {
  const invented = [...graph].flatMap(([type, objects]) =>
    [...objects.keys()].filter((key) => !undisturbed.get(type)?.has(key)),
  );
  const changes = changesBetween(undisturbed, graph).filter(
    (change) => !partial.has(change.type) && !mayChange(change),
  );
  return [
    ...invented.map((key) => `${key} exists in no undisturbed run`),
    ...changes.map(
      ({ type, key, found }) =>
        `${key} (${type}) ${found ? 'differs' : 'is missing'}, and nobody says so`,
    ),
  ];
}

function changesBetween(undisturbed: Graph, graph: Graph): Change[] {
  return [...undisturbed].flatMap(([type, objects]) =>
    [...objects]
      .map(([key, usual]) => ({
        type,
        key,
        usual,
        found: graph.get(type)?.get(key),
      }))
      .filter(({ usual, found }) => usual !== found),
  );
}

function idsWithStatus(
  { stepResults }: Execution,
  status: StepResultStatus,
): Set<string> {
  return new Set(
    stepResults.filter((step) => step.status === status).map(({ id }) => id),
  );
}

/** The types of which nothing may be deleted when these steps are not whole. */
function partialTypes(
  steps: readonly IntegrationStep[],
  ids: ReadonlySet<string>,
): Set<string> {
  return typesOf(
    steps,
    (declared, { id }) => ids.has(id) || declared.partial === true,
  );
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
