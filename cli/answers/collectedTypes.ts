import type {
  CollectionSummary,
  StepResult,
} from '../../scripts/collectedGraph';

/** What became of a type that the provider of a run can have. */
export interface CollectedType {
  type: string;
  provider: string;
  status: 'complete' | 'partial' | 'limited' | 'not collected';
  /** The steps that collect it, those that failed first. */
  steps: string[];
}

/** What views know words for. */
const PROVIDERS = ['acme', 'jumpcloud', 'okta', 'sysdig'];

/** Steps of all providers are in every summary: those of the others are disabled. */
const STEP_ID = /^[a-z]+-([a-z0-9]+)-/;

/** The providers that a run read: those with a step that was not disabled. */
function providersOf(steps: readonly StepResult[]): Set<string> {
  return new Set(
    steps
      .filter(({ status }) => status !== 'disabled')
      .map(({ id }) => providerOf(id))
      .filter((id) => PROVIDERS.includes(id)),
  );
}

function providerOf(stepId: string): string {
  return STEP_ID.exec(stepId)?.[1] ?? '';
}

/**
 * What became of each type, by the summary of a run. A type is partial where the SDK says so, and
 * where a step that collects it did not succeed; limited where that is so on every run.
 */
export function collectedTypes(summary: CollectionSummary): CollectedType[] {
  const steps = summary.integrationStepResults;
  const providers = providersOf(steps);
  const byType = new Map<string, StepResult[]>();
  for (const step of steps) {
    if (!providers.has(providerOf(step.id))) continue;
    for (const type of new Set(step.declaredTypes)) {
      byType.set(type, [...(byType.get(type) ?? []), step]);
    }
  }
  const partial = new Set(summary.metadata.partialDatasets.types);
  return [...byType].map(([type, ofType]) => ({
    type,
    provider: providerOf(ofType[0]?.id ?? ''),
    status: statusOf(type, ofType, partial),
    steps: ofType
      .toSorted((one, other) => Number(isWhole(one)) - Number(isWhole(other)))
      .map(({ id }) => id),
  }));
}

function statusOf(
  type: string,
  steps: readonly StepResult[],
  partial: ReadonlySet<string>,
): CollectedType['status'] {
  const enabled = steps.filter(({ status }) => status !== 'disabled');
  if (enabled.length === 0) return 'not collected';
  if (!enabled.every(isWhole)) return 'partial';
  if (!partial.has(type)) return 'complete';
  return enabled.some(({ partialTypes }) => partialTypes.includes(type))
    ? 'limited'
    : 'partial';
}

function isWhole({ status }: StepResult): boolean {
  return status === 'success' || status === 'disabled';
}
