import { readdirSync } from 'node:fs';
import path from 'node:path';

const NOT_OURS =
  /^(node_modules|\.git|dist|coverage|__recordings__|\.j1-integration.*|\.stryker-tmp)$/;

/** All Markdown documents below a folder, from that folder, with slashes. */
export function documentsBelow(root: string, folder = ''): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(
    (entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory())
        return NOT_OURS.test(entry.name) ? [] : documentsBelow(root, file);
      return file.endsWith('.md') ? [file] : [];
    },
  );
}
