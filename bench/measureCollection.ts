import path from 'node:path';

import { type CollectionSummary, readSummary } from '../scripts/collectedGraph';
import { createProject, PACKAGE_ROOT, runCli } from '../scripts/sdkProject';

/** A collection in a process and a project of its own. */
interface MeasuredCollection {
  wallMs: number;
  /** What the preloaded script measured. */
  measured: unknown;
  steps: CollectionSummary['integrationStepResults'];
  output: string;
}

/** Longer than any benchmark takes. */
const TIMEOUT_MS = 3 * 60 * 60_000;

/**
 * Runs `j1-integration collect`.
 *
 * @param source the folder that stands for `src`
 * @param preload a script of bench/ that prints `MEASURED=` and JSON when the process ends
 * @throws Error where the process did not come to its end
 */
export async function measureCollection({
  source,
  preload,
  env,
}: {
  source: string;
  preload: string;
  env: NodeJS.ProcessEnv;
}): Promise<MeasuredCollection> {
  const project = await createProject(path.join(PACKAGE_ROOT, source));
  try {
    const startedAt = performance.now();
    const { stderr, output } = await runCli(['collect'], {
      projectPath: project.path,
      preload: path.join(__dirname, preload),
      env,
      timeoutMs: TIMEOUT_MS,
    });
    const wallMs = performance.now() - startedAt;
    const [, measured] = /^MEASURED=(.*)$/m.exec(stderr) ?? [];
    if (measured === undefined) {
      throw new Error(`The collection did not end:\n${output}`);
    }
    const summary = await readSummary(project.path);
    return {
      wallMs,
      measured: JSON.parse(measured),
      steps: summary?.integrationStepResults ?? [],
      output,
    };
  } finally {
    await project.remove();
  }
}
