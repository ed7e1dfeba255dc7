import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import {
  type Question,
  QUESTIONS_PATH,
  questionsIn,
} from '../../scripts/documents/questions';
import { PACKAGE_ROOT } from '../../scripts/sdkProject';
import { providers } from '../../src/providers';
import { problemsOf } from '../j1ql/checker';
import { collectedGraphs } from '../j1ql/collectedGraphs';
import { queriesIn } from '../j1ql/markdown';
import { type GraphModel, graphModel } from '../j1ql/model';
import { unknownsForgotten } from '../j1ql/unknowns';

const questions = questionsIn(read(QUESTIONS_PATH));
const ALERTS = 'jupiterone/alerts';

/** A rule of a pack, as JupiterOne's own packs have it; `query0` is what its default condition counts. */
const Rule = z.strictObject({
  name: z.string().regex(/^idp-[a-z0-9-]+$/),
  description: z.string().min(1),
  alertLevel: z.enum(['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
  queries: z.tuple([
    z.strictObject({
      name: z.literal('query0'),
      query: z.string(),
      version: z.literal('v1'),
    }),
  ]),
});
type Rule = z.infer<typeof Rule>;

const packs = readdirSync(path.join(PACKAGE_ROOT, ALERTS)).map((file) => ({
  file,
  rules: z.array(Rule).parse(JSON.parse(read(`${ALERTS}/${file}`))),
}));
const rules = packs.flatMap((pack) => pack.rules);

/** The model with what organizations of all providers had. */
let model: GraphModel;

beforeAll(async () => {
  model = graphModel(providers, await collectedGraphs());
});

describe('the model', () => {
  test('has every type and relationship that is declared, seen', () => {
    const unseen = [
      ...[...model.entities].filter(([, { isSeen }]) => !isSeen),
      ...model.relationships.filter(({ isSeen }) => !isSeen),
    ];
    expect(unseen).toEqual([]);
  });

  test.each([
    [
      'property',
      'FIND okta_user WITH mfaEnabld = true',
      'No okta_user has the property mfaEnabld',
    ],
    ['type', 'FIND okta_usr', 'okta_usr is no type'],
    ['class', 'FIND Users', 'Users is no type and no class'],
    [
      'verb',
      'FIND okta_user_group THAT ASSIGNED >> okta_user',
      'okta_user_group ASSIGNED >> okta_user is not in the model',
    ],
    [
      'direction',
      'FIND okta_user THAT HAS >> okta_user_group',
      'okta_user HAS >> okta_user_group is not in the model',
    ],
    ['word', "FIND okta_user WITH status = 'ACTIVE'", 'status is never ACTIVE'],
    [
      'property of a relationship',
      'FIND okta_user THAT ASSIGNED >> AS given okta_role AS role RETURN given.scop',
      'has the property scop',
    ],
    [
      'negation',
      'FIND okta_user WITH mfaEnabled != true',
      'mfaEnabled != holds where mfaEnabled is unknown',
    ],
  ])('finds a wrong %s', (_what, query, problem) => {
    expect(problemsOf(query, model).join('; ')).toContain(problem);
  });

  test('knows that second factors may be unknown', () => {
    expect(
      unknownsForgotten(
        [{ query: 'FIND okta_user WITH mfaEnabled = false' }],
        model,
      ),
    ).toEqual([
      'mfaEnabled of okta_user may be unknown, and nothing asks for that',
    ]);
  });
});

describe('the questions', () => {
  test('are at least 25, and about people of all four providers', () => {
    const queries = queriesOf(questions).map(({ query }) => query);
    const about = (type: string) =>
      queries.some((query) => query.includes(type));
    expect(
      ['acme', 'okta', 'jumpcloud', 'sysdig'].filter(
        (id) => !about(`${id}_user`),
      ),
    ).toEqual([]);
    expect(questions.length).toBeGreaterThanOrEqual(25);
  });

  test.each(queriesOf(questions))('$title: $name', ({ query }) => {
    expect(problemsOf(query, model)).toEqual([]);
  });

  test.each(questions)(
    '$title: nothing unknown is forgotten',
    ({ queries }) => {
      expect(unknownsForgotten(queries, model)).toEqual([]);
    },
  );

  test('have compliance only where there is something good or bad', () => {
    const informative = questions.filter(
      ({ compliance, queries }) =>
        compliance &&
        !queries.some(({ resultsAre }) => /^(?:GOOD|BAD)$/.test(resultsAre)),
    );
    expect(informative).toEqual([]);
  });

  test('are found by tags in lower case, and by the name of the integration', () => {
    const odd = questions.filter(
      ({ tags }) =>
        tags[0] !== 'identity-provider' ||
        tags.some((tag) => !/^[a-z]+(?:-[a-z]+)*$/.test(tag)),
    );
    expect(odd).toEqual([]);
  });
});

describe('the alerts', () => {
  test.each(rules)('$name', ({ queries: [{ query }] }) => {
    expect(problemsOf(query, model)).toEqual([]);
    // A rule cannot ask anybody, has no order, and always has one row where it only counts.
    expect(query).not.toMatch(
      /\{\{|\border by\b|\b(?:count|min|max|avg|sum)\(/i,
    );
  });

  test.each(packs)('$file: nothing unknown is forgotten', (pack) => {
    const queries = pack.rules.flatMap((rule) => rule.queries);
    expect(unknownsForgotten(queries, model)).toEqual([]);
  });

  test('are at least ten, with names of their own', () => {
    const names = new Set(rules.map(({ name }) => name));
    expect(names.size).toBe(rules.length);
    expect(names.size).toBeGreaterThanOrEqual(10);
  });
});

describe('the documents', () => {
  const queries = documents().flatMap((file) =>
    queriesIn(read(file)).map((query) => ({ file, query })),
  );

  test('show queries', () => {
    expect(queries.length).toBeGreaterThanOrEqual(10);
  });

  test.each(queries)('$file: $query', ({ query }) => {
    expect(problemsOf(query, model)).toEqual([]);
  });
});

function queriesOf(some: readonly Question[]) {
  return some.flatMap(({ title, queries }) =>
    queries.map(({ name, query }) => ({ title, name, query })),
  );
}

/** All that people wrote, or that is written for them. */
function documents(): string[] {
  const below = (folder: string) =>
    readdirSync(path.join(PACKAGE_ROOT, folder), { recursive: true })
      .map((file) => path.join(folder, String(file)))
      .filter((file) => file.endsWith('.md'));
  const here = readdirSync(PACKAGE_ROOT).filter((file) => file.endsWith('.md'));
  return [...here, ...below('docs'), ...below('src')];
}

function read(file: string): string {
  return readFileSync(path.join(PACKAGE_ROOT, file), 'utf8');
}
