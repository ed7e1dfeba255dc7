import {
  IntegrationConfigLoadError,
  type IntegrationExecutionConfig,
} from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import type { ApiClientLimits } from './http/apiClient';
import { DEFAULT_RETRY_POLICY } from './http/retry';
import { DEFAULT_TRANSPORT_LIMITS } from './http/transport';

/** What the operator of the integration, rather than its user, decides. */
export interface ExecutionConfig extends IntegrationExecutionConfig {
  limits: ApiClientLimits;
}

const positiveInteger = z
  .string()
  .trim()
  .regex(/^[1-9]\d{0,8}$/, 'must be a whole number above 0')
  .transform(Number)
  .optional();

const Environment = z.object({
  HTTP_TIMEOUT_MS: positiveInteger,
  HTTP_ATTEMPTS: positiveInteger,
  HTTP_RETRY_DELAY_MS: positiveInteger,
  HTTP_RETRY_BUDGET_MS: positiveInteger,
});

/** What the documentation tells of each variable (`npm run document`). */
export const operatorVariables = {
  HTTP_TIMEOUT_MS: {
    help: 'longest silence of the provider during one attempt, in ms',
    default: DEFAULT_TRANSPORT_LIMITS.timeoutMs,
  },
  HTTP_ATTEMPTS: {
    help: 'attempts of one call, the first one included; a refusal as one too many (429) is none',
    default: DEFAULT_RETRY_POLICY.attempts,
  },
  HTTP_RETRY_DELAY_MS: {
    help: 'longest wait before the second attempt, in ms; it doubles with each attempt, up to 30 s',
    default: DEFAULT_RETRY_POLICY.baseDelayMs,
  },
  HTTP_RETRY_BUDGET_MS: {
    help: 'longest time that the failed attempts of one call and the waits between them take, in ms; at most 90 s of it until the provider has answered anything',
    default: DEFAULT_RETRY_POLICY.budgetMs,
  },
} satisfies Record<
  keyof z.infer<typeof Environment>,
  { help: string; default: number }
>;

/**
 * Reads the operator's limits from the environment; what is not set has its default.
 *
 * @throws IntegrationConfigLoadError that names each malformed variable
 */
export function readExecutionConfig(
  environment: NodeJS.ProcessEnv,
): ExecutionConfig {
  const given = Object.keys(Environment.shape).map((name) => [
    name,
    environment[name] || undefined,
  ]);
  const result = Environment.safeParse(Object.fromEntries(given));
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${path.join('.')} ${message}`,
    );
    throw new IntegrationConfigLoadError(problems.join('; '));
  }
  return { limits: toLimits(result.data) };
}

function toLimits(variables: z.infer<typeof Environment>): ApiClientLimits {
  return {
    transport: defined({ timeoutMs: variables.HTTP_TIMEOUT_MS }),
    retry: defined({
      attempts: variables.HTTP_ATTEMPTS,
      baseDelayMs: variables.HTTP_RETRY_DELAY_MS,
      budgetMs: variables.HTTP_RETRY_BUDGET_MS,
    }),
  };
}

/** Without the fields that are not set, so that they do not hide a default. */
function defined<T extends Record<string, number | undefined>>(
  fields: T,
): { [K in keyof T]?: number } {
  const given: { [K in keyof T]?: number } = { ...fields };
  for (const name in given) {
    if (given[name] === undefined) delete given[name];
  }
  return given;
}
