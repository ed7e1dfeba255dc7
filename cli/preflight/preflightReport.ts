import { z } from 'zod';

const Look = z.object({
  access: z.object({
    what: z.string(),
    needs: z.string(),
    oauthScopes: z.array(z.string()).optional(),
    roles: z.array(z.string()).optional(),
    permissions: z.array(z.string()).optional(),
    licenses: z.array(z.string()).optional(),
    /** What is unknown where it is refused, and the run is complete all the same. */
    withoutIt: z.string().optional(),
  }),
  outcome: z.enum(['readable', 'refused', 'absent', 'failed']),
  count: z.number().optional(),
  isAtLeast: z.boolean().optional(),
  reason: z.string().optional(),
});

/** What was looked at, as it comes from the process that looked. */
export const PreflightReport = z.object({
  provider: z.string(),
  looks: z.array(Look),
  hints: z.array(z.string()),
  buckets: z.array(
    z.object({
      bucket: z.string(),
      calls: z.number(),
      callsPerMinute: z.number().optional(),
    }),
  ),
  calls: z.number(),
  isAtLeast: z.boolean(),
  seconds: z.number(),
  requests: z.number(),
});

export type PreflightReport = z.infer<typeof PreflightReport>;
export type LookReport = PreflightReport['looks'][number];

/** Whether a run would be incomplete for it. */
export function isMissing({ outcome, access }: LookReport): boolean {
  return (
    (outcome === 'refused' || outcome === 'failed') &&
    access.withoutIt === undefined
  );
}

/** Whether something stays unknown for it, and the run is complete all the same. */
export function isSpared({ outcome, access }: LookReport): boolean {
  return (
    (outcome === 'refused' || outcome === 'failed') &&
    access.withoutIt !== undefined
  );
}
