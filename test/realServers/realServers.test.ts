import { incompleteSteps } from '../../scripts/collectedGraph';
import { createProject, runCli } from '../../scripts/sdkProject';
import { type Graph, readGraph } from '../support/storedGraph';

import { createDirectory, fill, tell } from './directory';
import {
  type Gap,
  gapsOf,
  GROUP_TYPES,
  MEMBERSHIP_TYPES,
  pictureOf,
  truthOf,
  USER_TYPES,
} from './picture';
import {
  areServersInstalled,
  type RealServer,
  type ServerName,
  startRealServer,
} from './realServer';

interface Case {
  server: ServerName;
  users: number;
  groups: number;
  /** What the server does with lists: why it can be read completely, or cannot. */
  habit: string;
  /** The same in figures: of the first page, and of one that begins past the end. */
  lists: { users: List; groups: List };
  /** The types of which no client can know that it has all. */
  partialTypes: string[];
}

/** `totalResults` and the number of records of a page; undefined where there is no such list. */
type List = { total: number; first: number; past: number } | undefined;

const cases: Case[] = [
  {
    server: 'saml-jackson',
    users: 250,
    groups: 40,
    habit: 'has more users than its total says, and tells no members',
    lists: {
      users: { total: 50, first: 50, past: 0 },
      groups: { total: 40, first: 40, past: 40 },
    },
    partialTypes: MEMBERSHIP_TYPES,
  },
  {
    server: 'saml-jackson',
    users: 20,
    groups: 60,
    habit: 'gives the newest 50 groups whatever is asked',
    lists: {
      users: { total: 20, first: 20, past: 0 },
      groups: { total: 50, first: 50, past: 50 },
    },
    partialTypes: [...GROUP_TYPES, ...MEMBERSHIP_TYPES],
  },
  {
    server: 'better-auth-1.6',
    users: 250,
    groups: 0,
    habit: 'gives the oldest 100 users whatever is asked',
    lists: {
      users: { total: 100, first: 100, past: 100 },
      groups: undefined,
    },
    partialTypes: [...USER_TYPES, ...MEMBERSHIP_TYPES],
  },
  {
    server: 'better-auth-1.6',
    users: 60,
    groups: 0,
    habit: 'gives all users at once, and knows no groups',
    lists: {
      users: { total: 60, first: 60, past: 60 },
      groups: undefined,
    },
    partialTypes: [],
  },
  {
    server: 'better-auth-1.7',
    users: 250,
    groups: 40,
    habit: 'pages as the standard says, and tells members in lists',
    lists: {
      users: { total: 250, first: 100, past: 0 },
      groups: { total: 40, first: 40, past: 0 },
    },
    partialTypes: [],
  },
];

// Not in a hook: those of tests that are skipped do not run.
if (!areServersInstalled) {
  process.stderr.write(
    'SKIPPED: the real SCIM servers are not installed: run "npm ci" in test/realServers\n',
  );
}

const describeWithServers = areServersInstalled ? describe : describe.skip;

describeWithServers.each(cases)(
  '$server with $users users and $groups groups, which $habit',
  ({ server: name, users, groups, lists, partialTypes }) => {
    const directory = createDirectory({ users, groups });
    const stops: (() => Promise<void>)[] = [];
    let server: RealServer;
    let graph: Graph;

    beforeAll(async () => {
      server = await startRealServer(name);
      stops.push(server.stop);
      await fill(server, directory);
      const project = await createProject();
      stops.push(() => project.remove());
      await runCli(['collect'], {
        projectPath: project.path,
        env: {
          PROVIDER: 'acme',
          ACME_BASE_URL: server.baseUrl,
          ACME_API_KEY: server.token,
        },
      });
      graph = await readGraph(project.path);
    });

    afterAll(() => Promise.all(stops.map((stop) => stop())));

    it('answers as it is said to', async () => {
      expect({
        users: await tell(server, 'Users', users),
        groups: await tell(server, 'Groups', groups),
      }).toEqual(lists);
    });

    it('is never collected in part with success', () => {
      const partial = partialTypesOf(graph);
      const gaps = gapsOf(pictureOf(graph), truthOf(directory));
      const isTold = ({ type, invented }: Gap) =>
        partial.includes(type) && invented === undefined;
      expect(gaps.filter((gap) => !isTold(gap))).toEqual([]);
      expect(failedStepsOf(graph).length > 0).toBe(partial.length > 0);
    });

    it('is collected as far as it can be read', () => {
      expect(partialTypesOf(graph)).toEqual([...partialTypes].sort());
    });
  },
);

const ALL_TYPES = [...USER_TYPES, ...GROUP_TYPES, ...MEMBERSHIP_TYPES];

/** The types of which JupiterOne deletes nothing: all, where a run ended before its summary. */
function partialTypesOf({ summary }: Graph): string[] {
  return [...(summary?.metadata.partialDatasets.types ?? ALL_TYPES)].sort();
}

function failedStepsOf({ summary }: Graph): string[] {
  return summary
    ? incompleteSteps(summary).map(({ name }) => name)
    : ['the run'];
}
