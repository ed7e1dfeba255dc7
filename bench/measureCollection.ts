import path from 'node:path';

import { z } from 'zod';

import { incompleteSteps, readSummary } from '../scripts/collectedGraph';
import { type Project, runCli } from '../scripts/sdkProject';

/** What a collection in a process of its own took, the start of that process included. */
export type Usage = z.infer<typeof Measured> & {
  wallSeconds: number;
  /** Steps that did not succeed. */
  failedSteps: string[];
};

/** What measured.js, and the floor, say of themselves. */
const Measured = z.object({
  cpuSeconds: z.number(),
  residentMb: z.number(),
  /** What is no garbage, where garbage was collected all the time. */
  heldMb: z.number().optional(),
  /** The rest is said by the floor alone: what its requests took, and what it added. */
  requestCpuSeconds: z.number().default(0),
  entities: z.number().default(0),
  relationships: z.number().default(0),
  diskMb: z.number().default(0),
});

/** Longer than any benchmark takes. */
const TIMEOUT_MS = 3 * 60 * 60_000;

/**
 * Runs `j1-integration collect` on a project.
 *
 * @throws Error where the process did not come to its end, or collected nothing
 */
export async function measureCollection(
  project: Project,
  env: NodeJS.ProcessEnv,
): Promise<Usage> {
  const startedAt = performance.now();
  const { stderr, output } = await runCli(['collect'], {
    projectPath: project.path,
    preload: path.join(__dirname, 'measured.js'),
    env,
    timeoutMs: TIMEOUT_MS,
  });
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const lines = Array.from(
    stderr.matchAll(/^MEASURED=(.*)$/gm),
    ([, line = '']) => JSON.parse(line) as object,
  );
  const summary = await readSummary(project.path);
  if (lines.length === 0 || summary === undefined) {
    throw new Error(`The collection did not end:\n${output}`);
  }
  return {
    wallSeconds,
    ...Measured.parse(Object.assign({}, ...lines)),
    failedSteps: incompleteSteps(summary).map(({ id }) => id),
  };
}
