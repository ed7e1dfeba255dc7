import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';

import { startSimulation } from '../../simulators';
import {
  entity,
  type Graph,
  jumpcloudGraph,
  oktaGraph,
  stepsFor,
} from '../../test/support/answerGraphs';
import { createCollectedProject } from '../../test/support/collectedGraphFixture';
import { collect } from '../../test/support/execution';
import type { Project } from '../../scripts/sdkProject';

import { UserError } from '../userError';

import { findingsSql } from './findings';
import { openGraph } from './graphDatabase';
import { findingSql, listing, query, type QueryOptions } from './query';
import { isOrdered } from './sqlText';

const projects: Project[] = [];

afterAll(() => Promise.all(projects.map((each) => each.remove())));

type Options = Partial<QueryOptions> & { sql: string };

async function ask(
  projectPath: string,
  options: Options,
): Promise<{ out: string; err: string }> {
  const texts = { out: '', err: '' };
  const stream = (name: keyof typeof texts) =>
    new PassThrough().on('data', (chunk) => {
      texts[name] += String(chunk);
    });
  const stdout = stream('out');
  await query({ projectPath, ...options }, { stdout, stderr: stream('err') });
  await new Promise((resolve) => setImmediate(resolve));
  return texts;
}

async function projectOf(graph: Graph, types = {}): Promise<string> {
  const project = await createCollectedProject(stepsFor(graph, types));
  projects.push(project);
  return project.path;
}

const ADMINS = 'select name from people where admin and not mfa_enabled';

const NOT_TOLD: Record<string, string> = {
  acme: 'people.mfa_enabled, people.admin',
  sysdig: 'people.mfa_enabled',
};

describe.each(['acme', 'jumpcloud', 'okta', 'sysdig'])('%s', (provider) => {
  it('answers who is admin without a factor, also where a type is partial', async () => {
    const simulation = await startSimulation(provider, { size: 'full' });
    const run = await collect({
      config: simulation.configFor(simulation.url),
    }).finally(() => simulation.stop());
    const people = run.entities.filter(({ _class }) => _class.includes('User'));
    const expected = people
      .filter(
        ({ admin, mfaEnabled, _type }) =>
          admin === true && mfaEnabled === false && !_type.includes('service'),
      )
      .map(({ name }) => name)
      .sort();
    const graph: Graph = {
      provider,
      entities: run.entities.map((each) => ({ ...each })),
      relationships: run.relationships,
    };
    const user = `${provider}_user`;

    const whole = await ask(await projectOf(graph), {
      sql: ADMINS,
      format: 'json',
    });
    const partial = await ask(await projectOf(graph, { partial: [user] }), {
      sql: ADMINS,
      format: 'json',
    });

    const names = (text: string) =>
      (JSON.parse(text) as { name: string }[]).map(({ name }) => name).sort();
    expect(names(whole.out)).toEqual(expected);
    // Where the provider cannot tell, that nobody is named is no answer.
    const untold = NOT_TOLD[provider];
    expect(whole.err).toBe(
      untold === undefined
        ? ''
        : `Nothing is known here of ${untold}: that no row matches does not mean that there is none.\n`,
    );
    expect(names(partial.out)).toEqual(expected);
    expect(partial.err).toContain(`only a part could be read of ${user}`);
  });
});

it('warns of the partial types that an answer reads, and of no others', async () => {
  const project = await projectOf(oktaGraph(), {
    partial: ['okta_group_has_user'],
    off: ['okta_device'],
  });
  const warned = async (sql: string) => (await ask(project, { sql })).err;

  expect(await warned('select name from people')).toBe('');
  expect(await warned('select name from applications')).toBe('');
  expect(await warned('from ACCESS')).toContain('okta_group_has_user');
  expect(await warned('from relationships')).toContain('okta_group_has_user');
  expect(await warned('select 1 -- memberships')).toBe('');
  expect(await warned('select name from devices')).toBe(
    'Not collected, because it is switched off: okta_device\n',
  );
});

it('says what is wrong with a query as DuckDB does, without a trace', async () => {
  const project = await projectOf(oktaGraph());
  const errorOf = (sql: string) =>
    ask(project, { sql }).then(
      () => undefined,
      (error: unknown) => error,
    );

  for (const [sql, message] of [
    [
      'select nam from people',
      /^Binder Error: .*"nam"[\s\S]*LINE 1: select nam from people/,
    ],
    ['selec', /^Parser Error: syntax error/],
    ['select 1; select 2', /^One query at a time, please\.$/],
    ["select 'a'::integer", /^Conversion Error: /],
  ] as const) {
    const error = await errorOf(sql);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toMatch(
      new RegExp(`^UserError: ${message.source.slice(1)}`),
    );
  }
});

it('writes every format, with hostile names as they are', async () => {
  const names = [
    `Robert'); drop table people;--`,
    '"quoted", and\nbroken',
    '\u001b[31mred',
    '=cmd()',
    '𠮷野',
  ];
  const project = await projectOf({
    provider: 'okta',
    relationships: [],
    entities: names.map((name, index) =>
      entity('okta_user', `user${index}`, { name }),
    ),
  });
  const folder = await mkdtemp(path.join(tmpdir(), "it's "));
  const sql = 'select id, name from people where id is not null';

  const json = await ask(project, { sql, format: 'json' });
  const csv = await ask(project, { sql, format: 'csv' });
  const table = await ask(project, { sql });
  const file = path.join(folder, 'answer.parquet');
  await ask(project, { sql, out: file });
  const [read] = await (async () => {
    const database = await openGraph(project);
    try {
      return [
        await database.rows(`select name from '${file.replaceAll("'", "''")}'`),
      ];
    } finally {
      database.close();
    }
  })();
  await ask(project, { sql, out: path.join(folder, 'answer.csv') });

  expect(
    (JSON.parse(json.out) as { name: string }[]).map(({ name }) => name),
  ).toEqual(names);
  expect(csv.out).toContain('user1,"""quoted"", and\nbroken"\r\n');
  expect(await readFile(path.join(folder, 'answer.csv'), 'utf8')).toBe(csv.out);
  expect(table.out).not.toContain('\u001b');
  expect(table.out).toContain('5 rows\n');
  expect(read?.map(({ name }) => name)).toEqual(names);
  await expect(ask(project, { sql, format: 'parquet' })).rejects.toThrow(
    'name a file',
  );
  await rm(folder, { recursive: true });
});

it('ends quietly where its reader has read enough, and not where a disk is full', async () => {
  const project = await projectOf(oktaGraph());
  const failing = (code: string) =>
    query(
      { projectPath: project, sql: 'from people', format: 'csv' },
      {
        stdout: new Writable({
          write: (_chunk, _encoding, done) =>
            done(Object.assign(new Error(`write ${code}`), { code })),
        }),
        stderr: new PassThrough(),
      },
    );

  await expect(failing('EPIPE')).resolves.toBeUndefined();
  await expect(failing('ENOSPC')).rejects.toThrow('write ENOSPC');
});

it('has the same order each time', async () => {
  const project = await projectOf(oktaGraph());
  const ids = async (sql: string) =>
    (
      JSON.parse((await ask(project, { sql, format: 'json' })).out) as {
        id: string;
      }[]
    ).map(({ id }) => id);

  const all = await ids('select id from people group by id; -- whoever');
  expect(all).toEqual([...all].sort());
  expect(await ids('select id from people order by id desc')).toEqual(
    [...all].reverse(),
  );
  expect(
    isOrdered("select 'order by' from (select 1 order by 1) -- order by 1"),
  ).toBe(false);
  expect(
    isOrdered(
      'select row_number() over (order by id) from people\nORDER  BY 1',
    ),
  ).toBe(true);
});

it('asks a finding, and says why it has no answer', async () => {
  const project = await projectOf(jumpcloudGraph());
  const dormant = await ask(project, {
    sql: "select count(*) as n from people where last_login_on < collected_on() - to_days(threshold('dormant_days')::integer)",
    thresholds: { dormant_days: 100 },
    format: 'json',
  });
  const off = await ask(project, {
    sql: findingSql('password-beside-sso'),
    finding: 'password-beside-sso',
  });

  expect(JSON.parse(dormant.out)).toEqual([{ n: 1 }]);
  expect(off.err).toBe('Not applicable: jumpcloud cannot tell.\n');
  expect(() => findingSql('nope')).toThrow('There is no finding nope');
});

it('lists views and findings without a result', () => {
  expect(listing()).toMatch(/^people\n {2}People: everybody who can sign in/m);
  expect(listing()).toMatch(/ {2}dormant +medium .*dormant_days=90/);
});

describe('without a result', () => {
  it('says that nothing was collected', async () => {
    await expect(openGraph(path.join(tmpdir(), 'nowhere'))).rejects.toThrow(
      /^Nothing was collected in .*nowhere.*: collect first, npm start/,
    );
  });

  it('says that the last run ended early', async () => {
    const project = await projectOf(oktaGraph());
    await rm(path.join(project, '.j1-integration/summary.json'));

    await expect(openGraph(project, findingsSql())).rejects.toThrow(
      'ended early',
    );
  });

  it('names the command that installs DuckDB', async () => {
    const project = await projectOf(oktaGraph());
    jest.doMock('@duckdb/node-api', () => {
      throw new Error("Cannot find module '@duckdb/node-api'");
    });

    await expect(openGraph(project)).rejects.toThrow(
      'npm install @duckdb/node-api',
    );
    jest.dontMock('@duckdb/node-api');
  });
});
