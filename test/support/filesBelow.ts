import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The texts of all files below a directory; what links lead to is left out. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        readFile(path.join(entry.parentPath, entry.name), 'utf8'),
      ),
  );
}
