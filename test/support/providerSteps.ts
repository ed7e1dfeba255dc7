import type { IntegrationStep } from '@jupiterone/integration-sdk-core';

import type { RegisteredProvider } from '../../src/collect/provider';

/** The metadata of a provider's steps. */
export function stepsOf(provider: RegisteredProvider): IntegrationStep[] {
  return provider.steps(() => {
    throw new Error('These steps are not run.');
  });
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

/** The types that steps declare, or some of them. */
export function typesOf(
  steps: readonly IntegrationStep[],
  isWanted: (declared: Declared, step: IntegrationStep) => boolean = () => true,
): Set<string> {
  return new Set(
    steps.flatMap((step) =>
      declarationsOf(step)
        .filter((declared) => isWanted(declared, step))
        .map(({ _type }) => _type),
    ),
  );
}

interface Declared {
  _type: string;
  partial?: boolean;
}

function declarationsOf({
  entities,
  relationships,
  mappedRelationships = [],
}: IntegrationStep): Declared[] {
  return [...entities, ...relationships, ...mappedRelationships];
}
