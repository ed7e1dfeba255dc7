import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * The texts of all files below a directory; what links lead to is left out. It goes down by itself:
 * Node.js 26 follows links where it is asked to.
 */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const texts = await Promise.all(
    entries.map(async (entry) => {
      const file = path.join(directory, entry.name);
      if (entry.isDirectory()) return filesBelow(file);
      return entry.isFile() ? [await readFile(file, 'utf8')] : [];
    }),
  );
  return texts.flat();
}
