import { rename, stat } from 'node:fs/promises';

import { storageDirectory, summaryPath } from '../../scripts/collectedGraph';

/**
 * Moves the last result of a project out of the way of the next one.
 *
 * @returns where it is now: beside it, named by when it was collected; undefined where there is
 * none, and where the last run ended early, of which nothing could be told
 */
export async function keepResult(
  projectPath: string,
): Promise<string | undefined> {
  const collectedOn = await stat(summaryPath(projectPath)).then(
    ({ mtime }) => mtime.toISOString().slice(0, 19).replaceAll(':', '-'),
    () => undefined,
  );
  if (collectedOn === undefined) return undefined;
  const kept = `${storageDirectory(projectPath)}-${collectedOn}`;
  await rename(storageDirectory(projectPath), kept);
  return kept;
}
