import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { storageDirectory } from './collectedGraph';
import { renderGraphPage } from './graphPage/render';
import { DEFAULT_LIMITS, selectGraph } from './graphPage/selection';
import type { DrawnGraph, DrawLimits } from './graphPage/selection';

const HELP = `Draws the collected graph as one HTML page that opens without the internet.

Usage: npm run graph -- [options]

  -p, --project-path <directory>  project whose .j1-integration is drawn (default: here)
  -o, --output-file <file>        default: .j1-integration/index.html in the project
  -h, --help
`;

/** A page that was written. */
export interface GraphPage {
  file: string;
  graph: DrawnGraph;
}

/** Writes the page of what was collected in a project. Fails if nothing was. */
export async function writeGraphPage(
  projectPath: string,
  file = path.join(storageDirectory(projectPath), 'index.html'),
  limits: DrawLimits = DEFAULT_LIMITS,
): Promise<GraphPage> {
  const graph = await selectGraph(projectPath, limits);
  if (graph.nodes.length === 0) {
    throw new Error(
      `Nothing to draw: there are no entities in ${storageDirectory(projectPath)}. ` +
        'Collect first: npm start, or npm run demo.',
    );
  }
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, await renderGraphPage(graph));
  return { file, graph };
}

/** One line that says what was drawn and where it is. */
export function describePage({ file, graph }: GraphPage): string {
  const entities = graph.nodes.filter(({ placeholder }) => !placeholder).length;
  return [
    `Drew ${entities} entities and ${graph.edges.length} relationships.`,
    ...graph.notices,
    `Open ${file}`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'project-path': { type: 'string', short: 'p', default: process.cwd() },
      'output-file': { type: 'string', short: 'o' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const page = await writeGraphPage(
    path.resolve(values['project-path']),
    values['output-file'],
  );
  process.stdout.write(describePage(page));
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
