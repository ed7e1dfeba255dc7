import type {
  IntegrationInstance,
  IntegrationInvocationConfig,
} from '@jupiterone/integration-sdk-core';
import type { IntegrationLogger } from '@jupiterone/integration-sdk-runtime';

import { UserError } from '../userError';
import { nearest } from './nearest';

/**
 * Proves that the steps which the user named are steps of the chosen provider.
 *
 * @throws UserError that names the step that was meant, or all that there are
 */
export async function checkSteps(
  chosen: readonly string[],
  { integrationSteps, getStepStartStates }: IntegrationInvocationConfig,
  instance: IntegrationInstance,
  logger: IntegrationLogger,
): Promise<void> {
  if (chosen.length === 0) return;
  const states = await getStepStartStates?.({
    instance,
    logger,
    executionHistory: { current: { startedOn: 0 } },
    executionConfig: {},
  });
  const offered = integrationSteps
    .map(({ id }) => id)
    .filter((id) => !states?.[id]?.disabled);
  // Where nothing is enabled the configuration is wrong, which is told in its place.
  if (offered.length === 0) return;
  const unknown = chosen.filter((id) => !offered.includes(id));
  if (unknown.length === 0) return;
  const [first = ''] = unknown;
  const meant = nearest(first, offered);
  throw new UserError(
    `--step: the chosen provider has no step ${unknown.join(', ')}${meant ? `; did you mean ${meant}?` : ''}. Its steps are ${offered.join(', ')}`,
  );
}
