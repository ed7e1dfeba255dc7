import {
  type CollectionSummary,
  type GraphCounts,
  incompleteSteps,
  type StepResult,
  total,
} from '../../scripts/collectedGraph';
import type { CollectRun } from '../collection/collect';

/** Everything that is known about a run when it has ended. */
export interface RunReport {
  run: CollectRun;
  /** Absent when the run ended before the SDK wrote its summary.json. */
  summary?: CollectionSummary;
  /** Absent with `summary`: what is on disk may then be of an earlier run. */
  counts?: GraphCounts;
  /** How many requests the provider answered, if someone counted them. */
  requests?: number;
}

/** What is wrong with a run, a sentence each. None means that it is complete. */
export function problemsOf({ run, summary, counts }: RunReport): string[] {
  if (run.interrupted) return ['The run was stopped before its end.'];
  if (!summary) {
    const reason =
      run.log.fatalReason ??
      run.log.lastWords ??
      'it wrote no summary; the log says more';
    return [`The run ended early: ${reason}`];
  }
  const problems = run.log.strayErrors.map(
    (error) =>
      `An error escaped from its step, whose data may be incomplete: ${error}`,
  );
  const incomplete = incompleteSteps(summary).map(({ id }) => id);
  if (incomplete.length > 0) {
    problems.push(`Steps without all of their data: ${incomplete.join(', ')}.`);
  } else if (counts && total(counts.entities) === 0) {
    problems.push('Nothing was collected.');
  }
  if (run.exitCode !== 0) {
    problems.push(`The collection ended with exit code ${run.exitCode}.`);
  }
  return problems;
}

/** The exit code that tells the truth about a run. */
export function exitCodeOf(report: RunReport): number {
  if (report.run.interrupted) return 130;
  return problemsOf(report).length === 0 ? 0 : 1;
}

/** Why a step has not all of its data. */
export function reasonOf(step: StepResult, run: CollectRun): string {
  const reason = run.log.failureReasons.get(step.id);
  if (reason !== undefined) return reason;
  if (step.status === 'cached') {
    return 'its data came from the cache of an earlier run, which may be that of another tenant';
  }
  return step.status === 'failure'
    ? 'not in the log'
    : 'a step that it builds on failed';
}
